import { describe, expect, it } from 'vitest'
import { after, born, lived, refusedFor, tried, TO_HANDLING } from '../../test/lived.ts'
import { idOf, NOW } from '../../test/worlds.ts'

const into = (over = {}) => born(over, NOW, idOf(999))
const METRES_NORTH = 1 / 111_195

describe('rejecting', () => {
  it('needs a coded reason, and tells it', () => {
    expect(refusedFor(born(), { type: 'reject', code: undefined })).toBe('reason_code_needed')
    const decision = tried(born(), { type: 'reject', code: 'in_court', reply: 'the court has it' })
    expect(decision.ok && decision.event.details).toEqual({ reason: 'in_court' })
    expect(decision.ok && decision.personal).toMatchObject({ reply: 'the court has it' })
    expect(decision.ok && decision.state).toMatchObject({ status: 'rejected', leftAt: NOW + 1_000 })
  })
})

describe('merging', () => {
  it('refuses the case itself, one that is not there, and one that is done', () => {
    expect(refusedFor(born(), { type: 'merge', into: idOf(1) })).toBe('same_case')
    expect(refusedFor(born(), 'merge')).toBe('target_not_found')
    expect(refusedFor(born(), 'merge', { target: after(into(), 'reject') })).toBe('target_not_open')
  })
  it('refuses another kind, another category, and a place more than 200 m away', () => {
    for (const over of [
      { kind: 'hazard' } as const,
      { category: '0103' },
      { lat: 30.52 + 201 * METRES_NORTH },
    ])
      expect(refusedFor(born(), 'merge', { target: into(over) })).toBe('target_not_alike')
    expect(refusedFor(born(), 'merge', { target: into({ lat: 30.52 + 199 * METRES_NORTH }) })).toBeNull()
  })
  it('takes the child out of the loop, and the target keeps the count of reports', () => {
    const child = after(born(), 'merge', { target: into() })
    expect(child).toMatchObject({ status: 'merged', mergedInto: idOf(999), leftAt: NOW + 1_000 })
    const target = lived(
      into(),
      { type: 'join', child: idOf(1), reports: 2 },
      { type: 'join', child: idOf(2), reports: 1 },
    )
    expect(target.reports).toBe(4)
  })
})

describe('what was settled on the spot', () => {
  it('is closed and was never filed, so that it cannot pad the rates', () =>
    expect(lived(born(), 'accept', 'close_self')).toMatchObject({
      status: 'closed',
      outcome: 'self_handled',
      filedAt: null,
      dueAt: null,
      closedAt: NOW + 2_000,
    }))
})

describe('filing', () => {
  it('starts the limit, and grading is filing', () => {
    expect(lived(born(), 'accept').dueAt).toBeNull()
    const filed = lived(born(), 'accept', 'file')
    expect(filed.dueAt).toBe(filed.filedAt! + 720 * 60_000)
    for (const [kind, step] of [
      ['hazard', 'grade'],
      ['dispute', 'triage'],
    ] as const) {
      const it = after(born({ kind }), { type: step, severity: 'red' })
      expect(it).toMatchObject({ severity: 'red', filedAt: NOW + 1_000, acceptedAt: NOW + 1_000 })
      expect(it.dueAt).toBe(NOW + 1_000 + 720 * 60_000)
    }
  })
  it('goes on from where it is when the case changes hands: there is no free time', () => {
    const filed = lived(born(), 'accept', 'file')
    const later = lived(filed, 'dispatch', 'sign', 'request_return', 'confirm_return', 'dispatch', {
      type: 'reassign',
      department: 'D02',
    })
    expect(later.dueAt).toBe(filed.dueAt)
    expect(lived(born(), ...TO_HANDLING).dueAt).toBe(lived(born(), 'accept', 'file').dueAt)
  })
})
