/**
 * A cluster as a small picture: a disc, around it the mix of kinds in twelfths, and its worst state as on a mark:
 * an open ring for near due, a red fill with a halo for overdue. The count is text and not drawn here.
 */
import { KINDS } from '@shaotai/shared/domain/vocabulary.ts'
import type { Gathered } from '../layers/clusters.ts'
import type { Urgency } from '../layers/urgency.ts'
import type { MapColours } from './case-map.ts'

export interface ClusterLook {
  /** Of the disc with its ring of kinds, px at scale 1. */
  radius: number
  worst: Urgency
  /** How much of it is overdue, in quarters; at least one where anything is. */
  late: 0 | 1 | 2 | 3 | 4
  /** Twelfths by kind, in the order of KINDS. */
  mix: readonly [number, number, number]
}

const PARTS = 12
const RING_PX = 3.2
/** Around the disc, for ring and halo; no more than needed, for names make way for the whole picture. */
const marginOf = (worst: Urgency): number => (worst === 0 ? 1 : worst === 1 ? 5 : worst + 4)

export const radiusOf = (count: number): number =>
  count < 10 ? 15 : count < 100 ? 18 : count < 1_000 ? 22 : 27

/** Every kind that is there has at least one twelfth; the largest gives way. */
export function mixOf(kinds: readonly [number, number, number]): [number, number, number] {
  const all = kinds[0] + kinds[1] + kinds[2]
  if (all === 0) return [PARTS, 0, 0]
  const parts = kinds.map((n) => (n === 0 ? 0 : Math.max(1, Math.round((n / all) * PARTS)))) as [
    number,
    number,
    number,
  ]
  const largest = parts.indexOf(Math.max(...parts))
  parts[largest]! += PARTS - (parts[0] + parts[1] + parts[2])
  return parts
}

/** Of the red over the disc: a large cluster with one late case is not as red as one that is late as a whole. */
const LATE_FILL = [0, 0.24, 0.42, 0.62, 0.9] as const
/** From here on figures stand on red rather than on the disc. */
export const MOSTLY_LATE = 4

export const clusterLook = ({ count, worst, overdue, kinds }: Gathered): ClusterLook => ({
  radius: radiusOf(count),
  worst,
  late: Math.ceil((overdue / count) * 4) as ClusterLook['late'],
  mix: mixOf(kinds),
})
export const sidePx = ({ radius, worst }: ClusterLook): number => (radius + marginOf(worst)) * 2

/** Draws around a point; `scale` turns px at scale 1 into the context's units. */
export function drawCluster(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  { radius, worst, late, mix }: ClusterLook,
  colours: MapColours,
  scale: number,
): void {
  const circle = (px: number) => {
    context.beginPath()
    context.arc(x, y, px * scale, 0, 2 * Math.PI)
  }
  if (worst >= 2) {
    circle(radius + 3 + worst)
    context.fillStyle = worst === 2 ? colours.halo : worst === 3 ? colours['halo-2'] : colours['halo-3']
    context.fill()
  }
  circle(radius)
  context.fillStyle = colours.outline
  context.fill()
  circle(radius - RING_PX - 1)
  context.fillStyle = colours.of['map-cluster']
  context.fill()
  if (late > 0) {
    context.globalAlpha = LATE_FILL[late]
    context.fillStyle = colours.overdue
    context.fill()
    context.globalAlpha = 1
  }

  const used = mix.filter((it) => it > 0).length
  const gap = used > 1 ? 0.05 : 0
  let from = -Math.PI / 2
  context.lineWidth = RING_PX * scale
  for (const [i, kind] of KINDS.entries()) {
    if (mix[i] === 0) continue
    const to = from + (mix[i]! / PARTS) * 2 * Math.PI
    context.beginPath()
    context.arc(x, y, (radius - RING_PX / 2 - 0.4) * scale, from + gap, to - gap)
    context.strokeStyle = colours.kinds[kind]
    context.stroke()
    from = to
  }
  if (worst >= 2) {
    circle(radius + 1.4)
    context.lineWidth = (worst === 2 ? 2 : 2.8) * scale
    context.strokeStyle = colours['overdue-edge']
    context.stroke()
  }
  if (worst === 1) {
    context.beginPath()
    context.arc(x, y, (radius + 2.8) * scale, -Math.PI / 2, -Math.PI / 2 + 1.6 * Math.PI)
    context.lineWidth = 2.6 * scale
    context.strokeStyle = colours['near-due']
    context.stroke()
  }
}
