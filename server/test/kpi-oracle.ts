/**
 * Every figure counted a second time, from the definitions of the field and from nothing but the raw events:
 * plain SQL over event_log.event that shares no line with server/kpi, one row for each case a figure looks at.
 */
import type pg from 'pg'
import type { KpiItem, KpiQuery } from '@shaotai/shared/contract/http.ts'

export interface OracleItem {
  value: number | null
  numerator: number
  denominator: number
  excluded: Record<string, number>
}

/** What stands in for the clock where the question names no instant: the answer's own `asOf`. */
export async function askOracle(
  pool: pg.Pool,
  query: KpiQuery,
  answeredAsOf: string,
  timeZone: string,
): Promise<Map<string, OracleItem>> {
  const named = typeof query.asOf === 'string' ? Date.parse(query.asOf) : null
  const { rows } = await pool.query<Row>(LONG, [
    typeof query.asOf === 'number' ? query.asOf : 2 ** 50,
    query.from === undefined ? -1e15 : Date.parse(query.from),
    query.to === undefined ? 1e15 : Date.parse(query.to),
    Date.parse(answeredAsOf),
    named,
    timeZone,
    query.by ?? null,
    query.kind ?? null,
    query.category ?? null,
    query.department ?? null,
    query.source ?? null,
    query.area ?? null,
    query.status ?? null,
    query.overdue ?? null,
    query.phase ?? null,
  ])
  const items = new Map<string, OracleItem & { times: number[] }>()
  const met = new Set<string>()
  for (const { figure, case_id, grp, counted, reasons, amount } of rows) {
    const key = `${figure}\n${grp ?? ''}`
    const it = items.get(key) ?? { value: null, numerator: 0, denominator: 0, excluded: {}, times: [] }
    items.set(key, it)
    // A case may move more than once; it is one case.
    const isNew = !met.has(`${key}\n${case_id}`)
    met.add(`${key}\n${case_id}`)
    const out = reasons.filter((reason) => reason !== null)
    if (isNew) for (const reason of out) it.excluded[reason] = (it.excluded[reason] ?? 0) + 1
    if (out.length > 0) continue
    if (isNew) it.denominator += 1
    if (isNew && counted) it.numerator += 1
    if (amount !== null) it.times.push(Number(amount))
  }
  for (const [key, it] of items) {
    const [id = ''] = key.split('\n')
    if (/_p\d0$/.test(id)) it.value = quantile(it.times, Number(id.slice(-2)) / 100)
    else if (id === 'net_flow') it.value = it.times.reduce((sum, sign) => sum + sign, 0)
    else if (/rate|share/.test(id)) it.value = it.denominator === 0 ? null : it.numerator / it.denominator
    else it.value = it.numerator
  }
  return items
}

/** Type 7, spelled out. */
function quantile(times: number[], q: number): number | null {
  if (times.length === 0) return null
  const sorted = times.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
}

const keyOf = (it: KpiItem): string => `${it.id}\n${it.group ?? ''}`
const isNear = (a: number | null, b: number | null): boolean =>
  a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b)))

/** What differs between an answer and its second count, in words; nothing where both count the same. */
export function differences(items: KpiItem[], oracle: Map<string, OracleItem>): string[] {
  const mine = new Map(items.map((it) => [keyOf(it), it]))
  const different: string[] = []
  for (const key of new Set([...mine.keys(), ...oracle.keys()])) {
    const it = mine.get(key)
    const expected = oracle.get(key) ?? { value: null, numerator: 0, denominator: 0, excluded: {} }
    const excluded = Object.fromEntries((it?.excluded ?? []).map(({ reason, n }) => [reason, n]))
    const isSame =
      it !== undefined &&
      it.numerator === expected.numerator &&
      it.n === (it.unit === 'share' ? expected.denominator : expected.numerator) &&
      isNear(it.value, it.unit === 'cases' ? (expected.value ?? 0) : expected.value) &&
      JSON.stringify(Object.entries(excluded).toSorted()) ===
        JSON.stringify(Object.entries(expected.excluded).toSorted())
    if (!isSame)
      different.push(`${key.replace('\n', ' ')}: ${JSON.stringify({ it: { ...it, text: 0 }, expected })}`)
  }
  return different
}

interface Row {
  figure: string
  case_id: string
  grp: string | null
  counted: boolean
  reasons: (string | null)[]
  amount: string | null
}

