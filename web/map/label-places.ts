/**
 * Where the names that are always said stand in a view: inside their area, where they cover the fewest marks and
 * no other name. Pure; in pixels. The map's own placement can only drop a name or lay it under a mark.
 */
import type { Position } from '@shaotai/shared/domain/area.ts'
import { holds, isWithin } from '../layers/geometry.ts'
import type { AreaTree } from '../layers/area-tree.ts'
import { placeAt, projectionOf, type View } from '../layers/mercator.ts'
import type { AreaLabel } from './area-labels.ts'

export interface Taken {
  lng: number
  lat: number
  /** Pixels around its middle. */
  reach: number
}
type Box = [left: number, top: number, right: number, bottom: number]

/** Steps tried in each direction, in heights and widths of the name. */
const DOWN = [0, -0.5, 0.5, -1, 1, -1.5, 1.5, -2, 2, -2.6, 2.6]
const ACROSS = [0, -0.3, 0.3, -0.6, 0.6, -0.9, 0.9]
/** What a step away from the middle costs, in square pixels of cover a pixel. */
const AWAY = 2
/** How long a name stands at least before a mark may move it, and the share of it that the mark must cover. */
const STANDS_MS = 30_000
const COVERED = 0.12
/** A name on a name is worse than one on a mark. */
const NAME_ON_NAME = 4

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
  Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]))

/** About, in ems: a Chinese character is one wide, others half. */
const emsOf = (text: string): number => {
  let ems = 0
  for (const it of text) ems += it > '\u2E80' ? 1 : 0.55
  return ems
}

interface Paper {
  tree: AreaTree
  view: View
  namePx: number
  figuresPx: number
}

/**
 * Gives the labels with new places; those that are not always said keep theirs. A name stays where it stands for
 * as long as view and names are the same, for one that makes way every second for a case would be read by nobody; unless
 * there are twice or half as many marks as when all were placed (the first ones often come after the names), or a mark
 * came to lie on it: then it alone makes way, once it has stood long enough. `now`: ms of any clock.
 */
export function openPlacer(): (
  labels: readonly AreaLabel[],
  marks: () => readonly Taken[],
  paper: Paper,
  now: number,
) => AreaLabel[] {
  let key = ''
  let among = 0
  let movedAt = 0
  let places: ReadonlyMap<string, Position> = new Map()
  return (labels, marks, paper, now) => {
    const said = labels.filter((it) => it.rank === 0)
    const { center, zoom, width, height } = paper.view
    const wanted = [...center, zoom, width, height, ...said.map((it) => it.code + it.name)].join('|')
    const taken = marks()
    if (wanted !== key || taken.length > 2 * among || taken.length < among / 2) {
      places = placesOf(said, taken, paper)
      among = taken.length
      movedAt = now
    } else if (now - movedAt >= STANDS_MS) {
      const free = new Map(places)
      for (const it of said) if (isCovered(it, places.get(it.code), taken, paper)) free.delete(it.code)
      if (free.size < places.size) places = placesOf(said, taken, paper, free)
      movedAt = now
    }
    key = wanted
    return labels.map((it) => {
      const place = places.get(it.code)
      return place && it.rank === 0 ? { ...it, lng: place[0], lat: place[1] } : it
    })
  }
}

const boxOf = (it: AreaLabel, x: number, y: number, { namePx, figuresPx }: Paper): Box => {
  const wide = Math.max(emsOf(it.name) * namePx, emsOf(it.figures + it.late) * figuresPx)
  const tall = (namePx + (it.figures ? figuresPx : 0)) * 1.25
  return [x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2]
}
const boxesOf = (marks: readonly Taken[], view: View): Box[] => {
  const project = projectionOf(view)
  return marks.map(({ lng, lat, reach }): Box => {
    const [x, y] = project(lng, lat)
    return [x - reach, y - reach, x + reach, y + reach]
  })
}
function isCovered(it: AreaLabel, at: Position | undefined, marks: readonly Taken[], paper: Paper): boolean {
  if (!at) return false
  const box = boxOf(it, ...projectionOf(paper.view)(at[0]!, at[1]!), paper)
  const covered = boxesOf(marks, paper.view).reduce((sum, other) => sum + overlap(box, other), 0)
  return covered > COVERED * (box[2] - box[0]) * (box[3] - box[1])
}

/** `stay`: these stand where they stand, and the others make way. */
export function placesOf(
  said: readonly AreaLabel[],
  marks: readonly Taken[],
  paper: Paper,
  stay: ReadonlyMap<string, Position> = new Map(),
): Map<string, Position> {
  const { tree, view } = paper
  const project = projectionOf(view)
  const taken = boxesOf(marks, view)
  const places = new Map(stay)
  const names: Box[] = said.flatMap((it) => {
    const at = stay.get(it.code)
    return at ? [boxOf(it, ...project(at[0]!, at[1]!), paper)] : []
  })
  for (const it of said) {
    if (stay.has(it.code)) continue
    const [midX, midY] = project(it.lng, it.lat)
    if (midX < 0 || midY < 0 || midX > view.width || midY > view.height) continue
    const { shape, bounds } = tree.byCode.get(it.code) ?? { shape: null, bounds: null }
    const boxAt = (x: number, y: number): Box => boxOf(it, x, y, paper)
    const [left, top, right, bottom] = boxAt(midX, midY)
    const [wide, tall] = [right - left, bottom - top]
    const costOf = (box: Box): number =>
      taken.reduce((sum, other) => sum + overlap(box, other), 0) +
      names.reduce((sum, other) => sum + overlap(box, other) * NAME_ON_NAME, 0)
    let best = { x: midX, y: midY, cost: costOf(boxAt(midX, midY)) }
    for (const down of DOWN) {
      for (const across of ACROSS) {
        const [x, y] = [midX + across * wide, midY + down * tall]
        const away = Math.hypot(x - midX, y - midY) * AWAY
        if (away >= best.cost) continue
        const [lng, lat] = placeAt(view, x, y)
        if (!shape || !isWithin(bounds!, lng, lat) || !holds(shape, lng, lat)) continue
        const cost = away + costOf(boxAt(x, y))
        if (cost < best.cost) best = { x, y, cost }
      }
    }
    names.push(boxAt(best.x, best.y))
    places.set(it.code, placeAt(view, best.x, best.y))
  }
  return places
}
