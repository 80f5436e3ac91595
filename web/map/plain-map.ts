/**
 * The cases drawn on a plain canvas, without WebGL: the same data, the same marks, no panning. For machines
 * without a graphics card, for tests of everything but the map, and when WebGL is lost for good.
 */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
import type { Bounds } from './camera.ts'
import { isMapped } from '../layers/places.ts'
import { toLiveFeature } from './case-features.ts'
import type { CaseMap, MapColours } from './case-map.ts'
import type { ClosedSet } from '../layers/closed-set.ts'
import { drawIcon } from './icons.ts'
import { drawHeat } from './plain-heat.ts'
import { projectionTo, type Project } from './plain-projection.ts'

/** Drawing ten thousand marks takes tens of milliseconds: once a second is enough for a map that stands still. */
const AGAIN_MS = 1_000

export function openPlainMap(container: HTMLElement, colours: MapColours): CaseMap {
  const canvas = container.appendChild(document.createElement('canvas'))
  canvas.style.cssText = 'position:absolute;inset:0;inline-size:100%;block-size:100%'
  // Drawn by the processor: without a graphics card, canvas “acceleration” costs seconds a frame.
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  let cases: ReadonlyMap<string, CaseView> = new Map()
  let closed: ClosedSet | null = null
  let bounds: Bounds | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  let isEmpty = true
  const schedule = () => {
    timer ??= setTimeout(
      () => {
        timer = null
        isEmpty = false
        draw()
      },
      isEmpty ? 0 : AGAIN_MS,
    )
  }
  const resized = new ResizeObserver(() => draw())
  resized.observe(container)

  function draw(): void {
    const ratio = devicePixelRatio
    const [width, height] = [container.clientWidth, container.clientHeight]
    canvas.width = width * ratio
    canvas.height = height * ratio
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.fillStyle = colours.ground
    context.fillRect(0, 0, width, height)
    if (!bounds || width === 0) return
    const project = projectionTo(bounds, width, height)
    drawClosed(project)
    const warm = [...cases.values()].flatMap((it) => {
      const feature = toLiveFeature(it)
      return feature ? [{ at: project(it.lng!, it.lat!), heat: feature.properties!['heat'] as number }] : []
    })
    drawHeat(context, warm, width, height, colours.heat)
    drawOpen(project, cases.size > 2_000 ? 10 : 16)
  }
  function drawClosed(project: Project): void {
    context.globalAlpha = 0.38
    closed?.points.forEach((kind, lng, lat) => {
      const [x, y] = project(lng, lat)
      context.fillStyle = colours.kinds[kind]
      context.fillRect(Math.round(x) - 1, Math.round(y) - 1, 3, 3)
    })
    context.globalAlpha = 1
  }
  function drawOpen(project: Project, size: number): void {
    const ratio = devicePixelRatio
    const icon = (kind: Kind) => drawIcon(kind, size * ratio, colours).canvas
    const icons = { ticket: icon('ticket'), hazard: icon('hazard'), dispute: icon('dispute') }
    for (const it of cases.values()) {
      if (!isOpen(it) || !isMapped(it)) continue
      const [x, y] = project(it.lng, it.lat)
      // On whole pixels: nothing to blend between, so ten thousand of them stay cheap.
      context.drawImage(icons[it.kind], Math.round(x - size / 2), Math.round(y - size / 2), size, size)
    }
  }
  return {
    show: (nextCases, nextClosed) => {
      cases = nextCases
      closed = nextClosed
      schedule()
    },
    fit: (next) => {
      bounds = next
      draw()
    },
    counts: () => {
      let open = 0
      for (const it of cases.values()) if (isOpen(it) && isMapped(it)) open += 1
      return { open, closed: closed?.points.size ?? 0 }
    },
    destroy: () => {
      resized.disconnect()
      if (timer) clearTimeout(timer)
      canvas.remove()
    },
  }
}
