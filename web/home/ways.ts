/** Which pages of ours a person may open, theirs first. Knows roles and addresses; the server decides what is shown there. */
import type { Person } from '@shaotai/shared/contract/http.ts'
import type { Profile } from '@shaotai/shared/domain/redact.ts'
import { rightsOf } from '@shaotai/shared/domain/rights.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'

export const WAYS = ['desk', 'brief', 'wall', 'admin', 'account'] as const
export type Way = (typeof WAYS)[number]
type Who = Pick<Person, 'role'> & { audiences: readonly Profile[] }

/** Work before overview; administration first for whoever has no other work here. */
export function waysOf({ role, audiences }: Who): Way[] {
  const screens = (['desk', 'brief', 'wall'] as const).filter((it) => audiences.includes(it))
  return role === 'admin' ? ['admin', ...screens, 'account'] : [...screens, 'account']
}

/** Where somebody of this role works. */
export const firstWayOf = (role: Role): Way => waysOf({ role, audiences: rightsOf(role).screens })[0]!

/** Pages that anybody may open who is signed in: what they show is decided there. */
const FOR_ALL = ['cases', 'account', 'design']

/** Whether a page of ours stands at this path, and is one of theirs. */
export function mayOpen(path: string, who: Who): boolean {
  const [, page = ''] = /^\/([^/?#]+)/.exec(path) ?? []
  return FOR_ALL.includes(page) || (waysOf(who) as string[]).includes(page)
}
