/** The real server as a process of its own, with its embedded database in a directory that goes with it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '../server/db/database.ts'
import { findEmbeddedPostgres } from '../server/db/find-embedded-postgres.ts'

export const KEY = 'key_trust_run'

export interface TrustServer {
  url: string
  port: number
  child: ChildProcess
  dataDir: string
  /** Its database, seen from outside. */
  database: Database
  /** Ends the process; the data stays. */
  stop: (signal?: NodeJS.Signals) => Promise<void>
}

const root = join(import.meta.dirname, '..')
const READY_WITHIN_MS = 60_000

/** A directory for runs; the database's own account may pass through it. */
export function openPlace(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'shaotai-trust-'))
  chmodSync(dir, 0o711)
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

export async function startServer({
  dataDir,
  port = 0,
  env = {},
}: {
  dataDir: string
  port?: number
  env?: Record<string, string>
}): Promise<TrustServer> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      DATA_DIR: dataDir,
      DEMO: 'off',
      BOOTSTRAP_INGEST_KEY: KEY,
      BOOTSTRAP_ADMIN_PASSWORD: 'trust run',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const url = await new Promise<string>((ready, failed) => {
    const late = setTimeout(() => failed(new Error(`the server was not ready: ${said}`)), READY_WITHIN_MS)
    const listen = (text: string): void => {
      said = (said + text).slice(-8_000)
      const found = /^ready (\S+)$/m.exec(said)
      if (!found) return
      clearTimeout(late)
      ready(found[1]!)
    }
    child.stdout!.setEncoding('utf8').on('data', listen)
    child.stderr!.setEncoding('utf8').on('data', listen)
    child.once('exit', (code, signal) => {
      clearTimeout(late)
      failed(new Error(`the server ended (${signal ?? code}): ${said}`))
    })
  })
  const config = await findEmbeddedPostgres(dataDir)
  const database = await openDatabase({ config: config!, onFault: () => {} })
  return {
    url,
    port: Number(new URL(url).port),
    child,
    dataDir,
    database,
    stop: async (signal = 'SIGTERM') => {
      await database.close().catch(() => undefined)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGCONT')
      child.kill(signal)
      await ended
    },
  }
}
