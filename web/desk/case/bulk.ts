/**
 * One step on many cases: which steps they share, on which of them it can be done, and what became of each. Pure. What was
 * previewed is what is sent: a case that moved since then conflicts, it is not taken along.
 */
import type { CaseReply } from '@shaotai/shared/contract/http.ts'
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'
import { fieldsOf, inOrderOfUse, offered } from '../../case/action-form.ts'

/** More is a programme, not a handful of cases. */
export const MOST_MARKED = 100

/** A marked case as it was read; `it` null: it could not be. */
export interface Marked {
  id: string
  no: string
  it: CaseReply | null
}
/** What is decided case by case: another case, a task of its own. */
const ONE_BY_ONE: ReadonlySet<string> = new Set(['case', 'task'])
const isForMany = (action: Action): boolean => fieldsOf(action).every(({ input }) => !ONE_BY_ONE.has(input))

/** Steps that some of them allow, those that most allow first. */
export function sharedActions(marked: readonly Marked[], now: number): { action: Action; n: number }[] {
  const counts = new Map<Action, number>()
  for (const { it } of marked)
    for (const action of it ? offered(it, now) : []) counts.set(action, (counts.get(action) ?? 0) + 1)
  return inOrderOfUse([...counts.keys()].filter(isForMany))
    .map((action) => ({ action, n: counts.get(action)! }))
    .toSorted((a, b) => b.n - a.n)
}

export type Verdict = 'allowed' | 'notAllowed' | 'unread' | 'pending'
export function verdictOn(
  { id, it }: Marked,
  action: Action,
  now: number,
  isPending: (id: string) => boolean,
): Verdict {
  if (!it) return 'unread'
  if (isPending(id)) return 'pending'
  return offered(it, now).includes(action) ? 'allowed' : 'notAllowed'
}
