/**
 * Whether an outline crosses itself, and where. Decided by exact predicates over the coordinates as they are, so that
 * edges which almost touch are told apart from edges which cross. Touching in a point is no crossing.
 */
import Flatbush from 'flatbush'
import { orient2d } from 'robust-predicates'
import type { Position } from '@shaotai/shared/domain/area.ts'

interface Edge {
  from: Position
  to: Position
  part: number
  ring: number
  /** Of its ring, from 0. */
  at: number
  before: Edge
  after: Edge
}

/** `parts`: polygons of closed rings, none of a corner twice in a row. A place where two edges cross, or null. */
export function crossingOf(parts: readonly (readonly Position[][])[]): Position | null {
  const edges = parts.flatMap((rings, part) => rings.flatMap((ring, r) => edgesOf(ring, part, r)))
  const boxes = new Flatbush(edges.length)
  for (const { from, to } of edges) {
    boxes.add(
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[0], to[0]),
      Math.max(from[1], to[1]),
    )
  }
  boxes.finish()
  for (const [i, edge] of edges.entries()) {
    const { from, to } = edge
    const near = boxes.search(
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[0], to[0]),
      Math.max(from[1], to[1]),
      (j) => j > i,
    )
    for (const j of near) {
      const place = crossing(edge, edges[j]!)
      if (place) return place
    }
  }
  return null
}

function edgesOf(ring: readonly Position[], part: number, r: number): Edge[] {
  const edges = ring.slice(0, -1).map((from, at) => ({ from, to: ring[at + 1]!, part, ring: r, at }) as Edge)
  edges.forEach((edge, i) => {
    edge.before = edges.at(i - 1)!
    edge.after = edges[(i + 1) % edges.length]!
  })
  return edges
}

const sideOf = (a: Position, b: Position, p: Position): number => -Math.sign(orient2d(...a, ...b, ...p))
const isSame = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1]

function crossing(one: Edge, two: Edge): Position | null {
  const [a, b, c, d] = [one.from, one.to, two.from, two.to]
  const sides = [sideOf(c, d, a), sideOf(c, d, b), sideOf(a, b, c), sideOf(a, b, d)] as const
  if (sides.every((side) => side === 0)) {
    // Two parts of one area may share an edge, as neighbours do; a ring that runs over its own is no outline.
    return one.part === two.part && runsTogether(a, b, c, d) ? innermost(a, b, c, d) : null
  }
  if (sides[0] * sides[1] < 0 && sides[2] * sides[3] < 0) return meeting(a, b, c, d)
  // A corner of one on the other: crossed if the ring goes on at the other side of it.
  for (const [first, second] of [
    [one, two],
    [two, one],
  ] as const) {
    const corner = first.to
    const next = first.after
    if (next === second) continue
    if (isSame(corner, second.from)) {
      if (changesSides(first, second)) return corner
    } else if (!isSame(corner, second.to) && isOn(corner, second)) {
      const [came, goes] = [
        sideOf(second.from, second.to, first.from),
        sideOf(second.from, second.to, next.to),
      ]
      if (came * goes < 0) return corner
    }
  }
  return null
}

/** Two passes through one corner, `first` and its next, and what comes before `second` and it: do they change sides? */
function changesSides(first: Edge, second: Edge): boolean {
  const [corner, came, goes] = [first.to, first.from, first.after.to]
  const one = isBetween(corner, came, goes, second.before.from)
  const two = isBetween(corner, came, goes, second.to)
  return one !== null && two !== null && one !== two
}

/** Whether `p`, seen from `corner`, lies in the turn from `from` counter-clockwise to `to`; null: on one of the two. */
function isBetween(corner: Position, from: Position, to: Position, p: Position): boolean | null {
  const [afterFrom, beforeTo] = [sideOf(corner, from, p), sideOf(corner, to, p)]
  if (isSameWay(corner, from, p, afterFrom) || isSameWay(corner, to, p, beforeTo)) return null
  const turn = sideOf(corner, from, to)
  if (turn > 0) return afterFrom > 0 && beforeTo < 0
  if (turn < 0) return !(beforeTo > 0 && afterFrom < 0)
  return afterFrom > 0
}

const isSameWay = (corner: Position, a: Position, b: Position, side: number): boolean =>
  side === 0 && (a[0] - corner[0]) * (b[0] - corner[0]) + (a[1] - corner[1]) * (b[1] - corner[1]) > 0

/** For four places on one line: whether the stretches have more than a point in common. */
function runsTogether(a: Position, b: Position, c: Position, d: Position): boolean {
  const along = Math.abs(b[0] - a[0]) >= Math.abs(b[1] - a[1]) ? 0 : 1
  const lowest = Math.max(Math.min(a[along], b[along]), Math.min(c[along], d[along]))
  const highest = Math.min(Math.max(a[along], b[along]), Math.max(c[along], d[along]))
  return lowest < highest
}

function innermost(...places: [Position, Position, Position, Position]): Position {
  const along = Math.abs(places[1][0] - places[0][0]) >= Math.abs(places[1][1] - places[0][1]) ? 0 : 1
  return places.toSorted((p, q) => p[along] - q[along])[1]!
}

const isOn = (p: Position, { from, to }: Edge): boolean =>
  sideOf(from, to, p) === 0 &&
  Math.min(from[0], to[0]) <= p[0] &&
  p[0] <= Math.max(from[0], to[0]) &&
  Math.min(from[1], to[1]) <= p[1] &&
  p[1] <= Math.max(from[1], to[1])

function meeting(a: Position, b: Position, c: Position, d: Position): Position {
  const [x, y] = [b[0] - a[0], b[1] - a[1]]
  const [u, v] = [d[0] - c[0], d[1] - c[1]]
  const part = ((c[0] - a[0]) * v - (c[1] - a[1]) * u) / (x * v - y * u)
  return [a[0] + part * x, a[1] + part * y]
}
