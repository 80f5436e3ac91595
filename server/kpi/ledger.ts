/**
 * The cases as they stood at one seq of the log: what every figure is read from. Cases that have not changed
 * since stand as they are; the others are folded again from their own events, with the reducer that made them.
 */
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { evolve } from '@shaotai/shared/domain/evolve.ts'
import type { Tables } from '../db/tables.ts'

export interface Ledger {
  /** The seq it stands at. */
  seq: number
  /** When that seq was recorded, epoch ms; null: it stands at the head, and now is now. */
  recordedAt: number | null
  /** Events after this one have not happened; null: all in the snapshot have. */
  throughSeq: number | null
  /** To select from, under the name `case_file`. */
  cases: RawBuilder<unknown>
}

/** How many cases are folded at a time: some thousand states of about 1 kB. */
const PIECE = 5_000

/** The ledger at `seq`, or at the head where none is named; null: the log has no such seq yet. */
export async function openLedger(snapshot: Kysely<Tables>, seq: number | null): Promise<Ledger | null> {
  const head = (await snapshot.selectFrom('log_head').select('seq').executeTakeFirstOrThrow()).seq
  if (seq === null) return { seq: head, recordedAt: null, throughSeq: null, cases: sql`case_file` }
  if (seq > head) return null
  const event = await snapshot
    .selectFrom('event_log')
    .select('recorded_at')
    .where('seq', '=', seq)
    .executeTakeFirst()
  // Seq 0 is the empty log; whatever instant it is judged by, nobody is in it.
  const recordedAt = event ? Math.ceil(event.recorded_at) : null
  if (seq === head) return { seq, recordedAt, throughSeq: null, cases: sql`case_file` }
  const changed = await foldChanged(snapshot, seq)
  const cases = sql`(select ${COLUMNS_NOW} from case_file where case_file.seq <= ${sql.lit(seq)}
    union all select ${COLUMNS_OF_STATE} from jsonb_array_elements(${JSON.stringify(changed)}::jsonb) as folded (state)) as case_file`
  return { seq, recordedAt, throughSeq: seq, cases }
}

/** As of `seq`, the cases that have had another event since. Those born later are not among them. */
async function foldChanged(snapshot: Kysely<Tables>, seq: number): Promise<CaseFile[]> {
  const states: CaseFile[] = []
  for (let after = ''; ;) {
    const ids = await snapshot
      .selectFrom('case_file')
      .select('id')
      .where('seq', '>', seq)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PIECE)
      .execute()
    if (ids.length === 0) return states
    after = ids.at(-1)!.id
    const rows = await snapshot
      .selectFrom('event_log')
      .select(['case_id', 'event'])
      .where(sql<boolean>`case_id = any (${ids.map(({ id }) => id)})`)
      .where('seq', '<=', seq)
      .orderBy('case_id')
      .orderBy('version')
      .execute()
    const folded = new Map<string, CaseFile>()
    for (const { case_id, event } of rows) folded.set(case_id, evolve(folded.get(case_id) ?? null, event))
    states.push(...folded.values())
  }
}

/** A column of case_file and how it is read off a state: what its migration says, for the columns that figures use. */
const text = (field: string): string => `state->>'${field}'`
const at = (field: string): string => `to_timestamp((state->>'${field}')::double precision / 1000)`
const COLUMNS: [name: string, ofState: string][] = [
  ['id', text('id')],
  ['state', 'state'],
  ['kind', text('kind')],
  ['status', text('status')],
  ['category', text('category')],
  ['department', text('department')],
  ['source', text('source')],
  ['sensitivity', text('sensitivity')],
  ['exercise', "(state->>'exercise')::boolean"],
  ['round', "(state->>'round')::integer"],
  ['reported_at', at('reportedAt')],
  ['accepted_at', at('acceptedAt')],
  ['filed_at', at('filedAt')],
  ['dispatched_at', at('dispatchedAt')],
  ['contacted_at', at('contactedAt')],
  ['signed_at', at('signedAt')],
  ['feedback_at', at('feedbackAt')],
  ['closed_at', at('closedAt')],
  ['due_at', at('dueAt')],
  ['near_at', at('nearAt')],
  ['paused_at', at('pausedAt')],
  ['left_at', at('leftAt')],
  ['co_handlers', "coalesce(state->'coHandlers', '[]')"],
  ['area_path', "coalesce(state->'areaPath', '[]')"],
  ['community', text('community')],
  ['outcome', text('outcome')],
  ['max_tier', text('maxTier')],
]
/** What every ledger has, whatever seq it stands at. */
export const COLUMN_NAMES = COLUMNS.map(([name]) => name)
const COLUMNS_NOW = sql.raw(COLUMNS.map(([name]) => name).join(', '))
const COLUMNS_OF_STATE = sql.raw(COLUMNS.map(([name, ofState]) => `${ofState} as ${name}`).join(', '))
