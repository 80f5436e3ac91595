/** Which cases have something to be told by now: a mark of their deadline, or a date that was set for them. */
import type pg from 'pg'
import { complete, type CaseFile } from '@shaotai/shared/domain/case-file.ts'

/** Oldest first, at most so many; `now` is epoch ms. */
export async function readDueCases(pool: pg.Pool, now: number, most: number): Promise<CaseFile[]> {
  const { rows } = await pool.query<{ state: CaseFile }>({
    name: 'read-due-cases',
    text: `(select state, next_mark_at as at from case_file where next_mark_at <= to_timestamp($1::double precision / 1000) order by next_mark_at limit $2)
           union
           (select state, review_at as at from case_file
             where review_at <= to_timestamp($1::double precision / 1000) and done_seq is null
               and state->>'status' in ('suspended', 'contained') order by review_at limit $2)
           order by at limit $2`,
    values: [now, most],
  })
  return rows.map(({ state }) => complete(state))
}
