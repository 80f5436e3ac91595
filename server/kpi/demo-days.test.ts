/**
 * The demo's own days, all lives running, against the second count: figures and conservation over what the
 * simulator plans and the API takes. A few days here, ninety in the night (LEDGER_DAYS, LEDGER_QUESTIONS).
 */
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KPI_GROUPS, type KpiQuery, type KpiReply } from '@shaotai/shared/contract/http.ts'
import { KINDS } from '@shaotai/shared/domain/vocabulary.ts'
import { openRandom, seedFrom } from '../../trust/random.ts'
import { loadPast } from '../simulator/load-past.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { askOracle, differences } from '../test/kpi-oracle.ts'
import { KPIS } from './definitions.ts'

const SEED = seedFrom(process.env['SEED'])
const DAYS = Number(process.env['LEDGER_DAYS'] ?? 3)
const QUESTIONS = Number(process.env['LEDGER_QUESTIONS'] ?? 12)
const INSTANTS = 30
const TIME_ZONE = 'Asia/Shanghai'
const DAY_MS = 86_400_000
const DISTRICT = join(import.meta.dirname, '../../public/demo/areas.geojson')
const MINUTES = 60_000

let it_: TestApp
let begin = 0
let end = 0
let second: pg.Client
beforeAll(async () => {
  console.info(`the demo's last ${DAYS} days, questions from SEED=${SEED}`)
  it_ = await openTestApp({ demoAreas: DISTRICT, tellsDeadlines: false })
  await it_.app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(it_.app.server.address() as AddressInfo).port}`
  const { cases, refused } = await loadPast({ url, key: TEST_KEY, timeZone: TIME_ZONE, days: DAYS })
  expect(refused).toBe(0)
  expect(cases).toBeGreaterThan(DAYS * 50)
  end = Date.now()
  begin = end - DAYS * DAY_MS
  // The second count is plain, not fast.
  second = new pg.Client({ ...it_.database.writePool.options, query_timeout: 0, statement_timeout: 0 })
  await second.connect()
  // Of what it gathers on the way nothing is known to the planner, which would then go through it row by row, squared.
  await second.query('set enable_nestloop = off')
}, 10 * MINUTES)
afterAll(async () => {
  await second.end()
  await it_.close()
})

const iso = (at: number): string => new Date(at).toISOString()
const ask = async (query: KpiQuery): Promise<KpiReply> => {
  const text = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  const answer = await it_.ask('leader', 'GET', `/api/kpis?${new URLSearchParams(text)}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json() as KpiReply
}

describe('the demo’s days', () => {
  it('have the figures that the second count finds', { timeout: 30 * MINUTES }, async () => {
    const random = openRandom(SEED).fork('questions')
    const ids = KPIS.map(({ id }) => id).join(',')
    let nonZero = 0
    for (let n = 0; n < QUESTIONS; n += 1) {
      const from = random.whole(begin - DAY_MS, end)
      const query: KpiQuery = {
        ...(random.chance(0.8) && { from: iso(from), to: iso(random.whole(from, end + DAY_MS)) }),
        ...(random.chance(0.4) && { kind: random.pick(KINDS) }),
        ...(random.chance(0.5) && { by: random.pick(KPI_GROUPS) }),
      }
      const reply = await ask({ ...query, ids })
      const oracle = await askOracle(second, query, reply.asOf, TIME_ZONE)
      expect(differences(reply.items, oracle), `SEED=${SEED} ${JSON.stringify(query)}`).toEqual([])
      nonZero += reply.items.filter((it) => it.value !== null && it.value !== 0).length
    }
    expect(nonZero).toBeGreaterThan(QUESTIONS * 5)
  })

  it('conserve the backlog from instant to instant', { timeout: 10 * MINUTES }, async () => {
    const random = openRandom(SEED).fork('instants')
    const instants = [
      begin - 2 * DAY_MS,
      ...Array.from({ length: INSTANTS }, () => random.whole(begin, end)),
      end,
    ]
    let last: { at: number; backlog: number } | null = null
    for (const at of instants.toSorted((a, b) => a - b)) {
      const { items } = await ask({ from: iso(last?.at ?? at - 1), to: iso(at), ids: 'backlog,net_flow' })
      const value = (id: string): number => items.find((it) => it.id === id)!.value!
      if (last) expect(value('net_flow'), `SEED=${SEED} ${iso(at)}`).toBe(value('backlog') - last.backlog)
      last = { at, backlog: value('backlog') }
    }
    expect(last!.backlog).toBeGreaterThan(20)
  })
})
