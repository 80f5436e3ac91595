import { describe, expect, it } from 'vitest'
import { after, born, lived, refusedFor, TO_HANDLING, tried } from '../../test/lived.ts'
import { isSpotlit, spotlitOf } from '../spotlight.ts'
import { idOf, NOW } from '../../test/worlds.ts'

const HANDLING = lived(born(), ...TO_HANDLING)

describe('urging', () => {
  it('is a list: a second urge is seen as well as the first (defect 15)', () => {
    const first = tried(HANDLING, { type: 'urge', note: 'one' })
    if (!first.ok) throw new Error(first.refusal)
    const second = tried(first.state, { type: 'urge', note: 'two' })
    if (!second.ok) throw new Error(second.refusal)
    expect([first.state.urges, second.state.urges]).toEqual([1, 2])
    expect([first.event.version + 1, first.personal, second.personal]).toEqual([
      second.event.version,
      { note: 'one' },
      { note: 'two' },
    ])
  })
  it('and a leader’s instructions are counted beside it', () =>
    expect(lived(HANDLING, 'urge', 'instruct', 'instruct')).toMatchObject({ urges: 1, instructions: 2 }))
})

describe('tiers', () => {
  it('go up and down, and the widest one reached is remembered', () => {
    const up = after(HANDLING, { type: 'escalate', tier: 'street' })
    expect(up).toMatchObject({ tier: 'street', maxTier: 'street', tierAtBirth: 'community' })
    const down = after(up, { type: 'deescalate', tier: 'grid' })
    expect(down).toMatchObject({ tier: 'grid', maxTier: 'street', tierAtBirth: 'community' })
    expect(after(down, { type: 'escalate', tier: 'community' }).maxTier).toBe('street')
  })
  it('escalate to a wider one only, and hand down to a narrower one only', () => {
    for (const tier of ['community', 'grid'])
      expect(refusedFor(HANDLING, { type: 'escalate', tier })).toBe('tier_not_wider')
    for (const tier of ['community', 'street'])
      expect(refusedFor(HANDLING, { type: 'deescalate', tier })).toBe('tier_not_narrower')
  })
})

describe('voiding', () => {
  it('is proposed by one duty chief and done by another', () => {
    expect(refusedFor(HANDLING, 'void')).toBe('nothing_pending')
    const proposed = after(HANDLING, 'request_void', { by: { id: 'one' } })
    expect(refusedFor(proposed, 'request_void', { by: { id: 'two' } })).toBe('request_pending')
    expect(refusedFor(proposed, 'void', { by: { id: 'one' } })).toBe('two_people_needed')
    expect(after(proposed, 'void', { by: { id: 'two' } })).toMatchObject({
      status: 'voided',
      pending: null,
      leftAt: proposed.changedAt + 1_000,
      nextMarkAt: null,
    })
    expect(after(proposed, 'refuse_void', { by: { id: 'two' } })).toMatchObject({
      status: 'handling',
      pending: null,
    })
    expect(refusedFor(HANDLING, 'refuse_void')).toBe('nothing_pending')
  })
})

describe('listing', () => {
  it('lists a hazard once', () => {
    const listed = lived(born({ kind: 'hazard' }), 'grade', 'list')
    expect(listed).toMatchObject({ status: 'graded', listed: true })
    expect(refusedFor(listed, 'list')).toBe('already_listed')
  })
})

describe('putting on the wall', () => {
  const MINUTE = 60_000
  const at = HANDLING.changedAt + MINUTE
  const shown = after(HANDLING, { type: 'spotlight', minutes: 10 }, { at })

  it('shows a case for so many minutes: it ends by the clock, without an event', () => {
    expect(shown).toMatchObject({ status: 'handling', spotlitUntil: at + 10 * MINUTE })
    const seen = [0, 10 * MINUTE - 1, 10 * MINUTE].map((later) => isSpotlit(shown, at + later))
    expect(seen).toEqual([true, true, false])
  })
  it('again counts from then on, for longer or for shorter', () =>
    expect(after(shown, { type: 'spotlight', minutes: 1 }, { at: at + MINUTE }).spotlitUntil).toBe(
      at + 2 * MINUTE,
    ))
  it('and taken off before its time it is off; what is not there cannot be taken off', () => {
    const off = after(shown, 'unspotlight', { at: at + MINUTE })
    expect(off.spotlitUntil).toBeNull()
    expect(refusedFor(off, 'unspotlight')).toBe('not_on_wall')
    expect(refusedFor(shown, 'unspotlight', { at: at + 10 * MINUTE })).toBe('not_on_wall')
  })
  it('leaves no case there that is done', () => {
    const closed = lived(shown, 'feedback', 'check', 'close')
    expect(closed.closedAt).toBeLessThan(shown.spotlitUntil!)
    expect(isSpotlit(closed, closed.closedAt!)).toBe(false)
  })
  it('does not move the deadline nor the timer’s mark', () => {
    const { dueAt, nextMarkAt, marks } = HANDLING
    expect(shown).toMatchObject({ dueAt, nextMarkAt, marks })
  })
  it('is refused for a secret case, which no wall shows', () =>
    expect(refusedFor(born({ sensitivity: 'secret' }), 'spotlight')).toBe('not_for_walls'))
  it('lists them with the one first that was put there last', () => {
    const [a, b, c] = [3, 5, 5].map((minutes, n) =>
      after(born({}, NOW, idOf(n + 1)), { type: 'spotlight', minutes }, { at }),
    )
    expect(spotlitOf([a!, c!, b!, HANDLING], at).map(({ id }) => id)).toEqual([b!.id, c!.id, a!.id])
    expect(spotlitOf([a!, b!], at + 4 * MINUTE)).toEqual([b])
  })
})

describe('the timer’s marks', () => {
  const HOUR = 3_600_000
  it('come one after the other, each at its instant and not before', () => {
    let it = HANDLING
    const due = it.dueAt!
    for (const [action, at] of [
      ['mark_near_due', due - 0.2 * 12 * HOUR],
      ['mark_overdue', due + 1],
      ['mark_overdue_twice', due + 12 * HOUR],
      ['mark_overdue_thrice', due + 24 * HOUR],
    ] as const) {
      expect(it.nextMarkAt).toBe(at)
      expect(refusedFor(it, action, { at: at - 1 }), action).toBe('nothing_pending')
      it = after(it, action, { at })
      expect(refusedFor(it, action, { at }), 'twice').toBe('nothing_pending')
    }
    expect(it).toMatchObject({ marks: 4, nextMarkAt: null })
  })
  it('begin again for an extended deadline', () => {
    const near = after(HANDLING, 'mark_near_due', { at: HANDLING.nextMarkAt! })
    const extended = lived(near, 'request_extension', 'grant_extension')
    expect(extended.marks).toBe(0)
    expect(refusedFor(extended, 'mark_overdue', { at: HANDLING.dueAt! + 1 })).toBe('nothing_pending')
  })
  it('are none while the clock stands still', () => {
    const feedback = after(HANDLING, 'feedback')
    expect(feedback.nextMarkAt).toBeNull()
    expect(refusedFor(feedback, 'mark_near_due', { at: NOW + 400 * HOUR })).toBe('nothing_pending')
  })
})
