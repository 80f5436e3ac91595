/**
 * How many open cases each area holds, how urgent they are, and which of five classes that makes it. Pure: from
 * the live picture and the tree; the colours are the map's.
 */
import type { AreaTree } from './area-tree.ts'
import type { Urgency } from './urgency.ts'

export interface AreaFigures {
  open: number
  nearDue: number
  overdue: number
}
const NOTHING: AreaFigures = { open: 0, nearDue: 0, overdue: 0 }

/** Each case counts once in its area and in every area around it. Areas without one are not in the answer. */
export function tallyAreas(
  { byCode }: AreaTree,
  cases: Iterable<{ area: string | null; urgency: Urgency }>,
): Map<string, AreaFigures> {
  const own = new Map<string, AreaFigures>()
  const at = (all: Map<string, AreaFigures>, code: string): AreaFigures => {
    let it = all.get(code)
    if (!it) all.set(code, (it = { ...NOTHING }))
    return it
  }
  for (const { area, urgency } of cases) {
    if (area === null || !byCode.has(area)) continue
    const it = at(own, area)
    it.open += 1
    if (urgency === 1) it.nearDue += 1
    if (urgency > 1) it.overdue += 1
  }
  const whole = new Map<string, AreaFigures>()
  for (const [code, { open, nearDue, overdue }] of own) {
    const seen = new Set<string>()
    for (let it = byCode.get(code); it && !seen.has(it.code); it = byCode.get(it.parent ?? '')) {
      seen.add(it.code)
      const sum = at(whole, it.code)
      sum.open += open
      sum.nearDue += nearDue
      sum.overdue += overdue
    }
  }
  return whole
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
