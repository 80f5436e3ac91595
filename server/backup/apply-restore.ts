/**
 * Brings a verified backup into an empty database: schema, rows, checks and the new epoch in one transaction,
 * so that whoever looks sees nothing or everything. What differs from the manifest in a single row undoes it.
 */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { CASE_VIEW_FIELDS } from '@shaotai/shared/domain/case-file.ts'
import { record, SERVER } from '../audit/record.ts'
import { verifyTrail } from '../audit/verify-trail.ts'
import { openDatabase } from '../db/database.ts'
import { readSteps, STEP_TABLE, type Step } from '../db/migrate.ts'
import { copyIn, copyOut, COPY_SETTINGS, quoted } from '../db/table-copy.ts'
import { pictureEntry } from './full-sight.ts'
import type { Manifest, TableEntry } from './manifest.ts'
import { refuseUsed } from './open-target.ts'
import { Refused } from './refused.ts'
import { RowSum } from './row-sum.ts'

export interface RestoreOptions {
  config: pg.ClientConfig
  described: string
  dir: string
  manifest: Manifest
  onTable?: (table: TableEntry) => void
}
export interface Restored {
  epoch: string
  /** Whether the picture's hash could be compared: a later version hashes other fields. */
  pictureCompared: boolean
  sessionsEnded: number
  devices: number
  keys: number
}

export async function applyRestore({
  config,
  described,
  dir,
  manifest,
  onTable,
}: RestoreOptions): Promise<Restored> {
  const steps = stepsFor(manifest)
  const database = await openDatabase({ config, onFault: () => {} })
  const client = await database.connect()
  try {
    await client.query(COPY_SETTINGS)
    await client.query(`set idle_in_transaction_session_timeout = 0`)
    await client.query('begin')
    await refuseUsed(client, described)
    await client.query(STEP_TABLE)
    for (const { sql } of steps) await client.query(sql)
    // What is loaded was written by its triggers once. (Owned by whoever loads it: no superuser is needed.)
    const triggers = async (to: 'disable' | 'enable'): Promise<void> => {
      for (const { name } of manifest.tables)
        await client.query(`alter table ${quoted(name)} ${to} trigger user`)
    }
    await triggers('disable')
    for (const { name } of manifest.tables.toReversed()) await client.query(`delete from ${quoted(name)}`) // seeds
    for (const table of manifest.tables) {
      await load(client, dir, table)
      await compareRows(client, table)
      onTable?.(table)
    }
    await triggers('enable')
    await checkLog(client, manifest)
    await checkTrail(client, manifest)
    const pictureCompared = await comparePicture(client, manifest, steps.length)
    for (const { name, lastValue, isCalled } of manifest.sequences) {
      await client.query('select setval($1::regclass, $2, $3)', [quoted(name), lastValue, isCalled])
    }
    const after = await makeNew(client, manifest)
    await client.query('commit')
    await client.query('analyze')
    return { ...after, pictureCompared }
  } catch (fault) {
    await client.query('rollback').catch(() => undefined)
    throw fault
  } finally {
    await client.end().catch(() => undefined)
    await database.close()
  }
}

/** The backup's own steps; newer ones run at the next start, as after any upgrade. */
function stepsFor(manifest: Manifest): Step[] {
  const known = readSteps()
  return manifest.steps.map(({ number, name, sha256 }) => {
    const step = known.find((it) => it.number === number)
    if (step?.sha256 === sha256) return step
    throw new Refused(
      step
        ? `Step ${name} of the schema is not the one this version knows.`
        : `The backup was made by a newer version (schema step ${name}).`,
      'This version could not make the tables that the backup needs. Nothing was changed.',
      'Restore it with the version that made it, or with a later one.',
    )
  })
}

async function load(client: pg.Client, dir: string, { name, columns, file }: TableEntry): Promise<void> {
  await pipeline(createReadStream(join(dir, file)), createGunzip(), copyIn(client, name, columns))
}

/** Reads back what the database now holds: the proof does not rest on what was sent to it. */
async function compareRows(client: pg.Client, { name, columns, rows, rowSum }: TableEntry): Promise<void> {
  const sum = new RowSum()
  await pipeline(
    copyOut(client, name, columns),
    sum,
    new Writable({ write: (_chunk, _encoding, done) => done() }),
  )
  if (sum.rows !== rows || sum.sum !== rowSum) {
    throw unequal(`Table ${name} has ${sum.rows} rows where the backup has ${rows}, or one of them differs.`)
  }
}

async function checkLog(client: pg.Client, { epoch, seq }: Manifest): Promise<void> {
  const { rows } = await client.query<{
    head: number
    epoch: string
    n: number
    first: number
    last: number
  }>(
    `select seq as head, epoch, (select count(*) from event_log) as n,
            (select coalesce(min(seq), 1) from event_log) as first, (select coalesce(max(seq), 0) from event_log) as last
       from log_head`,
  )
  const { head, epoch: found, n, first, last } = rows[0]!
  if (head !== seq || found !== epoch || first !== 1 || last !== seq || n !== seq) {
    throw unequal(
      `The log has ${n} events from ${first} to ${last}, its head says ${head}, the manifest ${seq}.`,
    )
  }
}

async function checkTrail(client: pg.Client, { tables }: Manifest): Promise<void> {
  if (!tables.some(({ name }) => name === 'audit_block')) return // of a version that had no chain
  const { faults } = await verifyTrail(client)
  if (faults.length > 0) throw unequal(`The audit trail is not whole: ${faults[0]}`)
}

async function comparePicture(client: pg.Client, manifest: Manifest, stepsRun: number): Promise<boolean> {
  const { fields } = manifest.picture
  const isSameView =
    fields.length === CASE_VIEW_FIELDS.length && CASE_VIEW_FIELDS.every((it, i) => it === fields[i])
  if (!isSameView || stepsRun !== readSteps().length) return false
  const found = await pictureEntry(client)
  if (found.hash !== manifest.picture.hash || found.cases !== manifest.picture.cases) {
    throw unequal(
      `At seq ${manifest.seq} the picture's hash is ${found.hash}, in the backup ${manifest.picture.hash}.`,
    )
  }
  return true
}

/** L3: no screen may take this log for the one it knew. Who had signed in signs in again. */
async function makeNew(client: pg.Client, { seq }: Manifest): Promise<Omit<Restored, 'pictureCompared'>> {
  const { rows } = await client.query<{ epoch: string }>(
    'update log_head set epoch = gen_random_uuid() returning epoch',
  )
  const ended = await client.query(
    'update session set revoked_at = clock_timestamp() where revoked_at is null',
  )
  await record(client, { by: SERVER, action: 'backup.restored', subject: `seq ${seq}` })
  const { rows: valid } = await client.query<{ devices: number; keys: number }>(
    `select (select count(*) from device where revoked_at is null) as devices,
            (select count(*) from api_key where revoked_at is null) as keys`,
  )
  return { epoch: rows[0]!.epoch, sessionsEnded: ended.rowCount ?? 0, ...valid[0]! }
}

const unequal = (happened: string): Refused =>
  new Refused(
    happened,
    'What would have been restored is not what was copied, so nothing was kept.',
    'Try another copy of the backup, or an older one, and report this: it should not happen.',
  )
