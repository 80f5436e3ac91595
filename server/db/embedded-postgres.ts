// Knows how to keep a PostgreSQL of our own under a data directory: make it, start it, see it ready, end it.
// Knows nothing about what the server keeps in it, nor about pools (database.ts).

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { takeDirectoryLock } from './directory-lock.ts'
import { choosePostgresAccount, type PostgresAccount, postgresEnvironment } from './postgres-account.ts'
import { findPostgresBinaries } from './postgres-binaries.ts'
import { commandOf, processesIn, startOf } from './process-identity.ts'
import { StartRefused } from './start-refused.ts'

export interface EmbeddedPostgresOptions {
  /** The whole server's data directory; the cluster goes into `postgres` below it. Made when absent. */
  dataDir: string
  log?: (line: string) => void
  /** PostgreSQL ended without being asked to. Nothing can be stored from here on. */
  onExit?: (how: { code: number | null; signal: string | null; lastWords: string }) => void
}

export interface EmbeddedPostgres {
  /** For pg and for everything built on it. `host` is the directory of the Unix socket; there is no other way in. */
  connection: { host: string; port: number; user: string; database: string }
  connectionString: string
  pid: number
  /** Ends it cleanly (connections are cut) and gives the data directory back. Safe to call twice. */
  stop: () => Promise<void>
}

const MAJOR = '18'
export const EMBEDDED_USER = 'shaotai'
export const EMBEDDED_DATABASE = 'shaotai'
const PORT = 5432 // only the socket file's name

const SOCKET_PATH_LIMIT = 100 // bytes; sun_path holds 107, and PostgreSQL makes a `.lock` beside it
const READY_WITHIN_MS = 120_000 // recovery after a power cut reads at most max_wal_size; a slow disk is given time
const OLD_ONE_GONE_WITHIN_MS = 20_000 // its own fast shutdown writes at most shared_buffers
const FAST_STOP_MS = 8_000
const IMMEDIATE_STOP_MS = 4_000

/** Given on the command line, where neither postgresql.conf nor `alter system` can undo them. */
const SETTINGS: Record<string, string | number> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  // What was acknowledged must survive a power cut.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  // A machine with two cores that is not the database's alone.
  max_connections: 60,
  shared_buffers: '128MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_worker_processes: 4,
  max_parallel_workers: 2,
  max_parallel_workers_per_gather: 1,
  io_workers: 2,
  random_page_cost: 1.1,
  jit: 'off', // compiling costs more than these short queries
  temp_file_limit: '2GB', // one wild query must not fill the disk
  client_connection_check_interval: '2s', // a query whose asker is gone is not finished for nobody
  // A crash is recovered from at most this much log: about a second.
  max_wal_size: '256MB',
  min_wal_size: '80MB',
  checkpoint_timeout: '2min',
  wal_compression: 'pglz',
  max_wal_senders: 0,
  max_replication_slots: 0, // a forgotten slot would keep the log until the disk is full
  autovacuum: 'on',
  autovacuum_naptime: '15s', // one row, the log's head, changes with every event
  timezone: 'UTC',
  // A week of logs, each day's file written over after seven days. Never a value: values are personal data.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgres-%a.log',
  log_file_mode: '0600',
  log_rotation_age: '1d',
  log_rotation_size: 0,
  log_truncate_on_rotation: 'on',
  log_line_prefix: '%m [%p] %q%a ',
  log_error_verbosity: 'terse',
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
  log_timezone: 'UTC',
}

/**
 * Opens the database under a data directory and makes it on the first time (about a second). Throws StartRefused.
 *
 * There is no password: whoever can pass the 0700 directory of the socket is the account that owns the data files
 * (or root) and could read those just as well, and there is no other way in.
 */
