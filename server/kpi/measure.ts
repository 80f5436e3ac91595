/**
 * Computes figures from the ledger, all in one snapshot of the database with the seq they stand at. A case is
 * read once: what is true of it becomes a pattern of bits, the patterns are counted, and every figure adds up
 * the patterns it counts. What is counted is definitions.ts.
 */
import { expressionBuilder, sql, type Kysely, type RawBuilder } from 'kysely'
import type { CaseFilters, KpiItem, KpiQuery, KpiReply } from '@shaotai/shared/contract/http.ts'
import { conditionsOf, overdueAt } from '../cases/case-filters.ts'
import type { Database } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { Directory } from '../directory/directory.ts'
import { comparedWindow } from './compared-window.ts'
import { KPIS, type Duration, type Kpi } from './definitions.ts'
import { FACTS, isRecent, movesIn, netOf, type Fact, type Judging } from './facts.ts'
import {
  areaDepth,
  compareGroups,
  groupOf,
  isOfTime,
  nameOf,
  SECONDS_TO_CLOSE,
  type Grouping,
} from './groups.ts'
import { openLedger, type Ledger } from './ledger.ts'

export interface MeasureOptions {
  database: Database
  directory: Directory
  now: () => number
  timeZone: string
}
/** What a question cannot be answered for, said of the field that is wrong. */
export interface Unanswerable {
  path: string
  message: string
}
type Snapshot = Kysely<Tables>
type Condition = RawBuilder<unknown>

/** Everything that one pass over the ledger needs. */
export interface Pass {
  snapshot: Snapshot
  ledger: Ledger
  judging: Judging
  /** The asker's filters on cases; the window is not among them. */
  filters: Condition
  grouping: Grouping | null
}

/** `definitions` may be others than ours: so a test can see that a wrong one would be noticed. */
export async function measure(
  query: KpiQuery,
  options: MeasureOptions,
  definitions: readonly Kpi[] = KPIS,
): Promise<KpiReply | Unanswerable> {
  const asked = query.ids?.split(',')
  const kpis = asked ? definitions.filter(({ id }) => asked.includes(id)) : definitions
  const unknown = asked?.find((id) => !definitions.some((it) => it.id === id))
  if (unknown !== undefined) return { path: '/ids', message: `has no figure ${unknown}` }
  return withPass(query, options, async (pass) => {
    const { ledger, judging } = pass
    const items = await measurePass(pass, kpis, query)
    if (query.compare) await addPrevious(items, pass, kpis, query, options)
    return { asOfSeq: ledger.seq, asOf: new Date(judging.instant).toISOString(), items }
  })
}

/** Opens the ledger that a question asks for, in one snapshot. */
export async function withPass<T>(
  query: CaseFilters & Pick<KpiQuery, 'asOf' | 'by'>,
  { database, directory, now, timeZone }: MeasureOptions,
  answer: (pass: Pass) => Promise<T>,
): Promise<T | Unanswerable> {
  const { asOf, by } = query
  const [from, to] = [toMs(query.from), toMs(query.to)]
  return database.read
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (snapshot) => {
      const ledger = await openLedger(snapshot, typeof asOf === 'number' ? asOf : null)
      if (!ledger) return { path: '/asOf', message: 'is a seq that the log has not reached yet' }
      const named = typeof asOf === 'string' ? Date.parse(asOf) : null
      const judging = judge({ from, to, named, present: ledger.recordedAt ?? now() }, ledger.throughSeq)
      const grouping = by
        ? { by, timeZone, areaDepth: by === 'area' ? await areaDepth(snapshot, query.area) : 0 }
        : null
      return answer({ snapshot, ledger, judging, filters: filtersOf(query, directory, judging), grouping })
    })
}
const toMs = (stamp: string | undefined): number | null => (stamp === undefined ? null : Date.parse(stamp))

/** A named instant is what everything is judged by; without one the rates of a past window are judged at its end. */
function judge(
  {
    from,
    to,
    named,
    present,
  }: { from: number | null; to: number | null; named: number | null; present: number },
  throughSeq: number | null,
): Judging {
  const instant = named ?? present
  return {
    from,
    endsAt: to === null ? instant : Math.min(instant, to - 1),
    instant,
    judgedAt: named ?? (to === null ? present : Math.min(present, to)),
    throughSeq,
  }
}

/** The window is each figure's own, by its stamp; what is left are filters on cases. */
function filtersOf(query: CaseFilters, directory: Directory, judging: Judging): Condition {
  const { from: _, to: __, ...filters } = query
  const eb = expressionBuilder<Tables, 'case_file'>()
  const conditions = conditionsOf(filters, directory, eb, overdueAt(judging.judgedAt))
  return sql.join([sql`true`, ...conditions], sql` and `)
}

