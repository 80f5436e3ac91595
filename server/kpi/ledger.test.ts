/** What must hold of the figures whatever happened: conservation, subsets, the past that stays as it was. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KpiCasesReply, KpiItem, KpiReply } from '@shaotai/shared/contract/http.ts'
import type { Problem } from '@shaotai/shared/contract/problem.ts'
import type { CaseEvent } from '@shaotai/shared/domain/events.ts'
import { openRandom, seedFrom } from '../../trust/random.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { BEGIN, END, loadAreas, PATHS, playDistrict, ROOT } from '../test/random-district.ts'
import { KPIS } from './definitions.ts'

const SEED = seedFrom(process.env['SEED'])
const EVENTS = 10_000
const DAY_MS = 86_400_000

let it_: TestApp
let events: CaseEvent[] = []
beforeAll(async () => {
  console.info(`random ledger from SEED=${SEED}`)
  it_ = await openTestApp({ tellsDeadlines: false })
  await loadAreas(it_.database)
  await playDistrict(it_.database, openRandom(SEED), { cases: 800, events: EVENTS })
  const { rows } = await it_.database.readPool.query('select event from event_log order by seq')
  events = rows.map((row) => row.event as CaseEvent)
}, 120_000)
afterAll(() => it_.close())

const iso = (at: number): string => new Date(at).toISOString()
const get = async <T>(path: string, query: Record<string, string>, who = 'leader'): Promise<T> => {
  const answer = await it_.ask(who, 'GET', `${path}?${new URLSearchParams(query)}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json() as T
}
const figures = async (query: Record<string, string>): Promise<Record<string, KpiItem>> =>
  Object.fromEntries((await get<KpiReply>('/api/kpis', query)).items.map((it) => [it.id, it]))

const OPENS = ['filed', 'graded', 'triaged', 'reopened', 'relapsed'].map((it) => `case.${it}`)
const REFERRALS = ['suit', 'arbitration', 'petition', 'pil'].map((it) => `referred_to_${it}`)
const ENDS = [
  'closed',
  'closed_external',
  'cleared',
  'turned_into_event',
  'settled',
  'withdrawn',
  ...REFERRALS,
  'merged',
  'voided',
].map((it) => `case.${it}`)

/** Who is open before an instant, by playing the events of each case: an ending never lies before its opening. */
function openBefore(at: number): number {
  const lives = new Map<
    string,
    { drill: boolean; reportedAt: number; isOpen: boolean; reached: number; filed: boolean }
  >()
  for (const event of events) {
    const life = lives.get(event.caseId) ?? {
      drill: event.case!.exercise,
      reportedAt: event.at,
      isOpen: false,
      reached: Number.NEGATIVE_INFINITY,
      filed: false,
    }
    lives.set(event.caseId, life)
    const move = (when: number, opens: boolean): void => {
      life.reached = Math.max(life.reached, when)
      if (life.reached < at) life.isOpen = opens
    }
    if (event.type === 'case.closed_external' && !life.filed) move(life.reportedAt, true)
    if (event.type === 'case.closed_external' || OPENS.includes(event.type)) life.filed = true
    if (OPENS.includes(event.type)) move(event.at, true)
    // What was never filed never was open: a dispute withdrawn at the door.
    if (life.filed && ENDS.includes(event.type)) move(event.at, false)
  }
  return [...lives.values()].filter((it) => it.isOpen && !it.drill).length
}

