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
  pool: Pick<pg.PoolClient, 'query'>,
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
    if (amount !== null && counted) it.times.push(Number(amount))
  }
  for (const [key, it] of items) {
    const [id = ''] = key.split('\n')
    if (/_p\d0$/.test(id)) it.value = quantile(it.times, Number(id.slice(-2)) / 100)
    else if (id === 'net_flow') it.value = it.times.reduce((sum, sign) => sum + sign, 0)
    else if (/rate|share|^contained/.test(id))
      it.value = it.denominator === 0 ? null : it.numerator / it.denominator
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

/** What an event makes of a case, by hand from domain §11: status, phase, and who then owes the next step. */
const BECOMES = `(values
  ('main/1', 'reported', 'reported', 'intake', 'centre'), ('main/1', 'accepted', 'accepted', 'intake', 'centre'),
  ('main/1', 'filed', 'filed', 'dispatch', 'centre'), ('main/1', 'dispatched', 'dispatched', 'dispatch', 'department'),
  ('main/1', 'reassigned', 'dispatched', 'dispatch', 'department'), ('main/1', 'signed', 'signed', 'handle', 'department'),
  ('main/1', 'handling', 'handling', 'handle', 'department'), ('main/1', 'feedback', 'feedback', 'verify', 'verifier'),
  ('main/1', 'check_started', 'checking', 'verify', 'verifier'), ('main/1', 'rework', 'handling', 'handle', 'department'),
  ('main/1', 'closed', 'closed', 'closed', null), ('main/1', 'closed_external', 'closed', 'closed', null),
  ('main/1', 'reopened', 'dispatched', 'dispatch', 'department'), ('main/1', 'rejected', 'rejected', '', null),
  ('ticket/1', 'reported', 'reported', 'intake', 'centre'), ('ticket/1', 'verify_requested', 'verifying', 'intake', 'centre'),
  ('ticket/1', 'accepted', 'accepted', 'intake', 'centre'), ('ticket/1', 'filed', 'filed', 'dispatch', 'centre'),
  ('ticket/1', 'dispatched', 'dispatched', 'dispatch', 'department'), ('ticket/1', 'recalled', 'filed', 'dispatch', 'centre'),
  ('ticket/1', 'returned', 'filed', 'dispatch', 'centre'), ('ticket/1', 'reassigned', 'dispatched', 'dispatch', 'department'),
  ('ticket/1', 'signed', 'signed', 'handle', 'department'), ('ticket/1', 'handling', 'handling', 'handle', 'department'),
  ('ticket/1', 'suspended', 'suspended', 'handle', null), ('ticket/1', 'resumed', 'handling', 'handle', 'department'),
  ('ticket/1', 'feedback', 'feedback', 'verify', 'verifier'), ('ticket/1', 'check_started', 'checking', 'verify', 'verifier'),
  ('ticket/1', 'rework', 'handling', 'handle', 'department'), ('ticket/1', 'closed', 'closed', 'closed', null),
  ('ticket/1', 'closed_self', 'closed', 'closed', null), ('ticket/1', 'closed_external', 'closed', 'closed', null),
  ('ticket/1', 'rated', 'evaluated', 'closed', null), ('ticket/1', 'archived', 'archived', 'closed', null),
  ('ticket/1', 'reopened', 'dispatched', 'dispatch', 'department'), ('ticket/1', 'rejected', 'rejected', '', null),
  ('ticket/1', 'merged', 'merged', '', null), ('ticket/1', 'voided', 'voided', '', null),
  ('hazard/1', 'reported', 'found', 'intake', 'centre'), ('hazard/1', 'graded', 'graded', 'dispatch', 'centre'),
  ('hazard/1', 'assigned', 'assigned', 'handle', 'department'), ('hazard/1', 'recalled', 'graded', 'dispatch', 'centre'),
  ('hazard/1', 'returned', 'graded', 'dispatch', 'centre'), ('hazard/1', 'reassigned', 'assigned', 'handle', 'department'),
  ('hazard/1', 'rectifying', 'rectifying', 'handle', 'department'), ('hazard/1', 'contained', 'contained', 'handle', 'department'),
  ('hazard/1', 'reviewed', 'rectifying', 'handle', 'department'), ('hazard/1', 'rectified', 'reinspect', 'verify', 'verifier'),
  ('hazard/1', 'rework', 'rectifying', 'handle', 'department'), ('hazard/1', 'cleared', 'cleared', 'closed', null),
  ('hazard/1', 'look_back_passed', 'verified', 'closed', null), ('hazard/1', 'turned_into_event', 'to_event', 'closed', null),
  ('hazard/1', 'closed_external', 'cleared', 'closed', null), ('hazard/1', 'relapsed', 'rectifying', 'handle', 'department'),
  ('hazard/1', 'rejected', 'rejected', '', null), ('hazard/1', 'merged', 'merged', '', null), ('hazard/1', 'voided', 'voided', '', null),
  ('dispute/1', 'reported', 'registered', 'intake', 'centre'), ('dispute/1', 'triaged', 'triaged', 'dispatch', 'centre'),
  ('dispute/1', 'mediation_started', 'pre_mediation', 'handle', 'department'), ('dispute/1', 'recalled', 'triaged', 'dispatch', 'centre'),
  ('dispute/1', 'returned', 'triaged', 'dispatch', 'centre'), ('dispute/1', 'reassigned', 'pre_mediation', 'handle', 'department'),
  ('dispute/1', 'panel_convened', 'panel', 'handle', 'department'), ('dispute/1', 'mediation_failed', 'failed', 'handle', 'centre'),
  ('dispute/1', 'agreed', 'agreed', 'verify', 'verifier'), ('dispute/1', 'performing', 'performing', 'verify', 'verifier'),
  ('dispute/1', 'rework', 'panel', 'handle', 'department'), ('dispute/1', 'settled', 'settled', 'closed', null),
  ('dispute/1', 'followed_up', 'followed_up', 'closed', null), ('dispute/1', 'referred_to_suit', 'to_suit', 'closed', null),
  ('dispute/1', 'referred_to_arbitration', 'to_arbitration', 'closed', null), ('dispute/1', 'referred_to_petition', 'to_petition', 'closed', null),
  ('dispute/1', 'referred_to_pil', 'to_pil', 'closed', null), ('dispute/1', 'withdrawn', 'withdrawn', 'closed', null),
  ('dispute/1', 'closed_external', 'settled', 'closed', null), ('dispute/1', 'reopened', 'pre_mediation', 'handle', 'department'),
  ('dispute/1', 'rejected', 'rejected', '', null), ('dispute/1', 'merged', 'merged', '', null), ('dispute/1', 'voided', 'voided', '', null)
) as becomes (lifecycle, word, status, phase, holder)`

const CLOSES = `('closed', 'closed_self', 'closed_external', 'cleared', 'turned_into_event', 'settled', 'withdrawn',
  'referred_to_suit', 'referred_to_arbitration', 'referred_to_petition', 'referred_to_pil')`
const LEAVES = `('rejected', 'merged', 'voided')`
const HANDS = `('dispatched', 'assigned', 'mediation_started', 'reassigned', 'reopened')`
const AGAIN = `('reopened', 'relapsed')`

/** The last value said by an event of these words; other words of the second list take it back. */
const standing = (value: string, sets: string, unsets = `('reopened', 'relapsed')`): string =>
  `(array_agg(case when word in ${sets} then ${value} end order by version desc) filter (where word in ${sets} or word in ${unsets}))[1]`
/** The events of one case, where the whole log is too much to look through. */
const toldOf = (id: string): string =>
  `(select version, substr(type, 6) as word, (event->>'at')::numeric as at, event from event_log where seq <= $1 and case_id = ${id})`
/** When one of these words was first said after the version `since`. */
const firstAfter = (sets: string, since: string): string =>
  `(array_agg(at order by version) filter (where word in ${sets} and version > ${since}))[1]`
const lastSaid = (field: string): string =>
  `(array_agg(said->>'${field}' order by version desc) filter (where said ? '${field}'))[1]`

const inWindow = (stamp: string): string => `${stamp} >= $2 and ${stamp} < $3 and ${stamp} <= instant`
const DAYS_30 = '2592000000'
/** One figure: by which stamp, whom it looks at, whom it counts, what it measures, whom it leaves out. */
const figure = (
  id: string,
  stamp: string,
  of: string,
  {
    counted = 'true',
    amount = 'null::numeric',
    out = '{}',
  }: { counted?: string; amount?: string; out?: string } = {},
): string =>
  `select '${id}' as figure, id as row_id, ${stamp} as stamp, (${counted}) as counted, (${amount})::numeric as amount,
          '${out}'::text[] as also, null::text as act_out, null::text as reached, chosen.* from chosen, moment where ${of}`
const act = (id: string, words: string, of: string, counted: string, out: string, actOut = 'null'): string =>
  `select '${id}', a.case_id || ' ' || a.version, a.at, (${counted}), null, '${out}'::text[], ${actOut}, ${actOut === 'null' ? 'null' : 'reached'}, (chosen).*
     from acts a, moment where a.word in ${words} and ${inWindow('a.at')} and ${of}`
const quantiles = (
  id: string,
  percents: number[],
  stamp: string,
  of: string,
  amount: string,
  out: string,
  counted = 'true',
): string =>
  percents
    .map((percent) =>
      figure(`${id}_p${percent}`, stamp, `${inWindow(stamp)} and ${of}`, {
        counted,
        amount: `(${amount}) / 1000.0`,
        out,
      }),
    )
    .join('\nunion all ')
const contained = (tier: string, tiers: string): string =>
  figure(`contained_${tier}`, 'clo', inWindow('clo'), { counted: `max_tier in ${tiers}`, out: '{S,T}' })
const share = figure

const LONG = `
with told as (
  select case_id, version, substr(type, 6) as word, (event->>'at')::numeric as at, event,
         coalesce(event->'case', '{}') || coalesce(event->'set', '{}')
           || jsonb_strip_nulls(jsonb_build_object('department', event->'department', 'dueAt', event->'dueAt')) as said
    from event_log where seq <= $1
), moment as (
  select $4::numeric as instant,
         coalesce($5::numeric, least($4::numeric, $3::numeric)) as tau,
         least($4::numeric, $3::numeric - 1) as ending
), born as (
  select case_id, at as rep, event->'case' as c from told where word = 'reported'
), turns as (
  select case_id, coalesce(max(version) filter (where word in ('reopened', 'relapsed', 'recalled')), 0) as begun,
         coalesce(max(version) filter (where word in ${HANDS} or word in ('recalled', 'returned')), 0) as moved_on,
         coalesce(max(version) filter (where word in ${AGAIN}), 0) as back_again
    from told group by case_id
), tiers (tier, rank) as (
  values ('city', 0), ('district', 1), ('street', 2), ('community', 3), ('sector', 4), ('grid', 5), ('unit', 6)
), life as (
  select case_id,
         count(*) filter (where word in ${AGAIN}) as backs,
         ${lastSaid('department')} as dept,
         ${lastSaid('dueAt')}::numeric as due,
         ${lastSaid('nearAt')}::numeric as near,
         (array_agg(case when word = 'closed_external' then rep else at end order by version)
            filter (where word in ('accepted', 'graded', 'triaged', 'closed_external', 'reopened', 'relapsed')))[1] as acc,
         (array_agg(case when word = 'closed_external' then rep else at end order by version)
            filter (where word in ('filed', 'graded', 'triaged', 'closed_external', 'reopened', 'relapsed')))[1] as fil,
         (array_agg(word order by version desc) filter (where word in ('reopened', 'relapsed', 'recalled')))[1] as anchor,
         (array_agg(at order by version desc) filter (where word in ('reopened', 'relapsed', 'recalled')))[1] as anchored,
         ${firstAfter(HANDS, 'begun')} as handed,
         ${firstAfter(`('signed', 'rectifying')`, 'moved_on')} as signed1,
         (array_agg(at order by version desc) filter (where word = 'relapsed'))[1] as relapse,
         (array_agg(word order by version desc) filter (where word in ('relapsed', 'reassigned', 'assigned', 'recalled', 'returned')))[1] = 'relapsed' as by_relapse,
         ${firstAfter(`('contacted')`, 'back_again')} as con,
         ${standing('at', `('feedback', 'rectified', 'agreed')`, `('rework', 'reopened', 'relapsed')`)} as fb,
         ${standing('at', CLOSES)} as clo,
         ${standing(`event->'details'->>'outcome'`, CLOSES)} as outcome,
         ${standing('at', `('suspended')`, `('resumed', 'reopened', 'relapsed')`)} as paused,
         ${standing('at', `('rated', 'followed_up')`)} as asked,
         ${standing(`event->'details'->>'satisfied'`, `('rated', 'followed_up')`)} as satisfied,
         max(at) filter (where word in ${LEAVES}) as gone,
         min(version) filter (where word in ('filed', 'graded', 'triaged', 'closed_external', 'reopened', 'relapsed')) as first_filed,
         (array_agg(word order by version) filter (where word in ('filed', 'graded', 'triaged', 'closed_external', 'reopened', 'relapsed')))[1] as filed_by,
         bool_or(word = 'extended' and at <= $4) as extended,
         min((select rank from tiers where tier = event->'details'->>'tier')) filter (where word = 'escalated') as top,
         min((select rank from tiers where tier = event->'details'->>'tier')) filter (where word = 'escalated' and at <= $4) as top_by_then
    from told join born using (case_id) join turns using (case_id) group by case_id
), stepped as (
  select t.case_id, t.version, becomes.status, becomes.phase, becomes.holder, t.word,
         max(t.at) over (partition by t.case_id order by t.version) as at
    from told t join born using (case_id) join ${BECOMES} on becomes.lifecycle = c->>'lifecycle' and becomes.word = t.word
), spell as (
  select *, lead(at) over (partition by case_id order by version) as until from stepped
), standing as (
  select case_id, (array_agg(status order by version desc))[1] as status, (array_agg(phase order by version desc))[1] as phase,
         sum(until - at) filter (where holder = 'centre') as with_centre, sum(until - at) filter (where holder = 'department') as with_department,
         sum(until - at) filter (where holder = 'verifier') as with_verifier,
         (array_agg(word order by version desc) filter (where at <= ending))[1] = 'suspended' as suspended_end
    from spell, moment group by case_id
), dossier as (
  select b.case_id as id, c->>'kind' as kind, c->>'lifecycle' as lifecycle, c->>'category' as category, c->>'source' as source, l.dept as department,
         c->'areaPath' as path, (c->>'exercise')::boolean as drill, s.status, s.phase, b.rep, acc, fil,
         case when anchor in ${AGAIN} then anchored else handed end as dis, sig, least(sig, con) as res, by_relapse, fb, clo, due, near, paused, gone, backs, outcome, asked, satisfied,
         coalesce(extended, false) as extended, first_filed, filed_by,
         (select tier from tiers where rank = least(top, (select rank from tiers where tier = c->>'tierAtBirth'))) as max_tier,
         coalesce(top_by_then < coalesce((select rank from tiers where tier = c->>'tierAtBirth'), 6), false) as escalated,
         with_centre, with_department, with_verifier, coalesce(suspended_end, false) as suspended_end
    from born b join (select *, case when by_relapse then relapse else signed1 end as sig from life) l using (case_id) join standing s using (case_id)
), step as (
  select case_id, at, version, case when word in ('filed', 'graded', 'triaged', 'reopened', 'relapsed') then 1 else -1 end as sign
    from told join dossier on id = case_id
   where version >= first_filed
     and (word in ('filed', 'graded', 'triaged', 'reopened', 'relapsed') or word in ${CLOSES} or word in ${LEAVES})
  union all
  select id, rep, 0, 1 from dossier where filed_by = 'closed_external'
), flow as (
  select case_id, sign, max(at) over (partition by case_id order by version) as at from step
), stock as (
  select case_id, sum(sign) filter (where at <= ending) as ends_with, sum(sign) filter (where at < $2) as begins_with
    from flow, moment group by case_id
), judged as (
  select d.*,
         case when fb <= tau then fb when clo <= tau then clo when paused <= tau then paused else tau end as fin,
         coalesce(clo <= tau, false) as done,
         coalesce(paused <= tau and paused <= due and not coalesce(fb <= tau or clo <= tau, false), false) as halted,
         case when fb <= ending then fb when clo <= ending then clo when paused <= ending then paused else ending end as fin_end,
         coalesce(ends_with = 1, false) as open_end, coalesce(begins_with = 1, false) as open_start,
         coalesce(near, (case when backs > 0 then dis else fil end) + 0.8 * (due - case when backs > 0 then dis else fil end)) as yellow,
         status in ${LEAVES} and gone <= instant as is_gone,
         ending - acc as age
    from dossier d cross join moment left join stock on case_id = id
), chosen_of_all as (
  select j.*, coalesce(not done and coalesce(gone > tau, true) and fin > due, false) as late from judged j, moment
), chosen as (
  select p.* from chosen_of_all p
   where ($8::text is null or kind = $8) and ($9::text is null or category = $9) and ($11::text is null or source = $11)
     and ($12::text is null or exists (select from jsonb_array_elements_text(path) as a (code) where a.code = $12))
     and ($13::text is null or status = $13) and ($14::boolean is null or late = $14)
     and ($15::text is null or phase = $15)
), acts as (
  select t.version, t.word, t.at, chosen, coalesce(t.event->>'department', t.event->'details'->>'department') as reached,
         (select n.word from ${toldOf('t.case_id')} n, moment where n.version > t.version and n.at <= instant
             and (n.word in ${HANDS} or n.word in ('returned', 'recalled')) order by n.version limit 1) as then_word,
         (select n.version from ${toldOf('t.case_id')} n, moment where n.version > t.version and n.at <= instant
             and (n.word in ${HANDS} or n.word in ('returned', 'recalled')) order by n.version limit 1) as then_version,
         (select min(n.version) from ${toldOf('t.case_id')} n where n.version > t.version and n.word in ${AGAIN}) as next_round,
         (select n.at from ${toldOf('t.case_id')} n, moment where n.version > t.version and n.at <= instant and n.word in ${AGAIN}
           order by n.version limit 1) as came_again,
         t.case_id
    from told t join chosen on id = t.case_id
   where (t.word in ${HANDS} or t.word in ${CLOSES} or t.word = 'rework') and t.at >= $2 and t.at < $3 and t.at <= $4
), looked as (
  ${[
    figure('reports', 'rep', inWindow('rep')),
    figure('accepted', 'acc', inWindow('acc'), { out: '{R}' }),
    figure('filed', 'fil', inWindow('fil'), { out: '{R}' }),
    figure('closed', 'clo', inWindow('clo'), { out: '{S}' }),
    figure('self_handled', 'clo', `${inWindow('clo')} and outcome = 'self_handled'`),
    figure('rejected', 'gone', `${inWindow('gone')} and status = 'rejected'`),
    figure('merged', 'gone', `${inWindow('gone')} and status = 'merged'`),
    figure('voided', 'gone', `${inWindow('gone')} and status = 'voided'`),
    figure('backlog', 'fil', 'open_end'),
    figure('overdue_open', 'fil', 'open_end', { counted: 'fin_end > due', out: '{D}' }),
    figure('near_due_open', 'fil', 'open_end', {
      counted: 'fin_end <= due and fin_end >= yellow',
      out: '{D}',
    }),
    figure('suspended', 'fil', 'open_end', { counted: 'suspended_end' }),
    share('suspended_share', 'fil', 'open_end', { counted: 'suspended_end' }),
    share('clearance_rate', 'fil', `open_start or (${inWindow('fil')})`, {
      counted: inWindow('clo'),
      out: '{R}',
    }),
    share('closed_share', 'rep', inWindow('rep'), { counted: 'clo <= instant', out: '{R,S}' }),
    figure('should_close', 'fil', inWindow('fil'), { counted: 'done or late', out: '{R,D}' }),
    share('resolution_rate', 'fil', `${inWindow('fil')} and (done or late)`, {
      counted: 'done',
      out: '{R,D}',
    }),
    share('on_time_rate', 'fil', `${inWindow('fil')} and (done or late)`, {
      counted: 'done and fin <= due',
      out: '{R,D}',
    }),
    share('on_time_rate_due', 'due', inWindow('due'), { counted: 'fin <= due', out: '{R,P}' }),
    share('on_time_rate_closed', 'clo', inWindow('clo'), { counted: 'fin <= due', out: '{S,D}' }),
    quantiles('time_to_close', [50, 90], 'clo', 'true', 'clo - rep', '{S,clo<rep}'),
    quantiles('first_response', [50], 'res', 'true', 'res - dis', '{L,res<dis}'),
    quantiles('dispatch_time', [50, 90], 'dis', 'true', 'dis - acc', '{R,N,dis<acc}'),
    quantiles('sign_time', [50, 90], 'sig', 'true', 'sig - dis', '{R,L,sig<dis}'),
    quantiles('handle_time', [50, 90], 'fb', 'true', 'fb - sig', '{R,U,fb<sig}'),
    quantiles('check_time', [50, 90], 'clo', 'fb is not null', 'clo - fb', '{clo<fb}'),
    quantiles('centre_custody', [50], 'clo', 'true', 'with_centre', '{S}', 'with_centre is not null'),
    quantiles(
      'department_custody',
      [50],
      'clo',
      'true',
      'with_department',
      '{S}',
      'with_department is not null',
    ),
    quantiles('verifier_custody', [50], 'clo', 'true', 'with_verifier', '{S}', 'with_verifier is not null'),
    share('merge_rate', 'rep', inWindow('rep'), { counted: `status = 'merged' and gone <= instant` }),
    share('proactive_rate', 'acc', inWindow('acc'), {
      counted: `source in ('grid', 'patrol', 'sensor', 'video', 'courier')`,
      out: '{R}',
    }),
    share('extension_rate', 'fil', inWindow('fil'), { counted: 'extended', out: '{R}' }),
    share('escalation_rate', 'acc', inWindow('acc'), { counted: 'escalated', out: '{R,T}' }),
    contained('grid', `('grid', 'unit')`),
    contained('community', `('community', 'sector', 'grid', 'unit')`),
    contained('street', `('street', 'community', 'sector', 'grid', 'unit')`),
    contained('district', `('district', 'street', 'community', 'sector', 'grid', 'unit')`),
    share('settled_rate', 'acc', `${inWindow('acc')} and kind = 'dispute'`, {
      counted: `done and outcome = 'settled'`,
      out: '{R,O}',
    }),
    share('settled_rate_30', 'acc', `${inWindow('acc')} and kind = 'dispute' and acc + ${DAYS_30} <= tau`, {
      counted: `done and outcome = 'settled' and clo <= acc + ${DAYS_30}`,
      out: '{R,O}',
    }),
    share('rectified_rate', 'fil', `${inWindow('fil')} and kind = 'hazard' and (done or late)`, {
      counted: `done and outcome = 'eliminated'`,
      out: '{R,D,E,O}',
    }),
    share('rectified_on_time_rate', 'due', `${inWindow('due')} and kind = 'hazard'`, {
      counted: 'fin <= due',
      out: '{R,E}',
    }),
    share('satisfaction_rate', 'clo', `${inWindow('clo')} and asked <= instant`, {
      counted: `satisfied in ('satisfied', 'fairly_satisfied')`,
      out: '{S,A}',
    }),
    share(
      'rating_rate',
      'clo',
      `${inWindow('clo')} and ((lifecycle = 'ticket/1') or (lifecycle = 'dispute/1' and status in ('settled', 'followed_up')))`,
      {
        counted: `asked <= instant and satisfied <> 'no_answer'`,
        out: '{S}',
      },
    ),
    `select 'net_flow', id, f.at, true, f.sign, '{}'::text[], null, null, chosen.* from chosen join flow f on f.case_id = chosen.id, moment where ${inWindow('f.at')}`,
    act('return_rate', HANDS, 'true', `then_word = 'returned'`, '{R}', 'then_word'),
    act(
      'misdirected_rate',
      HANDS,
      'true',
      `then_word = 'returned' and 'misdirected' = (select q.event->'details'->>'reason' from ${toldOf('a.case_id')} q where q.word = 'return_requested' and q.version < then_version order by q.version desc limit 1)`,
      '{R}',
      'then_word',
    ),
    act(
      'rerouted_rate',
      HANDS,
      'true',
      `exists (select from ${toldOf('a.case_id')} q where q.word in ${HANDS} and q.version > a.version and q.at <= instant
         and q.version < coalesce(next_round, 1000000)
         and coalesce(q.event->>'department', q.event->'details'->>'department') <> reached)`,
      '{R}',
      'then_word',
    ),
    act('rework_rate', `('closed', 'cleared', 'settled', 'rework')`, 'true', `a.word = 'rework'`, '{R}'),
    act(
      'reopening_rate',
      CLOSES,
      `a.word <> 'closed_self' and a.at + ${DAYS_30} <= instant`,
      `came_again <= a.at + ${DAYS_30}`,
      '{}',
    ),
  ].join('\n  union all ')}
), placed as (
  select looked.*, coalesce(reached, department) as its from looked
)
select figure, row_id as case_id,
       case $7 when 'hour' then to_char(to_timestamp(stamp / 1000) at time zone $6, 'YYYY-MM-DD"T"HH24:00')
               when 'day' then to_char(to_timestamp(stamp / 1000) at time zone $6, 'YYYY-MM-DD')
               when 'month' then to_char(to_timestamp(stamp / 1000) at time zone $6, 'YYYY-MM')
               when 'kind' then kind when 'phase' then phase when 'department' then coalesce(its, '')
               when 'category' then category when 'source' then source
               when 'area' then coalesce((
                 select a.code from jsonb_array_elements_text(path) as a (code)
                  where a.code in (select code from area where parent = coalesce($12, (select code from area where parent is null and retired_in is null)))), '')
               when 'time_to_close' then coalesce((
                 select name from (values ('0-1h', 0, 1), ('1-4h', 1, 4), ('4-12h', 4, 12), ('12-24h', 12, 24), ('1-2d', 24, 48), ('2-3d', 48, 72),
                                          ('3-5d', 72, 120), ('5-7d', 120, 168), ('7-15d', 168, 360), ('15-30d', 360, 720), ('30d+', 720, null)) as b (name, low, high)
                  where clo - rep >= low * 3600000::bigint and (high is null or clo - rep < high * 3600000::bigint)), '')
               when 'age' then coalesce((
                 select name from (values ('0-24h', 0, 1), ('1-3d', 1, 3), ('3-7d', 3, 7), ('7-15d', 7, 15), ('15-30d', 15, 30), ('30d+', 30, null)) as b (name, low, high)
                  where age >= low * 86400000::bigint and (high is null or age < high * 86400000::bigint)), '') end as grp,
       coalesce(counted, false) as counted, amount,
       array[case when drill then 'exercise' end,
             case when 'R' = any (also) and is_gone then status end,
             case when 'S' = any (also) and outcome = 'self_handled' and clo <= $4 then 'self_handled' end,
             case when 'D' = any (also) and due is null then 'no_deadline' end,
             case when 'P' = any (also) and halted then 'suspended' end,
             case when 'T' = any (also) and max_tier is null then 'no_tier' end,
             case when 'O' = any (also) and done and outcome is null then 'outcome_unknown' end,
             case when 'E' = any (also) and done and outcome = 'turned_into_event' then 'turned_into_event' end,
             case when 'A' = any (also) and satisfied = 'no_answer' then 'no_answer' end,
             case when 'N' = any (also) and backs > 0 then 'later_round' end,
             case when 'L' = any (also) and by_relapse then 'relapsed' end,
             case when 'U' = any (also) and sig is null then 'never_signed' end,
             case when 'clo<rep' = any (also) and clo < rep then 'closed_before_reported' end,
             case when 'clo<fb' = any (also) and clo < fb then 'closed_before_feedback' end,
             case when 'res<dis' = any (also) and res < dis then 'responded_before_dispatched' end,
             case when 'sig<dis' = any (also) and sig < dis then 'signed_before_dispatched' end,
             case when 'dis<acc' = any (also) and dis < acc then 'dispatched_before_accepted' end,
             case when 'fb<sig' = any (also) and fb < sig then 'fed_back_before_signed' end,
             case when act_out = 'recalled' then 'recalled' end] as reasons
  from placed
 where ($10::text is null or its = $10)`
