import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CommandBody } from '@shaotai/shared/domain/commands.ts'
import type { LimitPolicy } from '@shaotai/shared/domain/limit-policy.ts'
import type { Actor } from '@shaotai/shared/domain/policy.ts'
import { aReport, CALENDAR } from '@shaotai/shared/test/worlds.ts'
import { openCaseService, type CaseService } from '../cases/case-service.ts'
import { readCases } from '../cases/case-repository.ts'
import { openDatabase, type Database } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { openAppender } from '../event-log/append.ts'
import { localDays } from '../local-days.ts'
import { openTestDatabase, type TestDatabase } from '../test/database.ts'
import { startDeadlineTimer, type DeadlineTimer } from './timer.ts'

const HOUR_MS = 3_600_000
/** A Monday, 10:00 in Shanghai. */
const MONDAY = Date.parse('2026-11-23T10:00:00+08:00')
const policy = (amount: number, basis: LimitPolicy['stages'][0]['limit']['basis']): LimitPolicy => ({
  id: 'test@1',
  dispatch: null,
  stages: [{ name: '处置', nameEn: 'handling', limit: { basis, amount } }],
  evidence: 'none',
  criterion: null,
  extensions: 2,
  returns: 3,
})

let test: TestDatabase
let database: Database
let cases: CaseService
let timer: DeadlineTimer
let clock = MONDAY
let keys = 0
beforeAll(async () => {
  test = await openTestDatabase()
  await migrate(test.config)
  database = await openDatabase({ config: test.config, onFault: () => {} })
})
beforeEach(() => {
  clock = MONDAY
  start()
})
afterAll(async () => {
  await timer.stop()
  await database.close()
  await test.drop()
})

/** As a server that starts would: nothing is remembered but what is in the database. */
function start(): void {
  const now = () => clock
  cases = openCaseService({
    pool: database.writePool,
    appender: openAppender(database.writePool, () => performance.now()),
    now,
    calendar: CALENDAR,
    dayOf: localDays('Asia/Shanghai'),
  })
  timer = startDeadlineTimer({ pool: database.writePool, cases, calendar: CALENDAR, now, onFault: () => {} })
}

const key = () => [{ source: 'test', key: `k${(keys += 1)}`, sha256: '00' }]
const by = (role: Actor['role'], department: string | null = null): Actor => ({
  id: role,
  role,
  department,
  history: false,
})
async function act(caseId: string, body: CommandBody, actor: Actor): Promise<void> {
  const [group] = await cases.handle([
    {
      locate: { caseId },
      requests: [
        { op: 'command', actor, keys: key(), command: { body, expectedVersion: null, occurredAt: null } },
      ],
    },
  ])
  const result = group![0]!
  if (!result.ok) throw new Error(`${body.type}: ${result.code}`)
}
async function filed(its: LimitPolicy): Promise<string> {
  const [group] = await cases.handle([
    {
      locate: null,
      requests: [
        {
          op: 'report',
          actor: { ...by('ingest'), history: true },
          keys: key(),
          report: aReport({ policy: its }),
          occurredAt: null,
        },
      ],
    },
  ])
  const { caseId } = group![0] as { caseId: string }
  await act(caseId, { type: 'accept' }, by('intake'))
  await act(caseId, { type: 'file' }, by('intake'))
  return caseId
}
async function inHand(its: LimitPolicy): Promise<string> {
  const id = await filed(its)
  await act(id, { type: 'dispatch', department: 'D01' }, by('dispatcher'))
  await act(id, { type: 'sign' }, by('liaison', 'D01'))
  await act(id, { type: 'handle' }, by('liaison', 'D01'))
  return id
}
const told = async (caseId: string): Promise<{ type: string; hours: number }[]> => {
  const { rows } = await database.writePool.query<{ type: string; at: string }>(
    `select type, event->>'at' as at from event_log where case_id = $1 and event->'actor'->>'id' = 'timer' order by seq`,
    [caseId],
  )
  return rows.map(({ type, at }) => ({
    type,
    hours: Math.round(((Number(at) - MONDAY) / HOUR_MS) * 100) / 100,
  }))
}

