import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCaseService, type CaseService, type Group, type Result } from './case-service.ts'
import { aReport, CALENDAR } from '@shaotai/shared/test/worlds.ts'
import type { Actor } from '@shaotai/shared/domain/policy.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { openDatabase, type Database } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { openAppender } from '../event-log/append.ts'
import { localDays } from '../local-days.ts'
import { openTestDatabase, type TestDatabase } from '../test/database.ts'

/** Full counts in the night; here the least that a lost version check was still seen with. */
const ROUNDS = Number(process.env['RACE_ROUNDS'] ?? 20)
const RIVALS = 20
const AT_ONCE = Number(process.env['RACE_CASES'] ?? 200)

let test: TestDatabase
let database: Database
let cases: CaseService
let commands = 0
beforeAll(async () => {
  test = await openTestDatabase()
  await migrate(test.config)
  database = await openDatabase({ config: test.config, onFault: () => {} })
  cases = openCaseService({
    pool: database.writePool,
    appender: openAppender(database.writePool, () => performance.now()),
    now: Date.now,
    calendar: CALENDAR,
    dayOf: localDays('Asia/Shanghai'),
  })
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

const actor = (role: Role, id: string = role): Actor => ({ id, role, department: null, history: false })
const caseIdOf = (it: Result): string => (it.ok ? it.caseId : '')
const key = (source: string) => [{ source, key: `k${(commands += 1)}`, sha256: '00' }]
const command = (
  caseId: string,
  expectedVersion: number,
  body:
    | { type: 'accept' | 'file' }
    | { type: 'dispatch'; department: string }
    | { type: 'reassign'; department: string; reason: string },
  by: Actor,
): Group => ({
  locate: { caseId },
  requests: [
    { op: 'command', actor: by, keys: key(by.id), command: { body, expectedVersion, occurredAt: null } },
  ],
})

/** A case that was dispatched to D00, at version 4. */
async function dispatched(count: number): Promise<string[]> {
  const key0 = actor('ingest', 'key')
  const born = await cases.handle(
    Array.from({ length: count }, () => ({
      locate: null,
      requests: [
        { op: 'report', actor: key0, keys: key('hotline'), report: aReport(), occurredAt: null } as const,
      ],
    })),
  )
  const ids = born.map((group) => caseIdOf(group[0]!))
  const all = (version: number, body: Parameters<typeof command>[2], role: Role) =>
    cases.handle(ids.map((id) => command(id, version, body, actor(role))))
  await all(1, { type: 'accept' }, 'intake')
  await all(2, { type: 'file' }, 'intake')
  await all(3, { type: 'dispatch', department: 'D00' }, 'dispatcher')
  return ids
}

describe('two who decide at once', () => {
  it(
    `of ${RIVALS} simultaneous reassignments of one case exactly one wins, round after round`,
    { timeout: 120_000 },
    async () => {
      const [id] = await dispatched(1)
      for (let round = 0; round < ROUNDS; round += 1) {
        const version = 4 + round
        const answers = await Promise.all(
          Array.from({ length: RIVALS }, (_, i) =>
            cases.handle([
              command(
                id!,
                version,
                { type: 'reassign', department: `D${round}-${i}`, reason: 'theirs' },
                actor('dispatcher', `d${i}`),
              ),
            ]),
          ),
        )
        const results = answers.map(([group]) => group![0]!)
        const winners = results.flatMap((it) => (it.ok ? [it] : []))
        expect(winners.map((it) => it.version)).toEqual([version + 1])
        // Every loser is told what won.
        for (const it of results)
          if (!it.ok)
            expect(it).toMatchObject({ code: 'version_conflict', current: { version: version + 1 } })
      }
      const { rows } = await database.writePool.query<{ n: number }>(
        `select count(*)::integer as n from event_log where case_id = $1 and type = 'case.reassigned'`,
        [id],
      )
      expect(rows[0]!.n).toBe(ROUNDS)
    },
  )

  it(`${AT_ONCE} different cases at once all succeed`, { timeout: 120_000 }, async () => {
    const ids = await dispatched(AT_ONCE)
    const answers = await Promise.all(
      ids.map((id, i) =>
        cases.handle([
          command(
            id,
            4,
            { type: 'reassign', department: 'D99', reason: 'theirs' },
            actor('dispatcher', `d${i}`),
          ),
        ]),
      ),
    )
    expect(answers.filter((group) => group[0]![0]!.ok)).toHaveLength(AT_ONCE)
  })

  it('a merge changes both cases or neither, and of two merges of one case one wins', async () => {
    const reported = await Promise.all(
      Array.from({ length: 3 }, () =>
        cases.handle([
          {
            locate: null,
            requests: [
              {
                op: 'report',
                actor: actor('ingest', 'key'),
                keys: key('hotline'),
                report: aReport(),
                occurredAt: null,
              },
            ],
          },
        ]),
      ),
    )
    const [a, b, child] = reported.map((group) => caseIdOf(group[0]![0]!))
    const merge = (into: string): Group => ({
      locate: { caseId: child! },
      requests: [
        {
          op: 'command',
          actor: actor('intake'),
          keys: key('intake'),
          command: { body: { type: 'merge', into }, expectedVersion: 1, occurredAt: null },
        },
      ],
    })
    const answers = await Promise.all([cases.handle([merge(a!)]), cases.handle([merge(b!)])])
    expect(answers.filter((group) => group[0]![0]!.ok)).toHaveLength(1)
    const { rows } = await database.writePool.query<{
      id: string
      status: string
      reports: number
      into: string | null
    }>(
      `select id, status, (state->>'reports')::integer as reports, state->>'mergedInto' as into from case_file where id = any ($1)`,
      [[a, b, child]],
    )
    const of = (id: string) => rows.find((row) => row.id === id)!
    expect(of(child!).status).toBe('merged')
    const target = of(child!).into!
    expect(of(target).reports).toBe(2)
    expect(of(target === a ? b! : a!).reports).toBe(1)
  })
})
