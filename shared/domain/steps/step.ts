/** What a step is: from a case and a command to what changes, or why it does not. Pure, like everything here. */
import type { Calendar } from '../calendar/calendar.ts'
import type { CaseFile } from '../case-file.ts'
import type { BodyOf } from '../commands.ts'
import type { EventDetails } from '../events.ts'
import type { Action } from '../lifecycle.ts'
import type { Actor } from '../policy.ts'
import type { RefusalCode } from '../refusal.ts'
import type { VersionedRule } from '../routing/route.ts'

export interface Moment {
  actor: Actor
  /** When it happened, epoch ms. */
  at: number
  calendar: Calendar
  /** Of a merge: the case to merge into, as it stands; null: there is none. */
  target: CaseFile | null
  /** Routing rules in their order. */
  rules: readonly VersionedRule[]
}

/** Beside the status, the version and the last change, which every event moves. */
export interface Changes {
  set?: Partial<CaseFile>
  details?: EventDetails
}
export type Step<A extends Action> = (it: CaseFile, body: BodyOf<A>, moment: Moment) => Changes | RefusalCode
export type Steps<A extends Action> = { [K in A]: Step<K> }

/** Decided, or nobody's business any more. */
export const NOTHING_PENDING = { pending: null, pendingBy: null, asked: null } as const

export const nothing = (): Changes => ({})
