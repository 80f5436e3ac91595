/**
 * Which steps a person may take on a case, as far as a picture tells it: who reported it and who asked for what is pending are
 * not in there. So that no key leads nowhere; the case's own reply and the server have the last word. Pure.
 */
import { RECALL_WITHIN_MS } from '@shaotai/shared/domain/steps/handing-over.ts'
import type { Person } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { ACTIONS, edgeOf, phaseOf, type Action } from '@shaotai/shared/domain/lifecycle.ts'
import { relationsFor, rightsOf, type Relation } from '@shaotai/shared/domain/rights.ts'
import { ROLES } from '@shaotai/shared/domain/vocabulary.ts'
import { offered } from '../../case/action-form.ts'

export type Asker = Pick<Person, 'role' | 'department'>

export function offersOn(person: Asker, it: CaseView, now: number): Action[] {
  const role = ROLES.find((known) => known === person.role)
  if (!role) return []
  const { kinds } = rightsOf(role)
  if (kinds && !kinds.includes(it.kind)) return []
  const may = (action: Action): boolean =>
    edgeOf(it, action) !== undefined &&
    relationsFor(role, action).some((relation) => stands(relation, person, it)) &&
    (action !== 'recall' || (it.dispatchedAt !== null && now - it.dispatchedAt <= RECALL_WITHIN_MS))
  return offered({ ...it, phase: phaseOf(it), allowedActions: ACTIONS.filter(may) }, now)
}

function stands(relation: Relation, { department }: Asker, it: CaseView): boolean {
  switch (relation) {
    // Whatever lies outside a person's areas is not in their picture.
    case 'seen':
    case 'own_area':
      return true
    case 'own_department':
      return department !== null && department === it.department
    case 'co_handler':
      return department !== null && it.coHandlers.includes(department)
    case 'own_report':
      return false
  }
}
