import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { KpiReply } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { phaseOf } from '@shaotai/shared/domain/lifecycle.ts'
import { openHistoryClient } from '../import/history-client.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { openTestDatabase, STARTED, type TestDatabase } from '../test/database.ts'
import { openApi, type Api } from './api.ts'
import { openCalendar } from './days.ts'
import { openFeed, type Feed } from './feed.ts'
import { daysBefore } from './load-history.ts'
import { OPENING } from './pace.ts'
import { planDay, type Life } from './plan.ts'
import { dueBy, isOpenAt, standingAfter } from './standing.ts'
import { fixtureDistrict } from './testing/fixture-district.ts'
import { fixturePlan, SEED } from './testing/fixture-plan.ts'

/** A Wednesday afternoon that never comes: the database judges sessions by its own clock, which must be behind. */
const NOW = Date.UTC(2036, 10, 26, 7)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAYS = 2

/** A server and a feed that share a clock which only moves when the feed waits. */
interface Stage {
  it_: TestApp
  api: Api
  clock: { now(): number; elapsed(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> }
  setNow: (at: number) => void
  open: () => Promise<Feed>
  /** Lives on until the clock says so. */
  liveUntil: (feed: Feed, at: number) => Promise<void>
}
const folder = mkdtempSync(join(tmpdir(), 'shaotai-feed-'))
const district = join(folder, 'areas.geojson')
writeFileSync(district, JSON.stringify(fixtureDistrict()))
afterAll(() => rmSync(folder, { recursive: true }))
let open: TestApp[] = []
let databases: TestDatabase[] = []
afterEach(async () => {
  for (const it_ of open) await it_.close()
  for (const database of databases) await database.drop()
  open = []
  databases = []
})

/** On a copy of this database; without one, of what a first start leaves. */
async function stage(past?: TestDatabase): Promise<Stage> {
  let now = NOW
  let until = Infinity
  let end = new AbortController()
  const database = await openTestDatabase({ copyOf: past?.config.database ?? STARTED })
  databases.push(database)
  const it_ = await openTestApp({ now: () => now, demoAreas: district, on: database })
  open.push(it_)
  await it_.app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(it_.app.server.address() as AddressInfo).port}`
  const clock: Stage['clock'] = {
    now: () => now,
    elapsed: () => now,
    sleep: async (ms, signal) => {
      if (signal?.aborted) return
      // The planner of days waits for long; the player's waits move the clock.
      if (ms > MINUTE_MS)
        return new Promise((done) => signal?.addEventListener('abort', () => done(), { once: true }))
      now = Math.min(now + Math.ceil(ms), until)
      if (now >= until) end.abort()
    },
  }
  const api = openApi({ url, key: TEST_KEY, password: 'shaotai-demo' })
  return {
    it_,
    api,
    clock,
    setNow: (at) => (now = at),
    open: () =>
      openFeed({
        api,
        client: openHistoryClient({ url, key: TEST_KEY, clock, signal: new AbortController().signal }),
        clock,
        calendar: openCalendar('Asia/Shanghai'),
        seed: SEED,
        ownDepartment: 'D01',
        days: DAYS,
      }),
    liveUntil: async (feed, at) => {
      until = at
      end = new AbortController()
      await feed.run(end.signal)
    },
  }
}

const planned = (until: number): Life[] => {
  const plan = fixturePlan(SEED, NOW)
  return daysBefore(NOW, plan.calendar, DAYS)
    .flatMap((day) => planDay(day, plan))
    .filter(({ at }) => at <= until)
}
/** Where a life stands at an instant. */
const phaseAt = (life: Life, at: number) => phaseOf(standingAfter(life, dueBy(life, at)))
const count = async (it_: TestApp, table: string): Promise<number> =>
  (await it_.database.readPool.query(`select count(*)::int as n from ${table}`)).rows[0].n as number

describe('the past of the demo', () => {
  it('gives figures equal to those of the plan, by kind, and adds nothing the second time', async () => {
    const { it_, open } = await stage()
    const { loaded } = await open()
    const lives = planned(NOW)
    expect(loaded).toEqual({ cases: lives.length, refused: 0 })
    const { rows } = await it_.database.readPool.query(
      "select count(*)::int as n from case_file where state->>'area' is null",
    )
    expect(rows).toEqual([{ n: 0 }])

    const ask = async (query: object) =>
      (
        await it_.ask(
          'leader',
          'GET',
          `/api/kpis?${new URLSearchParams({ asOf: new Date(NOW).toISOString(), ...query })}`,
        )
      ).json() as KpiReply
    const { items } = await ask({ by: 'kind' })
    const figure = (id: string, group: string) =>
      items.find((item) => item.id === id && item.group === group)?.value ?? 0
    for (const kind of ['ticket', 'hazard', 'dispute']) {
      const its = lives.filter(({ report }) => report.kind === kind)
      const when = (...types: string[]) =>
        its.filter((life) =>
          life.steps.some((step) => types.includes(step.body.type) && life.at + step.afterMs <= NOW),
        )
      // A hazard and a dispute are accepted and filed by being graded.
      const filed = when('file', 'grade', 'triage')
      expect(figure('reports', kind)).toBe(its.length)
      expect(figure('accepted', kind)).toBe(when('accept', 'grade', 'triage').length)
      expect(figure('filed', kind)).toBe(filed.length)
      // What was settled on the spot was never filed: a figure of its own.
      const selfHandled = when('close_self')
      const closed = its.filter((life) => phaseAt(life, NOW) === 'closed' && !selfHandled.includes(life))
      expect(figure('closed', kind)).toBe(closed.length)
      expect(figure('backlog', kind)).toBe(filed.filter((life) => isOpenAt(life, NOW)).length)
    }

    // Merges found their targets, and were counted on both sides.
    const merged = lives.filter((life) =>
      life.steps.some(({ body, afterMs }) => body.type === 'merge' && life.at + afterMs <= NOW),
    )
    expect(merged.length).toBeGreaterThan(0)
    const pairs = await it_.database.readPool.query(
      `select child.state->>'mergedInto' = target.id as "isInto", target.state->>'reports' as reports
         from case_file child join case_file target on target.id = child.state->>'mergedInto'
        where child.state->>'status' = 'merged'`,
    )
    expect(pairs.rows).toHaveLength(merged.length)
    for (const { reports } of pairs.rows) expect(Number(reports)).toBeGreaterThan(1)

    // The timer tells deadlines meanwhile, whatever the feed does.
    const events = "event_log where event->'actor'->>'id' <> 'timer'"
    const before = await count(it_, events)
    const again = await open()
    expect(again.loaded).toEqual({ cases: 0, refused: 0 })
    expect(await count(it_, events)).toBe(before)
  })
})

describe('the present of the demo', () => {
  /** Loaded once: the first of each test's feeds finds it there, as after a restart. */
  let past: TestDatabase
  beforeAll(async () => {
    const { open: load } = await stage()
    const { loaded } = await load()
    expect(loaded.cases).toBeGreaterThan(0)
    await open.pop()!.close()
    past = databases.pop()!
  })
  afterAll(() => past.drop())

  it('plays the opening at twenty times: about twenty cases in ten minutes, and steps of those that are open', async () => {
    const { it_, open, liveUntil } = await stage(past)
    const feed = await open()
    const before = await count(it_, 'case_file')
    await liveUntil(feed, NOW + MINUTE_MS)
    expect((await count(it_, 'case_file')) - before).toBeGreaterThanOrEqual(2)
    expect(feed.player.count.steps).toBeGreaterThan(5)
    await liveUntil(feed, NOW + OPENING.realMs)
    const arrivals = (await count(it_, 'case_file')) - before
    expect(arrivals).toBeGreaterThanOrEqual(OPENING.cases)
    expect(arrivals).toBeLessThan(OPENING.cases + 10)
    expect(feed.player.count.letGo).toBe(0)
    const { rows } = await it_.database.readPool.query(
      "select max((event->>'at')::bigint) as newest from event_log",
    )
    expect(Number(rows[0].newest)).toBeLessThanOrEqual(NOW + OPENING.realMs)
  })

  it('works cases through the whole line as the people whose step it is, and loses none', async () => {
    const { it_, api, open, liveUntil } = await stage(past)
    const feed = await open()
    // Through the night into the next afternoon: departments and checkers rest in between.
    const until = NOW + 24 * HOUR_MS
    await liveUntil(feed, until)
    expect(feed.player.count.letGo).toBe(0)

    const closed = (
      await api.cases({ kind: 'ticket', phase: 'closed', from: new Date(NOW).toISOString() })
    ).filter(({ round, filedAt }) => round === 1 && filedAt !== null)
    expect(closed.length).toBeGreaterThan(3)
    const timeline = (await it_.ask('chief', 'GET', `/api/cases/${closed[0]!.id}/timeline`)).json() as {
      items: { type: string }[]
    }
    expect(timeline.items.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'case.reported',
        'case.accepted',
        'case.filed',
        'case.dispatched',
        'case.signed',
        'case.handling',
        'case.feedback',
        'case.check_started',
        'case.closed',
      ]),
    )
    const { rows } = await it_.database.readPool.query<{ role: string; n: number }>(
      "select event->'actor'->>'role' as role, count(*)::int as n from event_log where event->'actor'->>'id' like 'person-%' group by 1",
    )
    expect(rows.map(({ role }) => role).toSorted()).toEqual([
      'dispatcher',
      'duty_chief',
      'intake',
      'leader',
      'liaison',
      'verifier',
    ])
  })

  it('takes up again after a restart and after hours off: the same cases as without, none twice', async () => {
    const { it_, open, liveUntil, setNow } = await stage(past)
    const first = await open()
    await liveUntil(first, NOW + 30 * MINUTE_MS)
    const second = await open()
    expect(second.loaded.cases).toBe(0)
    expect(second.player.left).toBe(first.player.left)
    await liveUntil(second, NOW + HOUR_MS)
    expect(second.player.count.letGo).toBe(0)

    setNow(NOW + 6 * HOUR_MS)
    const third = await open()
    const lives = planned(NOW + 6 * HOUR_MS)
    expect(await count(it_, 'case_file')).toBe(lives.length + OPENING.cases)
    expect(third.loaded.refused).toBe(0)
    await liveUntil(third, NOW + 7 * HOUR_MS)
    expect(third.player.count.letGo).toBe(0)
    const { rows } = await it_.database.readPool.query(
      'select external_id from case_file group by 1 having count(*) > 1',
    )
    expect(rows).toEqual([])
  })

  it('works hazards and disputes as well, and is not put off by what is said beside their status', async () => {
    const { it_, api, open, liveUntil, setNow } = await stage(past)
    const feed = await open()
    // A leader urges every open case: one version more than the feed knows of.
    const views = (
      await Promise.all((['dispatch', 'handle', 'verify'] as const).map((phase) => api.cases({ phase })))
    ).flat()
    expect(views.length).toBeGreaterThan(100)
    let urged = 0
    for (const { id, version } of views) {
      const { statusCode } = await it_.ask('leader', 'POST', `/api/cases/${id}/commands`, {
        type: 'urge',
        expectedVersion: version,
        commandId: `urge-${id}`,
      })
      urged += statusCode === 200 ? 1 : 0
    }
    // The timer may have been faster with some.
    expect(urged).toBeGreaterThan(views.length / 2)
    await liveUntil(feed, NOW + 2 * HOUR_MS)
    expect(feed.player.count.letGo).toBe(0)
    const again = await open()
    expect(again.player.left).toBe(feed.player.left)
    setNow(NOW + 3 * HOUR_MS)
    const later = await open()
    await liveUntil(later, NOW + 25 * HOUR_MS)
    expect(later.player.count.letGo).toBe(0)
    const cleared = await api.cases({ kind: 'hazard', phase: 'closed' })
    expect(cleared.some(({ changedAt }) => changedAt > NOW)).toBe(true)
    const disputes = await api.cases({ kind: 'dispute' })
    expect(disputes.some(({ status, changedAt }) => status === 'agreed' && changedAt > NOW)).toBe(true)
  })

  it('lets go of a case that a person at the desk has in hand', async () => {
    const { it_, open, liveUntil } = await stage(past)
    const feed = await open()
    const { items } = (await it_.ask('chief', 'GET', '/api/cases?status=reported&limit=1')).json() as {
      items: CaseView[]
    }
    const mine = items[0]!
    const command = (type: string, expectedVersion: number) =>
      it_.ask('chief', 'POST', `/api/cases/${mine.id}/commands`, {
        type,
        expectedVersion,
        commandId: `mine-${type}`,
      })
    expect((await command('accept', mine.version)).statusCode).toBe(200)
    await liveUntil(feed, NOW + OPENING.realMs)
    expect(feed.player.count.letGo).toBe(1)
    const { status } = (await it_.ask('chief', 'GET', `/api/cases/${mine.id}`)).json() as CaseView
    expect(status).toBe('accepted')
  })
})