// $1 seq · $2 from · $3 to · $4 now · $5 named instant · $6 zone · $7 by · $8… filters. Stamps are epoch ms.
const LONG = `
with told as (
  select case_id, version, type, (event->>'at')::numeric as at, event from event_log where seq <= $1
), moment as (
  select $4::numeric as instant,
         coalesce($5::numeric, least($4::numeric, $3::numeric)) as tau,
         least($4::numeric, $3::numeric - 1) as ending
), born as (
  select case_id, at, event->'case' as c from told where type = 'case.reported'
), life as (
  select case_id,
         (array_agg(type order by version desc))[1] as last,
         count(*) filter (where type = 'case.reopened') as returns,
         (array_agg(event->>'department' order by version desc) filter (where event ? 'department'))[1] as dept,
         (array_agg((event->>'dueAt')::numeric order by version desc) filter (where event ? 'dueAt'))[1] as due,
         min(at) filter (where type = 'case.accepted') as acc,
         min(at) filter (where type = 'case.filed') as fil,
         bool_or(type = 'case.closed_external') as ext,
         (array_agg(at order by version) filter (where type = 'case.dispatched'))[1] as dis1,
         (array_agg(at order by version desc) filter (where type = 'case.reopened'))[1] as back,
         (array_agg(case when type = 'case.feedback' then at end order by version desc)
            filter (where type in ('case.feedback', 'case.rework', 'case.reopened')))[1] as fb,
         (array_agg(case when type = 'case.signed' then at end order by version desc)
            filter (where type in ('case.signed', 'case.reassigned', 'case.reopened')))[1] as sig,
         (array_agg(case when type <> 'case.reopened' then at end order by version desc)
            filter (where type in ('case.closed', 'case.closed_external', 'case.reopened')))[1] as clo
    from told group by case_id
), dossier as (
  select b.case_id as id, c->>'kind' as kind, c->>'category' as category, c->>'source' as source,
         coalesce(l.dept, c->>'department') as department, c->'areaPath' as path, (c->>'exercise')::boolean as drill,
         case l.last when 'case.check_started' then 'checking' when 'case.rework' then 'handling'
                     when 'case.reassigned' then 'dispatched' when 'case.reopened' then 'dispatched'
                     when 'case.closed_external' then 'closed' else substr(l.last, 6) end as status,
         b.at as rep, coalesce(l.acc, case when l.ext then b.at end) as acc, coalesce(l.fil, case when l.ext then b.at end) as fil,
         coalesce(l.back, l.dis1) as dis, l.sig, l.fb, l.clo, l.due, l.returns
    from born b join life l using (case_id)
), step as (
  select case_id, at, version, case when type in ('case.filed', 'case.reopened') then 1 else -1 end as sign
    from told where type in ('case.filed', 'case.reopened', 'case.closed', 'case.closed_external')
  union all
  select id, rep, 0, 1 from dossier where fil is not null and not exists (select from told where case_id = id and type = 'case.filed')
), flow as (
  select case_id, sign, max(at) over (partition by case_id order by version) as at from step
), judged as (
  select d.*,
         case when fb <= tau then fb when clo <= tau then clo else tau end as fin,
         coalesce(clo <= tau, false) as done,
         case when fb <= ending then fb when clo <= ending then clo else ending end as fin_end,
         (select coalesce(sum(sign), 0) from flow f where f.case_id = d.id and f.at <= ending) = 1 as open_end,
         (select coalesce(sum(sign), 0) from flow f where f.case_id = d.id and f.at < $2) = 1 as open_start,
         case when returns > 0 then dis else fil end as clock_from
    from dossier d cross join moment
), phased as (
  select j.*, status <> 'rejected' and not done and fin > due as late,
         case status when 'reported' then 'intake' when 'accepted' then 'intake' when 'filed' then 'dispatch'
                     when 'dispatched' then 'dispatch' when 'signed' then 'handle' when 'handling' then 'handle'
                     when 'feedback' then 'verify' when 'checking' then 'verify' when 'closed' then 'closed' else '' end as phase
    from judged j
), chosen as (
  select p.* from phased p
   where ($8::text is null or kind = $8) and ($9::text is null or category = $9)
     and ($10::text is null or department = $10) and ($11::text is null or source = $11)
     and ($12::text is null or exists (select from jsonb_array_elements_text(path) as a (code) where a.code = $12))
     and ($13::text is null or status = $13) and ($14::boolean is null or coalesce(late, false) = $14)
     and ($15::text is null or phase = $15)
), placed as (
  select c.*,
         case $7 when 'kind' then kind when 'phase' then phase when 'department' then coalesce(department, '')
           when 'category' then category when 'source' then source
           when 'area' then coalesce((
             select a.code from jsonb_array_elements_text(path) as a (code)
              where a.code in (select code from area where parent = coalesce($12, (select code from area where parent is null)))), '')
           when 'time_to_close' then coalesce((
             select name from (values ('0-1h', 0, 1), ('1-4h', 1, 4), ('4-12h', 4, 12), ('12-24h', 12, 24), ('1-2d', 24, 48), ('2-3d', 48, 72),
                                      ('3-5d', 72, 120), ('5-7d', 120, 168), ('7-15d', 168, 360), ('15-30d', 360, 720), ('30d+', 720, null)) as b (name, low, high)
              where clo - rep >= low * 3600000::bigint and (high is null or clo - rep < high * 3600000::bigint)), '') end as fixed
    from chosen c
), looked as (
  select 'reports' as figure, rep as stamp, true as counted, null::numeric as amount, array[]::text[] as also, placed.* from placed, moment where rep >= $2 and rep < $3 and rep <= instant
  union all select 'accepted', acc, true, null, array['R'], placed.* from placed, moment where acc >= $2 and acc < $3 and acc <= instant
  union all select 'filed', fil, true, null, array['R'], placed.* from placed, moment where fil >= $2 and fil < $3 and fil <= instant
  union all select 'closed', clo, true, null, '{}', placed.* from placed, moment where clo >= $2 and clo < $3 and clo <= instant
  union all select 'backlog', fil, true, null, array['R'], placed.* from placed where open_end
  union all select 'overdue_open', fil, fin_end > due, null, array['R', 'D'], placed.* from placed where open_end
  union all select 'near_due_open', fil, fin_end <= due and fin_end - clock_from >= 0.8 * (due - clock_from), null, array['R', 'D'], placed.* from placed where open_end
  union all select 'clearance_rate', fil, clo >= $2 and clo < $3 and clo <= instant, null, array['R'], placed.*
              from placed, moment where open_start or (fil >= $2 and fil < $3 and fil <= instant)
  union all select 'closed_share', rep, clo <= instant, null, array['R'], placed.* from placed, moment where rep >= $2 and rep < $3 and rep <= instant
  union all select 'should_close', fil, done or late, null, array['R', 'D'], placed.* from placed, moment where fil >= $2 and fil < $3 and fil <= instant
  union all select 'resolution_rate', fil, done, null, array['R', 'D'], placed.* from placed, moment where fil >= $2 and fil < $3 and fil <= instant and (done or late)
  union all select 'on_time_rate', fil, done and fin <= due, null, array['R', 'D'], placed.* from placed, moment where fil >= $2 and fil < $3 and fil <= instant and (done or late)
  union all select 'on_time_rate_due', due, fin <= due, null, array['R'], placed.* from placed, moment where due >= $2 and due < $3 and due <= instant
  union all select 'on_time_rate_closed', clo, fin <= due, null, array['D'], placed.* from placed, moment where clo >= $2 and clo < $3 and clo <= instant
  union all select 'time_to_close_p' || p, clo, true, (clo - rep) / 1000, array['B'], placed.* from placed, moment, (values ('50'), ('90')) as q (p)
             where clo >= $2 and clo < $3 and clo <= instant
  union all select 'first_response_p50', sig, true, (sig - dis) / 1000, array['S'], placed.* from placed, moment where sig >= $2 and sig < $3 and sig <= instant
  union all select 'net_flow', f.at, true, f.sign, '{}', placed.* from placed join flow f on f.case_id = placed.id, moment where f.at >= $2 and f.at < $3 and f.at <= instant
)
select figure, id as case_id,
       case $7 when 'hour' then to_char(to_timestamp(stamp / 1000) at time zone $6, 'YYYY-MM-DD"T"HH24:00')
               when 'day' then to_char(to_timestamp(stamp / 1000) at time zone $6, 'YYYY-MM-DD')
               when 'month' then to_char(to_timestamp(stamp / 1000) at time zone $6, 'YYYY-MM') else fixed end as grp,
       coalesce(counted, false) as counted, amount,
       array[case when drill then 'exercise' end,
             case when 'R' = any (also) and status = 'rejected' then 'rejected' end,
             case when 'D' = any (also) and due is null then 'no_deadline' end,
             case when 'B' = any (also) and clo < rep then 'closed_before_reported' end,
             case when 'S' = any (also) and sig < dis then 'signed_before_dispatched' end] as reasons
  from looked`
