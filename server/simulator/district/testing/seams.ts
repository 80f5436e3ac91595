/** Whether polygons fit together: which edges have no partner. Knows GeoJSON areas only, nothing of how they were made. */
import type { Area } from '../areas.ts'

export type Coordinate = readonly [lng: number, lat: number]

const edgeOf = (a: Coordinate, b: Coordinate): string => `${a.join(' ')} > ${b.join(' ')}`

export const ringOfArea = (area: Area): Coordinate[] => area.geometry.coordinates[0]!.slice(0, -1)

export const edgesOf = (area: Area): [from: Coordinate, to: Coordinate][] => {
  const ring = area.geometry.coordinates[0]!
  return ring.slice(1).map((to, i) => [ring[i]!, to])
}

/**
 * The edges that one side only uses: for areas that fit together exactly the outline of the whole. An edge that is used
 * twice in the same direction (an overlap) throws.
 */
export function openEdges(areas: readonly Area[]): Set<string> {
  const open = new Set<string>()
  for (const area of areas) {
    for (const [a, b] of edgesOf(area)) {
      if (open.has(edgeOf(a, b))) throw new Error(`two areas claim the same side of ${edgeOf(a, b)}`)
      open.add(edgeOf(a, b))
    }
  }
  for (const edge of open) {
    const back = edge.split(' > ').toReversed().join(' > ')
    if (open.has(back)) {
      open.delete(edge)
      open.delete(back)
    }
  }
  return open
}

/** What keeps the children from being exactly the parent: edges on one side only. Empty where all is well. */
export function seams(parent: Area, children: readonly Area[]): string[] {
  const outline = openEdges([parent])
  const union = openEdges(children)
  return [...outline].filter((it) => !union.has(it)).concat([...union].filter((it) => !outline.has(it)))
}
