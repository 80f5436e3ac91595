/**
 * A demo of its own for pictures and tests: the real server with the demo district in a directory that goes with it,
 * and its feed and scenarios as processes that can be held. Knows nothing of what is looked at.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEMO_PASSWORD } from '../../server/directory/first-start.ts'

export interface Program {
  /** Resolves with the line once one has matched; rejects when the program ends before, or after `withinMs`. */
  said: (pattern: RegExp, withinMs: number) => Promise<string>
  /** Stops and continues the process, which notices nothing but the time. */
  hold: () => void
  goOn: () => void
  stop: () => Promise<void>
}
export interface DemoServer extends Program {
  url: string
  /** That of the demo, with the history right. */
  key: string
  timeZone: string
  /** The district's past and present. */
  feed: () => Program
  /** `npm run simulate` with these words. */
  simulate: (...words: string[]) => Program
}
export const DEMO_ADMIN = { username: 'admin', password: DEMO_PASSWORD }

const root = join(import.meta.dirname, '../..')
const READY_WITHIN_MS = 90_000
const KEPT_CHARACTERS = 20_000

/** The server is ready when this resolves; its feed has not begun. */
export async function startDemo({ timeZone }: { timeZone: string }): Promise<DemoServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'shaotai-demo-'))
  chmodSync(dataDir, 0o711) // the database's own account passes through it
  const programs: Program[] = []
  const run = (file: string, words: string[], env: Record<string, string>): Program => {
    const program = start(file, words, env)
    programs.unshift(program)
    return program
  }
  const stop = async (): Promise<void> => {
    for (const program of programs) await program.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  const own = { PORT: '0', DATA_DIR: dataDir, FEED: 'off', LOG_LEVEL: 'warn', TIME_ZONE: timeZone }
  const server = run('server/main.ts', [], own)
  try {
    const [, url] = /^ready (\S+)$/m.exec(await server.said(/^ready (\S+)$/m, READY_WITHIN_MS))!
    const key = readFileSync(join(dataDir, 'ingest.key'), 'utf8').trim()
    const its = { SHAOTAI_KEY: key, TIME_ZONE: timeZone }
    return {
      ...server,
      stop,
      url: url!,
      key,
      timeZone,
      feed: () => run('server/simulator/run-feed.ts', [], { FEED_URL: url!, ...its }),
      simulate: (...words) => run('server/simulator/simulate.ts', words, { PUBLIC_URL: url!, ...its }),
    }
  } catch (fault) {
    await stop()
    throw fault
  }
}

function start(file: string, words: string[], env: Record<string, string>): Program {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', file, ...words],
    // The feed ends with the channel to whoever started it.
    { cwd: root, env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  )
  let text = ''
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (more: string) => (text = (text + more).slice(-KEPT_CHARACTERS)))
  return {
    said: async (pattern, withinMs) => {
      const until = performance.now() + withinMs
      for (;;) {
        const line = text.split('\n').find((it) => pattern.test(it))
        if (line !== undefined) return line
        const isOver = child.exitCode !== null || child.signalCode !== null
        if (isOver || performance.now() > until)
          throw new Error(`${file} ${isOver ? 'ended' : 'took too long'} without ${pattern}:\n${text}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    hold: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      child.kill('SIGCONT')
      await ended
    },
  }
}
