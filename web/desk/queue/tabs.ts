/** What each role sits at the desk for: the tabs of its queue, in the order of its day. Pure. */
import { edgeOf, phaseOf, type Action } from '@shaotai/shared/domain/lifecycle.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import type { Entry } from './entries.ts'

export const TABS = [
  'to_accept',
  'to_verify',
  'to_dispatch',
  'returned',
  'to_sign',
  'to_handle',
  'again',
  'waits_check',
  'to_check',
  'look_back',
  'to_call',
  'requests',
  'near_due',
  'overdue',
  'all',
] as const
export type Tab = (typeof TABS)[number]

type Standing = Pick<Entry, 'it' | 'isOpen' | 'deadline'>
const may = ({ it }: Standing, action: Action): boolean => edgeOf(it, action) !== undefined
const isOwed = ({ it }: Standing): boolean => phaseOf(it) === 'dispatch' && it.status !== 'dispatched'

/** Of an open case, except where it says closed. */
const HOLDS: Record<Tab, (entry: Standing) => boolean> = {
  to_accept: ({ it }) => phaseOf(it) === 'intake' && it.status !== 'verifying',
  to_verify: ({ it }) => it.status === 'verifying',
  to_dispatch: isOwed,
  returned: (entry) => entry.it.pending === 'return' || (entry.it.returns > 0 && isOwed(entry)),
  to_sign: (entry) => entry.it.signedAt === null && may(entry, 'sign'),
  to_handle: (entry) => phaseOf(entry.it) === 'handle',
  again: ({ it }) => it.round > 1 || it.returns > 0,
  waits_check: ({ it }) => phaseOf(it) === 'verify',
  to_check: ({ it }) => phaseOf(it) === 'verify',
  requests: ({ it }) => it.pending !== null,
  near_due: ({ it, deadline }) => deadline?.level === 'near_due' && it.feedbackAt === null,
  overdue: ({ deadline }) => deadline?.level === 'overdue',
  all: () => true,
  // Of the closed ones that the picture still holds.
  look_back: (entry) => may(entry, 'look_back'),
  to_call: (entry) => may(entry, 'rate') || may(entry, 'follow_up'),
}
const OF_CLOSED: ReadonlySet<Tab> = new Set(['look_back', 'to_call'])

/** All tabs a case is in, a bit each: asked once for each weighing, read for every count. */
export const tabsOf = (entry: Standing): number =>
  TABS.reduce(
    (bits, tab, i) => (entry.isOpen !== OF_CLOSED.has(tab) && HOLDS[tab](entry) ? bits | (1 << i) : bits),
    0,
  )
export const bitOf = (tab: Tab): number => 1 << TABS.indexOf(tab)
export const isIn = (tab: Tab, { tabs }: Pick<Entry, 'tabs'>): boolean => (tabs & bitOf(tab)) !== 0

const OF_THE_CENTRE = [
  'to_accept',
  'to_dispatch',
  'returned',
  'requests',
  'near_due',
  'overdue',
  'to_check',
] as const
const OF_A_DEPARTMENT = ['to_sign', 'to_handle', 'near_due', 'overdue', 'again', 'waits_check'] as const
const OF_A_WATCH = ['overdue', 'near_due', 'returned', 'again', 'requests'] as const

const BY_ROLE: Partial<Record<Role, readonly Tab[]>> = {
  dispatcher: ['to_dispatch', 'returned', 'near_due', 'overdue', 'requests', 'to_accept', 'to_check'],
  duty_chief: OF_THE_CENTRE,
  liaison: OF_A_DEPARTMENT,
  mediator: OF_A_DEPARTMENT,
  verifier: ['to_check', 'again', 'look_back', 'overdue'],
  intake: ['to_accept', 'to_verify', 'to_call', 'overdue'],
  supervisor: OF_A_WATCH,
  sector_chief: OF_A_WATCH,
  grid_worker: ['to_handle', 'near_due', 'overdue'],
}
/** The last one is always everything that is open. */
export const tabsFor = (role: string): readonly Tab[] => [...(BY_ROLE[role as Role] ?? OF_THE_CENTRE), 'all']
