import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after, born, lived, tried, TO_HANDLING } from '../test/lived.ts'
import { aPolicy, stage } from '../test/policies.ts'
import { CALENDAR } from '../test/worlds.ts'
import { BASES, type Limit } from './calendar/calendar.ts'
import type { CaseFile } from './case-file.ts'
import { nextMark, MARKS } from './clock-moves.ts'
import { deadlineOf, marksOf, stoppedAt } from './deadline.ts'
import { edgeOf, type Action } from './lifecycle.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Monday 23 November 2026, 10:00 in the district. */
const MONDAY = Date.UTC(2026, 10, 23, 2)

const limits: fc.Arbitrary<Limit> = fc.record({
  basis: fc.constantFrom(...BASES),
  amount: fc.integer({ min: 1, max: 40 }),
})
/**
 * What may happen to a running limit: each time one of those that the table has from there. What is refused does not
 * happen. As often as stands here: in 300 lives all of it must be met.
 */
const MOVES: Action[] = [
  'request_extension',
  'request_extension',
  'grant_extension',
  'grant_extension',
  'grant_extension',
  'grant_extension',
  'refuse_extension',
  'request_suspension',
  'suspend',
  'suspend',
  'resume',
  'feedback',
  'check',
  'rework',
  'rework',
  'rework',
  'finish_stage',
  'contact',
  'reassign',
  'sign',
  'handle',
  'close',
  'close',
  'close',
  'reopen',
  'reopen',
  'reopen',
  ...MARKS,
]
const happenings = fc.array(
  fc.record({ which: fc.nat(1_000), extra: limits, afterMs: fc.integer({ min: 1, max: 3 * DAY }) }),
  { minLength: 10, maxLength: 30 },
)

interface Life {
  states: CaseFile[]
  /** Instants at which each state is looked at, ms after its last change. */
  looks: number[]
}
const lives: fc.Arbitrary<Life> = fc
  .record({
    first: limits,
    second: limits,
    dispatch: fc.option(limits),
    natural: fc.boolean(),
    happenings,
    looks: fc.array(fc.integer({ min: 0, max: 90 * DAY }), { minLength: 3, maxLength: 6 }),
  })
  .map(({ first, second, dispatch, natural, happenings, looks }) => {
    const policy = aPolicy({ dispatch, stages: [stage(first), stage(second)], extensions: 3 })
    let it = lived(born({ policy: natural ? null : policy }, MONDAY), ...TO_HANDLING)
    const states = [it]
    for (const { which, extra, afterMs } of happenings) {
      const possible = MOVES.filter((action) => edgeOf(it, action))
      const type = possible[which % possible.length]!
      const own = type === 'request_extension' ? { extra } : type === 'reassign' ? { department: 'D02' } : {}
      const decision = tried(it, { type, ...own }, { at: it.changedAt + afterMs })
      if (!decision.ok) continue
      it = decision.state
      states.push(it)
    }
    return { states, looks }
  })

/** How many of the timer's marks are due by then, were none raised yet. */
const marksBy = (it: CaseFile, at: number): number => {
  const running = { ...it, pausedAt: null, feedbackAt: null, closedAt: null }
  return MARKS.filter((_, raised) => nextMark(running, raised, CALENDAR)!.at <= at).length
}

