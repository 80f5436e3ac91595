import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CALENDAR, NOW, worlds } from '../test/worlds.ts'
import type { CaseView } from './case-file.ts'
import { custodyOf, holderOf, type Holder } from './custody.ts'
import { evolve, type Evolving } from './evolve.ts'
import { isOpen, LIFECYCLE_IDS, tableOf, type Status } from './lifecycle.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
/** Monday 10:00 in the calendar's zone. */
const MONDAY = Date.UTC(2026, 10, 23, 2)

/** A case that walks the ticket's line, a step at a time. */
const line = (...steps: [type: string, at: number, set?: Partial<CaseView>][]): Evolving<CaseView>[] => {
  const born = {
    lifecycle: 'ticket/1',
    status: 'reported',
    department: null,
    pending: null,
    reviewAt: null,
    changedAt: MONDAY,
  } as CaseView
  return [
    { type: 'case.reported', version: 1, at: MONDAY, case: born },
    ...steps.map(([type, at, set = {}], i) => ({
      type: type as Evolving<CaseView>['type'],
      version: i + 2,
      at,
      set,
    })),
  ]
}
const told = line(
  ['case.accepted', MONDAY + 10 * MINUTE],
  ['case.filed', MONDAY + 20 * MINUTE],
  ['case.dispatched', MONDAY + 30 * MINUTE, { department: 'D01' }],
  ['case.signed', MONDAY + 60 * MINUTE],
  ['case.reassigned', MONDAY + 90 * MINUTE, { department: 'D02' }],
  ['case.signed', MONDAY + 5 * HOUR],
  ['case.handling', MONDAY + 6 * HOUR],
  ['case.feedback', MONDAY + 24 * HOUR],
)

describe('custody', () => {
  it('says who had it from when to when, in natural and in working time', () => {
    const custody = custodyOf(told, MONDAY + 25 * HOUR, CALENDAR)!
    expect(custody.spans.map((it) => [it.party, it.department, it.naturalMs / MINUTE])).toEqual([
      ['intake', null, 20],
      ['dispatch', null, 10],
      ['department', 'D01', 60],
      ['department', 'D02', 24 * 60 - 90],
      ['verify', null, 60],
    ])
    // From Monday 11:30: half an hour to noon, 14:00–17:30, and Tuesday 8:30–10:00.
    expect(custody.held[0]).toMatchObject({ department: 'D02', workingMs: (0.5 + 3.5 + 1.5) * HOUR })
    expect(custody.waiting).toMatchObject({ who: 'department', for: 'verify', department: 'D02' })
  })
  it('a request waits for who decides it, and a suspended case for its day', () => {
    const asked = [
      ...told.slice(0, 8),
      ...line(['case.extension_requested', MONDAY + 7 * HOUR, { pending: 'extension' }]).slice(1),
    ]
    expect(custodyOf(asked, MONDAY + 8 * HOUR, null)!.waiting).toMatchObject({
      who: 'department',
      for: 'duty_chief',
      pending: 'extension',
    })
    const until = MONDAY + 90 * HOUR
    const resting = [
      ...told.slice(0, 8),
      ...line(['case.suspended', MONDAY + 8 * HOUR, { reviewAt: until }]).slice(1),
    ]
    const custody = custodyOf(resting, MONDAY + 9 * HOUR, null)!
    expect(custody.waiting).toMatchObject({ for: 'suspended', until })
    expect(custody.spans.at(-1)).toMatchObject({ party: 'suspended', naturalMs: HOUR, workingMs: null })
  })
  it('stands still once the case is done, and nobody is waited for', () => {
    const done = [
      ...told,
      ...line(['case.check_started', MONDAY + 30 * HOUR], ['case.closed', MONDAY + 31 * HOUR]).slice(1),
    ]
    const custody = custodyOf(done, MONDAY + 900 * HOUR, CALENDAR)!
    expect([custody.to - custody.from, custody.waiting]).toEqual([31 * HOUR, null])
  })
  it('every status of every life has somebody whose turn it is, unless the case is done', () => {
    for (const lifecycle of LIFECYCLE_IDS)
      for (const status of Object.keys(tableOf(lifecycle).statuses) as Status[]) {
        const { party } = holderOf({ lifecycle, status, department: 'D01' })
        expect(party === 'nobody', `${lifecycle} ${status}`).toBe(!isOpen({ lifecycle, status }))
      }
  })
  it('spans follow each other and add up to the whole, whatever happened; each instant has its holder', () => {
    const same = (a: Holder, b: Holder) => a.party === b.party && a.department === b.department
    fc.assert(
      fc.property(worlds(), fc.nat(100_000), ({ log, cases }, after) => {
        const now = NOW + log.length * 1_000 + after
        for (const id of cases.keys()) {
          const events = log.filter((it) => it.caseId === id) as Evolving<CaseView>[]
          const custody = custodyOf(events, now, CALENDAR)!
          const sum = custody.spans.reduce((total, it) => total + it.naturalMs, 0)
          expect(sum).toBe(custody.to - custody.from)
          expect(custody.held.reduce((total, it) => total + it.naturalMs, 0)).toBe(sum)
          for (const [i, span] of custody.spans.entries())
            if (i > 0) expect(span.from).toBe(custody.spans[i - 1]!.to)
          let state: CaseView | null = null
          for (const [i, event] of events.entries()) {
            state = evolve(state, event)
            const until = events[i + 1]?.at ?? (isOpen(state) ? now : event.at)
            if (until <= event.at || event.at >= custody.to) continue // done: held by nobody any more
            const span = custody.spans.find((it) => it.from <= event.at && it.to > event.at)
            expect(span && same(span, holderOf(state))).toBe(true)
          }
        }
      }),
      { numRuns: 100 },
    )
  })
})
