/**
 * By when a case is due while its life is being planned: the same sums on the working calendar as the case's own
 * deadline has (clock-moves.ts), so that a plan knows when it is late.
 */
import type { Calendar, Limit } from '@shaotai/shared/domain/calendar/calendar.ts'
import { clockOf, dueAfter } from '@shaotai/shared/domain/calendar/clock.ts'
import type { LimitPolicy } from '@shaotai/shared/domain/limit-policy.ts'

/** A category without a limit is handled as if it had three days. */
const USUAL: Limit = { basis: 'natural_hours', amount: 72 }

export interface LimitClock {
  limit: Limit
  /** When so much of the limit is used; 1: when it is due. */
  whenUsed: (share: number) => number
  /** 延期. */
  extend: (extra: Limit) => void
  /** 挂账 from an instant to another. */
  pause: (from: number, to: number) => void
}

/** What a category asks of a stage; the last one's where it is not said. */
export const limitOf = (policy: LimitPolicy | null, limitMinutes: number | null, stage?: number): Limit =>
  policy
    ? (policy.stages[stage ?? policy.stages.length - 1] ?? policy.stages.at(-1)!).limit
    : limitMinutes === null
      ? USUAL
      : { basis: 'natural_hours', amount: limitMinutes / 60 }

export function openLimitClock(startedAt: number, limit: Limit, office: Calendar): LimitClock {
  const { position, instantAt } = clockOf(office, limit.basis)
  const from = position(startedAt)
  let until = from + limit.amount
  return {
    limit,
    whenUsed: (share) => Math.max(startedAt, Math.ceil(instantAt(from + share * (until - from)))),
    extend(extra) {
      until = position(dueAfter(office, extra, instantAt(until)))
    },
    pause(pausedAt, resumedAt) {
      until += position(resumedAt) - position(pausedAt)
    },
  }
}
