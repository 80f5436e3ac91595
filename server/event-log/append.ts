/**
 * The append: the one server-side statement that writes the log, and its group commit. Knows nothing of
 * cases. What it answers is durable.
 */
import type pg from 'pg'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { Personal } from '@shaotai/shared/domain/commands.ts'
import type { CaseEvent } from '@shaotai/shared/domain/events.ts'
import { openGroupCommit } from './group-commit.ts'

/** Some events of one case, written together or not at all. */
export interface Unit {
  caseId: string
  /** Version the case has before; 0 for a new case. */
  expected: number
  /** Local day YYYYMMDD that numbers a new case. */
  day?: string
  /** Is the case done after these events? */
  done: boolean
  /** The case after the events; null where the last event carries it, so that it is sent once. */
  state: CaseFile | null
  events: CaseEvent[]
  personal: { version: number; data: Personal }[]
  /** Idempotency keys, each with the version of the event it made. */
  keys: { source: string; key: string; sha256: string; version: number }[]
  /** Units of one number are written together or not at all. */
  bundle?: number
}
export type Outcome =
  | { outcome: 'appended'; /** of the unit's last event */ seq: number; no: string }
  | { outcome: 'version_conflict' | 'key_taken' }

export interface Appender {
  /** A unit and those that are written with it or not at all; the outcome is of the first. */
  append: (...bundle: [Unit, ...Unit[]]) => Promise<Outcome>
  /** Resolves when nothing waits any more. */
  idle: () => Promise<void>
  waiting: () => number
}

/** `elapsed`: ms that only grow. */
export function openAppender(pool: pg.Pool, elapsed: () => number): Appender {
  const { add, idle, waiting } = openGroupCommit<Unit[], Outcome>({
    write: async (bundles) => {
      const outcomes = await appendUnits(pool, bundles.flatMap(bound))
      let first = 0
      return bundles.map(({ length }) => {
        const outcome = outcomes[first]!
        first += length
        return outcome
      })
    },
    keysOf: (bundle) => bundle.map(({ caseId }) => caseId),
    weightOf: (bundle) => bundle.reduce((sum, { events }) => sum + events.length, 0),
    elapsed,
  })
  return { append: (...bundle) => add(bundle), idle, waiting }
}

/** Most units are alone. */
const bound = (bundle: Unit[], n: number): Unit[] =>
  bundle.length === 1 ? bundle : bundle.map((unit) => ({ ...unit, bundle: n }))

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
