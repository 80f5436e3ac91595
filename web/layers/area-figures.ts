/**
 * How many open cases each area holds, how urgent they are, and which of five classes that makes it. Pure: from
 * the live picture and the tree; the colours are the map's.
 */
import type { AreaTree } from './area-tree.ts'
import type { OpenCase } from './open-cases.ts'

export interface AreaFigures {
  open: number
  nearDue: number
  overdue: number
}
const NOTHING: AreaFigures = { open: 0, nearDue: 0, overdue: 0 }

type Figures = ReadonlyMap<string, AreaFigures>
type Counted = Pick<OpenCase, 'area' | 'urgency'>

/** Each case counts once in its area and in every area around it. Areas without one are not in the answer. */
export function tallyAreas(tree: AreaTree, cases: Iterable<Counted>): Figures {
  return tallyChanges(
    tree,
    new Map(),
    Array.from(cases, (it) => [null, it] as const),
  )
}

/** The same from what it was before: an area in which nothing changed keeps its object. */
export function tallyChanges(
  { byCode }: AreaTree,
  before: Figures,
  changes: readonly (readonly [then: Counted | null, now: Counted | null])[],
): Figures {
  /** What is added to each area that is named by a case itself. */
  const own = new Map<string, AreaFigures>()
  const count = ({ area, urgency }: Counted, n: 1 | -1): void => {
    if (area === null || !byCode.has(area)) return
    let it = own.get(area)
    if (!it) own.set(area, (it = { ...NOTHING }))
    it.open += n
    if (urgency === 1) it.nearDue += n
    if (urgency > 1) it.overdue += n
  }
  for (const [then, now] of changes) {
    if (then) count(then, -1)
    if (now) count(now, 1)
  }
  const after = new Map(before)
  for (const [code, { open, nearDue, overdue }] of own) {
    if (open === 0 && nearDue === 0 && overdue === 0) continue
    const seen = new Set<string>()
    for (let it = byCode.get(code); it && !seen.has(it.code); it = byCode.get(it.parent ?? '')) {
      seen.add(it.code)
      const sum = after.get(it.code) ?? NOTHING
      const next = {
        open: sum.open + open,
        nearDue: sum.nearDue + nearDue,
        overdue: sum.overdue + overdue,
      }
      if (next.open === 0) after.delete(it.code)
      else after.set(it.code, next)
    }
  }
  return after
}

/** What the colour of an area says: open cases per 1,000 households, or just how many. */
export const MEASURES = ['rate', 'count'] as const
export type Measure = (typeof MEASURES)[number]

/** Null: nobody said how many households live there. */
export function valueOf(
  measure: Measure,
  figures: AreaFigures | undefined,
  households: number | null,
): number | null {
  const { open } = figures ?? NOTHING
  if (measure === 'count') return open
  return households ? (open / households) * 1_000 : null
}

/** Above 0 there are five classes: up to one step, two, three, four, and more. */
export const CLASSES = 5
/** This share of the areas stays below the topmost class: one hot spot must not make the others alike. */
const TOPMOST = 0.9
const NICE = [1, 2, 2.5, 5, 10]

const niceAbove = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value))
  return (NICE.find((it) => it * power >= value * (1 - 1e-9)) ?? 10) * power
}

/**
 * A round step between classes. The step of a moment ago stays as long as it is near enough: a map whose
 * colours mean something else every minute says nothing. `least` is the smallest step that makes sense.
 */
export function stepFor(values: readonly (number | null)[], before: number | null, least: number): number {
  const known = values.filter((it): it is number => it !== null && it > 0).sort((a, b) => a - b)
  const high = known[Math.min(known.length - 1, Math.floor(known.length * TOPMOST))]
  if (high === undefined) return before ?? least
  const wanted = Math.max(high / (CLASSES - 1), least)
  if (before !== null && before >= wanted * 0.5 && before <= wanted * 2) return before
  return Math.max(niceAbove(wanted), least)
}

/** 0: nothing there, or nothing known; 1 to 5. */
export function classOf(value: number | null, step: number): number {
  if (value === null || value <= 0) return 0
  return Math.min(CLASSES, Math.ceil(value / step - 1e-9))
}
