/**
 * What the cases of a picture add up to. Remembers what each added and until when time alone leaves that as it
 * is, so that of ten thousand cases only those are counted again that changed, came, left, or whose time has come.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen, phaseOf } from '@shaotai/shared/domain/lifecycle.ts'
import { needsActionAt } from '@shaotai/shared/domain/regret.ts'
import { KINDS, PHASES, type Kind, type Phase } from '@shaotai/shared/domain/vocabulary.ts'
import { lightOf } from '../layers/urgency.ts'

export type OpenPhase = Exclude<Phase, 'closed'>
export const OPEN_PHASES: readonly OpenPhase[] = ['intake', 'dispatch', 'handle', 'verify']
export const HOUR_MS = 3_600_000

export interface Count {
  open: number
  nearDue: number
  overdue: number
}
export interface Tally {
  all: Count
  /** The picture holds every open case but only the last closed ones: closed cases are counted by the ledger. */
  byPhase: Record<OpenPhase, Count>
  byKind: Record<Kind, Count>
  /** Cases that came into each segment within the last hour and have not been sent back since. */
  cameIn: Record<Phase, number>
  /** Of those that need action, not counting exercises: three times over the limit, and of the highest priority. */
  thrice: number
  p1: number
  /** Either of the two, each case once. */
  loud: number
}
/** With the cases that need action now, in no order, exercises among them; good until the next count. */
export type Tallied = Tally & { urgent: ReadonlyMap<CaseView, Voice> }
/** Loud is what cannot wait: three times over the limit, or of the highest priority and unanswered. */
export type Voice = 'loud' | 'low'

/** What one case adds. */
interface Share {
  of: CaseView
  /** It adds this from here on until there, epoch ms. */
  from: number
  until: number
  open: { phase: OpenPhase; kind: Kind; late: 'nearDue' | 'overdue' | null } | null
  cameIn: readonly Phase[]
  isUrgent: boolean
  isThrice: boolean
  isP1: boolean
  /** The count that met it last. */
  met: number
}

/** Counts from nothing whenever the calendar is another. `now` is epoch ms; `calendar` null: natural time. */
export function openTally(): (
  cases: ReadonlyMap<string, CaseView>,
  now: number,
  calendar: Calendar | null,
) => Tallied {
  let shares = new Map<string, Share>()
  let by: Calendar | null = null
  let sum = nothing()
  let urgent = new Map<CaseView, Voice>()
  let turn = 0

  function put(id: string, share: Share): void {
    shares.set(id, share)
    add(sum, share, 1)
    if (share.isUrgent) urgent.set(share.of, isLoud(share) ? 'loud' : 'low')
  }
  function drop(id: string, share: Share): void {
    shares.delete(id)
    add(sum, share, -1)
    urgent.delete(share.of)
  }
  return (cases, now, calendar) => {
    if (calendar !== by) {
      shares = new Map()
      sum = nothing()
      urgent = new Map()
      by = calendar
    }
    turn += 1
    for (const [id, it] of cases) {
      const share = shares.get(id)
      if (share && share.of === it && share.from <= now && now < share.until) {
        share.met = turn
        continue
      }
      if (share) drop(id, share)
      put(id, shareOf(it, now, calendar, turn))
    }
    if (shares.size > cases.size) for (const [id, share] of shares) if (share.met !== turn) drop(id, share)
    return { ...structuredClone(sum), urgent }
  }
}

const isLoud = ({ isThrice, isP1 }: Share): boolean => isThrice || isP1
const zero = (): Count => ({ open: 0, nearDue: 0, overdue: 0 })
const nothing = (): Tally => ({
  all: zero(),
  byPhase: { intake: zero(), dispatch: zero(), handle: zero(), verify: zero() },
  byKind: Object.fromEntries(KINDS.map((kind) => [kind, zero()])) as Record<Kind, Count>,
  cameIn: Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>,
  thrice: 0,
  p1: 0,
  loud: 0,
})

function add(to: Tally, share: Share, n: 1 | -1): void {
  const { open, cameIn, isThrice, isP1 } = share
  for (const phase of cameIn) to.cameIn[phase] += n
  if (!open) return
  for (const count of [to.all, to.byPhase[open.phase], to.byKind[open.kind]]) {
    count.open += n
    if (open.late) count[open.late] += n
  }
  if (isThrice) to.thrice += n
  if (isP1) to.p1 += n
  if (isLoud(share)) to.loud += n
}

function shareOf(it: CaseView, now: number, calendar: Calendar | null, met: number): Share {
  const { cameIn, until } = cameInOf(it, now)
  const share: Share = {
    of: it,
    from: now,
    until,
    open: null,
    cameIn,
    isUrgent: false,
    isThrice: false,
    isP1: false,
    met,
  }
  if (!isOpen(it)) return share
  const { level, overdueTimes, turnsAt } = lightOf(it, now, calendar)
  share.until = Math.min(until, turnsAt)
  share.isUrgent = needsActionAt(it, level)
  if (it.exercise) return share
  const isAnswered = it.feedbackAt !== null
  const late = level === 'overdue' ? 'overdue' : level === 'near_due' && !isAnswered ? 'nearDue' : null
  share.open = { phase: phaseOf(it) as OpenPhase, kind: it.kind, late }
  share.isThrice = overdueTimes === 3
  share.isP1 = share.isUrgent && it.priority === 'P1' && !isAnswered
  return share
}

/** When a case entered the segments; signing does not move a hazard or a dispute, handing it over did. */
const enteredHandling = (it: CaseView): number | null =>
  it.lifecycle === 'hazard/1' || it.lifecycle === 'dispute/1' ? it.dispatchedAt : it.signedAt

/** Each stamp counts from its own instant until an hour later. */
function cameInOf(it: CaseView, now: number): { cameIn: Phase[]; until: number } {
  const cameIn: Phase[] = []
  let until = Infinity
  if (it.exercise) return { cameIn, until }
  const stamps: [Phase, number | null][] = [
    ['intake', it.reportedAt],
    ['dispatch', it.filedAt],
    ['handle', enteredHandling(it)],
    ['verify', it.feedbackAt],
    ['closed', it.closedAt],
  ]
  for (const [phase, at] of stamps) {
    if (at === null || at <= now - HOUR_MS) continue
    if (at <= now) cameIn.push(phase)
    until = Math.min(until, at <= now ? at + HOUR_MS : at)
  }
  return { cameIn, until }
}
