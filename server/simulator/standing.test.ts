import { describe, expect, it } from 'vitest'
import type { EventType } from '@shaotai/shared/domain/lifecycle.ts'
import type { Life } from './plan.ts'
import { dueBy, isOpenAt, standingAfter, stepsMade } from './standing.ts'

const steps = ['accept', 'file', 'dispatch', 'urge', 'sign'] as const
const life = {
  at: 1_000,
  report: { kind: 'ticket' },
  steps: steps.map((type, n) => ({
    role: 'intake',
    department: null,
    body: { type },
    afterMs: (n + 1) * 100,
  })),
} as unknown as Life
const made = (...events: string[]) =>
  stepsMade(
    life,
    ['reported', ...events].map((it) => ({ type: `case.${it}` as EventType })),
  )

describe('where a case stands on its planned life', () => {
  it('follows from the steps that are due', () => {
    expect([999, 1_000, 1_100, 1_399, 9_999].map((at) => dueBy(life, at))).toEqual([0, 0, 1, 3, 5])
    expect([0, 1, 2, 3, 4, 5].map((n) => standingAfter(life, n).status)).toEqual([
      'reported',
      'accepted',
      'filed',
      'dispatched',
      'dispatched',
      'signed',
    ])
    expect(isOpenAt(life, 999)).toBe(false)
    expect(isOpenAt(life, 1_000)).toBe(true)
  })
  it('is read off its events: marks, merged reports and words of others are nobody’s step', () => {
    expect(made()).toBe(0)
    expect(made('accepted', 'filed')).toBe(2)
    expect(made('accepted', 'joined', 'filed', 'near_due', 'dispatched', 'instructed')).toBe(3)
    expect(made('accepted', 'filed', 'dispatched', 'urged', 'overdue', 'signed', 'overdue_twice')).toBe(5)
  })
  it('is not known once somebody moved it otherwise', () => {
    expect(made('verify_requested')).toBeNull()
    expect(made('accepted', 'closed_self')).toBeNull()
    expect(made('accepted', 'filed', 'dispatched', 'reassigned')).toBeNull()
  })
})
