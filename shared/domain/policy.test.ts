import { describe, expect, it } from 'vitest'
import { after, born, lived, refusedFor, TO_HANDLING, type Ask } from '../test/lived.ts'
import { bodyFor, idOf, NOW } from '../test/worlds.ts'
import { ACTIONS, edgeOf } from './lifecycle.ts'
import { rolesFor } from './rights.ts'

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
    const of = ACTIONS.filter((action) => edgeOf(it, action) && rolesFor(action).includes('liaison'))
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

  it('nobody acts beyond their areas, whatever their role, and on a secret case nobody who is not cleared', () => {
    const by = (areas: string[], cleared = false) => ({ by: { bounds: { areas, cleared } } })
    for (const areas of [[], ['340801001'], ['elsewhere', '340801001001001']])
      expect(refusedFor(DISPATCHED, 'sign', by(areas))).toBeNull()
    expect(refusedFor(DISPATCHED, 'sign', by(['340801002']))).toBe('not_your_area')
    const secret = lived(born({ sensitivity: 'secret' }), 'accept')
    expect(refusedFor(secret, 'file', by([]))).toBe('not_cleared')
    expect(refusedFor(secret, 'file', by([], true))).toBeNull()
    const nowhere = born({ area: null, areaPath: [], community: null })
    expect(refusedFor(nowhere, 'accept', by(['340801001']))).toBe('not_your_area')
  })

  it('a case beyond one’s areas is not there to merge into', () => {
    const it = born()
    const target = born({ areaPath: ['340801002'] }, NOW, idOf(999))
    const merge = (areas: string[]) =>
      refusedFor(it, 'merge', { target, by: { bounds: { areas, cleared: false } } })
    expect([merge([]), merge(['340801001'])]).toEqual([null, 'target_not_found'])
  })

  it('a sector chief acts in own areas, a grid worker settles own reports, a mediator has disputes alone', () => {
    const chief = (areas: string[]) => ({
      by: { role: 'sector_chief' as const, bounds: { areas, cleared: false } },
    })
    expect(refusedFor(DISPATCHED, 'urge', chief(['340801001001']))).toBeNull()
    expect(refusedFor(DISPATCHED, 'urge', chief([]))).toBe('not_your_area')
    const accepted = lived(born(), 'accept')
    const worker = (id: string) => ({
      by: { id, role: 'grid_worker' as const, bounds: { areas: ['340801001001001'], cleared: false } },
    })
    expect(refusedFor(accepted, 'close_self', worker(accepted.reportedBy!))).toBeNull()
    expect(refusedFor(accepted, 'close_self', worker('another'))).toBe('not_your_report')
    expect(refusedFor(accepted, 'attach', worker('another'))).toBeNull()
    const mediator = (department: string) => ({ by: { role: 'mediator' as const, department } })
    const dispute = lived(born({ kind: 'dispute' }), 'triage', 'mediate')
    expect(refusedFor(dispute, 'agree', mediator('D01'))).toBeNull()
    expect(refusedFor(dispute, 'agree', mediator('D02'))).toBe('not_your_department')
    expect(refusedFor(DISPATCHED, 'sign', mediator('D01'))).toBe('not_your_role')
  })

  it('every action of the tables is somebody’s, and nobody has one that no table knows', () => {
    expect(ACTIONS.filter((action) => rolesFor(action).length === 0)).toEqual([])
  })

  it('a key without the history right moves nothing', () => {
    expect(refusedFor(DISPATCHED, bodyFor('urge', DISPATCHED, 'D01', 0), { by: { role: 'ingest' } })).toBe(
      'history_right_needed',
    )
  })
})
