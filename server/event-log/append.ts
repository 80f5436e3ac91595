/**
 * Group commit: whatever waits while one batch commits goes into the next (trust R5). Knows the one
 * server-side statement and nothing of cases. What it answers is durable.
 */
import type pg from 'pg'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { Personal } from '@shaotai/shared/domain/commands.ts'
import type { CaseEvent } from '@shaotai/shared/domain/events.ts'

/** What is written together or not at all: some events of one case. */
export interface Unit {
  caseId: string
  /** Version the case has before; 0 for a new case. */
  expected: number
  /** Local day YYYYMMDD that numbers a new case. */
  day?: string
  /** Is the case done after these events? */
  done: boolean
  state: CaseFile
  events: CaseEvent[]
  personal: { version: number; data: Personal }[]
  /** Idempotency keys, each with the version of the event it made. */
  keys: { source: string; key: string; sha256: string; version: number }[]
}
export type Outcome =
  | { outcome: 'appended'; /** of the unit's last event */ seq: number; no: string }
  | { outcome: 'version_conflict' | 'key_taken' }

/** More is waiting than may: nothing was written, the sender tries again. */
export class Overfull extends Error {}
/** The database could not be asked, or its answer was lost: what was sent may or may not be there. */
export class Unreachable extends Error {}

export interface Appender {
  append: (unit: Unit) => Promise<Outcome>
  /** Resolves when nothing waits any more. */
  idle: () => Promise<void>
  waiting: () => number
}

const BATCH_UNITS = 100
const BATCH_EVENTS = 500
const MOST_WAITING = 5_000
/** Two batches under way: one commits while the next is checked. */
const LANES = 2

interface Waiting {
  unit: Unit
  resolve: (outcome: Outcome) => void
  reject: (fault: Error) => void
}

export function openAppender(pool: pg.Pool): Appender {
  let queue: Waiting[] = []
  let busyLanes = 0
  const underWay = new Set<string>()
  let idlers: (() => void)[] = []

  const pump = (): void => {
    while (busyLanes < LANES && queue.length > 0) {
      const batch = takeBatch()
      if (batch.length === 0) return
      busyLanes += 1
      void write(batch).finally(() => {
        for (const { unit } of batch) underWay.delete(unit.caseId)
        busyLanes -= 1
        pump()
        if (busyLanes === 0 && queue.length === 0) for (const done of idlers.splice(0)) done()
      })
    }
  }

  /** Units of one case never share a batch or run side by side: the second must see the first one's version. */
  const takeBatch = (): Waiting[] => {
    const batch: Waiting[] = []
    const left: Waiting[] = []
    let events = 0
    for (const waiting of queue) {
      const { caseId, events: its } = waiting.unit
      const isFull = batch.length >= BATCH_UNITS || (batch.length > 0 && events + its.length > BATCH_EVENTS)
      if (isFull || underWay.has(caseId)) {
        left.push(waiting)
        continue
      }
      underWay.add(caseId)
      batch.push(waiting)
      events += its.length
    }
    queue = left
    return batch
  }

  const write = async (batch: Waiting[]): Promise<void> => {
    try {
      const outcomes = await appendUnits(
        pool,
        batch.map(({ unit }) => unit),
      )
      batch.forEach(({ resolve }, i) => resolve(outcomes[i]!))
    } catch (fault) {
      if (batch.length === 1 || isLinkFault(fault)) {
        const told = isLinkFault(fault)
          ? new Unreachable((fault as Error).message, { cause: fault })
          : (fault as Error)
        for (const { reject } of batch) reject(told)
        return
      }
      // One bad unit must not fail the others.
      for (const waiting of batch) await write([waiting])
    }
  }

  return {
    append: (unit) =>
      new Promise((resolve, reject) => {
        if (queue.length >= MOST_WAITING) return reject(new Overfull(`${queue.length} units wait`))
        queue.push({ unit, resolve, reject })
        pump()
      }),
    idle: () =>
      busyLanes === 0 && queue.length === 0 ? Promise.resolve() : new Promise((done) => idlers.push(done)),
    waiting: () => queue.length,
  }
}

/** The raw statement: one round trip, one transaction. Outcomes in the order of the units. */
export async function appendUnits(pool: pg.Pool, units: Unit[]): Promise<Outcome[]> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ ord: number; outcome: string; seq: number; no: string }>({
      name: 'append',
      text: 'select ord, outcome, seq, no from append($1::jsonb)',
      values: [JSON.stringify(units)],
    })
    client.release()
    const outcomes: Outcome[] = Array.from({ length: units.length })
    for (const { ord, outcome, seq, no } of rows) {
      outcomes[ord - 1] = outcome === 'appended' ? { outcome, seq, no } : { outcome: outcome as 'key_taken' }
    }
    return outcomes
  } catch (fault) {
    // A client whose query failed half-way may be half-open: it must not go back into the pool.
    client.release(fault as Error)
    throw fault
  }
}

/** No SQLSTATE of the statement itself: the link, the pool or the server failed, and the outcome is unknown. */
export function isLinkFault(fault: unknown): boolean {
  const code = (fault as { code?: string }).code
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return true
  return code.startsWith('08') || code.startsWith('57P') || code.startsWith('53') || code.startsWith('58')
}
