/**
 * Computes figures: adds up the patterns of facts that each of them counts, and puts an earlier window beside
 * it. What is counted is definitions.ts.
 */
import type { KpiItem, KpiQuery, KpiReply } from '@shaotai/shared/contract/http.ts'
import { comparedWindow } from './compared-window.ts'
import { KPIS } from './definitions.ts'
import type { Duration, Kpi } from './figure.ts'
import type { Fact } from './facts.ts'
import { compareGroups, isOfTime } from './groups.ts'
import type { Judging } from './judging.ts'
import { filtersOf, toMs, withPass, type MeasureOptions, type Pass, type Unanswerable } from './pass.ts'
import { countPatterns, MOST_FACTS, quantiles } from './patterns.ts'

/** `definitions` may be others than ours: so a test can see that a wrong one would be noticed. */
export async function measure(
  query: KpiQuery,
  options: MeasureOptions,
  definitions: readonly Kpi[] = KPIS,
): Promise<KpiReply | Unanswerable> {
  const asked = query.ids?.split(',')
  const kpis = asked
    ? definitions.filter(({ id }) => asked.includes(id))
    : definitions.filter((it) => !it.fromEvents)
  const unknown = asked?.find((id) => !definitions.some((it) => it.id === id))
  if (unknown !== undefined) return { path: '/ids', message: `has no figure ${unknown}` }
  return withPass(query, options, async (pass) => {
    const { ledger, judging } = pass
    const items = await measurePass(pass, kpis, query)
    if (query.compare) await addPrevious(items, pass, kpis, query, options)
    return { asOfSeq: ledger.seq, asOf: new Date(judging.instant).toISOString(), items }
  })
}

/** Counts of one figure in one group. */
interface Tally {
  numerator: number
  denominator: number
  excluded: number[]
  /** Of a quantile or a net flow. */
  value: number | null
}

async function measurePass(pass: Pass, kpis: readonly Kpi[], query: KpiQuery): Promise<KpiItem[]> {
  const { grouping } = pass
  const tallies = new Map(kpis.map((kpi) => [kpi, new Map<string, Tally>()]))
  const tally = (kpi: Kpi, group: string): Tally => {
    const ofKpi = tallies.get(kpi)!
    if (!ofKpi.has(group))
      ofKpi.set(group, { numerator: 0, denominator: 0, excluded: kpi.exclusions.map(() => 0), value: null })
    return ofKpi.get(group)!
  }
  if (!grouping) for (const kpi of kpis) tally(kpi, '')

  for (const some of passesOver(kpis, pass)) {
    const facts = factsOf(some)
    for (const { group, pattern, n, net } of await countPatterns(pass, some, facts)) {
      const holds = (fact: Fact): boolean => Math.floor(pattern / 2 ** facts.indexOf(fact)) % 2 === 1
      for (const kpi of some) {
        if (!kpi.of.every(holds)) continue
        const its = tally(kpi, group)
        kpi.exclusions.forEach((fact, i) => void (its.excluded[i]! += holds(fact) ? n : 0))
        if (kpi.exclusions.some(holds)) continue
        its.denominator += n
        if (kpi.counted.every(holds)) its.numerator += n
        if (kpi.measure === 'net') its.value = (its.value ?? 0) + net
      }
    }
  }
  for (const sets of durationsOf(kpis, pass)) {
    const some = sets.flat()
    for (const { group, values } of await quantiles(pass, sets))
      some.forEach((kpi, i) => {
        // A group in which only others have a duration is none of this figure's.
        if (values[i] !== null) tally(kpi, group).value = values[i]!
      })
  }
  return kpis.flatMap((kpi) =>
    [...tallies.get(kpi)!]
      .toSorted(([a], [b]) => compareGroups(a, b))
      .map(([group, its]) => toItem(kpi, its, query, group)),
  )
}
const durationOf = ({ measure }: Kpi): Duration | '' => (typeof measure === 'object' ? measure.of : '')