export async function openEmbeddedPostgres({
  dataDir,
  log = () => {},
  onExit,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const lock = takeDirectoryLock(dataDir)
  try {
    const cluster = join(lock.directory, 'postgres')
    const programs = findPostgresBinaries()
    const account = choosePostgresAccount(programs.postgres, lock.directory)
    await endOldOne(cluster, log)
    removeUnfinished(cluster)
    if (isAbsentOrEmpty(cluster)) makeCluster(cluster, programs.initdb, account, log)
    refuseOtherVersion(cluster)
    giveTo(cluster, account.owner)
    const socket = socketDirectory(cluster, account.owner)
    // Nothing lives in the cluster, so what a killed one left here is dead, even where its number is in use again
    // or belongs to a zombie: PostgreSQL judges by the number alone and would refuse.
    for (const end of ['', '.lock']) rmSync(join(socket.path, `.s.PGSQL.${PORT}${end}`), { force: true })
    const running = await start(cluster, socket.path, programs.postgres, account, log)
    const connection = { host: socket.path, port: PORT, user: EMBEDDED_USER, database: EMBEDDED_DATABASE }
    const { child } = running

    let stopping: Promise<void> | undefined
    const stop = async () => {
      child.ref()
      await end(child, log)
      socket.remove()
      lock.release()
    }
    child.once('exit', (code, signal) => {
      if (!stopping) onExit?.({ code, signal, lastWords: lastWords(cluster, running.stderr()) })
    })
    try {
      await ensureDatabase(connection)
    } catch (error) {
      stopping = end(child, log)
      await stopping
      throw error
    }
    log(`PostgreSQL ${MAJOR} runs as ${account.description}, process ${child.pid}`)
    return {
      connection,
      connectionString: `postgresql://${EMBEDDED_USER}@/${EMBEDDED_DATABASE}?host=${encodeURIComponent(socket.path)}&port=${PORT}`,
      pid: child.pid!,
      stop: () => (stopping ??= stop()),
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * Waits until nothing works in the cluster any more. A killed parent's PostgreSQL is told by the kernel to end and
 * needs a moment; where the kernel could not tell it, it is told here: we hold the directory, so it serves nobody.
 */
async function endOldOne(cluster: string, log: (line: string) => void): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const begun = Date.now()
  let told: NodeJS.Signals | null = null
  for (;;) {
    const recorded = Number(readFirstLine(file))
    const living = processesIn(cluster)
    if (living.length === 0 && isPostgresOn(cluster, recorded)) living.push(recorded)
    if (living.length === 0) break
    const waited = Date.now() - begun
    if (waited > OLD_ONE_GONE_WITHIN_MS) {
      throw new StartRefused(
        `A PostgreSQL of an earlier start still works on ${cluster} (process ${living.join(', ')}).`,
        `It did not end within ${OLD_ONE_GONE_WITHIN_MS / 1000} s. Opened a second time, the data would be destroyed.`,
        `See what holds it; \`kill -QUIT ${living[0]}\` ends it at once without loss. Then start again.`,
      )
    }
    const due = waited > 10_000 ? 'SIGQUIT' : waited > 1_000 ? 'SIGINT' : null
    if (due !== told) {
      told = due
      log(`waiting for the PostgreSQL of an earlier start (process ${living.join(', ')}) to end`)
      for (const pid of due === 'SIGQUIT' ? living : [recorded]) signal(pid, due!)
    }
    await sleep(25)
  }
  // A dead process's file is left to PostgreSQL, which looks at more than the number. Only where the number now
  // belongs to somebody else (or to a zombie nobody collects) would it refuse for ever.
  const recorded = Number(readFirstLine(file))
  if (recorded && exists(recorded) && !isPostgresOn(cluster, recorded)) rmSync(file, { force: true })
}

function isPostgresOn(cluster: string, pid: number): boolean {
  if (!pid || startOf(pid) === null) return false
  const command = commandOf(pid)
  return command.includes('postgres') && command.includes(cluster)
}

/** The number is in use, be it by a zombie. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Gone, or another user's: then the wait goes on and its end is told with the process number.
  }
}

/**
 * Made under another name and renamed when whole, so that a start cut short leaves nothing that looks like one.
 * A name of its own each time: a killed server's initdb lives on for a moment and must not write into ours.
 */
function makeCluster(
  cluster: string,
  initdb: string,
  account: PostgresAccount,
  log: (line: string) => void,
): void {
  log('making the database (once)')
  const fresh = mkdtempSync(`${cluster}.new-`)
  if (account.initdbOwner !== null) lchownSync(fresh, account.initdbOwner, account.initdbOwner)
  const words = [
    ...account.initdb,
    initdb,
    `--pgdata=${fresh}`,
    `--username=${EMBEDDED_USER}`,
    '--auth=trust',
    '--data-checksums',
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin', // sorts the same on every machine; text for people names its ICU collation
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]
  const result = spawnSync(words[0]!, words.slice(1), {
    cwd: '/',
    env: postgresEnvironment,
    encoding: 'utf8',
  })
  if (result.status !== 0) {
    const said = (result.stderr || result.error?.message || '').trim()
    throw new StartRefused(
      `The database could not be made in ${cluster}: ${said || `initdb ended with ${result.status}`}.`,
      'Nothing was stored; what initdb had begun is not used.',
      'Free some space or give the directory to this user, then start again.',
    )
  }
  giveTo(fresh, account.owner)
  renameSync(fresh, cluster)
}

/** What starts cut short have left. Where one's initdb still writes, the rest of it goes at a later start. */
function removeUnfinished(cluster: string): void {
  for (const name of readdirSync(dirname(cluster))) {
    if (!name.startsWith(`${basename(cluster)}.new`)) continue
    try {
      rmSync(join(dirname(cluster), name), { recursive: true, force: true })
    } catch {
      // It grows while it is removed.
    }
  }
}

function isAbsentOrEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

function refuseOtherVersion(cluster: string): void {
  let version: string
  try {
    version = readFirstLine(join(cluster, 'PG_VERSION'))
    if (version === MAJOR) return
  } catch (error) {
    throw new StartRefused(
      `The database in ${cluster} cannot be read: ${(error as Error).message}.`,
      `It belongs to user ${lstatSync(cluster).uid}; this process runs as user ${process.getuid?.()}.`,
      'Start the server as the user who started it first, or give the whole data directory to this one (chown -R).',
      { cause: error },
    )
  }
  if (version === '') {
    throw new StartRefused(
      `${cluster} holds something that is not a PostgreSQL database.`,
      'The server keeps its database in that place and does not touch what it did not make.',
      'Move it away, or name another directory in DATA_DIR.',
    )
  }
  throw new StartRefused(
    `The database in ${cluster} was made by PostgreSQL ${version}.`,
    `This version of the server brings PostgreSQL ${MAJOR}, which cannot read it.`,
    'Make a backup with the version that made it (npm run backup) and restore it with this one (npm run restore).',
  )
}

/** Owner of the whole tree. Walked through only when the way PostgreSQL is run has changed. */
function giveTo(path: string, owner: number | null): void {
  if (owner === null || lstatSync(path).uid === owner) return
  // The top last: a walk cut short is then seen as not done, and walked again.
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(path, entry), owner, owner)
  }
  lchownSync(path, owner, owner)
}

/** In the cluster, or in a directory as closed as it where that path is too long for a socket's address. */
function socketDirectory(cluster: string, owner: number | null): { path: string; remove: () => void } {
  const fits = (folder: string) => Buffer.byteLength(join(folder, `.s.PGSQL.${PORT}`)) <= SOCKET_PATH_LIMIT
  if (fits(cluster)) return { path: cluster, remove: () => {} }
  const keeper = owner ?? process.getuid?.() ?? 0
  const name = `shaotai-${createHash('sha256').update(cluster).digest('hex').slice(0, 16)}`
  const parent =
    [tmpdir(), '/tmp'].find((folder) => existsSync(folder) && fits(join(folder, `${name}-XXXXXX`))) ?? '/tmp'
  // The same name each time, so that a killed start leaves one directory and not one more; but only if it is ours.
  let path = join(parent, name)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch {
    const found = lstatSync(path)
    if (!found.isDirectory() || ![keeper, process.getuid?.()].includes(found.uid)) {
      path = mkdtempSync(`${path}-`)
    }
  }
  chmodSync(path, 0o700)
  if (owner !== null) lchownSync(path, owner, owner)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

interface Running {
  child: ChildProcess
  stderr: () => string
}

async function start(
  cluster: string,
  socket: string,
  postgres: string,
  account: PostgresAccount,
  log: (line: string) => void,
): Promise<Running> {
  const settings: Record<string, string | number> = {
    ...SETTINGS,
    port: PORT,
    unix_socket_directories: `"${socket.replaceAll('"', '""')}"`,
  }
  const words = [
    ...account.postgres,
    postgres,
    '-D',
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const child = spawn(words[0]!, words.slice(1), {
    cwd: '/',
    env: postgresEnvironment,
    // A group of its own: Ctrl-C is for the server, which still has things to store when it is told to end.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (!account.endsWithParent) watchForParent(child)
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)))
  let ended: string | null = null
  child.once('error', (error) => (ended = error.message))
  child.once('exit', (code, name) => (ended = name ?? `code ${code}`))

  const begun = Date.now()
  let told = 0
  // PostgreSQL writes its state into its pid file: no connection is needed to see it ready.
  while (!isReady(cluster, child.pid)) {
    if (ended !== null) {
      throw new StartRefused(
        `PostgreSQL ended while it was starting (${String(ended)}): ${lastWords(cluster, said)}`,
        `The database in ${cluster} is not open; nothing in it was changed by this.`,
        'Correct what it names (space, rights, memory) and start again. Do not delete files in that directory.',
      )
    }
    const waited = Date.now() - begun
    if (waited > READY_WITHIN_MS) {
      signal(child.pid!, 'SIGINT')
      throw new StartRefused(
        `PostgreSQL was not ready after ${READY_WITHIN_MS / 1000} s: ${lastWords(cluster, said)}`,
        'It may still be recovering from a crash on a slow disk. It was told to end, and nothing is lost by that.',
        'Start again and give it time; see its log for how far it came.',
      )
    }
    if (waited > (told + 1) * 5_000) {
      told += 1
      log(`PostgreSQL is still starting after ${told * 5} s (it recovers from a crash)`)
    }
    await sleep(10)
  }
  // Neither the child nor its pipe keeps a program alive that has nothing else to do.
  child.unref()
  ;(child.stderr as unknown as { unref?: () => void }).unref?.()
  return { child, stderr: () => said }
}

function isReady(cluster: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

/** Without setpriv: a shell that reads from a pipe which only this process holds open, and ends PostgreSQL at its end. */
function watchForParent(postgres: ChildProcess): void {
  const watcher = spawn(
    'sh',
    ['-c', 'trap "" INT TERM HUP; cat >/dev/null; kill -INT "$1"', 'sh', String(postgres.pid)],
    {
      env: postgresEnvironment,
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )
  watcher.unref()
  ;(watcher.stdin as unknown as { unref?: () => void }).unref?.()
  // Ended first, or the shell would later interrupt whoever has got the number by then.
  postgres.once('exit', () => watcher.kill('SIGKILL'))
}

async function end(child: ChildProcess, log: (line: string) => void): Promise<void> {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const endsWithin = async (ms: number) => {
    const until = Date.now() + ms
    while (!hasEnded() && Date.now() < until) await sleep(10)
    return hasEnded()
  }
  if (hasEnded()) return
  child.kill('SIGINT')
  if (await endsWithin(FAST_STOP_MS)) return
  log(
    `PostgreSQL did not end within ${FAST_STOP_MS / 1000} s; it is stopped at once and will recover when started`,
  )
  child.kill('SIGQUIT')
  if (await endsWithin(IMMEDIATE_STOP_MS)) return
  child.kill('SIGKILL')
  await endsWithin(IMMEDIATE_STOP_MS)
}

async function ensureDatabase(connection: EmbeddedPostgres['connection']): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // told by the query that meets it
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [EMBEDDED_DATABASE])
    if (!rowCount) await client.query(`create database ${EMBEDDED_DATABASE}`)
  } finally {
    await client.end()
  }
}

/** What PostgreSQL said last, for the person who must know why: from its log where it got that far. */
function lastWords(cluster: string, stderr: string): string {
  let text = stderr
  try {
    const folder = join(cluster, 'log')
    const newest = readdirSync(folder)
      .map((name) => join(folder, name))
      .sort((a, b) => lstatSync(b).mtimeMs - lstatSync(a).mtimeMs)[0]
    if (newest) text += readFileSync(newest, 'utf8').slice(-4_000)
  } catch {
    // no log yet
  }
  const lines = text.split('\n').filter((line) => /FATAL|PANIC|ERROR|HINT|could not/.test(line))
  return (lines.length > 0 ? lines : text.trim().split('\n')).slice(-4).join(' | ') || 'it said nothing'
}

function readFirstLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n')[0]!.trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
