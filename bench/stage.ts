/**
 * Where a part of the bench plays: one embedded PostgreSQL with the settings of every server, databases in
 * it, our server and helper processes beside it. All of it is gone when the stage is closed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openDatabase, type Database } from '../server/db/database.ts'
import { openEmbeddedPostgres } from '../server/db/embedded-postgres.ts'
import { openWorker, type Handlers, type Worker } from './worker.ts'

export interface Stage {
  /** A new empty database: the URL to open it with. */
  database: (name: string) => Promise<string>
  /** `district`: with the demo's areas and ground, and nobody feeding it. */
  server: (databaseUrl: string, options?: { district?: boolean }) => Promise<RunningServer>
  worker: <H extends Handlers>(file: string) => Worker<H>
  close: () => Promise<void>
}

export interface RunningServer {
  /** http://127.0.0.1:port */
  url: string
  /** One number of /metrics. */
  metric: (name: string) => Promise<number>
  stop: () => Promise<void>
}

export const INGEST_KEY = 'bench-ingest-key'
export const ADMIN_PASSWORD = 'bench-admin-password'

const ROOT = resolve(import.meta.dirname, '..')
const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 15_000

const stages = new Set<() => Promise<void>>()
/** Whatever is still open; for whoever interrupts the bench. */
export const closeStages = async (): Promise<void> =>
  void (await Promise.all([...stages].map((close) => close())))

/** `profileDir`: every process of ours leaves a CPU profile there when it ends. */
export async function openStage({ profileDir }: { profileDir: string | null }): Promise<Stage> {
  const home = mkdtempSync(join(tmpdir(), 'shaotai-bench-'))
  chmodSync(home, 0o711) // for the account that PostgreSQL runs as under root
  const execArgv = profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`] : []
  const closers: (() => Promise<void>)[] = [async () => rmSync(home, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    stages.delete(close)
    for (const it of closers.splice(0).toReversed()) {
      await it().catch((fault: unknown) => console.error('could not be stopped:', fault))
    }
  }

  stages.add(close)
  try {
    const postgres = await openEmbeddedPostgres({ dataDir: join(home, 'database') })
    closers.push(postgres.stop)
    const admin = await open(postgres.connectionString)
    closers.push(admin.close)

    let servers = 0
    return {
      database: async (name) => {
        await admin.writePool.query(`create database ${name}`)
        return postgres.connectionString.replace('/shaotai?', `/${name}?`)
      },
      server: async (databaseUrl, { district = false } = {}) => {
        servers += 1
        const dataDir = join(home, `server-${servers}`)
        mkdirSync(dataDir)
        const server = await startServer(databaseUrl, { dataDir, district, execArgv })
        closers.push(server.stop)
        return server
      },
      worker: <H extends Handlers>(file: string) => {
        const worker = openWorker<H>(file, execArgv)
        closers.push(worker.stop)
        return worker
      },
      close,
    }
  } catch (fault) {
    await close()
    throw fault
  }
}

/** Pools on a database, for the bench's own questions. */
export const open = (databaseUrl: string): Promise<Database> =>
  openDatabase({ config: { connectionString: databaseUrl }, onFault: () => {} })

async function startServer(
  databaseUrl: string,
  { dataDir, district, execArgv }: { dataDir: string; district: boolean; execArgv: string[] },
): Promise<RunningServer> {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', ...execArgv, 'server/main.ts']
  const [program, ...words] = endsWithParent() ? ['setpriv', '--pdeathsig', 'TERM', ...command] : command
  const child = spawn(program!, words, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      DEMO: district ? 'on' : 'off',
      FEED: 'off',
      LOG_LEVEL: 'fatal',
      BOOTSTRAP_INGEST_KEY: INGEST_KEY,
      BOOTSTRAP_ADMIN_PASSWORD: ADMIN_PASSWORD,
    },
  })
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve())
    child.on('error', () => resolve())
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
    await ended
    clearTimeout(timer)
  }
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const ready = /^ready (\S+)$/m.exec(said)
        if (ready) resolve(ready[1]!)
      })
      void ended.then(() => reject(new Error('the server ended before it was ready')))
      setTimeout(() => reject(new Error('the server was not ready in time')), READY_WITHIN_MS).unref()
    })
    return { url, stop, metric: (name) => readMetric(url, name) }
  } catch (fault) {
    await stop()
    throw fault
  }
}

async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)
  if (!found) throw new Error(`/metrics has no ${name}`)
  return Number(found[1])
}

/** A killed bench must leave no server behind. */
const endsWithParent = (): boolean =>
  process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0
