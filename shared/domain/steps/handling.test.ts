import { describe, expect, it } from 'vitest'
import { after, born, lived, refusedFor, TO_HANDLING, tried, type Ask } from '../../test/lived.ts'
import { aPolicy, stage } from '../../test/policies.ts'
import { deadlineOf } from '../deadline.ts'
import type { Report } from '../commands.ts'
import { CALENDAR } from '../../test/worlds.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Monday 23 November 2026, 10:00 in the district. */
const MONDAY = Date.UTC(2026, 10, 23, 2)
const handling = (over: Partial<Report> = {}) => lived(born(over, MONDAY), ...TO_HANDLING)
const workingHours = (amount: number) => stage({ basis: 'working_hours', amount })

describe('an extension', () => {
  const it0 = handling({ policy: aPolicy() })
  it('is asked for before the deadline and not after it', () => {
    expect(refusedFor(it0, 'request_extension', { at: it0.dueAt! })).toBeNull()
    expect(refusedFor(it0, 'request_extension', { at: it0.dueAt! + 1 })).toBe('extension_too_late')
  })
  it('asked for in time and granted after the deadline still moves it', () => {
    const asked = after(it0, 'request_extension', { at: it0.dueAt! - 1 })
    const granted = after(asked, 'grant_extension', { at: it0.dueAt! + HOUR })
    // A working day on from Wednesday 10:00.
    expect(granted.dueAt).toBe(it0.dueAt! + DAY)
    expect(granted).toMatchObject({ extensions: 1, pending: null, limit: 3 })
    expect(deadlineOf(granted, it0.dueAt! + HOUR, CALENDAR)!.level).not.toBe('overdue')
  })
  it('may be granted for less than was asked', () => {
    const asked = after(it0, { type: 'request_extension', extra: { basis: 'working_days', amount: 3 } })
    const granted = after(asked, { type: 'grant_extension', extra: { basis: 'working_hours', amount: 1 } })
    expect(granted.dueAt).toBe(it0.dueAt! + HOUR)
  })
  it('is granted as often as the category says, and needs a deadline and an ask', () => {
    const extended = lived(it0, 'request_extension', 'grant_extension')
    expect(refusedFor(extended, 'request_extension')).toBe('too_many_extensions')
    expect(refusedFor(handling({ limitMinutes: null }), 'request_extension')).toBe('no_deadline')
    expect(refusedFor(it0, 'grant_extension')).toBe('nothing_pending')
    expect(refusedFor(it0, 'refuse_extension')).toBe('nothing_pending')
    expect(lived(it0, 'request_extension', 'refuse_extension')).toMatchObject({
      dueAt: it0.dueAt,
      extensions: 0,
    })
  })
})

