/**
 * The server as somebody attacks it: a process of its own, everything it says kept, its heap asked for from outside. Runs on
 * the PostgreSQL it is given, else on its own. A fault it did not expect ends it, which is what `ended` tells.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { SERVER_ENV } from './sign-in.ts'

export interface Target {
  url: string
  port: number
  /** Everything it logged, and said otherwise, since its start. */
  said: () => string
  /** Live bytes after a full collection. */
  heapBytes: () => Promise<number>
  /** How it ended without being told to; null while it runs. */
  ended: () => string | null
  stop: () => Promise<void>
}

export interface TargetOptions {
  /** The project whose server runs: a defect's is a copy. */
  root: string
  dataDir: string
  databaseUrl?: string | undefined
  env?: Record<string, string>
}

const READY_WITHIN_MS = 60_000

export async function openTarget({ root, dataDir, databaseUrl, env = {} }: TargetOptions): Promise<Target> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--inspect=127.0.0.1:0', 'server/main.ts'],
    {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        PORT: '0',
        DATA_DIR: dataDir,
        LOG_LEVEL: 'debug',
        ...SERVER_ENV,
        ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const lines: string[] = []
  let stopping = false
  let own: string | null = null
  const exited = new Promise<void>((resolve) =>
    child.once('exit', (code, signal) => {
      if (!stopping)
        own = `the server ended (${signal ?? code}): ${lines.slice(-4).join(' | ').slice(-1_000)}`
      resolve()
    }),
  )
  const found = new Map<'ready' | 'inspect', string>()
  const ready = new Promise<void>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`not ready: ${lines.join('\n').slice(-2_000)}`)),
      READY_WITHIN_MS,
    )
    void exited.then(() => reject(new Error(own ?? 'stopped')))
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on('line', (line) => {
        lines.push(line)
        const address = /^ready (http\S+)/.exec(line)?.[1]
        const inspector = /^Debugger listening on (ws:\S+)/.exec(line)?.[1]
        if (address !== undefined) found.set('ready', address)
        if (inspector !== undefined) found.set('inspect', inspector)
        if (found.size < 2) return
        clearTimeout(late)
        resolve()
      })
  })
  process.once('exit', () => child.kill('SIGKILL'))
  await ready
  const url = found.get('ready')!
  return {
    url,
    port: Number(new URL(url).port),
    said: () => lines.join('\n'),
    heapBytes: () => heapOf(found.get('inspect')!),
    ended: () => own,
    stop: async () => {
      stopping = true
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await exited
      clearTimeout(late)
    },
  }
}

/** Through the inspector: the product has no door for it. */
async function heapOf(inspector: string): Promise<number> {
  const socket = new WebSocket(inspector)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  let id = 0
  const ask = (method: string): Promise<{ usedSize?: number }> => {
    const mine = (id += 1)
    return new Promise((resolve) => {
      const take = (text: Buffer): void => {
        const answer = JSON.parse(text.toString()) as { id?: number; result?: { usedSize?: number } }
        if (answer.id !== mine) return
        socket.off('message', take)
        resolve(answer.result ?? {})
      }
      socket.on('message', take)
      socket.send(JSON.stringify({ id: mine, method }))
    })
  }
  await ask('HeapProfiler.enable')
  await ask('HeapProfiler.collectGarbage')
  await ask('HeapProfiler.collectGarbage')
  const { usedSize } = await ask('Runtime.getHeapUsage')
  socket.close()
  return usedSize!
}
