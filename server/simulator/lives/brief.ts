/** What a life needs to know before it is written, and what the three kinds share in writing it. */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { LimitPolicy } from '@shaotai/shared/domain/limit-policy.ts'
import type { Severity, Tier } from '@shaotai/shared/domain/vocabulary.ts'
import {
  EXTENDED,
  FEEDBACK,
  NOT_OURS,
  PASSED_ON,
  RETURN_REFUSED,
  RETURNED_BECAUSE,
  type Matter,
} from '../catalogue.ts'
import { ON_TIME, RATES, type Tempo } from '../mixes.ts'
import type { Random } from '../random.ts'
import { limitOf, openLimitClock, type LimitClock } from './limit-clock.ts'
import { MINUTE_MS, type PlannedMerge, type Script } from './script.ts'

export interface Brief {
  matter: Matter
  severity: Severity | null
  tier: Tier
  policy: LimitPolicy | null
  limitMinutes: number | null
  tempo: Tempo
  office: Calendar
  /** Everybody hurries: a red hazard, a gas leak. */
  urgent: boolean
  /** The case to merge into, if it is open at an instant. */
  mergeAt: (at: number) => PlannedMerge['into'] | null
}

/** Whether the case ends before it is filed: refused, or merged into an open one. */
export function endsAtIntake(script: Script, brief: Brief): boolean {
  const { random } = script
  if (random.chance(RATES.rejected)) {
    script.wait(12 * MINUTE_MS)
    script.step('intake', { type: 'reject', ...random.pick(NOT_OURS) })
    return true
  }
  const into = brief.mergeAt(script.at)
  if (into === null) return false
  script.step('intake', { type: 'merge', into })
  return true
}

/**
 * From the command centre to the department that keeps it: some go to the wrong one and come back (退回), or are passed
 * on (改派). Answers the department and when it got the case.
 */
export function handOver(
  script: Script,
  { matter }: Brief,
  action: 'dispatch' | 'assign' | 'mediate',
  signingHours: number,
): { department: string; at: number } {
  const { random } = script
  let [department, other] = matter.departments
  const give = (): void => script.step('dispatcher', { type: action, department })
  const turn = (): void => void ([department, other] = [other, department])
  const isReturned = random.chance(RATES.returned)
  const isReassigned = !isReturned && random.chance(RATES.reassigned)
  if (isReturned || isReassigned) turn()
  script.wait(7 * MINUTE_MS)
  give()
  if (isReturned) {
    // Some bounce once more before they stay.
    for (let bounces = random.chance(RATES.returnedAgain) ? 2 : 1; bounces > 0; bounces -= 1) {
      script.waitAtWork(signingHours)
      const { returned } = random.weighted(RETURNED_BECAUSE, ({ weight }) => weight)
      script.step('liaison', { type: 'request_return', ...returned }, department)
      script.wait(12 * MINUTE_MS)
      script.step('dispatcher', { type: 'confirm_return' })
      script.wait(5 * MINUTE_MS)
      turn()
      give()
    }
  } else if (isReassigned) {
    script.waitAtWork(signingHours)
    turn()
    script.step('dispatcher', { type: 'reassign', department, reason: random.pick(PASSED_ON) })
  } else if (random.chance(RATES.returnRefused)) {
    script.waitAtWork(signingHours)
    script.step('liaison', { type: 'request_return', code: 'not_our_duty' }, department)
    script.wait(12 * MINUTE_MS)
    script.step('dispatcher', { type: 'refuse_return', reason: RETURN_REFUSED })
  }
  return { department, at: script.at }
}

/** How long a department takes to look at what it got: short limits leave no time to wait for a signature. */
export function signingHoursOf({ policy, limitMinutes }: Brief): number {
  const { basis, amount } = limitOf(policy, limitMinutes, 0)
  return Math.min(0.4, (basis === 'working_days' ? amount * 7 : amount) * 0.06)
}

/** The clock of a round. */
export const clockFrom = (
  startedAt: number,
  { policy, limitMinutes, office }: Brief,
  stage?: number,
): LimitClock => openLimitClock(startedAt, limitOf(policy, limitMinutes, stage), office)

/**
 * 延期, now and then: asked when most of the limit is used and granted soon after; the clock has the new limit afterwards.
 * Limits that are counted through the night are too short and too grave to ask.
 */
export function extendSome(script: Script, clock: LimitClock, department: string): void {
  const { random } = script
  if (clock.limit.basis === 'natural_hours' || !random.chance(RATES.extended)) return
  const askedAt = Math.max(script.at + 5 * MINUTE_MS, clock.whenUsed(random.between(0.6, 0.85)))
  if (askedAt >= clock.whenUsed(1)) return // it is late already, and nobody asks then
  script.at = askedAt
  const { basis, amount } = clock.limit
  const extra = { basis, amount: Math.max(0.5, Math.ceil(amount) / 2) }
  script.step('liaison', { type: 'request_extension', extra, reason: random.pick(EXTENDED) }, department)
  script.wait(15 * MINUTE_MS)
  script.step('duty_chief', { type: 'grant_extension' })
  clock.extend(extra)
}
/** On to the instant when the work of a round is done. */
export function workOn(script: Script, clock: LimitClock, median: number): void {
  script.at = Math.max(script.at + 5 * MINUTE_MS, clock.whenUsed(shareUsed(median, script.random)))
}

/** How much of its limit a case uses: most less than all of it, a few a little more, one in a hundred far more. */
export function shareUsed(median: number, random: Random): number {
  if (random.chance(ON_TIME)) {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const used = random.logNormal(median, 0.6)
      if (used < 0.97) return used
    }
    return median
  }
  return random.chance(0.65) ? random.between(1.05, 1.9) : random.between(2, 4)
}

/** What was measured at the end, where the category has a criterion: on its right side or not. */
export function measure(
  { policy }: Brief,
  passes: boolean,
  random: Random,
): { measured: number } | Record<never, never> {
  if (!policy?.criterion) return {}
  const { bound, value } = policy.criterion
  const share = (bound === 'at_most') === passes ? random.between(0.6, 0.97) : random.between(1.05, 1.3)
  return { measured: Math.round(value * share * 10) / 10 }
}

/** 反馈 with its four elements. */
export const elements = (acceptedAt: number, doneBy: number, random: Random) => ({
  acceptedAt,
  contacted: random.pick(FEEDBACK.contacted),
  measures: random.pick(FEEDBACK.measures),
  doneBy,
})
