/**
 * The server as its own process, and its end: started like `npm start` starts it, killed with SIGKILL - alone,
 * so that its PostgreSQL is told by the kernel and ends, or together with every PostgreSQL process at once,
 * as an out-of-memory killer or a power switch would. Knows nothing of what it serves.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** How far a start had come. The lines are the server's own. */
const STAGES: [line: string, stage: Stage][] = [
  ['"msg":"making the database', 'making the database'],
  ['"msg":"PostgreSQL 18 runs', 'migrating'],
  ['"msg":"migrated', 'first things'],
]
export type Stage = 'starting' | 'making the database' | 'migrating' | 'first things' | 'serving'
export type KillKind = 'server' | 'everything'

export interface ServerOptions {
  /** The project whose server runs: a defect's is a copy. */
  root: string
  dataDir: string
  port: number
  env?: Record<string, string>
}
export interface ServerProcess {
  url: string
  stage: () => Stage
  /** Resolves when it serves; rejects when it ended before. Ms since its start. */
  ready: Promise<number>
  /** Resolves at the first of: this stage or a later one is reached, it serves, it ended. */
  reached: (stage: Stage) => Promise<void>
  /** SIGKILL; answers how far it had come. */
  kill: (kind: KillKind) => Promise<Stage>
  /** SIGTERM, as an operator stops it; its exit code, null when it had to be killed. */
  stop: () => Promise<number | null>
  /** It ended without being told to: what it said last. */
  endedByItself: () => string | null
}

const STOP_WITHIN_MS = 15_000

export function startServer({ root, dataDir, port, env = {} }: ServerOptions): ServerProcess {
  const begun = performance.now()
  let stage: Stage = 'starting'
  let killed = false
  let own: string | null = null
  let words = ''
  const waiting: { stage: Stage; tell: () => void }[] = []
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '/',
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const enter = (next: Stage): void => {
    stage = next
    const rank = RANK[next]
    for (const it of waiting) if (RANK[it.stage] <= rank) it.tell()
  }
  const ready = new Promise<number>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (!text.includes('ready http')) return
      enter('serving')
      resolve(performance.now() - begun)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-8_000)
      for (const [line, next] of STAGES) if (text.includes(line) && RANK[next] > RANK[stage]) enter(next)
    })
    child.once('exit', (code, signal) => {
      for (const it of waiting) it.tell()
      if (!killed) own = `exit ${code ?? signal} while ${stage}: ${lastWords(words)}`
      reject(new Error(own ?? 'killed'))
    })
  })
  ready.catch(() => undefined) // whoever waits for it hears it; a killed start interests nobody

  return {
    url: `http://127.0.0.1:${port}`,
    stage: () => stage,
    ready,
    reached: (wanted) =>
      RANK[stage] >= RANK[wanted] || hasEnded(child)
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ stage: wanted, tell: resolve })),
    kill: async (kind) => {
      const at = stage
      killed = true
      if (hasEnded(child)) return at
      const family = kind === 'everything' ? descendantsOf(child.pid!) : []
      for (const pid of [...family, child.pid!]) sigkill(pid)
      await exited
      return at
    },
    stop: async () => {
      killed = true
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
      await exited
      clearTimeout(timer)
      return child.exitCode
    },
    endedByItself: () => own,
  }
}

const RANK: Record<Stage, number> = {
  starting: 0,
  'making the database': 1,
  migrating: 2,
  'first things': 3,
  serving: 4,
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

function sigkill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it was faster
  }
}

/** Children first told are the eldest: PostgreSQL's own head goes before the processes that would tell it. */
function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      // The command, in brackets, may hold anything; what follows its last bracket is fixed.
      const parent = Number(
        readFileSync(join('/proc', name, 'stat'), 'utf8')
          .split(') ')
          .at(-1)!
          .split(' ')[1],
      )
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch {
      // ended while we looked
    }
  }
  const of = (it: number): number[] => (children.get(it) ?? []).flatMap((child) => [child, ...of(child)])
  return of(pid)
}

const lastWords = (words: string): string =>
  words
    .trim()
    .split('\n')
    .filter((line) => !/^\{"level":(30|40)/.test(line))
    .filter((line) => !/^ {4}at .*node_modules/.test(line))
    .slice(-8)
    .join(' | ')
    .slice(0, 600)

/** A free port below the range that outgoing connections take theirs from: it stays free between two starts. */
export async function freePort(random: () => number): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(random() * 12_000)
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer()
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}
