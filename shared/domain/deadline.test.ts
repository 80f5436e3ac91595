import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deadlineOf } from './deadline.ts'

const HOUR = 3_600_000
const FILED = 1_795_000_000_000
const aCase = (over: Partial<Parameters<typeof deadlineOf>[0]> = {}) => ({
  basis: null,
  limit: null,
  pausedAt: null,
  filedAt: FILED,
  dispatchedAt: null,
  feedbackAt: null,
  closedAt: null,
  dueAt: FILED + 10 * HOUR,
  round: 1,
  ...over,
})

describe('the deadline', () => {
  it('is near due from 80 % of the limit on, and overdue only past it', () => {
    expect(deadlineOf(aCase(), FILED + 8 * HOUR - 1, null)).toMatchObject({
      level: 'on_track',
      overdueTimes: 0,
    })
    expect(deadlineOf(aCase(), FILED + 8 * HOUR, null)).toMatchObject({ level: 'near_due', leftMs: 2 * HOUR })
    expect(deadlineOf(aCase(), FILED + 10 * HOUR, null)).toMatchObject({ level: 'near_due', leftMs: 0 })
    expect(deadlineOf(aCase(), FILED + 10 * HOUR + 1, null)).toMatchObject({
      level: 'overdue',
      overdueTimes: 1,
    })
  })
  it('counts how many limits are used up, to three', () => {
    const times = [11, 19, 20, 29, 30, 400].map(
      (hours) => deadlineOf(aCase(), FILED + hours * HOUR, null)!.overdueTimes,
    )
    expect(times).toEqual([1, 1, 2, 2, 3, 3])
  })
  it('is judged at the standing feedback, else at the closing, whatever the hour is now', () => {
    const late = FILED + 99 * HOUR
    expect(deadlineOf(aCase({ feedbackAt: FILED + HOUR }), late, null)!.level).toBe('on_track')
    expect(deadlineOf(aCase({ closedAt: FILED + 11 * HOUR }), late, null)!.level).toBe('overdue')
    expect(
      deadlineOf(aCase({ feedbackAt: FILED + HOUR, closedAt: FILED + 11 * HOUR }), late, null)!.level,
    ).toBe('on_track')
  })
  it('is none where there is no limit', () =>
    expect(deadlineOf(aCase({ dueAt: null }), FILED, null)).toBeNull())
  it('only ever gets worse while nothing happens', () => {
    const rank = { on_track: 0, near_due: 1, overdue: 2 }
    fc.assert(
      fc.property(fc.nat(100 * HOUR), fc.nat(100 * HOUR), fc.nat(40 * HOUR), (a, b, limit) => {
        const it = aCase({ dueAt: FILED + limit })
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map((ms) => deadlineOf(it, FILED + ms, null)!)
        expect(rank[late!.level] * 10 + late!.overdueTimes).toBeGreaterThanOrEqual(
          rank[early!.level] * 10 + early!.overdueTimes,
        )
        expect(early!.level === 'overdue').toBe(early!.leftMs < 0)
      }),
    )
  })
})
