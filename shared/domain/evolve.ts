/**
 * One reducer for both sides: the server's projection and every screen's picture fold events with this
 * function, which is why their hashes can be compared at run time (protocol B4). It never refuses: what may
 * happen was settled by decide; what did happen is folded.
 */
import type { CaseView } from './case-file.ts'
import { evolveMainLine } from './lifecycles/evolve-main-line.ts'
import { statusAfter, type EventType } from './lifecycle.ts'

/** What folding needs of an event: both a log event and a redacted wire event have it. */
export interface Evolving<T extends CaseView> {
  type: EventType
  version: number
  at: number
  set?: Partial<T>
  department?: string
  dueAt?: number
  /** Absent on the wire: who acted is not for screens. */
  actor?: { id: string }
  case?: T
}

/**
 * The case after the event, a new object. An event that carries the whole case needs no state before it;
 * any other one does, and folding it into nothing is an error of the caller.
 */
export function evolve<T extends CaseView>(state: T | null, event: Evolving<T>): T {
  if (event.case) return event.case
  if (!state) throw new Error(`${event.type} v${event.version} needs the case before it`)
  // Before events said what they change, only main/1 was lived.
  if (event.set === undefined && state.lifecycle === 'main/1') return evolveMainLine(state, event)
  return {
    ...state,
    status: statusAfter(state, event.type),
    version: event.version,
    // A mark is told at the instant it is about, which may lie before what somebody did meanwhile.
    changedAt: Math.max(state.changedAt, event.at),
    ...event.set,
  }
}
