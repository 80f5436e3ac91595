/**
 * append() itself, asked by 32 connections at once: colliding keys, stale versions, rollbacks and backends
 * ended in the middle. What is left must be 1..N in commit order, as two tails see it, without a deadlock.
 */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { decide, decideReport, type Decision } from '@shaotai/shared/domain/decide.ts'
import { aReport, CALENDAR, idOf, NOW } from '@shaotai/shared/test/worlds.ts'
import { openDatabase, type Database } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { openTestDatabase, type TestDatabase } from '../test/database.ts'
import type { Unit } from './append.ts'
import { readAfter, skimAfter } from './read-after.ts'
import { startTail } from './tail.ts'

const CONNECTIONS = 32
const FOR_MS = 5_000
const context = {
  actor: { id: 'key', role: 'ingest', department: null, history: true },
  now: NOW,
  calendar: CALENDAR,
} as const

let test: TestDatabase
let database: Database
beforeAll(async () => {
  test = await openTestDatabase()
  await migrate(test.config)
  database = await openDatabase({ config: test.config, onFault: () => {} })
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Asked {
  unit: Unit
  /** The case after it, which the unit itself may leave to its event. */
  state: CaseFile
  invokedAt: number
  /** null: nobody knows. */
  outcome: 'appended' | 'version_conflict' | 'key_taken' | 'rolled back' | null
  seq: number | null
  answeredAt: number
}

/** Events of one case as one unit; the mark of the first key names it in the log. */
function toUnit(before: CaseFile | null, decision: Decision, key: string): Pick<Asked, 'unit' | 'state'> {
  if (!decision.ok) throw new Error(decision.refusal)
  const { event, state } = decision
  const unit: Unit = {
    caseId: state.id,
    expected: before?.version ?? 0,
    day: '20261122',
    done: false,
    state: event.case ? null : state,
    events: [event],
    personal: [{ version: event.version, data: { note: key } }],
    keys: [{ source: 'hotline', key, sha256: '00'.repeat(32), version: event.version }],
  }
  return { unit, state }
}
const STEPS = ['accept', 'file', 'dispatch', 'reassign'] as const
function nextStep(state: CaseFile, key: string): Pick<Asked, 'unit' | 'state'> {
  const type = STEPS[Math.min(state.version, STEPS.length) - 1]!
  const department = state.department === 'D01' ? 'D02' : 'D01'
  const body = { type, department, reason: 'r' } as unknown as Parameters<typeof decide>[1]['body']
  return toUnit(state, decide(state, { body, expectedVersion: null, occurredAt: null }, context), key)
}

describe('append() under everything at once', () => {
  const asked: Asked[] = []
  const seen: number[][] = [[], []]
  const alarms: string[] = []
  /** By SQLSTATE. */
  const faults = new Map<string, number>()
  let ended = 0

  beforeAll(async () => {
    const tails = seen.map((seqs) =>
      startTail({
        after: 0,
        read: (after, limit) => readAfter(database.readPool, after, limit),
        skim: (after, limit) => skimAfter(database.readPool, after, limit),
        isWatched: () => true,
        onBatch: (events) => seqs.push(...events.map(({ seq }) => seq)),
        onAlarm: (alarm) => alarms.push(alarm.message),
        onFault: () => {},
      }),
    )
    const waking = setInterval(tails[0]!.wake, 5)
    const until = Date.now() + FOR_MS
    /** Every connection works on the same few cases, as each of them last saw them. */
    const states = new Map<string, CaseFile>()
    const pids = new Map<number, number>()
    let cases = 0

    const drawUnit = (worker: number): Pick<Asked, 'unit' | 'state'> => {
      // One key in six is one that somebody else may use at the same moment.
      const key =
        Math.random() < 0.16
          ? `shared-${Math.floor(Math.random() * 400)}`
          : `${worker}-${asked.length}-${Math.random()}`
      const known = [...states.values()]
      if (known.length < 12 || Math.random() < 0.4)
        return toUnit(null, decideReport(idOf((cases += 1)), aReport(), null, context), key)
      return nextStep(known[Math.floor(Math.random() * known.length)]!, key)
    }
    const work = async (worker: number): Promise<void> => {
      let client: pg.Client | null = null
      while (Date.now() < until) {
        client ??= await connect(worker)
        // Never twice the same case in one call: the group commit sees to that in the product.
        const drawn = Array.from({ length: 1 + Math.floor(Math.random() * 4) }, () => drawUnit(worker))
        const units = [...new Map(drawn.map((it) => [it.unit.caseId, it])).values()]
        const mine = units.map((it): Asked => ({
          ...it,
          invokedAt: performance.now(),
          outcome: null,
          seq: null,
          answeredAt: Infinity,
        }))
        asked.push(...mine)
        const rollsBack = Math.random() < 0.1
        try {
          if (rollsBack) await client.query('begin')
          const { rows } = await client.query<{
            ord: string
            outcome: Asked['outcome']
            seq: string
            no: string
          }>('select * from append($1::jsonb)', [JSON.stringify(units.map(({ unit }) => unit))])
          if (rollsBack) await client.query('rollback')
          for (const { ord, outcome, seq, no } of rows) {
            const it = mine[Number(ord) - 1]!
            it.outcome = rollsBack ? 'rolled back' : outcome
            it.answeredAt = performance.now()
            if (rollsBack || outcome !== 'appended') continue
            it.seq = Number(seq)
            const newest = states.get(it.unit.caseId)
            if ((newest?.version ?? 0) < it.state.version) states.set(it.unit.caseId, { ...it.state, no })
            // A dozen live cases, so that they are fought over.
            if (states.size > 12) states.delete(states.keys().next().value!)
          }
        } catch (fault) {
          const { code = (fault as Error).message } = fault as { code?: string }
          faults.set(code, (faults.get(code) ?? 0) + 1)
          if (rollsBack) for (const it of mine) it.outcome = 'rolled back'
          await client.end().catch(() => {})
          client = null
        }
      }
      await client?.end()
    }
    const connect = async (worker: number): Promise<pg.Client> => {
      const client = new pg.Client(test.config)
      client.on('error', () => {})
      await client.connect()
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      pids.set(worker, rows[0]!.pid)
      return client
    }
    const endSome = async (): Promise<void> => {
      while (Date.now() < until - 200) {
        await pause(150)
        const { rows } = await database.writePool.query<{ pid: number }>(
          `select pid from pg_stat_activity where pid = any ($1) and state <> 'idle' order by random() limit 1`,
          [[...pids.values()]],
        )
        if (!rows[0]) continue
        await database.writePool.query('select pg_terminate_backend($1)', [rows[0].pid])
        ended += 1
      }
    }
    await Promise.all([endSome(), ...Array.from({ length: CONNECTIONS }, (_, worker) => work(worker))])
    clearInterval(waking)
    const end = await head()
    while (tails.some((tail) => tail.seq() < end) && alarms.length === 0 && Date.now() < until + 20_000)
      await pause(50)
    for (const tail of tails) await tail.stop()
  }, 60_000)

  const head = async (): Promise<number> =>
    (await database.writePool.query<{ seq: number }>('select seq from log_head')).rows[0]!.seq
  const rowsOf = async <T extends pg.QueryResultRow>(sql: string): Promise<T[]> =>
    (await database.writePool.query<T>(sql)).rows
  const count = (outcome: Asked['outcome']): number => asked.filter((it) => it.outcome === outcome).length

  it('everything that was to happen did happen', () => {
    const happened = {
      appended: count('appended'),
      conflicts: count('version_conflict'),
      taken: count('key_taken'),
      rolledBack: count('rolled back'),
      unknown: count(null),
      ended,
    }
    for (const [what, n] of Object.entries(happened))
      expect(n, `${what} in ${JSON.stringify(happened)}`).toBeGreaterThan(5)
  })

  it('L1 L6 leaves seq 1..N without a hole, whatever was rolled back or ended', async () => {
    const seqs = (await rowsOf<{ seq: number }>('select seq from event_log order by seq')).map(
      ({ seq }) => seq,
    )
    expect(seqs).toEqual(Array.from({ length: await head() }, (_, i) => i + 1))
  })

  it('L5 two tails see every event once and in order, and raise no alarm', async () => {
    expect(alarms).toEqual([])
    const all = Array.from({ length: await head() }, (_, i) => i + 1)
    expect(seen[0]).toEqual(all)
    expect(seen[1]).toEqual(all)
  })

  it('L2 what was answered is there under its seq, what was rolled back is not, what is unknown is there once at most', async () => {
    const rows = await rowsOf<{ seq: number; case_id: string; version: number; mark: string }>(
      `select e.seq, e.case_id, e.version, p.data->>'note' as mark from event_log e join case_personal p using (case_id, version)`,
    )
    const byPlace = new Map(rows.map((row) => [`${row.case_id} ${row.version} ${row.mark}`, row]))
    const wrong = asked.filter(({ unit, state, outcome, seq }) => {
      const row = byPlace.get(`${unit.caseId} ${state.version} ${unit.keys[0]!.key}`)
      return outcome === 'appended' ? row?.seq !== seq : outcome === 'rolled back' && row !== undefined
    })
    expect(wrong).toEqual([])
    const made = asked.filter(({ outcome }) => outcome === 'appended').length
    expect(rows.length).toBeGreaterThanOrEqual(made)
    expect(rows.length).toBeLessThanOrEqual(made + count(null))
  })

  it('C1 each key made one event, C2 each version has one winner', async () => {
    const keys = await rowsOf<{ n: number }>(
      `select count(*)::int as n from command_log l left join event_log e using (case_id, version) where e.seq is null`,
    )
    expect(keys).toEqual([{ n: 0 }])
    expect((await rowsOf('select 1 from command_log')).length).toBe(await head())
    const jumps = await rowsOf(
      `select case_id from event_log group by case_id having count(*) <> max(version) or min(version) <> 1`,
    )
    expect(jumps).toEqual([])
    const apart = await rowsOf(
      'select c.id from case_file c join event_log e on e.seq = c.seq where e.case_id <> c.id or e.version <> c.version',
    )
    expect(apart).toEqual([])
    expect(await rowsOf('select no from case_file group by no having count(*) > 1')).toEqual([])
  })

  it('what was answered before something else was asked stands before it', () => {
    const appended = asked.filter(({ seq }) => seq !== null)
    const byAnswer = appended.toSorted((a, b) => a.answeredAt - b.answeredAt)
    let n = 0
    let last = 0
    for (const { invokedAt, seq } of appended.toSorted((a, b) => a.invokedAt - b.invokedAt)) {
      for (; n < byAnswer.length && byAnswer[n]!.answeredAt < invokedAt; n += 1)
        last = Math.max(last, byAnswer[n]!.seq!)
      expect(seq).toBeGreaterThan(last)
    }
  })

  it('takes its locks in one order: no deadlock', async () => {
    // Ended by us, or cut by that; nothing else may go wrong.
    const other = [...faults].filter(([code]) => code !== '57P01' && !/terminated|connection/i.test(code))
    expect(other).toEqual([])
    expect(await rowsOf('select deadlocks from pg_stat_database where datname = current_database()')).toEqual(
      [{ deadlocks: 0 }],
    )
  })
})
