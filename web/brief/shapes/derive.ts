/** Three shapes of the work: how long it takes, at which tier it ends, how old what is open has become. Pure. */
import { formatCount, formatShare } from '../../i18n/format.ts'
import { bucketOf, placeOf, type Bucket } from '../../panels/pace/buckets.ts'
import { NONE } from '../../panels/readings.ts'
import type { BriefReadings } from '../../stores/brief-figures.ts'
import { figureIn, isTooFew, said, type Speaker } from '../headline/derive.ts'

export interface Spread {
  bars: { name: string; share: number; heard: string; edge: string }[]
  /** On the row of bars: 2.5 is the middle of the third. */
  marks: { id: 'p50' | 'p90'; at: number; text: string }[]
  n: string
}
/** As server/kpi/groups.ts cuts them. */
const BUCKETS = ['0-1h', '1-4h', '4-12h', '12-24h', '1-2d', '2-3d', '3-5d', '5-7d', '7-15d', '15-30d', '30d+']

/** Buckets at whose start the scale is labelled: every edge would be a smear. */
const LABELLED = new Set(['4-12h', '1-2d', '3-5d', '7-15d', '30d+'])

export function deriveSpread(readings: BriefReadings, by: Speaker): Spread | null {
  const items = readings.spread?.items
  if (!items) return null
  const { own, language, words } = by
  const counts = BUCKETS.map(
    (name) => items.find((it) => it.id === 'closed' && it.group === name)?.value ?? 0,
  )
  const total = counts.reduce((sum, n) => sum + n, 0)
  const most = Math.max(...counts, 1)
  const buckets = BUCKETS.map((name) => bucketOf(name)!)
  return {
    n: formatCount(total, language),
    bars: counts.map((n, i) => ({
      name: BUCKETS[i]!,
      share: n / most,
      heard: own.spread.bar(
        BUCKETS[i]!,
        formatCount(n, language),
        total === 0 ? NONE : `${formatShare(n / total, language)}%`,
      ),
      edge: LABELLED.has(BUCKETS[i]!) ? edgeOf(buckets[i]!, words.units) : '',
    })),
    marks: (['p50', 'p90'] as const).flatMap((id) => {
      const it = figureIn(readings, `time_to_close_${id}`)
      return !it || it.value === null || isTooFew(it) || total === 0
        ? []
        : [{ id, at: placeOf(it.value, buckets), text: `${id.toUpperCase()} ${said(it, by)}` }]
    }),
  }
}
const edgeOf = ({ from }: Bucket, units: { hour: string; day: string }): string =>
  from < 86_400 ? `${from / 3_600}${units.hour}` : `${from / 86_400}${units.day}`

export const TIERS = ['grid', 'community', 'street', 'district'] as const
export type Tier = (typeof TIERS)[number] | 'city'
export interface TierRow {
  tier: Tier
  name: string
  share: number
  said: string
  n: string
}

/** `contained_X` says up to and with X; of each tier alone is the difference, and what is left went beyond the district. */
export function deriveTiers(readings: BriefReadings, { own, language }: Speaker): TierRow[] | null {
  const items = readings.tiers?.items
  if (!items) return null
  const upTo = TIERS.map((tier) => items.find((it) => it.id === `contained_${tier}`))
  const all = upTo[0]?.denominator ?? 0
  if (all === 0) return []
  const reached = [0, ...upTo.map((it) => it?.numerator ?? 0), all]
  return [...TIERS, 'city' as const].map((tier, i) => {
    const n = reached[i + 1]! - reached[i]!
    return {
      tier,
      name: own.tiers.names[tier],
      share: n / all,
      said: `${formatShare(n / all, language)}%`,
      n: formatCount(n, language),
    }
  })
}

export interface AgeRow {
  name: string
  n: string
  /** Shares of the longest row. */
  overdue: number
  rest: number
  late: string
}
const AGES = ['', '0-24h', '1-3d', '3-7d', '7-15d', '15-30d', '30d+'] as const

export function deriveAges(readings: BriefReadings, { own, language }: Speaker): AgeRow[] | null {
  const items = readings.ages?.items
  if (!items) return null
  const count = (id: string, group: string) =>
    items.find((it) => it.id === id && it.group === group)?.value ?? 0
  const most = Math.max(...AGES.map((age) => count('backlog', age)), 0)
  if (most === 0) return []
  return AGES.filter((age) => age !== '' || count('backlog', age) > 0).map((age) => {
    const [all, late] = [count('backlog', age), count('overdue_open', age)]
    return {
      name: own.ages.names[age],
      n: formatCount(all, language),
      overdue: late / most,
      rest: (all - late) / most,
      late: late === 0 ? '' : own.overdue(formatCount(late, language)),
    }
  })
}
