/** The published numbers of the field (domain §9.10) that these figures cover, made anew from cases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KpiItem, KpiReply } from '@shaotai/shared/contract/http.ts'
import type { CommandBody } from '@shaotai/shared/domain/commands.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { openPlay, type Told } from '../test/played-cases.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MONTH = Date.parse('2016-12-01T00:00:00+08:00')
const END = Date.parse('2017-01-01T00:00:00+08:00')

interface Fate {
  n: number
  limitDays: number
  /** Days after filing; absent: stays open. */
  closedAfter?: number
  filedAt?: number
}

/** Cases of one category, each filed in the month: that is the scope that the fixture asks for. */
function casesOf(category: string, fates: Fate[]): Told[] {
  let made = 0
  return fates.flatMap(({ n, limitDays, closedAfter, filedAt = MONTH + DAY_MS }) =>
    Array.from({ length: n }, (): Told[] => {
      const externalId = `${category}-${(made += 1)}`
      const report = { category, limitMinutes: limitDays * 24 * 60 }
      return [
        { externalId, at: filedAt - HOUR_MS, report },
        { externalId, at: filedAt, step: { type: 'accept' } },
        { externalId, at: filedAt, step: { type: 'file' } },
        ...(closedAfter === undefined
          ? []
          : [{ externalId, at: filedAt + closedAfter * DAY_MS, step: { type: 'close_external' } } as const]),
      ]
    }).flat(),
  )
}

let it_: TestApp
beforeAll(async () => {
  it_ = await openTestApp({ tellsDeadlines: false })
  const play = openPlay(it_.database)
  const taken = await play([
    // Tianmen 2016-12: 996 filed, 737 closed on time, 174 late, 61 open and overdue, 24 open and not due.
    ...casesOf('0102', [
      { n: 737, limitDays: 5, closedAfter: 3 },
      { n: 174, limitDays: 5, closedAfter: 10 },
      { n: 61, limitDays: 5 },
      { n: 24, limitDays: 40 },
    ]),
    // Its events and its parts.
    ...casesOf('0103', [
      { n: 902, limitDays: 5, closedAfter: 3 },
      { n: 54, limitDays: 5 },
    ]),
    ...casesOf('0104', [
      { n: 9, limitDays: 5, closedAfter: 3 },
      { n: 7, limitDays: 5 },
    ]),
    // Nine closed on time, one open past due.
    ...casesOf('0105', [
      { n: 9, limitDays: 5, closedAfter: 3 },
      { n: 1, limitDays: 5 },
    ]),
    // Austin: 100 closed, 90 of them on time; 10 open and overdue; 40 open and fine.
    ...casesOf('0106', [
      { n: 90, limitDays: 5, closedAfter: 3 },
      { n: 10, limitDays: 5, closedAfter: 10 },
      { n: 10, limitDays: 5 },
      { n: 40, limitDays: 40 },
    ]),
  ])
  expect(taken.every(Boolean)).toBe(true)
}, 120_000)
afterAll(() => it_.close())

async function figures(
  category: string,
  over: Record<string, string> = {},
): Promise<Record<string, KpiItem>> {
  const query = { category, from: iso(MONTH), to: iso(END), asOf: iso(END), ...over }
  const answer = await it_.ask('leader', 'GET', `/api/kpis?${new URLSearchParams(query)}`)
  expect(answer.statusCode).toBe(200)
  return Object.fromEntries((answer.json() as KpiReply).items.map((it) => [it.id, it]))
}
const iso = (at: number): string => new Date(at).toISOString()
const percent = (it: KpiItem | undefined): string => `${(it!.value! * 100).toFixed(2)} %`