describe('the backlog is conserved', () => {
  it(`over a random walk of ${EVENTS} events: what flows in less what flows out is what is left, at every instant`, async () => {
    expect(events.length).toBeGreaterThanOrEqual(EVENTS)
    const seen = (type: string): number => events.filter((it) => it.type === `case.${type}`).length
    // That there is something of each: how many is the seed's, and some seeds bring half of what others do.
    for (const [type, n] of [
      ['reopened', 50],
      ['relapsed', 8],
      ['merged', 8],
      ['voided', 8],
      ['suspended', 8],
      ['extended', 8],
      ['returned', 50],
      ['settled', 8],
      ['cleared', 50],
      ['closed_self', 5],
    ] as const)
      expect(seen(type), `SEED=${SEED} ${type}`).toBeGreaterThan(n)
    const random = openRandom(SEED).fork('instants')
    const stamps = Array.from({ length: 25 }, () => random.pick(events).at) // where something happens
    const instants = [BEGIN - DAY_MS, ...stamps, END + 30 * DAY_MS].toSorted((a, b) => a - b)
    let last = { at: instants[0]!, backlog: 0 }
    let busiest = 0
    for (const at of instants) {
      const { backlog, net_flow } = await figures({
        from: iso(last.at),
        to: iso(at),
        ids: 'backlog,net_flow',
      })
      expect(backlog!.value, `SEED=${SEED} ${iso(at)}`).toBe(openBefore(at))
      expect(net_flow!.value, `SEED=${SEED} ${iso(at)}`).toBe(backlog!.value! - last.backlog)
      last = { at, backlog: backlog!.value! }
      busiest = Math.max(busiest, last.backlog)
    }
    expect(busiest).toBeGreaterThan(100)
  }, 120_000)

  it('by hour too: the hours add up to the whole, and so do the areas', async () => {
    const window = { from: iso(BEGIN + 10 * DAY_MS), to: iso(BEGIN + 12 * DAY_MS), ids: 'net_flow' }
    const whole = (await figures(window))['net_flow']!.value
    for (const by of ['hour', 'area', 'department', 'kind']) {
      const { items } = await get<KpiReply>('/api/kpis', { ...window, by })
      expect(items.length).toBeGreaterThan(1)
      expect(
        items.reduce((sum, it) => sum + it.value!, 0),
        by,
      ).toBe(whole)
    }
  })
})

