/**
 * Helper processes of the bench: a named request with one input goes in, its answer comes back. Each is a
 * process of its own, so that its work is not counted as the work of what is measured, and each ends with
 * the bench, however that ends.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

export type Handlers = Record<string, (input: never) => unknown>

export interface Worker<H extends Handlers> {
  ask: <K extends keyof H & string>(name: K, input: Parameters<H[K]>[0]) => Promise<Awaited<ReturnType<H[K]>>>
  /** The CPU of all its threads so far, seconds. */
  cpuSeconds: () => Promise<number>
  stop: () => Promise<void>
}

interface Asked {
  id: number
  name: string
  input: unknown
}
interface Answered {
  id: number
  answer?: unknown
  fault?: string
}

const CPU = 'cpu seconds'

/** In the helper process: answers until the bench lets go. */
export function serve(handlers: Handlers): void {
  process.on('disconnect', () => process.exit(0))
  process.on('message', ({ id, name, input }: Asked) => {
    void (async () => {
      try {
        const answer = name === CPU ? ownCpuSeconds() : await handlers[name]!(input as never)
        process.send!({ id, answer } satisfies Answered)
      } catch (fault) {
        process.send!({ id, fault: (fault as Error).stack ?? String(fault) } satisfies Answered)
      }
    })()
  })
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** In the bench: starts `bench/<file>` as a process. */
export function openWorker<H extends Handlers>(file: string, execArgv: string[] = []): Worker<H> {
  const child: ChildProcess = fork(join(import.meta.dirname, file), {
    execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (fault: Error) => void }>()
  let asked = 0
  child.on('message', ({ id, answer, fault }: Answered) => {
    const { resolve, reject } = waiting.get(id)!
    waiting.delete(id)
    if (fault === undefined) resolve(answer)
    else reject(new Error(`${file}: ${fault}`))
  })
  const ended = new Promise<void>((resolve) => {
    child.on('exit', (code, signal) => {
      for (const { reject } of waiting.values()) reject(new Error(`${file} ended (${code ?? signal})`))
      waiting.clear()
      resolve()
    })
  })
  const send = (name: string, input: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (!child.connected) return reject(new Error(`${file} has ended`))
      asked += 1
      waiting.set(asked, { resolve, reject })
      child.send({ id: asked, name, input } satisfies Asked)
    })
  return {
    ask: (name, input) => send(name, input) as never,
    cpuSeconds: () => send(CPU, null) as Promise<number>,
    stop: async () => {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
