/**
 * The second half of erasing: a deleted row stays readable in the database's files and in its write-ahead log until they
 * are written over. Writes the side tables anew without it, and turns the log over, file by file. What a disk keeps of
 * files that were removed, and older backups, are beyond it (docs/audit.md).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { record } from '../audit/record.ts'
import { Refused } from '../backup/refused.ts'

/** Written anew: the tables that personal data is deleted from, and the planner's notes on columns. */
const TABLES = ['case_personal', 'evidence', 'evidence_key', 'pg_catalog.pg_statistic']
/** A backup reads for minutes, and until it ends what it sees is kept. */
const WAIT_MS = 10 * 60_000

export interface Rewritten {
  /** Files of the write-ahead log that were turned over. */
  walFiles: number
}

/** `client`: a connection of its own without time limits, of an account that may checkpoint and turn the log over. */
export async function rewriteFiles(
  client: pg.ClientBase,
  by: { id: string; role: string },
  say: (line: string) => void = () => {},
): Promise<Rewritten> {
  await client.query('set lock_timeout = 0; set statement_timeout = 0')
  await untilNobodySeesTheOld(client, say)
  for (const table of TABLES) {
    say(`writing ${table} anew`)
    await client.query(`vacuum full ${table}`)
  }
  const walFiles = await turnOver(client, say).catch((fault: unknown) => {
    if ((fault as { code?: string }).code !== '42501') throw fault
    throw new Refused(
      'The side tables were written anew, but this account may not turn the write-ahead log over.',
      'What was erased can still be in the log’s files, until they are written over in normal work.',
      'Have the database’s administrator run: alter system set wal_recycle = off; pg_reload_conf(); pg_switch_wal() until every older file is gone; checkpoint. Archived log is theirs too.',
    )
  })
  await record(client, { by, action: 'personal.rewritten', subject: 'files', details: { walFiles } })
  return { walFiles }
}

/** Rows that an older transaction may still see would be carried over into the new files. */
async function untilNobodySeesTheOld(client: pg.ClientBase, say: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ xid: string }>(`select pg_current_xact_id()::xid::text as xid`)
  for (let waited = 0; ; waited += 500) {
    const { rows: older } = await client.query<{ pid: number; what: string }>(
      `select pid, coalesce(nullif(application_name, ''), backend_type) as what from pg_stat_activity
        where pid <> pg_backend_pid() and backend_xmin is not null and datname = current_database()
          and age(backend_xmin) > age($1::text::xid)`,
      [rows[0]!.xid],
    )
    if (older.length === 0) return
    if (waited === 0)
      say(`waiting for a reader that began earlier: ${older.map(({ what }) => what).join(', ')}`)
    if (waited >= WAIT_MS)
      throw new Refused(
        `Process ${older[0]!.pid} (${older[0]!.what}) has been reading for over ten minutes.`,
        'What is erased stays in the files as long as somebody may still read it.',
        'End it, or wait until the backup is done; then run `npm run erase -- --rewrite`.',
      )
    await sleep(500)
  }
}

/**
 * A file of the log that is done with is normally kept under a new name and written over later: for this while it is
 * removed instead, and new ones are begun until the last that was there before has been passed. Two checkpoints: the
 * first's own start lies in the last file but one.
 */
async function turnOver(client: pg.ClientBase, say: (line: string) => void): Promise<number> {
  const names = async (): Promise<string[]> =>
    (
      await client.query<{ name: string }>(
        `select name from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$' order by name`,
      )
    ).rows.map(({ name }) => name)
  await client.query(`alter system set wal_recycle = off`)
  try {
    await client.query('select pg_reload_conf()')
    await client.query('checkpoint')
    const before = await names()
    const last = before.at(-1)!
    say(`turning ${before.length} files of the write-ahead log over`)
    for (;;) {
      await client.query(`select pg_logical_emit_message(false, 'shaotai', 'turned over')`)
      await client.query('select pg_switch_wal()')
      const { rows } = await client.query<{ current: string }>(
        'select pg_walfile_name(pg_current_wal_insert_lsn()) as current',
      )
      if (rows[0]!.current > last) break
    }
    await client.query(`select pg_logical_emit_message(false, 'shaotai', 'turned over')`)
    await client.query('checkpoint')
    await client.query('checkpoint')
    const left = (await names()).filter((name) => name <= last)
    if (left.length > 0)
      throw new Refused(
        `${left.length} older files of the write-ahead log are still there (${left[0]}).`,
        'A replica, a slot or an archive that lags keeps them, and what was erased may be in them.',
        'Let it catch up or end it, then run `npm run erase -- --rewrite`.',
      )
    return before.length
  } finally {
    await client.query(`alter system reset wal_recycle`)
    await client.query('select pg_reload_conf()')
  }
}