describe('a suspension', () => {
  it('needs a date or a condition, and a date that is to come', () => {
    const it = handling()
    expect(refusedFor(it, { type: 'request_suspension', until: undefined })).toBe('until_needed')
    expect(refusedFor(it, { type: 'request_suspension', until: it.changedAt })).toBe('date_in_past')
    expect(
      refusedFor(it, { type: 'request_suspension', until: undefined, condition: 'when the flood is over' }),
    ).toBeNull()
  })
  it('begins with the approval and not with the request', () => {
    const it = handling()
    expect(refusedFor(it, 'suspend')).toBe('nothing_pending')
    const asked = after(it, 'request_suspension')
    expect(asked).toMatchObject({ status: 'handling', pausedAt: null, pending: 'suspension' })
    expect(after(asked, 'refuse_suspension')).toMatchObject({ status: 'handling', pending: null })
    expect(after(asked, 'suspend')).toMatchObject({
      status: 'suspended',
      pausedAt: asked.changedAt + 1_000,
      reviewAt: asked.asked!.until,
    })
  })
  it('stops the clock: what was left is left again', () => {
    const asked = after(handling(), 'request_suspension')
    const suspended = after(asked, 'suspend')
    const left = deadlineOf(suspended, suspended.pausedAt!, CALENDAR)!.leftMs
    expect(deadlineOf(suspended, suspended.pausedAt! + 90 * DAY, CALENDAR)!.leftMs).toBe(left)
    expect(suspended.nextMarkAt).toBeNull()
    const resumed = after(suspended, 'resume', { at: suspended.pausedAt! + 90 * DAY })
    expect(deadlineOf(resumed, resumed.changedAt, CALENDAR)!.leftMs).toBe(left)
    expect(resumed).toMatchObject({ status: 'handling', pausedAt: null, reviewAt: null })
  })
  it('over a night gives nothing, where the limit is of working time', () => {
    const it = handling({ policy: aPolicy({ stages: [workingHours(12)] }) })
    const asked = after(it, 'request_suspension', { at: MONDAY + 8 * HOUR })
    const suspended = after(asked, 'suspend', { at: MONDAY + 9 * HOUR }) // 19:00
    expect(after(suspended, 'resume', { at: MONDAY + 22 * HOUR }).dueAt).toBe(it.dueAt) // 08:00
  })
  it('that began after the deadline does not make the case less late', () => {
    const it = handling()
    const asked = after(it, 'request_suspension', { at: it.dueAt! + HOUR })
    const suspended = after(asked, 'suspend', { at: it.dueAt! + 2 * HOUR })
    const resumed = after(suspended, 'resume', { at: it.dueAt! + 50 * HOUR })
    expect(deadlineOf(resumed, resumed.changedAt, CALENDAR)!.leftMs).toBe(-2 * HOUR)
  })
  it('ends by the timer on its date', () => {
    const suspended = lived(handling(), 'request_suspension', 'suspend')
    const resumed = after(suspended, 'resume', { by: { role: 'system' }, at: suspended.reviewAt! })
    expect(resumed.status).toBe('handling')
  })
})

describe('a containment', () => {
  it('has a review date to come, and the limit goes on', () => {
    const it = lived(born({ kind: 'hazard' }, MONDAY), 'grade', 'assign', 'rectify')
    expect(refusedFor(it, { type: 'contain', until: it.changedAt })).toBe('date_in_past')
    const contained = after(it, 'contain')
    expect(contained).toMatchObject({ status: 'contained', dueAt: it.dueAt, pausedAt: null })
    expect(after(contained, 'review', { by: { role: 'system' } })).toMatchObject({
      status: 'rectifying',
      reviewAt: null,
    })
  })
})

describe('a limit in stages', () => {
  const stages = [workingHours(2), workingHours(7), workingHours(14)]
  it('counts each stage from filing: a slow one leaves less for the next', () => {
    const it = handling({ policy: aPolicy({ stages }) })
    expect(it.dueAt).toBe(it.filedAt! + 4 * HOUR) // 2 h from 10:00 end at 14:00, after noon's rest
    const second = after(it, 'finish_stage', { at: MONDAY + 3 * HOUR })
    expect(second).toMatchObject({ stage: 1, dueAt: it.filedAt! + DAY, limit: 7 })
    const third = after(second, 'finish_stage')
    expect(third.dueAt).toBe(it.filedAt! + 2 * DAY)
    expect(refusedFor(third, 'finish_stage')).toBe('no_next_stage')
    expect(refusedFor(handling(), 'finish_stage')).toBe('no_next_stage')
  })
  it('keeps what a suspension or an extension has added', () => {
    const it = lived(handling({ policy: aPolicy({ stages }) }), 'request_extension', 'grant_extension')
    expect(after(it, 'finish_stage').dueAt).toBe(it.filedAt! + 2 * DAY)
  })
  it('begins anew with a new round', () => {
    const closed = lived(
      handling({ policy: aPolicy({ stages }) }),
      'finish_stage',
      'feedback',
      'check',
      'close',
    )
    const again = lived(after(closed, 'reopen', { at: MONDAY + 7 * DAY }), 'sign', 'handle')
    expect(again).toMatchObject({ round: 2, stage: 0, dueAt: MONDAY + 7 * DAY + 2 * HOUR })
    expect(after(again, 'finish_stage').dueAt).toBe(MONDAY + 8 * DAY)
  })
})

