/**
 * Erases what is personal of cases: their side-table rows, their files, and the hashes of what was sent, from which a
 * guess could be confirmed. The log, the cases and the trail stay as they are; a row of the trail says that it was done,
 * by whom and why, never what. What the disk still holds is rewrite-files.ts's.
 */
import type pg from 'pg'
import type { EraseReason } from '@shaotai/shared/contract/audit-actions.ts'
import { record } from '../audit/record.ts'

export interface Erased {
  /** Of which something was erased. */
  cases: string[]
  rows: number
  files: number
  /** Under a legal hold: untouched. */
  held: string[]
}

/** One transaction. A hold that is being set meanwhile waits, or is waited for. */
export async function eraseCases(
  client: pg.ClientBase,
  caseIds: readonly string[],
  { by, reason }: { by: { id: string; role: string }; reason: EraseReason },
): Promise<Erased> {
  const ids = [...new Set(caseIds)]
  await client.query('begin')
  try {
    await client.query('lock table legal_hold in share mode')
    const held = (
      await client.query<{ id: string }>(`select case_id as id from legal_hold where case_id = any ($1)`, [
        ids,
      ])
    ).rows.map(({ id }) => id)
    const free = ids.filter((id) => !held.includes(id))
    const rows = await count(
      client,
      `delete from case_personal where case_id = any ($1) returning case_id as id`,
      free,
    )
    const files = await count(
      client,
      `delete from evidence where case_id = any ($1) returning case_id as id`,
      free,
    )
    const cases = free.filter((id) => rows.has(id) || files.has(id))
    // The key stays, so that a late retry makes no second case; it is then told that the key was used for something else.
    await client.query(
      `update command_log set body_sha256 = decode(repeat('00', 32), 'hex') where case_id = any ($1)`,
      [cases],
    )
    await record(
      client,
      ...cases.map((id) => ({
        by,
        reason,
        action: 'personal.erased' as const,
        subject: id,
        details: { rows: rows.get(id) ?? 0, files: files.get(id) ?? 0 },
      })),
    )
    await client.query('commit')
    const sum = (of: Map<string, number>): number => [...of.values()].reduce((all, n) => all + n, 0)
    return { cases, held, rows: sum(rows), files: sum(files) }
  } catch (fault) {
    await client.query('rollback').catch(() => undefined)
    throw fault
  }
}

/** How many rows of each case a deletion took. */
async function count(client: pg.ClientBase, sql: string, ids: string[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; n: number }>(
    `with gone as (${sql}) select id, count(*)::int as n from gone group by id`,
    [ids],
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}
