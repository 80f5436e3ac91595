/**
 * Who may act: one function that the desk's buttons and the server's refusals both ask. Reads the table of rights.ts
 * against one person and one case; the order of steps is lifecycle.ts.
 */
import type { CaseFile } from './case-file.ts'
import { edgeOf, type Action } from './lifecycle.ts'
import type { RefusalCode } from './refusal.ts'
import { relationsFor, rightsOf, type Relation } from './rights.ts'
import type { Role } from './vocabulary.ts'

/** Somebody or something that acts, as its session or key says; never as its message says. */
export interface Actor {
  id: string
  role: Role
  /** Of whoever works for one. */
  department: string | null
  /** May load the past: earlier stamps, external closures, unknown categories (an ingest key's right). */
  history: boolean
  /** Of a person: no case beyond these is theirs. Absent: the timer, a key, people of a loaded past. */
  bounds?: {
    /** Codes of areas of any tier; empty: the whole district. */
    areas: readonly string[]
    /** May see 机密. */
    cleared: boolean
  }
}

/** `null` when the actor may take this action now, else why not. */
export function refusalOf(actor: Actor, action: Action, it: CaseFile): RefusalCode | null {
  const edge = edgeOf(it, action)
  if (!edge) return 'illegal_step'
  // Loading history replays what others decided elsewhere: the key answers for all of them.
  if (actor.role === 'ingest') return actor.history ? null : 'history_right_needed'
  // 自动派遣: the server may hand over what a rule tells it to, and nothing else.
  if (actor.role === 'system' && it.routed?.automatic && BY_RULE.has(action)) return null
  const relations = relationsFor(actor.role, action)
  const { kinds } = rightsOf(actor.role)
  if (relations.length === 0 || (kinds && !kinds.includes(it.kind))) return 'not_your_role'
  const beyond = beyondBounds(actor, it)
  if (beyond) return beyond
  if (!relations.some((relation) => stands(relation, actor, it))) return MISSING[relations[0]!]
  // Y3: who dispatches or handles does not certify closure.
  if (actor.role === 'verifier' && (actor.id === it.handledBy || actor.id === it.dispatchedBy)) {
    return 'verifier_handled_it'
  }
  // Two people: whoever asked does not grant.
  if (GRANTING.has(action) && it.pendingBy === actor.id) return 'two_people_needed'
  return null
}

const BY_RULE: ReadonlySet<Action> = new Set(['dispatch', 'assign', 'mediate'])
const GRANTING: ReadonlySet<Action> = new Set(['confirm_return', 'grant_extension', 'suspend', 'void'])

/** What a person may not even see, they may not change either, whatever number they name. */
export function beyondBounds({ bounds }: Actor, it: CaseFile): RefusalCode | null {
  if (!bounds) return null
  if (it.sensitivity === 'secret' && !bounds.cleared) return 'not_cleared'
  return bounds.areas.length === 0 || liesIn(it, bounds.areas) ? null : 'not_your_area'
}

const liesIn = ({ areaPath }: CaseFile, areas: readonly string[]): boolean =>
  areas.some((area) => areaPath.includes(area))

function stands(relation: Relation, { id, department, bounds }: Actor, it: CaseFile): boolean {
  switch (relation) {
    case 'seen':
      return true
    case 'own_department':
      return department !== null && department === it.department
    case 'co_handler':
      return department !== null && it.coHandlers.includes(department)
    case 'own_area':
      return bounds !== undefined && liesIn(it, bounds.areas)
    case 'own_report':
      return it.reportedBy === id
  }
}

const MISSING: Record<Relation, RefusalCode> = {
  seen: 'not_your_role',
  own_department: 'not_your_department',
  co_handler: 'not_your_department',
  own_area: 'not_your_area',
  own_report: 'not_your_report',
}

export const can = (actor: Actor, action: Action, it: CaseFile): boolean =>
  refusalOf(actor, action, it) === null
