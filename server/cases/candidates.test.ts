import type { CandidatesReply } from '@shaotai/shared/contract/candidates.ts'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import { CALENDAR } from '@shaotai/shared/test/worlds.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../test/app.ts'
import { rosterAt } from './on-duty.ts'
import { rankCandidates, type Known, type Work } from './rank-candidates.ts'

const work = (department: string, over: Partial<Work> = {}): Work => ({
  department,
  open: 0,
  overdue: 0,
  similar: 0,
  medianMs: null,
  signed: 0,
  ...over,
})
const known = (over: Partial<Known> = {}): Known => ({
  departments: ['A', 'B', 'C', 'D', 'E'].map((code) => ({ code, retired: false, area: null })),
  routed: null,
  duty: null,
  areaPath: [],
  onDuty: new Set(),
  offDuty: new Set(),
  owner: null,
  returnedBy: [],
  work: [],
  ...over,
})
const names = (it: ReturnType<typeof rankCandidates>) => it.items.map(({ department }) => department)
const why = (it: ReturnType<typeof rankCandidates>) =>
  it.notOffered.map((other) => [other.department, other.why])

describe('ranking', () => {
  it('whom the rule names comes first, then the duty list, then who has done it lately', () => {
    const ranked = rankCandidates(
      known({
        routed: { rule: 'R', revision: 1, department: 'C', coHandlers: ['D'], automatic: false },
        duty: { lead: 'B', coHandlers: ['C'] },
        work: [work('A', { similar: 9 }), work('E', { similar: 1 })],
      }),
    )
    expect(names(ranked)).toEqual(['C', 'B', 'A', 'D'])
    expect(ranked.items[0]!.reasons).toEqual(['rule', 'duty_helper'])
    expect(ranked.items[2]).toMatchObject({ reasons: ['similar'], similar: { n: 9, of: 10 } })
    expect(why(ranked)).toEqual([['E', 'not_on_list']])
  })
  it('who just returned it, who has it and who is no more are told, not offered; who returned it before is last', () => {
    const ranked = rankCandidates(
      known({
        departments: [...known().departments.slice(0, 4), { code: 'E', retired: true, area: null }],
        duty: { lead: 'A', coHandlers: ['B', 'C', 'D', 'E'] },
        owner: 'D',
        returnedBy: ['A', 'B'],
      }),
    )
    expect(names(ranked)).toEqual(['C', 'A'])
    expect(ranked.items[1]!.reasons).toContain('returned_before')
    expect(why(ranked)).toEqual([
      ['B', 'just_returned'],
      ['D', 'has_it'],
      ['E', 'retired'],
    ])
  })
  it('of two with one claim, who is on duty, signs quickly and has less open stands before', () => {
    const duty = { lead: 'Z', coHandlers: ['A', 'B'] }
    const before = (over: Partial<Known>) => names(rankCandidates(known({ duty, ...over })))
    expect(before({ onDuty: new Set(['B']), offDuty: new Set(['A']) })).toEqual(['B', 'A'])
    expect(before({ work: [work('A', { open: 60 }), work('B', { open: 10 })] })).toEqual(['B', 'A'])
    expect(before({ work: [work('B', { medianMs: 60_000, signed: 5 })] })).toEqual(['B', 'A'])
    // Once is no habit.
    expect(before({ work: [work('B', { medianMs: 60_000, signed: 1 })] })).toEqual(['A', 'B'])
  })
  it('who answers for the area of the case is offered', () => {
    const departments = [{ code: 'S', retired: false, area: '3401' }]
    expect(names(rankCandidates(known({ departments, areaPath: ['34', '3401'] })))).toEqual(['S'])
    expect(names(rankCandidates(known({ departments, areaPath: ['34', '3402'] })))).toEqual([])
  })
})