describe('the cases behind a number', () => {
  const window = { from: iso(BEGIN + 5 * DAY_MS), to: iso(BEGIN + 25 * DAY_MS) }

  async function idsOf(
    id: string,
    side: string,
    query: Record<string, string>,
  ): Promise<{ ids: string[]; n: number }> {
    const ids: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: KpiCasesReply = await get<KpiCasesReply>(
        `/api/kpis/${id}/cases`,
        { ...query, side, limit: '400', ...(cursor && { cursor }) },
        'chief',
      )
      ids.push(...page.items.map((it) => it.id))
      if (page.next === null) return { ids, n: page.n }
      cursor = page.next
    }
    throw new Error('unreachable')
  }

  it('are as many as it says, and those it counts are among those it looks at, for every figure', async () => {
    for (const query of [window, { ...window, area: ROOT, kind: 'ticket' }] as Record<string, string>[]) {
      const items = await figures({ ...query, ids: KPIS.map(({ id }) => id).join(',') })
      for (const { id, acts } of KPIS) {
        const [numerator, denominator] = [
          await idsOf(id, 'numerator', query),
          await idsOf(id, 'denominator', query),
        ]
        const all = new Set(denominator.ids)
        expect(
          numerator.ids.filter((it) => !all.has(it)),
          id,
        ).toEqual([])
        expect(new Set(numerator.ids).size, id).toBe(numerator.ids.length)
        expect(numerator.n, id).toBe(items[id]!.numerator)
        if (items[id]!.denominator !== null) expect(denominator.n, id).toBe(items[id]!.denominator)
        // Secret cases are counted and not shown, to a chief who is not cleared.
        expect(numerator.ids.length, id).toBeLessThanOrEqual(numerator.n)
        // Of acts, as many as befell a case are told with it.
        if (numerator.n > 40 && !acts) expect(numerator.ids.length, id).toBeGreaterThan(numerator.n / 2)
      }
    }
  }, 120_000)

  it('of a group are those of its item, for every kind of group', async () => {
    for (const by of [
      'kind',
      'phase',
      'department',
      'category',
      'source',
      'area',
      'hour',
      'day',
      'month',
      'time_to_close',
      'age',
    ]) {
      const { items } = await get<KpiReply>('/api/kpis', {
        ...window,
        by,
        ids: 'closed,net_flow,on_time_rate,return_rate',
      })
      expect(items.length, by).toBeGreaterThan(2)
      for (const item of [items[0]!, items[Math.floor(items.length / 2)]!, items.at(-1)!]) {
        const page = await get<KpiCasesReply>(
          `/api/kpis/${item.id}/cases`,
          { ...window, by, group: item.group! },
          'chief',
        )
        expect(page.n, `${item.id} by ${by}: ${item.group}`).toBe(item.numerator)
      }
    }
  }, 60_000)

  it('of a past seq are told as they were then, and page on at that seq', async () => {
    const seq = Math.floor(events.length / 2)
    const query = { asOf: String(seq), limit: '50' }
    const first = await get<KpiCasesReply>('/api/kpis/backlog/cases', query, 'chief')
    expect([first.asOfSeq, first.items.length]).toEqual([seq, 50])
    for (const it of first.items) {
      expect(it.status).not.toBe('closed')
      expect(it.version).toBe(events.slice(0, seq).filter(({ caseId }) => caseId === it.id).length)
    }
    const second = await get<KpiCasesReply>(
      '/api/kpis/backlog/cases',
      { ...query, cursor: first.next! },
      'chief',
    )
    const met = new Set(first.items.map(({ id }) => id))
    expect(second.items.filter(({ id }) => met.has(id))).toEqual([])
  })

  it('do not tell a lobby by area or department what it hides', async () => {
    const grid = PATHS[0]!.at(-1)!
    const community = PATHS[0]!.at(-2)!
    const { token } = (
      await it_.ask('admin', 'POST', '/api/devices', { name: 'hall', profile: 'wall' })
    ).json() as { token: string }
    const seen = async (query: Record<string, string>): Promise<KpiCasesReply> =>
      get('/api/kpis/reports/cases', { limit: '500', ...query }, token)
    // Disputes are dim on a wall: known by their community.
    const all = (await seen({ kind: 'dispute' })).items
    expect(all.length).toBeGreaterThan(10)
    expect(all.every((it) => it.area === null || PATHS.some((path) => path[2] === it.area))).toBe(true)
    const there = all.filter((it) => it.area === community).map(({ id }) => id)
    expect(there.length).toBeGreaterThan(0)
    for (const query of [
      { area: community },
      { by: 'area', area: PATHS[0]![1]!, group: community },
    ] as Record<string, string>[])
      expect((await seen({ kind: 'dispute', ...query })).items.map(({ id }) => id)).toEqual(there)
    for (const query of [
      { area: grid },
      { by: 'area', area: community, group: grid },
      { by: 'department', group: 'D01' },
      { by: 'department', group: '' },
    ] as Record<string, string>[]) {
      const page = await seen({ kind: 'dispute', ...query })
      expect(page.n).toBeGreaterThan(0)
      expect(page.items, JSON.stringify(query)).toEqual([])
    }
  })
})

describe('lists', () => {
  it('are filtered by area, of any tier, and by what is overdue', async () => {
    const list = async (query: Record<string, string>, who = 'chief') =>
      (await get<KpiCasesReply>('/api/cases', { limit: '500', ...query }, who)).items
    for (const path of [PATHS[0]!, PATHS.at(-1)!])
      for (const code of path.slice(1)) {
        const found = await list({ area: code })
        expect(found.length).toBeGreaterThan(0)
        expect(found.every((it) => it.area?.startsWith(code))).toBe(true)
      }
    const overdue = await list({ overdue: 'true' })
    expect(overdue.length).toBeGreaterThan(10)
    for (const it of overdue) {
      expect(it.closedAt).toBeNull()
      expect((it.feedbackAt ?? Date.now()) > it.dueAt!).toBe(true)
    }
    const ids = new Set(overdue.map(({ id }) => id))
    expect((await list({ overdue: 'false' })).filter(({ id }) => ids.has(id))).toEqual([])
    expect(await list({ area: 'no such place' })).toEqual([])
  })
})

