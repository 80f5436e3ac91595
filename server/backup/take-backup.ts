/**
 * Copies a database, running or not, into a directory: everything as one repeatable-read transaction sees
 * it, so that the log in it ends at one seq and every table belongs to that seq. Whole or not there at all.
 */
import { createHash, type Hash } from 'node:crypto'
import { createWriteStream, existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { record, SERVER } from '../audit/record.ts'
import { openDatabase } from '../db/database.ts'
import { readSteps } from '../db/migrate.ts'
import { copyOut, COPY_SETTINGS, quoted } from '../db/table-copy.ts'
import { pictureEntry } from './full-sight.ts'
import { MANIFEST, SUMS, type Manifest, type TableEntry } from './manifest.ts'
import { Refused } from './refused.ts'
import { RowSum } from './row-sum.ts'
import { planSequences, planTables } from './table-plan.ts'

/** Names, addresses and password hashes are in it: for its owner alone. */
const DIRECTORY_MODE = 0o700
const FILE_MODE = 0o600

export interface BackupOptions {
  config: pg.ClientConfig
  dir: string
  now: () => number
  onTable?: (table: TableEntry) => void
}

export async function takeBackup({ config, dir: asked, now, onTable }: BackupOptions): Promise<Manifest> {
  const dir = resolve(asked)
  refuseTaken(dir)
  await removeLeftovers(dir)
  const draft = `${dir}.unfinished-${process.pid}`
  await mkdir(draft, { recursive: true, mode: DIRECTORY_MODE })
  try {
    const manifest = await copyAll(config, draft, now, onTable)
    await syncDirectory(draft)
    await rename(draft, dir) // replaces an empty directory, and nothing else
    await syncDirectory(dirname(dir))
    return manifest
  } catch (fault) {
    await rm(draft, { recursive: true, force: true })
    throw fault
  }
}

async function copyAll(
  config: pg.ClientConfig,
  draft: string,
  now: () => number,
  onTable: BackupOptions['onTable'],
): Promise<Manifest> {
  const database = await openDatabase({ config, onFault: () => {} }) // told by the query that meets it
  const client = await database.connect()
  try {
    await client.query(COPY_SETTINGS)
    // A copy that is stopped in the middle must not hold back the database's own cleaning for ever.
    await client.query(`set idle_in_transaction_session_timeout = '60s'; set lock_timeout = '30s'`)
    const steps = await stepsOf(client)
    const planned = await planTables(client)
    await client.query('begin transaction isolation level repeatable read read only')
    // Before the first read: a migration waits for the copy, or the copy sees what it left.
    await client.query(`lock table ${planned.map((it) => quoted(it.name)).join(', ')} in access share mode`)
    const { rows } = await client.query<{ epoch: string; seq: number }>('select epoch, seq from log_head')
    const tables: TableEntry[] = []
    for (const { name, columns } of planned) {
      const table = await copyTable(client, draft, name, columns)
      tables.push(table)
      onTable?.(table)
    }
    const picture = await pictureEntry(client)
    await client.query('commit')
    const sequences: Manifest['sequences'] = []
    for (const name of await planSequences(client)) {
      const { rows: values } = await client.query<{ lastValue: string; isCalled: boolean }>(
        `select last_value::text as "lastValue", is_called as "isCalled" from ${quoted(name)}`,
      )
      sequences.push({ name, ...values[0]! })
    }
    const version = await client.query<{ server_version: string }>('show server_version')
    const manifest: Manifest = {
      format: 'shaotai backup',
      formatVersion: 1,
      takenAt: new Date(now()).toISOString(),
      postgres: version.rows[0]!.server_version,
      epoch: rows[0]!.epoch,
      seq: rows[0]!.seq,
      steps,
      tables,
      sequences,
      picture,
    }
    await sealWith(draft, manifest)
    await record(client, { by: SERVER, action: 'backup.taken', subject: `seq ${manifest.seq}` })
    return manifest
  } finally {
    await client.end().catch(() => undefined)
    await database.close()
  }
}

/** The schema must be the one this program knows, or it could not say what it copied. */
async function stepsOf(client: pg.Client): Promise<Manifest['steps']> {
  const { rows: done } = await client
    .query<Manifest['steps'][number]>('select number, name, sha256 from schema_step order by number')
    .catch(() => ({ rows: [] }))
  if (done.length === 0) {
    throw new Refused(
      'The database holds no tables of this server.',
      'No server ever started on it, so there is nothing to copy.',
      'See whether DATA_DIR or DATABASE_URL names the right one.',
    )
  }
  const known = readSteps()
  if (done.length !== known.length || known.some(({ sha256 }, i) => sha256 !== done[i]!.sha256)) {
    throw new Refused(
      `The database has the schema of another version (its last step is ${done.at(-1)!.name}).`,
      'This version could not say what it copies, so it copied nothing.',
      'Take the backup with the version that runs on it; or start this one once, which brings the schema forward.',
    )
  }
  return done
}

async function copyTable(
  client: pg.Client,
  draft: string,
  name: string,
  columns: string[],
): Promise<TableEntry> {
  const file = `${name}.copy.gz`
  const rowSum = new RowSum()
  const written = new Written()
  await pipeline(
    copyOut(client, name, columns),
    rowSum,
    createGzip({ level: 1 }), // four times smaller already; more would cost the running server its core
    written,
    createWriteStream(join(draft, file), { flags: 'wx', mode: FILE_MODE, flush: true }),
  )
  return {
    name,
    columns,
    rows: rowSum.rows,
    rowSum: rowSum.sum,
    file,
    bytes: written.bytes,
    sha256: written.sha256,
  }
}

/** What really went into the file. */
class Written extends Transform {
  bytes = 0
  #hash: Hash = createHash('sha256')

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length
    this.#hash.update(chunk)
    done(null, chunk)
  }

  get sha256(): string {
    return this.#hash.digest('hex')
  }
}

async function sealWith(draft: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  const sums = [
    ...manifest.tables.map(({ file, sha256 }) => `${sha256}  ${file}`),
    `${createHash('sha256').update(text).digest('hex')}  ${MANIFEST}`,
  ]
  await writeFile(join(draft, SUMS), `${sums.join('\n')}\n`, { mode: FILE_MODE, flush: true })
  await writeFile(join(draft, MANIFEST), text, { mode: FILE_MODE, flush: true })
}

function refuseTaken(dir: string): void {
  if (!existsSync(dir)) return
  if (!statSync(dir).isDirectory() || readdirSync(dir).length > 0) {
    throw new Refused(
      `${dir} is there already and is not an empty directory.`,
      'A backup never overwrites anything, least of all an older backup.',
      'Name a directory that does not exist yet, such as one with the date in its name.',
    )
  }
  if (statSync(dir).dev !== statSync(dirname(dir)).dev) {
    throw new Refused(
      `${dir} is where another volume begins.`,
      'A backup is written beside its place and renamed when it is whole, which does not work there.',
      'Name a directory below it.',
    )
  }
}

/** What backups to the same place left when they were killed. */
async function removeLeftovers(dir: string): Promise<void> {
  if (!existsSync(dirname(dir))) return
  const prefix = `${basename(dir)}.unfinished-`
  for (const name of readdirSync(dirname(dir))) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue
    await rm(join(dirname(dir), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A name is durable only when its directory is. */
async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  await handle.sync().finally(() => handle.close())
}