describe('the fixtures of the field', () => {
  it('Tianmen, December 2016: 972 should be closed, 93.72 % are, 75.82 % on time', async () => {
    const it = await figures('0102')
    expect([it['filed']!.value, it['should_close']!.value]).toEqual([996, 972])
    expect([it['resolution_rate']!.numerator, percent(it['resolution_rate'])]).toEqual([911, '93.72 %'])
    expect([it['on_time_rate']!.numerator, percent(it['on_time_rate'])]).toEqual([737, '75.82 %'])
    expect([it['backlog']!.value, it['overdue_open']!.value]).toEqual([85, 61])
  })

  it('Tianmen, judged without a named instant: a past month is judged at its end', async () => {
    const query = new URLSearchParams({ category: '0102', from: iso(MONTH), to: iso(END) })
    const { items } = (await it_.ask('leader', 'GET', `/api/kpis?${query}`)).json() as KpiReply
    expect(items.find((it) => it.id === 'should_close')!.value).toBe(972)
    // Years later all 24 are overdue as well.
    const later = await figures('0102', { asOf: '2020-01-01T00:00:00Z' })
    expect(later['should_close']!.value).toBe(996)
  })

  it('Tianmen, events 94.35 % and parts 56.25 %', async () => {
    const [events, parts] = [await figures('0103'), await figures('0104')]
    expect([events['filed']!.value, percent(events['resolution_rate'])]).toEqual([956, '94.35 %'])
    expect([parts['filed']!.value, percent(parts['resolution_rate'])]).toEqual([16, '56.25 %'])
  })

  it('one open overdue case: 90 % by the official rates, and 100 % where only the closed are looked at', async () => {
    const it = await figures('0105')
    expect(['resolution_rate', 'on_time_rate', 'on_time_rate_closed'].map((id) => percent(it[id]))).toEqual([
      '90.00 %',
      '90.00 %',
      '100.00 %',
    ])
  })

  it('Austin: 90.0 % of the closed, 81.8 % with the open overdue, and the same by what was due', async () => {
    const it = await figures('0106')
    expect(percent(it['on_time_rate_closed'])).toBe('90.00 %')
    expect(percent(it['on_time_rate'])).toBe('81.82 %')
    expect(it['on_time_rate_due']).toMatchObject({ numerator: 90, denominator: 110 })
  })

  it('Austin, asked too early: only the rate of the due is not flattered by what cannot be late yet', async () => {
    const early = iso(MONTH + DAY_MS + 4 * DAY_MS)
    const it = await figures('0106', { asOf: early })
    expect(percent(it['on_time_rate'])).toBe('100.00 %')
    expect(it['on_time_rate_due']).toMatchObject({ value: null, n: 0 })
  })

  it('an empty scope is nothing: no 0 % and no 100 %', async () => {
    const it = await figures('0107')
    for (const { id, unit, value, n } of Object.values(it))
      expect([value, n], id).toEqual([unit === 'cases' ? 0 : null, 0])
  })

  it('a case without a deadline is left out of the rates that need one, and counted', async () => {
    const play = openPlay(it_.database)
    await play([
      { externalId: 'old', at: MONTH, report: { category: '0108', limitMinutes: null } },
      { externalId: 'old', at: MONTH + DAY_MS, step: { type: 'close_external' } },
    ])
    const it = await figures('0108')
    for (const id of ['should_close', 'resolution_rate', 'on_time_rate', 'on_time_rate_closed']) {
      expect(it[id]!.n, id).toBe(0)
      expect(it[id]!.excluded, id).toEqual([{ reason: 'no_deadline', n: 1 }])
    }
    expect(it['closed_share']!.value).toBe(1)
  })

  it('planted mis-dispatch: of ten dispatches two reached another department later, one came back as misdirected', async () => {
    const play = openPlay(it_.database)
    const report = { category: '0109', limitMinutes: 60 }
    const lives = Array.from({ length: 8 }, (_, n): Told[] => {
      const externalId = `planted-${n}`
      const step = (hours: number, body: CommandBody): Told => ({
        externalId,
        at: MONTH + hours * HOUR_MS,
        step: body,
      })
      return [
        { externalId, at: MONTH, report },
        step(1, { type: 'accept' }),
        step(2, { type: 'file' }),
        step(3, { type: 'dispatch', department: 'D01' }),
        ...(n === 0
          ? [
              step(4, { type: 'request_return', code: 'misdirected' }),
              step(5, { type: 'confirm_return' }),
              step(6, { type: 'dispatch', department: 'D02' }),
            ]
          : []),
        ...(n === 1 ? [step(4, { type: 'reassign', department: 'D02', reason: 'because' })] : []),
      ]
    }).flat()
    expect((await play(lives)).every(Boolean)).toBe(true)
    const ids = 'return_rate,misdirected_rate,rerouted_rate'
    const it = await figures('0109', { ids })
    expect([it['rerouted_rate']!.n, percent(it['rerouted_rate'])]).toEqual([10, '20.00 %'])
    expect(percent(it['misdirected_rate'])).toBe('10.00 %')
    expect(percent(it['return_rate'])).toBe('10.00 %')
    // Each dispatch is of the department it went to, whoever has the case today.
    const first = await figures('0109', { ids, department: 'D01' })
    expect(first['rerouted_rate']).toMatchObject({ numerator: 2, denominator: 8 })
    const second = await figures('0109', { ids, department: 'D02' })
    expect(second['rerouted_rate']).toMatchObject({ numerator: 0, denominator: 2 })
  })

  it('a suspended case is neither kept nor missed, and the backlog of a past day knows who was suspended then', async () => {
    const play = openPlay(it_.database)
    const externalId = 'paused'
    const day = (n: number, step: CommandBody): Told => ({ externalId, at: MONTH + n * DAY_MS, step })
    const taken = await play([
      { externalId, at: MONTH, report: { category: '0110', limitMinutes: 5 * 24 * 60 } },
      day(1, { type: 'accept' }),
      day(1, { type: 'file' }),
      day(1, { type: 'dispatch', department: 'D01' }),
      day(2, { type: 'sign' }),
      day(2, { type: 'handle' }),
      day(3, { type: 'request_suspension', code: 'season', until: MONTH + 20 * DAY_MS }),
      day(3, { type: 'suspend' }),
    ])
    expect(taken.every(Boolean)).toBe(true)
    const ids = 'backlog,suspended,suspended_share,overdue_open,on_time_rate_due'
    const at = (n: number) => figures('0110', { ids, asOf: iso(MONTH + n * DAY_MS) })
    let it = await at(15)
    expect([it['backlog']!.value, it['suspended']!.value, it['overdue_open']!.value]).toEqual([1, 1, 0])
    expect(it['on_time_rate_due']).toMatchObject({ value: null, excluded: [{ reason: 'suspended', n: 1 }] })
    expect((await play([day(20, { type: 'resume' })])).every(Boolean)).toBe(true)
    it = await at(15)
    expect([it['suspended']!.value, percent(it['suspended_share'])]).toEqual([1, '100.00 %'])
    it = await at(21)
    // Three days of the limit were left on the third day: it is due on the 23rd.
    expect([it['suspended']!.value, it['overdue_open']!.value]).toEqual([0, 0])
    expect((await at(24))['overdue_open']!.value).toBe(1)
  })

  it('what was settled on the spot pads no rate, and stands alone', async () => {
    const play = openPlay(it_.database)
    await play([
      { externalId: 'spot', at: MONTH, report: { category: '0111' } },
      { externalId: 'spot', at: MONTH + HOUR_MS, step: { type: 'accept' } },
      { externalId: 'spot', at: MONTH + HOUR_MS, step: { type: 'close_self', reply: 'done' } },
    ])
    const it = await figures('0111')
    expect([it['self_handled']!.value, it['closed']!.value, it['net_flow']!.value]).toEqual([1, 0, 0])
    for (const id of ['closed', 'closed_share', 'time_to_close_p50', 'contained_community'])
      expect(it[id]!.excluded, id).toEqual([{ reason: 'self_handled', n: 1 }])
  })
})
