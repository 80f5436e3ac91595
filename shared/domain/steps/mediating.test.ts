import { describe, expect, it } from 'vitest'
import { after, born, lived, refusedFor } from '../../test/lived.ts'

const MEDIATED = lived(born({ kind: 'dispute' }), 'triage', 'mediate')

describe('a panel', () => {
  it('makes co-handlers of its members, and the owner stays the owner', () =>
    expect(after(MEDIATED, { type: 'convene', lead: 'D02', members: ['D01', 'D03', 'D03'] })).toMatchObject({
      status: 'panel',
      department: 'D01',
      coHandlers: ['D02', 'D03'],
      panel: { lead: 'D02' },
    }))
  it('has no more members than a case has room for', () => {
    const members = Array.from({ length: 12 }, (_, i) => `X${i}`)
    expect(refusedFor(MEDIATED, { type: 'convene', lead: 'D02', members })).toBe('too_many')
    expect(refusedFor(MEDIATED, { type: 'convene', lead: 'D01', members })).toBeNull()
  })
})

describe('an agreement', () => {
  it('says by when it is to be performed, and stops the clock', () => {
    expect(refusedFor(MEDIATED, { type: 'agree', performBy: MEDIATED.changedAt })).toBe('date_in_past')
    const agreed = after(MEDIATED, 'agree')
    expect(agreed).toMatchObject({ status: 'agreed', feedbackAt: agreed.changedAt, handledBy: 'by-agree' })
    expect(agreed.reviewAt).toBeGreaterThan(agreed.changedAt)
  })
  it('that was not kept goes back to the panel, and the limit goes on as if it had never stopped', () =>
    expect(lived(MEDIATED, 'agree', 'perform', 'rework')).toMatchObject({
      status: 'panel',
      feedbackAt: null,
      reviewAt: null,
      reworks: 1,
      dueAt: MEDIATED.dueAt,
    }))
  it('that was kept is settled', () =>
    expect(lived(MEDIATED, 'agree', 'perform', 'settle', 'follow_up')).toMatchObject({
      status: 'followed_up',
      outcome: 'settled',
      rating: { satisfied: 'satisfied' },
    }))
})

describe('where mediation fails', () => {
  it.each([
    ['refer_to_suit', 'to_suit'],
    ['refer_to_arbitration', 'to_arbitration'],
    ['refer_to_petition', 'to_petition'],
    ['refer_to_pil', 'to_pil'],
  ] as const)('%s is an end with its own outcome', (action, end) => {
    const it = lived(MEDIATED, 'fail', action)
    expect(it).toMatchObject({ status: end, outcome: end, closedAt: it.changedAt })
  })
  it('a panel may still try, and the parties may withdraw before', () => {
    expect(lived(MEDIATED, 'fail', 'convene').status).toBe('panel')
    expect(after(MEDIATED, 'withdraw')).toMatchObject({ status: 'withdrawn', outcome: 'withdrawn' })
  })
})
