import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KpiReply } from '@shaotai/shared/contract/http.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'

/** Forty cases with known stamps, drawn by hand-made rules; the oracle below counts them anew in plain code. */
interface Planted {
  externalId: string
  kind: 'ticket' | 'hazard'
  reported: number
  closed: number | null
  exercise: boolean
}
const START = Date.parse('2024-03-01T00:00:00+08:00')
const HOUR = 3_600_000
const PLANTED: Planted[] = Array.from({ length: 40 }, (_, i) => ({
  externalId: `k${i}`,
  kind: i % 3 === 0 ? 'hazard' : 'ticket',
  reported: START + i * 7 * HOUR,
  // Every fourth stays open, every eleventh was closed before it was reported.
  closed: i % 4 === 3 ? null : START + i * 7 * HOUR + (i % 11 === 10 ? -HOUR : (i * i + 1) * HOUR),
  exercise: i === 5,
}))
const iso = (at: number): string => new Date(at).toISOString()

let it_: TestApp
beforeAll(async () => {
  it_ = await openTestApp()
  const items = PLANTED.flatMap(({ externalId, kind, reported, closed, exercise }) => [
    {
      type: 'report',
      source: 'import',
      externalId,
      occurredAt: iso(reported),
      kind,
      category: kind === 'ticket' ? '0102' : '0201',
      title: 't',
      exercise,
    },
    ...(closed === null
      ? []
      : [{ type: 'close_external', source: 'import', externalId, occurredAt: iso(closed) }]),
  ])
  const answer = await it_.ask(TEST_KEY, 'POST', '/api/history', items)
  const { results } = answer.json() as { results: { status: number }[] }
  if (!results.every((it) => it.status === 201)) throw new Error('the planted cases were not all taken')
})
afterAll(() => it_.close())

const ask = async (query: Record<string, string> = {}): Promise<KpiReply> => {
  const answer = await it_.ask('leader', 'GET', `/api/kpis?${new URLSearchParams(query)}`)
  expect(answer.statusCode).toBe(200)
  return answer.json() as KpiReply
}
it('a target of the year’s plan stands beside its figure, and goes with it; a department’s own does not', async () => {
  const put = (key: string, entry: object, expectedRevision = 0) =>
    it_.ask('admin', 'PUT', `/api/directory/targets/${key}`, { expectedRevision, entry, reason: 'a test' })
  const target = { name: '结案率', kpi: 'closed_share', year: 2024, bound: 'at_least', value: 0.5 }
  expect((await put('t-2024', { ...target, code: 't-2024' })).statusCode).toBe(200)
  expect((await put('t-d01', { ...target, code: 't-d01', value: 0.9, department: 'D01' })).statusCode).toBe(
    200,
  )
  const targetsOf = async (query: Record<string, string>) =>
    (await ask({ ids: 'closed_share,reports', ...query })).items.map((it) => it.target)
  const newYear = '2023-12-31T16:00:00.000Z' // in the district
  expect(await targetsOf({ asOf: newYear })).toEqual([undefined, { bound: 'at_least', value: 0.5 }])
  expect(await targetsOf({ asOf: '2023-12-31T15:59:59.999Z' })).toEqual([undefined, undefined])
  expect((await targetsOf({ asOf: newYear, by: 'kind' })).every((it) => it === undefined)).toBe(true)
  await put('t-2024', { ...target, code: 't-2024', value: 0.6 }, 1)
  expect(await targetsOf({ asOf: newYear, kind: 'ticket' })).toContainEqual({ bound: 'at_least', value: 0.6 })
})
const values = ({ items }: KpiReply): Record<string, number | null> =>
  Object.fromEntries(items.map((it) => [it.id, it.value]))

/** Type-7 quantile, the definition spelled out. */
const quantile = (sorted: number[], q: number): number | null => {
  if (sorted.length === 0) return null
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
}