describe('a feedback', () => {
  it.each(['acceptedAt', 'contacted', 'measures', 'doneBy'])('lacks nothing, also not %s', (element) =>
    expect(refusedFor(handling(), { type: 'feedback', [element]: undefined })).toBe('elements_missing'),
  )
  it('needs the pictures that its category asks for', () => {
    const attach = (role: string): Ask => ({ type: 'attach', role, evidence: `E-${role}` })
    const after1 = handling({ policy: aPolicy({ evidence: 'after' }) })
    expect(refusedFor(after1, 'feedback')).toBe('evidence_missing')
    expect(refusedFor(after(after1, attach('other')), 'feedback')).toBe('evidence_missing')
    expect(refusedFor(after(after1, attach('after')), 'feedback')).toBeNull()
    const both = handling({ policy: aPolicy({ evidence: 'before_after' }) })
    expect(refusedFor(after(both, attach('after')), 'feedback')).toBe('evidence_missing')
    expect(refusedFor(lived(both, attach('before'), attach('after')), 'feedback')).toBeNull()
    const hazard = lived(
      born({ kind: 'hazard', policy: aPolicy({ evidence: 'after' }) }),
      'grade',
      'assign',
      'rectify',
    )
    expect(refusedFor(hazard, 'submit')).toBe('evidence_missing')
  })
  it('needs a measured value where there is a criterion, and a bad one is not solved', () => {
    const criterion = { unit: 'dB', bound: 'at_most', value: 55 } as const
    const it = handling({ policy: aPolicy({ criterion }) })
    expect(refusedFor(it, 'feedback')).toBe('measured_missing')
    const loud = lived(it, { type: 'feedback', measured: 61 }, 'check')
    expect(refusedFor(loud, 'close')).toBe('criterion_not_met')
    expect(refusedFor(loud, { type: 'close', outcome: 'unsolved' })).toBeNull()
    const quiet = lived(loud, 'rework', { type: 'feedback', measured: 55 }, 'check')
    expect(refusedFor(quiet, 'close')).toBeNull()
    const hazard = lived(
      born({ kind: 'hazard', policy: aPolicy({ criterion }) }),
      'grade',
      'assign',
      'rectify',
      {
        type: 'submit',
        measured: 56,
      },
    )
    expect(refusedFor(hazard, 'clear')).toBe('criterion_not_met')
  })
  it('of another system’s history is taken as it is', () =>
    expect(
      refusedFor(
        handling({ policy: aPolicy({ evidence: 'after' }) }),
        { type: 'feedback', measures: undefined },
        { by: { role: 'ingest', history: true } },
      ),
    ).toBeNull())
})

describe('sub-tasks', () => {
  it('are numbered, and each is finished once, by its own department', () => {
    const it = lived(
      handling(),
      { type: 'give_task', department: 'D02' },
      { type: 'give_task', department: 'D03' },
    )
    expect(it.tasks.map(({ id }) => id)).toEqual([1, 2])
    const d02 = { by: { department: 'D02' } }
    expect(refusedFor(it, { type: 'finish_task', task: 2 }, d02)).toBe('task_unknown')
    const done = after(it, { type: 'finish_task', task: 1 }, d02)
    expect(done.tasks.map(({ done }) => done)).toEqual([true, false])
    expect(refusedFor(done, { type: 'finish_task', task: 1 }, { by: { department: 'D01' } })).toBe(
      'task_unknown',
    )
  })
  it('end at forty', () => {
    let it = handling()
    for (let n = 0; n < 40; n += 1) it = after(it, 'give_task')
    expect(refusedFor(it, 'give_task')).toBe('too_many')
  })
})

describe('a contribution', () => {
  it('tells who gave what', () => {
    const decision = tried(handling(), { type: 'contribute', contribution: 'funds' })
    expect(decision.ok && decision.event.details).toEqual({ contribution: 'funds', department: 'D01' })
  })
})
