/**
 * Group commit: whatever waits while one batch commits goes into the next (trust R5). Knows lanes, limits
 * and what must not travel together; what is written, and how, is the caller's.
 */

/** More is waiting than may, or waited too long: nothing was written, the sender tries again. */
export class Overfull extends Error {}
/** The database could not be asked, or its answer was lost: what was sent may or may not be there. */
export class Unreachable extends Error {}

export interface GroupCommit<T, R> {
  /** Resolves when what was added is durable. */
  add: (it: T) => Promise<R>
  /** Resolves when nothing waits any more. */
  idle: () => Promise<void>
  waiting: () => number
}

export interface GroupCommitOptions<T, R> {
  /** One transaction; answers in the order of the batch. */
  write: (batch: T[]) => Promise<R[]>
  /** Two with a key in common never share a batch or run side by side: the second must see what the first left. */
  keysOf: (it: T) => string[]
  weightOf: (it: T) => number
  /** Ms that only grow. */
  elapsed: () => number
}

const BATCH_ITEMS = 100
const BATCH_WEIGHT = 500
const MOST_WAITING = 5_000
/**
 * The next batch is checked while one commits, but only once it is full: the fixed cost of a statement is that
 * of a dozen reports, and a batch gathers while the one before it is on its way.
 */
const LANES = 2
/** What has waited longer was not begun, and its sender has given up or should. */
const LONGEST_WAIT_MS = 15_000

interface Waiting<T, R> {
  it: T
  resolve: (answer: R) => void
  reject: (fault: Error) => void
  since: number
}

export function openGroupCommit<T, R>({
  write,
  keysOf,
  weightOf,
  elapsed,
}: GroupCommitOptions<T, R>): GroupCommit<T, R> {
  let queue: Waiting<T, R>[] = []
  let busyLanes = 0
  const underWay = new Set<string>()
  const idlers: (() => void)[] = []

  const pump = (): void => {
    while (queue.length > 0 && (busyLanes === 0 || (busyLanes < LANES && queue.length >= BATCH_ITEMS))) {
      const batch = takeBatch()
      if (batch.length === 0) return
      busyLanes += 1
      void settle(batch).finally(() => {
        for (const { it } of batch) for (const key of keysOf(it)) underWay.delete(key)
        busyLanes -= 1
        pump()
        if (busyLanes === 0 && queue.length === 0) for (const done of idlers.splice(0)) done()
      })
    }
  }

  const takeBatch = (): Waiting<T, R>[] => {
    const batch: Waiting<T, R>[] = []
    const left: Waiting<T, R>[] = []
    let weight = 0
    const oldest = elapsed() - LONGEST_WAIT_MS
    for (const waiting of queue) {
      if (waiting.since < oldest) {
        waiting.reject(new Overfull('waited too long'))
        continue
      }
      const keys = keysOf(waiting.it)
      const its = weightOf(waiting.it)
      const isFull = batch.length >= BATCH_ITEMS || (batch.length > 0 && weight + its > BATCH_WEIGHT)
      if (isFull || keys.some((key) => underWay.has(key))) {
        left.push(waiting)
        continue
      }
      for (const key of keys) underWay.add(key)
      batch.push(waiting)
      weight += its
    }
    queue = left
    return batch
  }

  const settle = async (batch: Waiting<T, R>[]): Promise<void> => {
    try {
      const answers = await write(batch.map(({ it }) => it))
      batch.forEach(({ resolve }, i) => resolve(answers[i]!))
    } catch (fault) {
      if (batch.length === 1 || isLinkFault(fault) || isPassing(fault)) {
        const { message } = fault as Error
        const told = isLinkFault(fault)
          ? new Unreachable(message, { cause: fault })
          : isPassing(fault)
            ? new Overfull(message, { cause: fault })
            : (fault as Error)
        for (const { reject } of batch) reject(told)
        return
      }
      // One bad thing must not fail the others.
      for (const waiting of batch) await settle([waiting])
    }
  }

  return {
    add: (it) =>
      new Promise((resolve, reject) => {
        if (queue.length >= MOST_WAITING) return reject(new Overfull(`${queue.length} units wait`))
        queue.push({ it, resolve, reject, since: elapsed() })
        pump()
      }),
    idle: () =>
      busyLanes === 0 && queue.length === 0 ? Promise.resolve() : new Promise((done) => idlers.push(done)),
    waiting: () => queue.length,
  }
}

/** Waited too long for a lock, was cancelled, or met a deadlock: rolled back whole, and likely to pass. */
const isPassing = (fault: unknown): boolean =>
  ['55P03', '57014', '40P01', '40001'].includes((fault as { code?: string }).code ?? '')

/** No SQLSTATE of the statement itself: the link, the pool or the server failed, and the outcome is unknown. */
export function isLinkFault(fault: unknown): boolean {
  const code = (fault as { code?: string }).code
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return true
  return code.startsWith('08') || code.startsWith('57P') || code.startsWith('53') || code.startsWith('58')
}
