/**
 * Whether outlines fit each other: no two of one level over each other, none outside of its parent, no parent with a
 * hole between its children. Looks only where something given is concerned: what stood before is not judged again.
 */
import Flatbush from 'flatbush'
import { finding, type AreaFinding } from '@shaotai/shared/domain/area-finding.ts'
import type { PlacedArea, Position } from '@shaotai/shared/domain/area.ts'
import { isSliverOf, type FitLimits } from './fit-limits.ts'
import { planeAround, type Outline, type Piece, type Plane } from './plane.ts'
import { ringsOf } from './rings.ts'

export interface FitQuestion {
  /** The whole tree as it would be, each code once. */
  areas: readonly PlacedArea[]
  /** Places in the file of those given, from 1. */
  features: ReadonlyMap<string, number>
  /** Parents of which a child is missing for a fault of its own: whether they are covered cannot be told. */
  undecided: ReadonlySet<string | null>
  limits: FitLimits
}
interface Placed {
  area: PlacedArea
  outline: Outline
  feature: number | null
}

export function checkFit({ areas, features, undecided, limits }: FitQuestion): AreaFinding[] {
  if (features.size === 0) return []
  const plane = planeAround(middleOf(areas))
  const concerned = concernedOf(areas, features)
  const placed = new Map(
    areas
      .filter(({ code }) => concerned.has(code))
      .map((area) => [
        area.code,
        { area, outline: plane.outlineOf(area.geometry), feature: features.get(area.code) ?? null },
      ]),
  )
  const found = overlaps([...placed.values()], plane, limits)
  const families = Map.groupBy(placed.values(), ({ area }) => area.parent)
  for (const [code, children] of families) {
    const parent = code === null ? null : (placed.get(code) ?? null)
    if (code !== null && !parent) continue // not in the file, and what is loaded is not known here
    if (!children.some((it) => it.feature !== null) && (parent?.feature ?? null) === null) continue
    if (parent) found.push(...children.flatMap((it) => outsideOf(it, parent, plane, limits)))
    if (!undecided.has(code)) found.push(...uncovered(children, parent, plane, limits))
  }
  return found
}

/** Given areas, their parents, their siblings and their children. */
function concernedOf(areas: readonly PlacedArea[], given: ReadonlyMap<string, number>): Set<string> {
  const parents = new Set<string | null>()
  const tiers = new Set<string>()
  for (const { code, parent, tier } of areas) {
    if (!given.has(code)) continue
    parents.add(parent).add(code)
    tiers.add(tier)
  }
  return new Set(
    areas
      .filter((it) => parents.has(it.code) || parents.has(it.parent) || tiers.has(it.tier))
      .map(({ code }) => code),
  )
}

function overlaps(placed: readonly Placed[], plane: Plane, limits: FitLimits): AreaFinding[] {
  const boxes = new Flatbush(placed.length)
  const bounds = placed.map(({ outline }) => boundsOf(outline))
  for (const it of bounds) boxes.add(...it)
  boxes.finish()
  const found: AreaFinding[] = []
  let faults = 0
  for (const [i, one] of placed.entries()) {
    for (const j of boxes.search(...bounds[i]!, (it) => it > i)) {
      const other = placed[j]!
      if (one.feature === null && other.feature === null) continue
      if (one.area.parent !== other.area.parent && one.area.tier !== other.area.tier) continue
      // Told of the later one in the file, with the earlier one named.
      const [first, second] = (one.feature ?? 0) <= (other.feature ?? 0) ? [one, other] : [other, one]
      for (const piece of plane.common(one.outline, other.outline)) {
        if (isNothing(limits)(piece)) continue
        const code = isSliverOf(limits.siblings, piece) ? 'sliver_overlap' : 'overlap'
        const others = [first.area.code]
        found.push(
          finding(code, { feature: second.feature, area: second.area.code, others, ...factsOf(piece) }),
        )
        if (code === 'overlap' && (faults += 1) > limits.most)
          return [...found, finding('too_many', { count: limits.most })]
      }
    }
  }
  return found
}

function outsideOf(child: Placed, parent: Placed, plane: Plane, limits: FitLimits): AreaFinding[] {
  const facts = { feature: child.feature, area: child.area.code, others: [parent.area.code] }
  return graded(plane.rest(child.outline, parent.outline), limits.parents, limits, {
    fault: (piece) => finding('outside_parent', { ...facts, ...factsOf(piece) }),
    sliver: (sum) => finding('sliver_outside', { ...facts, ...sum }),
  })
}