/** Sets of one duration each, in as few looks at the cases as passesOver takes. */
function durationsOf(kpis: readonly Kpi[], { grouping }: Pass): Kpi[][][] {
  const sets = Object.entries(Object.groupBy(kpis, durationOf) as Record<string, Kpi[]>).flatMap(
    ([duration, set]) => (duration === '' ? [] : [set]),
  )
  const byTime = grouping && isOfTime(grouping.by)
  return Object.values(Object.groupBy(sets, ([kpi]) => (byTime ? kpi!.cohort : ''))) as Kpi[][][]
}

const factsOf = (kpis: readonly Kpi[]): Fact[] => [
  ...new Set(kpis.flatMap((it) => [...it.of, ...it.counted, ...it.exclusions])),
]

/** One pass for all that look at cases, one for each kind of act; where groups are pieces of time, one a stamp. */
function passesOver(kpis: readonly Kpi[], { grouping }: Pass): Kpi[][] {
  const rowsOf = ({ acts, cohort }: Kpi): string =>
    `${acts ?? ''} ${grouping && isOfTime(grouping.by) ? cohort : ''}`
  return Object.values(Object.groupBy(kpis, rowsOf) as Record<string, Kpi[]>).flatMap(fitting)
}

/** In pieces that have no more facts than a pattern has bits. */
function fitting(kpis: Kpi[]): Kpi[][] {
  const pieces: Kpi[][] = []
  for (const kpi of kpis) {
    const last = pieces.at(-1)
    if (last && factsOf([...last, kpi]).length <= MOST_FACTS) last.push(kpi)
    else pieces.push([kpi])
  }
  return pieces
}

function toItem(kpi: Kpi, its: Tally, { from, to, by }: KpiQuery, group: string): KpiItem {
  const { numerator, denominator } = its
  const isShare = kpi.measure === 'share'
  const n = isShare ? denominator : numerator
  const value = kpi.measure === 'count' ? numerator : isShare ? numerator / denominator : its.value
  return {
    id: kpi.id,
    version: kpi.version,
    value: kpi.measure === 'net' ? (its.value ?? 0) : n === 0 && kpi.measure !== 'count' ? null : value,
    numerator,
    denominator: isShare ? denominator : null,
    excluded: kpi.exclusions.map((reason, i) => ({ reason, n: its.excluded[i]! })).filter((it) => it.n > 0),
    n,
    unit: kpi.unit,
    window: { from: kpi.isState ? null : (from ?? null), to: to ?? null },
    text: kpi.text,
    ...(by && { group }),
  }
}

/** Puts beside each item what it was; pieces of time have no counterpart of the same name. */
async function addPrevious(
  items: KpiItem[],
  pass: Pass,
  kpis: readonly Kpi[],
  query: KpiQuery,
  { directory, timeZone }: MeasureOptions,
): Promise<void> {
  const { judging, grouping } = pass
  if (grouping && isOfTime(grouping.by)) return
  const to = toMs(query.to)
  const before = comparedWindow({ from: judging.from, to }, query.compare!, judging.instant, timeZone)
  if (!before) return
  // As long after its end as the other was judged after its own: both had the same time to become good.
  const later = (at: number): number =>
    before.to + Math.max(0, at - Math.min(to ?? judging.instant, judging.instant))
  const then: Judging = {
    ...judging,
    from: before.from,
    endsAt: before.to - 1,
    instant: later(judging.instant),
    judgedAt: later(judging.judgedAt),
  }
  const window = { from: new Date(before.from).toISOString(), to: new Date(before.to).toISOString() }
  const were = await measurePass(
    { ...pass, judging: then, filters: filtersOf(query, directory, then, pass.areas) },
    kpis,
    query,
  )
  const keyOf = ({ id, group }: KpiItem): string => `${id}\n${group ?? ''}`
  const byKey = new Map(were.map((it) => [keyOf(it), it]))
  for (const item of items) {
    const it = byKey.get(keyOf(item))
    const nothing = item.unit === 'cases' ? 0 : null
    item.previous = { value: it?.value ?? nothing, n: it?.n ?? 0, window }
  }
}
