import { describe, expect, it } from 'vitest'
import { after, born, lived, refusedFor, TO_HANDLING, type Ask } from '../test/lived.ts'
import { bodyFor } from '../test/worlds.ts'
import { ACTIONS, edgeOf } from './lifecycle.ts'

const TO_CHECKING: Ask[] = [...TO_HANDLING, 'feedback', 'check']
const DISPATCHED = lived(born(), 'accept', 'file', 'dispatch')

describe('who may', () => {
  it('Y3 lets nobody certify what they handled or dispatched, in any life', () => {
    const ticket = lived(born(), ...TO_CHECKING)
    const hazard = lived(born({ kind: 'hazard' }), 'grade', 'assign', 'rectify', 'submit')
    const dispute = lived(born({ kind: 'dispute' }), 'triage', 'mediate', 'agree')
    for (const [it, action] of [
      [ticket, 'close'],
      [hazard, 'clear'],
      [dispute, 'settle'],
    ] as const) {
      for (const id of [it.handledBy!, it.dispatchedBy!])
        expect(refusedFor(it, action, { by: { id } }), `${action} by ${id}`).toBe('verifier_handled_it')
      expect(refusedFor(it, action)).toBeNull()
    }
    expect(
      refusedFor(lived(born(), ...TO_HANDLING, 'feedback'), 'check', { by: { id: 'by-feedback' } }),
    ).toBe('verifier_handled_it')
  })

  it('whoever asked does not grant: void, extension, suspension and return take two people', () => {
    const handling = lived(born(), ...TO_HANDLING)
    for (const [it, grant] of [
      [after(handling, 'request_void'), 'void'],
      [after(handling, 'request_extension'), 'grant_extension'],
      [after(handling, 'request_suspension'), 'suspend'],
      [after(DISPATCHED, 'request_return'), 'confirm_return'],
    ] as const) {
      expect(refusedFor(it, grant, { by: { id: it.pendingBy! } }), grant).toBe('two_people_needed')
      expect(refusedFor(it, grant), grant).toBeNull()
    }
  })

  it('a liaison acts only for the own department, and without one for none', () => {
    for (const department of ['D02', null])
      expect(refusedFor(DISPATCHED, 'sign', { by: { department } })).toBe('not_your_department')
    expect(refusedFor(DISPATCHED, 'sign')).toBeNull()
  })

  it('a co-handler’s liaison contacts, contributes, attaches and finishes tasks, and nothing else', () => {
    const it = lived(
      born(),
      ...TO_HANDLING,
      { type: 'add_co_handler', department: 'D02' },
      { type: 'give_task', department: 'D02' },
    )
    const of = ACTIONS.filter((action) => edgeOf(it, action)?.roles.includes('liaison'))
    const may = of.filter((action) => refusedFor(it, action, { by: { department: 'D02' } }) === null)
    expect(may.toSorted()).toEqual(['attach', 'contact', 'contribute', 'finish_task'])
    expect(refusedFor(it, 'contribute', { by: { department: 'D03' } })).toBe('not_your_department')
  })

  it('whoever has a piece of the work works with the owner: it sees the case, finishes its task, and owns nothing', () => {
    const it = lived(born(), ...TO_HANDLING, { type: 'give_task', department: 'D02' })
    expect(refusedFor(it, 'finish_task', { by: { department: 'D02' } })).toBeNull()
    expect(it.coHandlers).toEqual(['D02'])
    expect(refusedFor(it, 'contribute', { by: { department: 'D02' } })).toBeNull()
    expect(refusedFor(it, 'feedback', { by: { department: 'D02' } })).toBe('not_your_department')
    expect(refusedFor(it, 'finish_task', { by: { department: 'D03' } })).toBe('not_your_department')
  })

  it('a key without the history right moves nothing', () => {
    expect(refusedFor(DISPATCHED, bodyFor('urge', DISPATCHED, 'D01', 0), { by: { role: 'ingest' } })).toBe(
      'history_right_needed',
    )
  })
})