describe('the deadline timer', () => {
  it('tells near due, overdue, twice and three times over at their own instants, each once', async () => {
    const id = await filed(policy(10, 'natural_hours'))
    for (const hours of [7, 8, 8.5, 9, 10, 10.5, 19, 20.1, 29, 31, 40]) {
      clock = MONDAY + hours * HOUR_MS
      await timer.tick()
    }
    expect(await told(id)).toEqual([
      { type: 'case.near_due', hours: 8 },
      { type: 'case.overdue', hours: 10 },
      { type: 'case.overdue_twice', hours: 20 },
      { type: 'case.overdue_thrice', hours: 30 },
    ])
  })

  it('after a long time away tells everything at once, in order, at the instants it was about', async () => {
    const id = await filed(policy(10, 'natural_hours'))
    await timer.stop()
    clock = MONDAY + 100 * HOUR_MS
    start()
    await timer.tick()
    expect((await told(id)).map(({ hours }) => hours)).toEqual([8, 10, 20, 30])
  })

  it('tells nothing twice when the clock is set back or two servers ask at once', async () => {
    const id = await filed(policy(10, 'natural_hours'))
    clock = MONDAY + 11 * HOUR_MS
    const other = startDeadlineTimer({
      pool: database.writePool,
      cases,
      calendar: CALENDAR,
      now: () => clock,
      onFault: () => {},
    })
    await Promise.all([timer.tick(), other.tick()])
    clock = MONDAY + 7 * HOUR_MS
    await timer.tick()
    clock = MONDAY + 12 * HOUR_MS
    await Promise.all([timer.tick(), other.tick()])
    await other.stop()
    expect((await told(id)).map(({ type }) => type)).toEqual(['case.near_due', 'case.overdue'])
  })

  it('goes by working time: four working hours from Monday 10:00 end at 16:00, and the night is nobody’s', async () => {
    const id = await filed(policy(4, 'working_hours'))
    clock = MONDAY + 30 * HOUR_MS
    await timer.tick()
    // 3.2 working hours: 2 before noon, 1.2 after 14:00; twice four: four more, the next morning 08:30 + 2.5.
    expect((await told(id)).map(({ hours }) => hours)).toEqual([5.2, 6, 25])
  })

  it('is silent while a case is suspended, resumes it on its date, and goes on with what was left', async () => {
    const id = await inHand(policy(10, 'natural_hours'))
    clock = MONDAY + 2 * HOUR_MS
    await act(
      id,
      { type: 'request_suspension', code: 'season', until: MONDAY + 50 * HOUR_MS },
      by('liaison', 'D01'),
    )
    await act(id, { type: 'suspend' }, by('duty_chief'))
    clock = MONDAY + 49 * HOUR_MS
    await timer.tick()
    expect(await told(id)).toEqual([])
    clock = MONDAY + 57 * HOUR_MS
    await timer.tick() // resumed at 50, with eight hours left
    await timer.tick()
    expect(await told(id)).toEqual([
      { type: 'case.resumed', hours: 50 },
      { type: 'case.near_due', hours: 56 },
    ])
    const [it_] = await readCases(database.writePool, [id])
    expect(it_).toMatchObject({ status: 'handling', pausedAt: null, dueAt: MONDAY + 58 * HOUR_MS })
  })

  it('an extension that comes between moves the mark: what was granted is not told as overdue', async () => {
    const id = await inHand(policy(10, 'natural_hours'))
    clock = MONDAY + 9 * HOUR_MS
    await timer.tick()
    await act(
      id,
      { type: 'request_extension', extra: { basis: 'natural_hours', amount: 10 }, reason: 'rain' },
      by('liaison', 'D01'),
    )
    await act(id, { type: 'grant_extension' }, by('duty_chief'))
    clock = MONDAY + 19 * HOUR_MS
    await timer.tick()
    // Twenty hours now: near due anew at sixteen.
    expect(await told(id)).toEqual([
      { type: 'case.near_due', hours: 8 },
      { type: 'case.near_due', hours: 16 },
    ])
  })
})
