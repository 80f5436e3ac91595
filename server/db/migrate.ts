/**
 * Brings a database to the newest schema: numbered SQL files, each in its own transaction, under one lock,
 * so that several servers may start at once and a kill in the middle leaves a whole step done or undone.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

const SQL_DIR = join(import.meta.dirname, 'sql')
/** Any number that no other program on the same database uses as an advisory lock. */
const LOCK = 7_074_824_201

/** What ran, and with which text. A restore makes it too (backup/apply-restore.ts). */
export const STEP_TABLE = `create table if not exists schema_step (
  number integer primary key, name text not null, sha256 text not null,
  at timestamptz not null default clock_timestamp())`

export interface Step {
  number: number
  name: string
  sql: string
  sha256: string
}

export const readSteps = (dir = SQL_DIR): Step[] =>
  readdirSync(dir)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .toSorted()
    .map((name) => {
      const sql = readFileSync(join(dir, name), 'utf8')
      return {
        number: Number(name.slice(0, 4)),
        name,
        sql,
        sha256: createHash('sha256').update(sql).digest('hex'),
      }
    })

/**
 * Runs what is missing; answers the names that ran. Refuses a database that a newer server has migrated,
 * and one whose past steps are not the ones this server knows.
 */
export async function migrate(config: pg.ClientConfig, steps = readSteps()): Promise<string[]> {
  const client = new pg.Client({
    ...config,
    application_name: 'shaotai migrate',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect()
  try {
    await client.query('set lock_timeout = 0; set statement_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(STEP_TABLE)
    const { rows: done } = await client.query<{ number: number; name: string; sha256: string }>(
      'select number, name, sha256 from schema_step order by number',
    )
    for (const past of done) {
      const known = steps.find((step) => step.number === past.number)
      if (!known) {
        throw new Error(
          `The database was migrated by a newer server (step ${past.name}). This server does not know that schema and has changed nothing. Start the newer version, or restore a backup from before the upgrade.`,
        )
      }
      if (known.sha256 !== past.sha256) {
        throw new Error(
          `Migration ${known.name} differs from the one this database ran. A migration never changes once released: add a new one.`,
        )
      }
    }
    const ran: string[] = []
    for (const step of steps.filter(({ number }) => !done.some((past) => past.number === number))) {
      await client.query('begin')
      try {
        await client.query(step.sql)
        await client.query('insert into schema_step (number, name, sha256) values ($1, $2, $3)', [
          step.number,
          step.name,
          step.sha256,
        ])
        await client.query('commit')
      } catch (fault) {
        await client.query('rollback').catch(() => undefined)
        throw new Error(`Migration ${step.name} failed and was rolled back: ${(fault as Error).message}`, {
          cause: fault,
        })
      }
      ran.push(step.name)
    }
    return ran
  } finally {
    // Ending the session lets the advisory lock go, whatever happened.
    await client.end()
  }
}
