/**
 * Who may act: one function that the desk's buttons and the server's refusals both ask. Knows roles and
 * relations to a case; the order of steps is lifecycle.ts.
 */
import type { CaseFile } from './case-file.ts'
import { edgeOf, type Action } from './lifecycle.ts'
import type { RefusalCode } from './refusal.ts'
import type { Role } from './vocabulary.ts'

/** Somebody or something that acts, as its session or key says; never as its message says. */
export interface Actor {
  id: string
  role: Role
  /** A liaison's own department. */
  department: string | null
  /** May load the past: earlier stamps, external closures, unknown categories (an ingest key's right). */
  history: boolean
}

/** `null` when the actor may take this action now, else why not. */
export function refusalOf(actor: Actor, action: Action, it: CaseFile): RefusalCode | null {
  const edge = edgeOf(it, action)
  if (!edge) return 'illegal_step'
  // Loading history replays what others decided elsewhere: the key answers for all of them.
  if (actor.role === 'ingest') return actor.history ? null : 'history_right_needed'
  if (!edge.roles.includes(actor.role)) return 'not_your_role'
  if (actor.role === 'liaison' && !isTheirs(actor, action, it)) return 'not_your_department'
  // Y3: who dispatches or handles does not certify closure.
  if (actor.role === 'verifier' && (actor.id === it.handledBy || actor.id === it.dispatchedBy)) {
    return 'verifier_handled_it'
  }
  // Two people: whoever asked does not grant.
  if (GRANTS.has(action) && it.pendingBy === actor.id) return 'two_people_needed'
  return null
}

const GRANTS: ReadonlySet<Action> = new Set(['confirm_return', 'grant_extension', 'suspend', 'void'])
/** What a department that only works with the owner may do. */
const CO_HANDLING: ReadonlySet<Action> = new Set(['contact', 'contribute', 'attach', 'finish_task'])

function isTheirs({ department }: Actor, action: Action, it: CaseFile): boolean {
  if (department === null) return false
  if (department === it.department) return true
  return CO_HANDLING.has(action) && it.coHandlers.includes(department)
}

export const can = (actor: Actor, action: Action, it: CaseFile): boolean =>
  refusalOf(actor, action, it) === null
