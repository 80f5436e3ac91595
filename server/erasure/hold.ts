/** The legal hold of a case: while it stands, nothing of the case is erased, whoever asks. */
import type pg from 'pg'
import { record } from '../audit/record.ts'

/** False: it was so already. Undefined: there is no such case. */
export async function setHold(
  client: pg.ClientBase,
  caseId: string,
  isHeld: boolean,
  by: { id: string; role: string },
): Promise<boolean | undefined> {
  await client.query('begin')
  try {
    const known = await client.query('select from case_file where id = $1', [caseId])
    const { rowCount } = isHeld
      ? await client.query(
          `insert into legal_hold (case_id, held_by) select $1, $2 where exists (select from case_file where id = $1)
           on conflict do nothing`,
          [caseId, by.id],
        )
      : await client.query(`delete from legal_hold where case_id = $1`, [caseId])
    if (rowCount) await record(client, { by, action: isHeld ? 'hold.set' : 'hold.lifted', subject: caseId })
    await client.query('commit')
    return known.rowCount === 0 ? undefined : rowCount === 1
  } catch (fault) {
    await client.query('rollback').catch(() => undefined)
    throw fault
  }
}
