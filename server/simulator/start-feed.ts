/**
 * Keeps the feed running beside the server, as a process of its own: what it does to itself it does not do to the server.
 * Knows processes and the log; the feed is run-feed.ts.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Config } from '../config.ts'

export interface FeedProcess {
  stop: () => void
}
interface Log {
  info: (fields: object, text: string) => void
  warn: (fields: object, text: string) => void
}

const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 300_000
const RAN_WELL_MS = 600_000

/** `address`: where the server listens. `null` where the demo or its feed is off, or it has no key. */
export function startFeed(config: Config, address: string, log: Log): FeedProcess | null {
  const key = config.demo && config.feed ? keyOf(config) : null
  if (key === null) return null
  let child: ChildProcess
  let stopped = false
  let waitMs = FIRST_WAIT_MS
  let timer: NodeJS.Timeout | undefined

  const start = (): void => {
    const startedAt = process.uptime()
    child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'run-feed.ts')],
      {
        env: { FEED_URL: loopback(address), SHAOTAI_KEY: key, TIME_ZONE: config.timeZone },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    )
    createInterface({ input: child.stdout! }).on('line', (line) => log.info({ part: 'feed' }, line))
    createInterface({ input: child.stderr! }).on('line', (line) => log.warn({ part: 'feed' }, line))
    child.on('error', (fault) => log.warn({ part: 'feed', err: fault }, 'the demo feed could not be started'))
    child.on('exit', (code, signal) => {
      if (stopped || code === 0) return
      if ((process.uptime() - startedAt) * 1_000 > RAN_WELL_MS) waitMs = FIRST_WAIT_MS
      log.warn({ part: 'feed', code, signal, againInMs: waitMs }, 'the demo feed ended and is started again')
      timer = setTimeout(start, waitMs)
      timer.unref()
      waitMs = Math.min(waitMs * 4, LONGEST_WAIT_MS)
    })
  }
  start()
  return {
    stop: () => {
      stopped = true
      clearTimeout(timer)
      child.kill('SIGTERM')
    },
  }

  function keyOf({ bootstrapIngestKey, dataDir }: Config): string | null {
    if (bootstrapIngestKey !== null) return bootstrapIngestKey
    try {
      return readFileSync(join(dataDir, 'ingest.key'), 'utf8').trim()
    } catch {
      log.warn({ part: 'feed' }, 'no feed: there is no ingest.key in the data directory, as a demo has')
      return null
    }
  }
}

/** A server that listens everywhere is reached on this machine's own address. */
const loopback = (address: string): string => address.replace('0.0.0.0', '127.0.0.1').replace('[::]', '[::1]')
