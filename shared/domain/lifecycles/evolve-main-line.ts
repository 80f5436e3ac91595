/**
 * How the events of main/1 fold: what each one changes is known here and not said in the event, as it was before
 * events had a `set`. Old logs keep folding by it; nothing new is added.
 */
import type { CaseView } from '../case-file.ts'
import type { Evolving } from '../evolve.ts'
import { statusAfter, type EventType } from '../lifecycle.ts'

export function evolveMainLine<T extends CaseView>(state: T, event: Evolving<T>): T {
  const next: T = {
    ...state,
    status: statusAfter(state, event.type),
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
    default:
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
