/**
 * One reducer for both sides: the server's projection and every screen's picture fold events with this
 * function, which is why their hashes can be compared at run time (protocol B4). It never refuses: what may
 * happen was settled by decide; what did happen is folded.
 */
import type { CaseView } from './case-file.ts'
import { statusAfter, type EventType } from './lifecycle.ts'

/** What folding needs of an event: both a log event and a redacted wire event have it. */
export interface Evolving<T extends CaseView> {
  type: EventType
  version: number
  at: number
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
  const next: T = {
    ...state,
    status: statusAfter(state.lifecycle, event.type),
    version: event.version,
    changedAt: event.at,
    ...stamps(state, event),
  }
  if (event.department !== undefined && 'department' in state) next.department = event.department
  if (event.dueAt !== undefined) next.dueAt = event.dueAt
  if (event.actor && 'handledBy' in state) Object.assign(next, actors(event.type, event.actor.id))
  return next
}

/** Business stamps that an event sets or takes back. */
function stamps(state: CaseView, { type, at }: { type: EventType; at: number }): Partial<CaseView> {
  switch (type) {
    case 'case.accepted':
      return { acceptedAt: at }
    case 'case.filed':
      return { filedAt: at }
    case 'case.dispatched':
      return { dispatchedAt: state.dispatchedAt ?? at }
    case 'case.reassigned':
      return { signedAt: null } // the new department has signed for nothing yet
    case 'case.signed':
      return { signedAt: at }
    case 'case.feedback':
      return { feedbackAt: at }
    case 'case.rework':
      return { feedbackAt: null } // the feedback did not stand
    case 'case.closed':
      return { closedAt: at }
    case 'case.closed_external':
      // Another system's history knows no filing of its own: it counts as filed when it was reported.
      return {
        closedAt: at,
        acceptedAt: state.acceptedAt ?? state.reportedAt,
        filedAt: state.filedAt ?? state.reportedAt,
      }
    case 'case.reopened':
      return { round: state.round + 1, dispatchedAt: at, signedAt: null, feedbackAt: null, closedAt: null }
    case 'case.reported':
    case 'case.rejected':
    case 'case.handling':
    case 'case.check_started':
      return {}
  }
}

function actors(type: EventType, id: string): { handledBy?: string | null; dispatchedBy?: string } {
  switch (type) {
    case 'case.dispatched':
    case 'case.reassigned':
      return { dispatchedBy: id, handledBy: null }
    case 'case.reopened':
      return { dispatchedBy: id, handledBy: null }
    case 'case.feedback':
      return { handledBy: id }
    default:
      return {}
  }
}