/** `parent` null: the tops, which need no whole, but leave no holes between them. */
function uncovered(
  children: readonly Placed[],
  parent: Placed | null,
  plane: Plane,
  limits: FitLimits,
): AreaFinding[] {
  if (!parent && children.length < 2) return []
  const all = plane.together(children.map(({ outline }) => outline))
  const filled = all.filter((ring) => !isHole(ring))
  const facts = { feature: parent?.feature ?? null, area: parent?.area.code ?? null }
  // What the children enclose together is a gap between them; what else is missing lies at the parent's edge.
  const enclosed = parent ? plane.common(parent.outline, filled).flatMap(({ outline }) => outline) : filled
  const between = plane.rest(enclosed, all)
  const atEdge = parent ? plane.rest(parent.outline, filled) : []
  const found = graded(between, limits.siblings, limits, {
    fault: (piece) => finding('gap', { ...facts, ...factsOf(piece) }),
    sliver: (sum) => finding('sliver_gap', { ...facts, ...sum }),
  })
  if (!parent) return found
  const whole = plane.squareMetres(parent.outline)
  const lacking = atEdge.reduce((sum, it) => sum + it.squareMetres, 0)
  if (lacking > (1 - limits.dividedShare) * whole) {
    const widest = atEdge.reduce((a, b) => (a.squareMetres > b.squareMetres ? a : b))
    const told = `${Math.round((100 * lacking) / whole)} %`
    return [
      ...found,
      finding('partly_covered', { ...facts, ...factsOf(widest), squareMetres: lacking, told }),
    ]
  }
  return [
    ...found,
    ...graded(atEdge, limits.parents, limits, {
      fault: (piece) => finding('uncovered', { ...facts, ...factsOf(piece) }),
      sliver: (sum) => finding('sliver_uncovered', { ...facts, ...sum }),
    }),
  ]
}

const isNothing =
  ({ nothingMetres }: FitLimits) =>
  ({ widthMetres }: Piece): boolean =>
    widthMetres < nothingMetres

/** Each fault by itself, the largest first; all slivers as one, at the widest. */
function graded(
  pieces: readonly Piece[],
  from: FitLimits['siblings'],
  limits: FitLimits,
  say: { fault: (piece: Piece) => AreaFinding; sliver: (sum: Partial<AreaFinding>) => AreaFinding },
): AreaFinding[] {
  const real = pieces.filter((it) => !isNothing(limits)(it))
  const faults = real.filter((it) => !isSliverOf(from, it))
  const slivers = real.filter((it) => isSliverOf(from, it))
  const found = faults.toSorted((a, b) => b.squareMetres - a.squareMetres).map(say.fault)
  if (slivers.length === 0) return found
  const widest = slivers.reduce((a, b) => (a.widthMetres > b.widthMetres ? a : b))
  const squareMetres = slivers.reduce((sum, it) => sum + it.squareMetres, 0)
  return [...found, say.sliver({ ...factsOf(widest), squareMetres, count: slivers.length })]
}

const factsOf = ({ squareMetres, widthMetres, place }: Piece): Partial<AreaFinding> => ({
  squareMetres,
  widthMetres,
  place,
})

/** A hole runs clockwise. */
const isHole = (ring: Outline[number]): boolean =>
  ring.reduce((sum, { x, y }, i) => {
    const next = ring[(i + 1) % ring.length]!
    return sum + (x - next.x) * (y + next.y)
  }, 0) < 0

function boundsOf(outline: Outline): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of outline.flat()) {
    bounds[0] = Math.min(bounds[0], x)
    bounds[1] = Math.min(bounds[1], y)
    bounds[2] = Math.max(bounds[2], x)
    bounds[3] = Math.max(bounds[3], y)
  }
  return bounds
}

function middleOf(areas: readonly PlacedArea[]): Position {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ] as [Position, Position]
  for (const area of areas) {
    for (const place of ringsOf(area.geometry).flat()) {
      for (const axis of [0, 1] as const) {
        low[axis] = Math.min(low[axis], place[axis])
        high[axis] = Math.max(high[axis], place[axis])
      }
    }
  }
  return [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2]
}