describe('the roster', () => {
  const calendar: Calendar = CALENDAR
  const shift = (weekdays: string[], begins: string, ends: string, over = {}) =>
    ({ code: 'x', department: 'A', post: 'p', weekdays, begins, ends, ...over }) as Parameters<
      typeof rosterAt
    >[0][0]
  const local = (stamp: string) => Date.parse(`${stamp}+08:00`)
  const isOn = (it: Parameters<typeof rosterAt>[0][0], stamp: string) =>
    rosterAt([it], calendar, local(stamp)).onDuty.has('A')
  it('a shift over midnight belongs to the day it began on', () => {
    const friday = shift(['5'], '20:00', '08:00')
    expect(isOn(friday, '2026-11-27T21:00')).toBe(true)
    expect(isOn(friday, '2026-11-28T07:59')).toBe(true)
    expect([isOn(friday, '2026-11-28T08:00'), isOn(friday, '2026-11-27T07:00')]).toEqual([false, false])
    expect(isOn(shift(['7'], '20:00', '08:00'), '2026-11-30T06:00')).toBe(true)
  })
  it('counts from its first valid day to its last', () => {
    const it_ = shift(['4'], '08:00', '18:00', { validFrom: '2026-11-26', validUntil: '2026-11-26' })
    expect([
      isOn(it_, '2026-11-26T09:00'),
      isOn(it_, '2026-12-03T09:00'),
      isOn(it_, '2026-11-19T09:00'),
    ]).toEqual([true, false, false])
  })
})

describe('GET /api/cases/:id/candidates', () => {
  const NOW = Date.now()
  let at = NOW
  let it_: TestApp
  beforeAll(async () => (it_ = await openTestApp({ now: () => at, tellsDeadlines: false })))
  afterAll(() => it_.close())

  async function act(who: string, id: string, body: Record<string, unknown>): Promise<void> {
    const { version } = (await it_.ask(who, 'GET', `/api/cases/${id}`)).json() as { version: number }
    const answer = await it_.ask(who, 'POST', `/api/cases/${id}/commands`, {
      ...body,
      expectedVersion: version,
      commandId: `${id} ${version} ${who}`,
    })
    expect(answer.statusCode, answer.body).toBe(200)
  }
  async function filed(category: string): Promise<string> {
    const { caseId } = (await it_.report({ category })).json() as { caseId: string }
    await act('intake', caseId, { type: 'accept' })
    await act('intake', caseId, { type: 'file' })
    return caseId
  }
  const ask = async (id: string): Promise<CandidatesReply> =>
    (await it_.ask('dispatcher', 'GET', `/api/cases/${id}/candidates`)).json() as CandidatesReply

  it('tells the rule by its name, the duty, who is there, and what each has open and signs in', async () => {
    for (let i = 0; i < 3; i += 1) {
      const id = await filed('0103')
      await act('dispatcher', id, { type: 'dispatch', department: 'D01' })
      at += (i + 1) * 60_000
      await act('liaison', id, { type: 'sign' })
    }
    const id = await filed('0103')
    const { items, rule, days } = await ask(id)
    expect(items[0]).toMatchObject({
      department: 'D01',
      open: 3,
      overdue: 0,
      similar: { n: 3, of: 3 },
      signing: { medianMs: 120_000, n: 3 },
    })
    expect(items[0]!.reasons).toEqual(expect.arrayContaining(['duty_lead', 'similar', 'signs_in']))
    // Whatever the hour is, it is on the roster.
    expect(items[0]!.reasons.filter((it) => it.endsWith('_duty'))).toHaveLength(1)
    expect(items.find(({ department }) => department === 'D12')!.reasons).toContain('duty_helper')
    const { routed } = (await it_.ask('dispatcher', 'GET', `/api/cases/${id}`)).json() as {
      routed: { rule: string } | null
    }
    expect([rule?.code ?? null, days]).toEqual([routed?.rule ?? null, 90])
  })
  it('does not offer it again to who just returned it', async () => {
    const id = await filed('0103')
    await act('dispatcher', id, { type: 'dispatch', department: 'D01' })
    await act('liaison', id, { type: 'request_return', code: 'not_our_duty' })
    expect((await ask(id)).notOffered).toContainEqual({ department: 'D01', why: 'has_it' })
    await act('dispatcher', id, { type: 'confirm_return' })
    const { items, notOffered } = await ask(id)
    expect(notOffered).toContainEqual({ department: 'D01', why: 'just_returned' })
    expect(items.map(({ department }) => department)).not.toContain('D01')
  })
  it('is for those who hand out, and there for nobody else', async () => {
    const id = await filed('0103')
    for (const who of ['intake', 'liaison', 'verifier', 'leader'])
      expect((await it_.ask(who, 'GET', `/api/cases/${id}/candidates`)).statusCode).toBe(403)
    expect((await it_.ask('chief', 'GET', `/api/cases/${id}/candidates`)).statusCode).toBe(200)
  })
})