function oracle({
  from = -Infinity,
  to = Infinity,
  asOf = Infinity,
  kind,
}: {
  from?: number
  to?: number
  asOf?: number
  kind?: string
}) {
  const all = PLANTED.filter((it) => !it.exercise && (kind === undefined || it.kind === kind))
  const within = (at: number | null): boolean => at !== null && at >= from && at < to && at <= asOf
  const isClosed = (it: Planted): boolean => it.closed !== null && it.closed <= asOf
  const reported = all.filter((it) => within(it.reported))
  const closed = all.filter((it) => within(it.closed))
  const times = closed
    .filter((it) => it.closed! >= it.reported)
    .map((it) => (it.closed! - it.reported) / 1_000)
    .toSorted((a, b) => a - b)
  return {
    reports: reported.length,
    closed: closed.length,
    closed_share: reported.length === 0 ? null : reported.filter(isClosed).length / reported.length,
    time_to_close_p50: quantile(times, 0.5),
    time_to_close_p90: quantile(times, 0.9),
  }
}

describe('GET /api/kpis', () => {
  it('equals an oracle that counts anew, over windows, kinds and instants', async () => {
    let compared = 0
    for (const kind of [undefined, 'ticket', 'hazard']) {
      for (const from of [undefined, START, START + 100 * HOUR]) {
        for (const to of [undefined, START + 150 * HOUR, START + 101 * HOUR]) {
          for (const asOf of [undefined, START + 120 * HOUR]) {
            const query = {
              ...(kind && { kind }),
              ...(from && { from: iso(from) }),
              ...(to && { to: iso(to) }),
              ...(asOf && { asOf: iso(asOf) }),
            }
            const expected = oracle({
              ...(kind && { kind }),
              ...(from && { from }),
              ...(to && { to }),
              ...(asOf && { asOf }),
            })
            const actual = values(await ask(query))
            for (const [id, value] of Object.entries(expected)) {
              if (value === null) expect(actual[id], `${id} ${JSON.stringify(query)}`).toBeNull()
              else expect(actual[id], `${id} ${JSON.stringify(query)}`).toBeCloseTo(value, 6)
              compared += 1
            }
          }
        }
      }
    }
    expect(compared).toBe(3 * 3 * 3 * 2 * 5)
  })

  it('judges the backlog at the end of the window', async () => {
    const to = iso(START + 150 * HOUR)
    expect(values(await ask({ to }))['backlog']).toBe(values(await ask({ to, asOf: to }))['backlog'])
    const stillOpen = PLANTED.filter(
      (it) =>
        !it.exercise &&
        it.reported < START + 150 * HOUR &&
        it.closed !== null &&
        it.closed >= START + 150 * HOUR,
    )
    expect(stillOpen.length).toBeGreaterThan(0)
    expect(values(await ask({ to }))['backlog']).toBe(stillOpen.length)
  })

  it('shows "nothing" as null and never as 0 % or 100 %', async () => {
    const { items } = await ask({ from: '2001-01-01T00:00:00Z', to: '2001-01-02T00:00:00Z' })
    for (const it of items.filter(({ unit }) => unit !== 'cases')) expect([it.value, it.n]).toEqual([null, 0])
    for (const it of items.filter(({ unit }) => unit === 'cases' && it_.app)) expect(it.value).toBe(0)
  })

  it('counts what it leaves out, with the reason', async () => {
    const { items } = await ask()
    const p50 = items.find((it) => it.id === 'time_to_close_p50')!
    const negative = PLANTED.filter((it) => it.closed !== null && it.closed < it.reported).length
    expect(p50.excluded).toContainEqual({ reason: 'closed_before_reported', n: negative })
    expect(items.find((it) => it.id === 'reports')!.excluded).toEqual([{ reason: 'exercise', n: 1 }])
  })

  it('groups add up to the whole, and the numerator is never larger than the denominator', async () => {
    const whole = values(await ask())
    for (const by of ['kind', 'phase', 'department', 'category', 'source', 'hour', 'day', 'month']) {
      const { items } = await ask({ by })
      for (const id of ['reports', 'closed']) {
        expect(
          items.filter((it) => it.id === id).reduce((sum, it) => sum + it.value!, 0),
          `${id} by ${by}`,
        ).toBe(whole[id])
      }
      for (const it of items)
        if (it.denominator !== null) expect(it.numerator!).toBeLessThanOrEqual(it.denominator)
    }
  })

  it('cuts days at local midnight, whatever zone the server runs in', async () => {
    const { items } = await ask({ by: 'day' })
    const first = items.filter((it) => it.id === 'reports').map((it) => it.group)[0]
    expect(first).toBe('2024-03-01')
  })
})
