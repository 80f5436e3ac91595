/** What the brief asks the ledger of one view: pure. Each question is one path, so that equal views ask the same. */
import { courseOf, equalSpans, maturedOf, spanOf } from './brief-periods.ts'
import type { Place } from './brief-place.ts'
import type { Span, SteppedSpan } from './figure-windows.ts'

export interface Asking {
  area: string | null
  kind: string | null
  category: string | null
  department: string | null
  source: string | null
  from: string | null
  to: string | null
  ids: string
  by: string | null
  compare: 'previous' | 'last_year' | null
}
export interface Question {
  span: Span | SteppedSpan
  asking: Asking
  /** ms between two askings while the log moves. */
  againMs: number
}

export const QUESTIONS = [
  'head',
  'response',
  'course',
  'matured',
  'settled',
  'league',
  'ages',
  'tiers',
  'spread',
  'year',
  'besideA',
  'besideB',
] as const
export type QuestionId = (typeof QUESTIONS)[number]
/** The figures of the first look come before everything else is asked. */
export const FIRST: readonly QuestionId[] = ['head', 'response', 'besideA', 'besideB']

/** What was confirmed is in the headline within a second. */
const NEWS_MS = 500
const SOON_MS = 10_000
const MINUTE_MS = 60_000
const YEAR_MS = 600_000 // what was a year ago does not move

/** The first response looks at other cases than the rest: asked apart, so that nothing waits for it. */
const RESPONSE = 'first_response_p50'
const HEAD =
  'resolution_rate,on_time_rate_due,on_time_rate_closed,time_to_close_p50,time_to_close_p90,backlog,overdue_open,settled_rate'

/** Whoever has one area begins in it: what is told apart is what lies in it. Null: nobody's own, or several. */
export const homeOf = (areas: readonly string[]): string | null => (areas.length === 1 ? areas[0]! : null)

/** `now` is epoch ms, `zone` the district's; `besideA` and `besideB` only where something is compared. */
export function questionsOf(
  place: Place,
  now: number,
  zone: string,
  home: string | null = null,
): Partial<Record<QuestionId, Question>> {
  const span = spanOf(place.period, now, zone)
  const course = courseOf(place.period, now, zone)
  const matured = maturedOf(place.period, now, zone)
  const ask = (of: Span, ids: string, more: Partial<Asking> = {}, againMs = MINUTE_MS): Question => ({
    span: of,
    asking: {
      area: place.area ?? home,
      kind: place.kind,
      category: place.category,
      department: place.department,
      source: place.source,
      from: of.from === null ? null : new Date(of.from).toISOString(),
      to: of.to === null ? null : new Date(of.to).toISOString(),
      ids,
      by: null,
      compare: null,
      ...more,
    },
    againMs,
  })
  const { beside } = place
  const [a, b] =
    beside && 'period' in beside ? equalSpans(span, spanOf(beside.period, now, zone), now) : [span, span]
  return {
    head: ask(span, HEAD, { compare: 'previous' }, NEWS_MS),
    response: ask(span, RESPONSE, { compare: 'previous' }, NEWS_MS),
    course: ask(course, 'resolution_rate,on_time_rate_due,time_to_close_p50,first_response_p50,net_flow', {
      by: 'day',
    }),
    // Of disputes taken on just now few can be settled: their course is that of those that had thirty days.
    matured: ask(matured, 'settled_rate_30'),
    settled: ask(matured, 'settled_rate_30', { by: 'day' }),
    league: ask(span, `${place.figure},backlog,overdue_open`, { by: place.by }, 3 * SOON_MS),
    ages: ask(span, 'backlog,overdue_open', { by: 'age' }, 3 * SOON_MS),
    tiers: ask(span, 'contained_grid,contained_community,contained_street,contained_district'),
    spread: ask(span, 'closed', { by: 'time_to_close' }),
    year: ask(span, `${HEAD},${RESPONSE}`, { compare: 'last_year' }, YEAR_MS),
    ...(beside && {
      besideA: ask(a, `${HEAD},${RESPONSE}`, {}, 3 * SOON_MS),
      besideB: ask(b, `${HEAD},${RESPONSE}`, 'area' in beside ? { area: beside.area } : {}, 3 * SOON_MS),
    }),
  }
}
