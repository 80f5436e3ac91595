/** Closed dots, marks, clusters and names on a plain canvas. */
import { phaseOf } from '@shaotai/shared/domain/lifecycle.ts'
import type { Gathered } from '../layers/clusters.ts'
import type { Project, View } from '../layers/mercator.ts'
import type { AreaLabel } from './area-labels.ts'
import type { MapColours, MapScene } from './case-map.ts'
import { clusterLook, drawCluster, MOSTLY_LATE, radiusOf } from './cluster-icon.ts'
import { drawLevelIcon } from './icons.ts'
import { levelOf } from './mark-features.ts'

interface Paper {
  project: Project
  view: View
  colours: MapColours
  scale: number
}
const FONT = '"Noto Sans SC Variable", sans-serif'
const MARK_PX = 40
export const FIGURES_PX = 16.6
export const NAME_PX = 21

export function drawDone(
  context: CanvasRenderingContext2D,
  { closed, cases }: MapScene,
  { project, view, colours, scale }: Paper,
): void {
  const side = Math.max(2, Math.round(2 * scale))
  context.globalAlpha = view.zoom < 12 ? 0.25 : 0.4
  const dot = (kind: keyof MapColours['kinds'], lng: number, lat: number) => {
    const [x, y] = project(lng, lat)
    if (x < 0 || y < 0 || x > view.width || y > view.height) return
    context.fillStyle = colours.kinds[kind]
    // On whole pixels: nothing to blend between, so a hundred thousand of them stay cheap.
    context.fillRect(Math.round(x) - 1, Math.round(y) - 1, side, side)
  }
  closed?.points.forEach((kind, lng, lat) => dot(kind, lng, lat))
  for (const it of cases.values()) {
    if (phaseOf(it) === 'closed' && it.lng !== null && it.lat !== null && !closed?.points.has(it.id))
      if (!closed || (it.closedAt ?? 0) >= closed.from) dot(it.kind, it.lng, it.lat)
  }
  context.globalAlpha = 1
}

/** A picture for each of 3 kinds × 5 levels, drawn when first needed. */
export function openMarkPictures(colours: MapColours, scale: number): (it: Gathered) => HTMLCanvasElement {
  const drawn = new Map<string, HTMLCanvasElement>()
  return ({ single, worst }) => {
    const key = `${single!.kind}-${worst}`
    let picture = drawn.get(key)
    if (!picture) {
      const size = Math.ceil(MARK_PX * scale * devicePixelRatio)
      picture = drawLevelIcon(single!.kind, levelOf(worst), size, colours).canvas
      drawn.set(key, picture)
    }
    return picture
  }
}

export function drawMarks(
  context: CanvasRenderingContext2D,
  marks: readonly Gathered[],
  pictures: (it: Gathered) => HTMLCanvasElement,
  { project, colours, scale }: Paper,
): void {
  const side = MARK_PX * scale
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.font = `500 ${FIGURES_PX * scale}px ${FONT}`
  for (const it of marks.toSorted((a, b) => a.worst - b.worst)) {
    const [x, y] = project(it.lng, it.lat)
    if (it.single) {
      context.drawImage(pictures(it), Math.round(x - side / 2), Math.round(y - side / 2), side, side)
    } else {
      const look = clusterLook(it)
      drawCluster(context, x, y, look, colours, scale)
      context.fillStyle = look.late >= MOSTLY_LATE ? colours['on-overdue'] : colours.of.text
      context.fillText(String(it.count), x, y + scale)
    }
  }
}

type Box = [left: number, top: number, right: number, bottom: number]
const meets = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]

/** Names make way for marks and for each other; those whose colours are told apart are always said. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  labels: readonly AreaLabel[],
  marks: readonly Gathered[],
  { project, view, colours, scale }: Paper,
): void {
  const taken: Box[] = marks.map((it) => {
    const [x, y] = project(it.lng, it.lat)
    const reach = (it.single ? 9 : radiusOf(it.count)) * scale
    return [x - reach, y - reach, x + reach, y + reach]
  })
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  context.strokeStyle = colours.of['map-label-halo']
  context.lineWidth = 3.2 * scale
  const say = (text: string, x: number, y: number, colour: string) => {
    context.strokeText(text, x, y)
    context.fillStyle = colour
    context.fillText(text, x, y)
  }
  for (const it of labels.toSorted((a, b) => a.rank - b.rank)) {
    if (view.zoom < it.fromZoom) continue
    const [x, middle] = project(it.lng, it.lat)
    if (x < 0 || middle < 0 || x > view.width || middle > view.height) continue
    const [nameFont, figureFont] = [
      `500 ${(it.rank === 0 ? NAME_PX : FIGURES_PX) * scale}px ${FONT}`,
      `${FIGURES_PX * scale}px ${FONT}`,
    ]
    context.font = nameFont
    let wide = context.measureText(it.name).width
    context.font = figureFont
    const [openWide, lateWide] = [it.figures, it.late].map((text) => context.measureText(text).width) as [
      number,
      number,
    ]
    wide = Math.max(wide, openWide + lateWide)
    const tall = (it.figures ? 46 : 24) * scale
    const boxAt = (y: number): Box => [x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2]
    const isFree = (y: number) => !taken.some((other) => meets(boxAt(y), other))
    // Those that are always said have been placed by label-places.ts.
    const places = (it.rank === 0 ? [0] : [0, -0.6, 0.6, -1, 1]).map((share) => middle + tall * share)
    const y = places.find(isFree) ?? (it.rank === 0 ? middle : null)
    if (y === null) continue
    taken.push(boxAt(y))
    context.font = nameFont
    context.globalAlpha = it.rank === 2 ? 0.7 : 1
    const up = it.figures ? 10 * scale : 0
    say(it.name, x, y - up, colours.of[it.rank === 0 ? 'map-label' : 'map-label-quiet'])
    if (it.figures) {
      context.font = figureFont
      const quiet = colours.of['map-label-quiet']
      const below = y + 13 * scale
      say(it.figures, x - lateWide / 2, below, quiet)
      say(it.late, x + openWide / 2, below, it.isLate ? colours.overdue : quiet)
    }
    context.globalAlpha = 1
  }
}
