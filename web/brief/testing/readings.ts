/** Answers of the ledger as tests need them: figures with counts that a reader of the test can add up. */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import type { BriefReading, BriefReadings } from '../../stores/brief-figures.ts'
import { questionsOf } from '../../stores/brief-questions.ts'
import { placeOf, type Place } from '../../stores/brief-place.ts'

export const NOW = Date.parse('2026-11-21T14:32:00+08:00')
export const ZONE = 'Asia/Shanghai'

export const share = (
  id: string,
  numerator: number,
  denominator: number,
  more: Partial<KpiItem> = {},
): KpiItem => ({
  id,
  version: 2,
  value: denominator === 0 ? null : numerator / denominator,
  numerator,
  denominator,
  excluded: [],
  n: denominator,
  unit: 'share',
  window: { from: '2026-11-01T00:00:00+08:00', to: null },
  text: { en: `What ${id} means.`, 'zh-CN': `${id} 的口径。` },
  ...more,
})
export const count = (id: string, n: number, more: Partial<KpiItem> = {}): KpiItem => ({
  ...share(id, n, 1, { denominator: null, value: n, n, unit: 'cases' }),
  ...more,
})
export const seconds = (id: string, value: number, n: number, more: Partial<KpiItem> = {}): KpiItem => ({
  ...count(id, n, { value, unit: 'seconds' }),
  ...more,
})
export const before = (value: number | null, n: number): Pick<Required<KpiItem>, 'previous'> => ({
  previous: {
    value,
    n,
    window: { from: '2026-10-01T00:00:00+08:00', to: '2026-10-21T14:32:00+08:00' },
  },
})

export function reading(items: readonly KpiItem[], more: Partial<BriefReading> = {}): BriefReading {
  return {
    from: Date.parse('2026-11-01T00:00:00+08:00'),
    to: null,
    asking: questionsOf(placeOf({}), NOW, ZONE).head!.asking,
    asOf: NOW,
    asOfSeq: 48_210,
    items,
    by: null,
    groups: [],
    isOld: false,
    ...more,
  }
}

const DAY_S = 86_400
/** Every question answered, by rules of thumb that make every part draw something; the place's groups are its own. */
export function fullReadings(place: Place, units: readonly string[]): BriefReadings {
  const questions = questionsOf(place, NOW, ZONE)
  const head = [
    share('resolution_rate', 911, 972, { ...before(0.925, 950), target: { bound: 'at_least', value: 0.95 } }),
    share('on_time_rate_due', 930, 965, {
      ...before(0.961, 940),
      target: { bound: 'at_least', value: 0.96 },
    }),
    share('on_time_rate_closed', 892, 911),
    seconds('time_to_close_p50', 1.6 * DAY_S, 911, before(2 * DAY_S, 900)),
    seconds('time_to_close_p90', 5.2 * DAY_S, 911, before(6 * DAY_S, 900)),
    count('backlog', 241, before(224, 224)),
    count('overdue_open', 7, { ...before(9, 9), target: { bound: 'at_most', value: 30 } }),
    share('settled_rate', 207, 211, { ...before(0.98, 190), target: { bound: 'at_least', value: 0.95 } }),
  ]
  const response = [seconds('first_response_p50', 11_500, 905, before(14_000, 880))]
  const days = (id: 'course' | 'settled', figures: (group: string, i: number) => KpiItem[]) =>
    reading((questions[id]!.span as { groups: string[] }).groups.flatMap(figures), {
      by: 'day',
      groups: (questions[id]!.span as { groups: string[] }).groups,
    })
  return {
    head: reading(head),
    response: reading(response),
    matured: reading([share('settled_rate_30', 301, 310)]),
    year: reading([...head, ...response].map((it) => ({ ...it, ...before(null, 0) }))),
    course: days('course', (group, i) => [
      share('resolution_rate', 30 + (i % 3), 33, { group }),
      share('on_time_rate_due', 29 + (i % 4), 33, { group }),
      seconds('time_to_close_p50', (1.4 + (i % 5) / 10) * DAY_S, 30, { group }),
      seconds('first_response_p50', 9_000 + (i % 5) * 600, 30, { group }),
      count('net_flow', (i % 7) - 3, { group }),
    ]),
    settled: days('settled', (group, i) => [share('settled_rate_30', 9 + (i % 2), 10, { group })]),
    league: reading(
      units.flatMap((group, i) => [
        share(place.figure, 90 - 4 * i, 95 - 2 * i, { group }),
        count('backlog', 20 + i, { group }),
        count('overdue_open', i % 3, { group }),
      ]),
    ),
    ages: reading([
      count('backlog', 120, { group: '0-24h' }),
      count('backlog', 80, { group: '1-3d' }),
      count('backlog', 41, { group: '7-15d' }),
      count('overdue_open', 7, { group: '7-15d' }),
    ]),
    tiers: reading([
      share('contained_grid', 566, 911),
      share('contained_community', 792, 911),
      share('contained_street', 880, 911),
      share('contained_district', 907, 911),
    ]),
    spread: reading(
      ['0-1h', '1-4h', '12-24h', '1-2d', '3-5d', '7-15d', '30d+'].map((group, i) =>
        count('closed', 200 - 28 * i, { group }),
      ),
    ),
    ...(place.beside && {
      besideA: reading([...head, ...response]),
      besideB: reading([...head, ...response]),
    }),
  }
}
