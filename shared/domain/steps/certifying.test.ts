import { describe, expect, it } from 'vitest'
import { after, born, lived, refusedFor, TO_HANDLING } from '../../test/lived.ts'
import { NOW } from '../../test/worlds.ts'

const DAY = 86_400_000
const CHECKING = lived(born(), ...TO_HANDLING, 'feedback', 'check')
const CLOSED = after(CHECKING, 'close')

describe('a failed check', () => {
  it('takes the feedback back and lets the limit go on as if it had never stopped', () => {
    const again = after(CHECKING, 'rework', { at: NOW + 3 * DAY })
    expect(again).toMatchObject({
      status: 'handling',
      feedbackAt: null,
      reworks: 1,
      dueAt: CHECKING.dueAt,
      nextMarkAt: lived(born(), ...TO_HANDLING).nextMarkAt,
    })
  })
})

describe('reopening', () => {
  it('is possible for 30 days, in a new round with a limit of its own, for a named or the last department', () => {
    const at = CLOSED.closedAt! + 30 * DAY
    expect(after(CLOSED, { type: 'reopen', department: undefined }, { at })).toMatchObject({
      status: 'dispatched',
      round: 2,
      department: 'D01',
      closedAt: null,
      feedbackAt: null,
      signedAt: null,
      handledBy: null,
      outcome: null,
      filedAt: CLOSED.filedAt,
      dueAt: at + 720 * 60_000,
      marks: 0,
    })
    expect(after(CLOSED, { type: 'reopen', department: 'D02' }, { at }).department).toBe('D02')
    expect(refusedFor(CLOSED, 'reopen', { at: at + 1 })).toBe('reopen_too_late')
  })
  it('needs a department where none is known', () =>
    expect(refusedFor(lived(born(), 'accept', 'close_self'), { type: 'reopen', department: undefined })).toBe(
      'department_needed',
    ))
  it('of what another system closed in a suspension lets the clock run', () => {
    const suspended = lived(born(), ...TO_HANDLING, 'request_suspension', 'suspend')
    const again = lived(suspended, 'close_external', 'reopen')
    expect(again).toMatchObject({ pausedAt: null, reviewAt: null, pending: null })
    expect(again.nextMarkAt).not.toBeNull()
  })
})

describe('a hazard that is struck off', () => {
  const cleared = lived(born({ kind: 'hazard' }), 'grade', 'assign', 'rectify', 'submit', 'clear')
  it('is closed for the time being, until somebody looked back', () => {
    expect(cleared).toMatchObject({ status: 'cleared', outcome: 'eliminated' })
    expect(after(cleared, 'look_back').status).toBe('verified')
  })
  it('relapses into a new round of the same department, however late', () => {
    for (const it of [cleared, after(cleared, 'look_back')])
      expect(after(it, 'relapse', { at: NOW + 200 * DAY })).toMatchObject({
        status: 'rectifying',
        round: 2,
        department: 'D01',
        signedAt: NOW + 200 * DAY,
        closedAt: null,
        outcome: null,
        dueAt: NOW + 200 * DAY + 720 * 60_000,
      })
  })
  it('does not relapse into nobody’s hands', () =>
    expect(refusedFor(after(born({ kind: 'hazard' }), 'close_external'), 'relapse')).toBe(
      'department_needed',
    ))
})

describe('what the reporter says', () => {
  it('is kept with the case', () =>
    expect(after(CLOSED, { type: 'rate', satisfied: 'dissatisfied', resolved: false })).toMatchObject({
      status: 'evaluated',
      rating: { satisfied: 'dissatisfied', resolved: false },
    }))
})
