/**
 * The steps that lead from one style to another of ours. Pure. A whole new style would drop what the sources
 * hold and flash; values alone change in place, with camera and data untouched.
 */
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'

export type Step =
  | { do: 'addSource'; id: string; source: SourceSpecification }
  | { do: 'removeSource'; id: string }
  | { do: 'addLayer'; layer: LayerSpecification; before: string | undefined }
  | { do: 'removeLayer'; id: string }
  | { do: 'paint' | 'layout'; id: string; name: string; value: unknown }
  | { do: 'filter'; id: string; value: unknown }
  | { do: 'zoom'; id: string; from: number; to: number }

/** Layers that stay keep their order: styles are made by one function, which never reorders them. */
export function patchSteps(before: StyleSpecification, after: StyleSpecification): Step[] {
  const old = new Map(before.layers.map((it) => [it.id, it]))
  const kept = new Set(after.layers.map((it) => it.id))
  const otherSources = Object.keys(after.sources).filter((id) => !same(before.sources[id], after.sources[id]))
  const goneSources = Object.keys(before.sources).filter(
    (id) => !(id in after.sources) || (otherSources.includes(id) && id in before.sources),
  )
  const isGone = (it: LayerSpecification) =>
    !kept.has(it.id) || ('source' in it && goneSources.includes(it.source as string))
  const gone = before.layers.filter(isGone)
  for (const { id } of gone) old.delete(id)

  const steps: Step[] = [
    ...gone.map(({ id }): Step => ({ do: 'removeLayer', id })),
    ...goneSources.map((id): Step => ({ do: 'removeSource', id })),
    ...otherSources.map((id): Step => ({ do: 'addSource', id, source: after.sources[id]! })),
  ]
  // From the top down: the layer above is there when one is put below it.
  for (let i = after.layers.length - 1; i >= 0; i -= 1) {
    const layer = after.layers[i]!
    const then = old.get(layer.id)
    if (then) steps.push(...changes(then, layer))
    else steps.push({ do: 'addLayer', layer, before: after.layers[i + 1]?.id })
  }
  return steps
}

type Part = Record<string, unknown>
function changes(then: LayerSpecification, now: LayerSpecification): Step[] {
  const steps: Step[] = []
  const { id } = now
  for (const part of ['paint', 'layout'] as const) {
    const [a, b] = [(then[part] ?? {}) as Part, (now[part] ?? {}) as Part]
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
      if (!same(a[name], b[name])) steps.push({ do: part, id, name, value: b[name] })
  }
  const [a, b] = [then as Part, now as Part]
  if (!same(a['filter'], b['filter'])) steps.push({ do: 'filter', id, value: b['filter'] })
  if (a['minzoom'] !== b['minzoom'] || a['maxzoom'] !== b['maxzoom'])
    steps.push({ do: 'zoom', id, from: (b['minzoom'] as number) ?? 0, to: (b['maxzoom'] as number) ?? 24 })
  return steps
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
