/** Reads the log in order: pieces for the tail, for late clients and for people's tools. */
import type pg from 'pg'
import { withPath, type CaseEvent, type LogEvent } from '@shaotai/shared/domain/events.ts'

export interface Head {
  epoch: string
  seq: number
}

/** Where the log stands, asked of the database itself (protocol B1). */
export async function readHead(pool: pg.Pool): Promise<Head> {
  const { rows } = await pool.query<Head>({ name: 'head', text: 'select epoch, seq from log_head' })
  return rows[0]!
}

/** When the newest event was written, epoch ms; null: there is none. */
export async function readLastRecordedAt(pool: pg.Pool): Promise<number | null> {
  const { rows } = await pool.query<{ at: number }>(
    'select recorded_at as at from event_log order by seq desc limit 1',
  )
  return rows[0]?.at ?? null
}

/** Only the seqs of the next events, in order. */
export async function skimAfter(pool: pg.Pool, after: number, limit: number): Promise<number[]> {
  const { rows } = await pool.query<{ seq: number }>({
    name: 'skim-after',
    text: 'select seq from event_log where seq > $1 order by seq limit $2',
    values: [after, limit],
  })
  return rows.map(({ seq }) => seq)
}

/** Events with seq > after, oldest first, at most `limit`. */
export async function readAfter(pool: pg.Pool, after: number, limit: number): Promise<LogEvent[]> {
  const { rows } = await pool.query<{
    seq: number
    recorded_at: number
    event: CaseEvent
    area_path: string[] | null
  }>({
    name: 'read-after',
    text: `select seq, recorded_at, event,
                  case when event->'scope' ? 'areaPath' then null
                       else (select area_path from case_file where id = case_id) end as area_path
             from event_log where seq > $1 order by seq limit $2`,
    values: [after, limit],
  })
  return rows.map(({ seq, recorded_at, event, area_path }) =>
    Object.assign(withPath(event, area_path ?? []), { seq, recordedAt: recorded_at }),
  )
}
