import { describe, expect, it } from 'vitest'
import { after, born, lived, refusedFor, TO_HANDLING } from '../../test/lived.ts'
import { aPolicy } from '../../test/policies.ts'

const DISPATCHED = lived(born(), 'accept', 'file', 'dispatch')
const HANDLING = lived(born(), ...TO_HANDLING)

describe('recalling', () => {
  it('is possible within ten seconds of the hand-over, and nobody’s business prolongs them', () => {
    const at = DISPATCHED.handedAt!
    expect(after(DISPATCHED, 'recall', { at: at + 10_000 })).toMatchObject({
      status: 'filed',
      department: null,
      dispatchedAt: null,
    })
    expect(refusedFor(DISPATCHED, 'recall', { at: at + 10_001 })).toBe('recall_too_late')
    const urged = after(DISPATCHED, 'urge', { at: at + 9_000 })
    expect(refusedFor(urged, 'recall', { at: at + 11_000 })).toBe('recall_too_late')
  })
  it('is not possible once the department has signed', () =>
    expect(refusedFor(lived(born({ kind: 'dispute' }), 'triage', 'mediate', 'sign'), 'recall')).toBe(
      'recall_too_late',
    ))
})

describe('returning', () => {
  it('is asked once at a time, and the command centre decides', () => {
    const asked = after(DISPATCHED, 'request_return')
    expect(asked).toMatchObject({ status: 'dispatched', pending: 'return' })
    expect(refusedFor(asked, 'request_return')).toBe('request_pending')
    expect(after(asked, 'refuse_return')).toMatchObject({ status: 'dispatched', pending: null, returns: 0 })
    expect(refusedFor(DISPATCHED, 'confirm_return')).toBe('nothing_pending')
    expect(refusedFor(DISPATCHED, 'refuse_return')).toBe('nothing_pending')
  })
  it('counts how often the case went to and fro, and ends where its category says', () => {
    let it = after(lived(born({ policy: aPolicy({ returns: 2 }) }), 'accept', 'file'), 'dispatch')
    for (const n of [1, 2]) {
      it = lived(it, 'request_return', 'confirm_return')
      expect(it).toMatchObject({ status: 'filed', returns: n, department: null, signedAt: null })
      it = after(it, { type: 'dispatch', department: `D0${n + 1}` })
    }
    expect(refusedFor(it, 'request_return')).toBe('too_many_returns')
  })
})

describe('reassigning', () => {
  it('leads to another department, which has signed for nothing yet', () => {
    expect(refusedFor(HANDLING, { type: 'reassign', department: 'D01' })).toBe('same_department')
    expect(after(HANDLING, { type: 'reassign', department: 'D02' })).toMatchObject({
      department: 'D02',
      signedAt: null,
      handledBy: null,
      dispatchedAt: HANDLING.dispatchedAt,
    })
  })
  it('makes the owner of a co-handler, who is then no co-handler any more', () => {
    const helped = lived(
      HANDLING,
      { type: 'add_co_handler', department: 'D02' },
      { type: 'add_co_handler', department: 'D03' },
    )
    expect(after(helped, { type: 'reassign', department: 'D02' }).coHandlers).toEqual(['D03'])
    const closed = lived(helped, 'feedback', 'check', 'close')
    expect(after(closed, { type: 'reopen', department: 'D03' })).toMatchObject({
      department: 'D03',
      coHandlers: ['D02'],
    })
  })
  it('of a contained hazard lets its review date go with the containment', () =>
    expect(
      after(lived(born({ kind: 'hazard' }), 'grade', 'assign', 'rectify', 'contain'), {
        type: 'reassign',
        department: 'D02',
      }).reviewAt,
    ).toBeNull())
})

describe('co-handling', () => {
  it('names nobody twice, removes nobody who is not there, and ends at twelve', () => {
    expect(refusedFor(HANDLING, { type: 'add_co_handler', department: 'D01' })).toBe('co_handler_known')
    expect(refusedFor(HANDLING, { type: 'remove_co_handler', department: 'D02' })).toBe('co_handler_unknown')
    let it = HANDLING
    for (let n = 2; n <= 13; n += 1) it = after(it, { type: 'add_co_handler', department: `X${n}` })
    expect(refusedFor(it, { type: 'add_co_handler', department: 'X2' })).toBe('co_handler_known')
    expect(refusedFor(it, { type: 'add_co_handler', department: 'X14' })).toBe('too_many')
    expect(after(it, { type: 'remove_co_handler', department: 'X2' }).coHandlers).toHaveLength(11)
  })
})