describe('the ledger at a seq', () => {
  it('says the same for ever, whatever comes after', async () => {
    const seq = events.length - 500
    const before = await get<KpiReply>('/api/kpis', { asOf: String(seq), by: 'phase' })
    expect(before.asOfSeq).toBe(seq)
    await playMore()
    await new Promise((done) => setTimeout(done, 2_100)) // beyond any shared answer
    expect(await get<KpiReply>('/api/kpis', { asOf: String(seq), by: 'phase' })).toEqual(before)
  })

  it('of nothing is empty, and one that the log has not reached is a problem that says so', async () => {
    const none = await get<KpiReply>('/api/kpis', { asOf: '0' })
    expect(none.asOfSeq).toBe(0)
    for (const it of none.items) expect([it.value, it.n], it.id).toEqual([it.unit === 'cases' ? 0 : null, 0])
    for (const path of ['/api/kpis', '/api/kpis/backlog/cases']) {
      const answer = await it_.ask('leader', 'GET', `${path}?asOf=999999999`)
      expect(answer.statusCode).toBe(400)
      expect((answer.json() as Problem).errors).toEqual([
        { path: '/asOf', message: 'is a seq that the log has not reached yet' },
      ])
    }
  })

  it('answers the figures that are asked for, and says which it does not have', async () => {
    expect(Object.keys(await figures({ ids: 'backlog,reports' })).toSorted()).toEqual(['backlog', 'reports'])
    const answer = await it_.ask('leader', 'GET', '/api/kpis?ids=reports,wonders')
    expect([answer.statusCode, (answer.json() as Problem).errors![0]!.message]).toEqual([
      400,
      'has no figure wonders',
    ])
    expect((await it_.ask('leader', 'GET', '/api/kpis/wonders/cases')).statusCode).toBe(404)
    expect((await it_.ask('leader', 'GET', '/api/kpis/reports/cases?group=x')).statusCode).toBe(400)
  })

  async function playMore(): Promise<void> {
    const { rows } = await it_.database.readPool.query(
      `select id, version from case_file where status = 'reported' limit 20`,
    )
    for (const { id, version } of rows) {
      const body = { type: 'accept', expectedVersion: version, commandId: `more-${id}` }
      expect((await it_.ask('chief', 'POST', `/api/cases/${id}/commands`, body)).statusCode).toBe(200)
    }
  }
})

describe('beside an earlier window', () => {
  it('stands what it was there, judged as long after its end', async () => {
    const [from, to] = [BEGIN + 20 * DAY_MS, BEGIN + 27 * DAY_MS + 5_000] // no period of the calendar
    const now = await get<KpiReply>('/api/kpis', {
      from: iso(from),
      to: iso(to),
      compare: 'previous',
      by: 'kind',
    })
    const then = await get<KpiReply>('/api/kpis', {
      from: iso(from - (to - from)),
      to: iso(from),
      by: 'kind',
      ids: 'reports,filed,closed,backlog,net_flow,resolution_rate,on_time_rate,time_to_close_p50',
    })
    // A kind of which there is nothing now is not told, so there is nothing to stand beside what it was.
    const both = then.items.flatMap((it) => {
      const here = now.items.find(({ id, group }) => id === it.id && group === it.group)
      return here ? [{ it, previous: here.previous }] : []
    })
    expect(both.length).toBeGreaterThan(10)
    for (const { it, previous } of both) {
      expect(previous, `${it.id} ${it.group}`).toEqual({
        value: it.value,
        n: it.n,
        window: { from: iso(from - (to - from)), to: iso(from) },
      })
    }
  })

  it('is nothing where the window has no start', async () => {
    const { items } = await get<KpiReply>('/api/kpis', { compare: 'last_year' })
    expect(items.some((it) => it.previous !== undefined)).toBe(false)
  })
})