describe('one deadline', () => {
  it('the light, the printed deadline, near due and the timer’s marks agree at every instant, through pauses, extensions and reworks (defect 6)', () => {
    const met = new Set<string>()
    fc.assert(
      fc.property(lives, ({ states, looks }) => {
        for (const it of states) {
          met.add(it.status)
          if (it.extensions > 0) met.add('extended')
          if (it.reworks > 0) met.add('reworked')
          if (it.round > 1) met.add('reopened')
          const marks = marksOf(it, CALENDAR)!
          expect(it.nearAt).toBe(Math.ceil(marks.nearAt))
          for (const look of [
            ...looks.map((ms) => it.changedAt + ms),
            it.dueAt!,
            it.dueAt! + 1,
            it.nearAt!,
          ]) {
            const light = deadlineOf(it, look, CALENDAR)!
            const counted = stoppedAt(it) ?? look
            expect(light.leftMs).toBe(it.dueAt! - counted)
            expect(light.level === 'overdue').toBe(counted > it.dueAt!)
            expect(light.level !== 'on_track').toBe(counted >= it.nearAt! || counted > it.dueAt!)
            const told =
              light.level === 'on_track' ? 0 : light.level === 'near_due' ? 1 : 1 + light.overdueTimes
            expect(marksBy(it, counted), `${light.level} ×${light.overdueTimes}`).toBe(told)
          }
          if (stoppedAt(it) === null && it.marks < MARKS.length)
            expect(it.nextMarkAt).toBe(nextMark(it, it.marks, CALENDAR)!.at)
          else expect(it.nextMarkAt).toBeNull()
        }
      }),
      { numRuns: 300 },
    )
    expect([...met]).toEqual(
      expect.arrayContaining([
        'handling',
        'suspended',
        'checking',
        'closed',
        'extended',
        'reworked',
        'reopened',
      ]),
    )
  })

  it('an extended case is not red before its own printed deadline, whatever the limit and the extension (defect 6)', () => {
    fc.assert(
      fc.property(limits, limits, fc.double({ min: 0, max: 1, noNaN: true }), (limit, extra, when) => {
        const it = lived(born({ policy: aPolicy({ stages: [stage(limit)] }) }, MONDAY), ...TO_HANDLING)
        const at = Math.max(Math.floor(it.filedAt! + when * (it.dueAt! - it.filedAt!)), it.changedAt)
        if (at > it.dueAt!) return
        const asked = after(it, { type: 'request_extension', extra }, { at })
        const extended = after(asked, 'grant_extension', { at: it.dueAt! + HOUR })
        expect(extended.dueAt).toBeGreaterThan(it.dueAt!)
        for (const share of [0, 0.5, 1]) {
          const look = Math.floor(it.dueAt! + share * (extended.dueAt! - it.dueAt!))
          expect(deadlineOf(extended, look, CALENDAR)!.level).not.toBe('overdue')
        }
        expect(deadlineOf(extended, extended.dueAt! + 1, CALENDAR)!.level).toBe('overdue')
      }),
    )
  })

  it('after a failed check the limit is as if it had never stopped', () => {
    fc.assert(
      fc.property(
        limits,
        fc.nat(20 * DAY),
        fc.nat(20 * DAY),
        fc.nat(40 * DAY),
        (limit, fed, checked, look) => {
          const it = lived(born({ policy: aPolicy({ stages: [stage(limit)] }) }, MONDAY), ...TO_HANDLING)
          const feedback = after(it, 'feedback', { at: it.changedAt + fed })
          const again = lived(after(feedback, 'check', { at: feedback.changedAt + checked }), 'rework')
          const at = again.changedAt + look
          expect(deadlineOf(again, at, CALENDAR)).toEqual(deadlineOf(it, at, CALENDAR))
          expect(again).toMatchObject({ dueAt: it.dueAt, nearAt: it.nearAt, nextMarkAt: it.nextMarkAt })
        },
      ),
    )
  })

  it('a suspension gives back what was left, on the limit’s own clock, and not a minute more', () => {
    fc.assert(
      fc.property(limits, fc.nat(10 * DAY), fc.nat(60 * DAY), (limit, from, pause) => {
        const it = lived(
          born({ policy: aPolicy({ stages: [stage(limit)] }) }, MONDAY),
          ...TO_HANDLING,
          'request_suspension',
        )
        const suspended = after(it, 'suspend', { at: it.changedAt + from })
        const resumed = after(suspended, 'resume', { at: suspended.changedAt + pause })
        const before = deadlineOf(suspended, suspended.changedAt, CALENDAR)!
        const now = deadlineOf(resumed, resumed.changedAt, CALENDAR)!
        // A millisecond of rounding, as a share of the limit.
        if (before.level !== 'overdue') expect(now.used).toBeCloseTo(before.used, 6)
        else expect(now.leftMs).toBe(before.leftMs)
        expect(resumed.dueAt! - it.dueAt!).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('a changed policy', () => {
  it('never rewrites the past: a case keeps the limit it was reported under, filed or not', () => {
    const old = aPolicy({ id: '0102@1', stages: [stage({ basis: 'working_days', amount: 2 })] })
    const reported = born({ policy: old }, MONDAY)
    const filed = lived(reported, 'accept', 'file')
    expect(filed.dueAt).toBe(filed.filedAt! + 2 * DAY)
    expect(lived(filed, 'dispatch', 'sign', 'handle', 'feedback', 'check', 'rework')).toMatchObject({
      policy: old,
      dueAt: filed.dueAt,
    })
  })
  it('neither does a changed calendar move what was printed', () => {
    const filed = lived(born({ policy: aPolicy() }, MONDAY), 'accept', 'file')
    const holiday = { ...CALENDAR, version: '2', days: { '2026-11-24': 'off' as const } }
    expect(deadlineOf(filed, MONDAY, holiday)!.leftMs).toBe(filed.dueAt! - MONDAY)
  })
})