/** Whom a figure looks at or counts, as SQL: the same facts that its number is made of. */
export function behind(
  { of, counted, exclusions }: Kpi,
  side: 'numerator' | 'denominator',
  it: Judging,
): Condition {
  const facts = side === 'numerator' ? [...of, ...counted] : of
  return sql.join(
    [
      ...facts.map((fact) => FACTS[fact](it)),
      ...exclusions.map((fact) => sql`${FACTS[fact](it)} is not true`),
    ],
    sql` and `,
  )
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
    const facts = [...new Set(some.flatMap((it) => [...it.of, ...it.counted, ...it.exclusions]))]
    for (const { group, pattern, n, net } of await countPatterns(pass, some, facts)) {
      const holds = (fact: Fact): boolean => (pattern & (1 << facts.indexOf(fact))) !== 0
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
  for (const some of Object.values(Object.groupBy(kpis, durationOf)) as Kpi[][]) {
    if (durationOf(some[0]!) === '') continue
    for (const { group, values } of await quantiles(pass, some))
      some.forEach((kpi, i) => void (tally(kpi, group).value = values[i]!))
  }
  return kpis.flatMap((kpi) =>
    [...tallies.get(kpi)!]
      .toSorted(([a], [b]) => compareGroups(a, b))
      .map(([group, its]) => toItem(kpi, its, query, group)),
  )
}
const durationOf = ({ measure }: Kpi): Duration | '' => (typeof measure === 'object' ? measure.of : '')

/** One pass for all, unless groups are pieces of time: then one a stamp. */
const passesOver = (kpis: readonly Kpi[], { grouping }: Pass): Kpi[][] =>
  Object.values(
    Object.groupBy(kpis, ({ cohort }) => (grouping && isOfTime(grouping.by) ? cohort : 'all')) as Record<
      string,
      Kpi[]
    >,
  )

interface Pattern {
  group: string
  /** Bit i: the fact of that place holds. */
  pattern: number
  n: number
  /** Openings less closings. */
  net: number
}

async function countPatterns(pass: Pass, kpis: Kpi[], facts: Fact[]): Promise<Pattern[]> {
  const { snapshot, ledger, judging, filters, grouping } = pass
  const [{ cohort }] = kpis as [Kpi]
  const bits = facts.map(
    (fact, i) => sql`case when ${FACTS[fact](judging)} then ${sql.lit(1 << i)} else 0 end`,
  )
  const moves = grouping && isOfTime(grouping.by) && cohort === 'moved_at'
  const hasNet = kpis.some((it) => it.measure === 'net')
  // Whom nobody looks at is passed over; the first condition of each says most of it.
  const looked = sql.join(
    [...new Set(kpis.map(({ of }) => of[0]))].map((fact) => FACTS[fact](judging)),
    sql` or `,
  )
  const { rows } = await sql<Pattern>`
    select ${grouping ? nameOf(grouping, sql`its`) : sql`''::text`} as "group", pattern, n, net from (
      select ${grouping ? groupOf(grouping, cohort) : sql`''::text`} as its, ${sql.join(bits, sql` + `)} as pattern,
             count(${moves ? sql`distinct id` : sql`*`}) as n,
             ${moves ? sql`sum(sign)` : hasNet ? sql`sum(${netOf(judging)})` : sql`0`}::bigint as net
        from ${moves ? movesIn(ledger.cases, filters, judging) : ledger.cases}
       where ${filters} and ${isRecent(judging)} and (${looked})
       group by 1, 2) as counted`.execute(snapshot)
  return rows
}

const SECONDS: Record<Duration, RawBuilder<number>> = {
  time_to_close: SECONDS_TO_CLOSE,
  first_response: sql`date_part('epoch', signed_at - dispatched_at)`,
}

/** Of figures that differ in nothing but the quantile. */
async function quantiles(
  { snapshot, ledger, judging, filters, grouping }: Pass,
  kpis: Kpi[],
): Promise<{ group: string; values: (number | null)[] }[]> {
  const { cohort, measure } = kpis[0]!
  const seconds = SECONDS[(measure as { of: Duration }).of]
  const wanted = kpis.map((it) => (it.measure as { quantile: number }).quantile)
  const { rows } = await sql<{ group: string; values: (number | null)[] }>`
    select ${grouping ? nameOf(grouping, sql`its`) : sql`''::text`} as "group", "values" from (
      select ${grouping ? groupOf(grouping, cohort) : sql`''::text`} as its,
             percentile_cont(${sql.lit(`{${wanted.join(',')}}`)}::double precision[]) within group (order by ${seconds}) as "values"
        from ${ledger.cases}
       where ${filters} and ${behind(kpis[0]!, 'numerator', judging)}
       group by 1) as measured`.execute(snapshot)
  return rows.filter(({ values }) => values !== null)
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
    { ...pass, judging: then, filters: filtersOf(query, directory, then) },
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
