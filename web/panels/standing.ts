/**
 * How the open cases of a picture stand at one instant: how many in each phase and kind, how many of them late,
 * and which need somebody now. Pure, and counted once however many panels ask. Exercises are listed, not counted.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { deadlineOf, type Deadline } from '@shaotai/shared/domain/deadline.ts'
import { isOpen, phaseOf } from '@shaotai/shared/domain/lifecycle.ts'
import { DONE_KEPT, type Picture } from '@shaotai/shared/domain/picture.ts'
import { needsActionAt, regretOf } from '@shaotai/shared/domain/regret.ts'
import {
  KINDS,
  PHASES,
  type DeadlineLevel,
  type Kind,
  type Phase,
} from '@shaotai/shared/domain/vocabulary.ts'
import { lightOf } from '../layers/urgency.ts'

export type OpenPhase = Exclude<Phase, 'closed'>
export const OPEN_PHASES: readonly OpenPhase[] = ['intake', 'dispatch', 'handle', 'verify']

export interface Count {
  open: number
  nearDue: number
  overdue: number
}
export interface Urgent {
  it: CaseView
  deadline: Deadline | null
  regret: number
}
export interface Standing {
  all: Count
  /** The picture holds every open case but only the last closed ones: closed cases are counted by the ledger. */
  byPhase: Record<OpenPhase, Count>
  byKind: Record<Kind, Count>
  /** Cases that came into each segment within the last hour and have not been sent back since. */
  cameIn: Record<Phase, number>
  /** More were closed within the hour than the picture keeps: `cameIn.closed` is at least that many. */
  cameInIsCut: boolean
  /** All that need action now, what is regretted most first. */
  urgent: readonly Urgent[]
  /** Of them, not counting exercises: three times over the limit, and of the highest priority. */
  thrice: number
  p1: number
}

const HOUR_MS = 3_600_000
/** When a case entered the segments; signing does not move a hazard or a dispute, handing it over did. */
const enteredHandling = (it: CaseView): number | null =>
  it.lifecycle === 'hazard/1' || it.lifecycle === 'dispute/1' ? it.dispatchedAt : it.signedAt
const known = new WeakMap<Picture, { now: number; calendar: Calendar | null; standing: Standing }>()

/** `now` is epoch ms; `calendar` null: natural time. */
export function standingOf(picture: Picture, now: number, calendar: Calendar | null): Standing {
  let it = known.get(picture)
  if (it?.now !== now || it.calendar !== calendar)
    known.set(picture, (it = { now, calendar, standing: count(picture, now, calendar) }))
  return it.standing
}

const zero = (): Count => ({ open: 0, nearDue: 0, overdue: 0 })

function count(picture: Picture, now: number, calendar: Calendar | null): Standing {
  const all = zero()
  const byPhase = { intake: zero(), dispatch: zero(), handle: zero(), verify: zero() }
  const byKind = Object.fromEntries(KINDS.map((kind) => [kind, zero()])) as Record<Kind, Count>
  const cameIn = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>
  const urgent: Urgent[] = []
  let [thrice, p1] = [0, 0]
  const isLately = (at: number | null): boolean => at !== null && at > now - HOUR_MS && at <= now
  const add = (to: Count, level: DeadlineLevel | null, isAnswered: boolean): void => {
    to.open += 1
    if (level === 'overdue') to.overdue += 1
    else if (level === 'near_due' && !isAnswered) to.nearDue += 1
  }
  // Ten thousand cases go through here for every picture: nothing is made for each of them.
  for (const it of picture.cases.values()) {
    if (!it.exercise) {
      if (isLately(it.reportedAt)) cameIn.intake += 1
      if (isLately(it.filedAt)) cameIn.dispatch += 1
      if (isLately(enteredHandling(it))) cameIn.handle += 1
      if (isLately(it.feedbackAt)) cameIn.verify += 1
      if (isLately(it.closedAt)) cameIn.closed += 1
    }
    if (!isOpen(it)) continue
    const { level, overdueTimes } = lightOf(it, now, calendar)
    const isUrgent = needsActionAt(it, level)
    // How much is left is counted only where somebody reads it: of most cases nobody does.
    if (isUrgent) {
      const deadline = deadlineOf(it, now, calendar)
      urgent.push({ it, deadline, regret: regretOf(it, now, calendar, deadline) })
    }
    if (it.exercise) continue
    const isAnswered = it.feedbackAt !== null
    add(all, level, isAnswered)
    add(byPhase[phaseOf(it) as OpenPhase], level, isAnswered)
    add(byKind[it.kind], level, isAnswered)
    if (overdueTimes === 3) thrice += 1
    if (isUrgent && it.priority === 'P1' && it.feedbackAt === null) p1 += 1
  }
  urgent.sort((a, b) => b.regret - a.regret || (a.it.id < b.it.id ? -1 : 1))
  const oldest = picture.cases.get(picture.done[0] ?? '')
  const cameInIsCut =
    picture.done.length >= DONE_KEPT &&
    oldest !== undefined &&
    (oldest.closedAt ?? oldest.changedAt) > now - HOUR_MS
  return { all, byPhase, byKind, cameIn, cameInIsCut, urgent, thrice, p1 }
}
