/** Every figure against its second count, over random questions to a district with a random past. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KpiQuery, KpiReply } from '@shaotai/shared/contract/http.ts'
import { openRandom, seedFrom } from '../../trust/random.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { askOracle, differences } from '../test/kpi-oracle.ts'
import { loadAreas, playDistrict, randomQuestion } from '../test/random-district.ts'
import { KPIS } from './definitions.ts'

const SEED = seedFrom(process.env['SEED'])
/** The 200 of the proof take a minute; a wrong definition shows within the first few (mutants.test.ts). */
const QUESTIONS = Number(process.env['QUESTIONS'] ?? 30)

let it_: TestApp
let head = 0
beforeAll(async () => {
  console.info(`random figures from SEED=${SEED}`)
  it_ = await openTestApp({ tellsDeadlines: false })
  await loadAreas(it_.database)
  await playDistrict(it_.database, openRandom(SEED), { cases: 250, events: 2_000 })
  head = (await it_.database.readPool.query('select seq from log_head')).rows[0].seq as number
}, 60_000)
afterAll(() => it_.close())

const ask = async (query: KpiQuery): Promise<KpiReply> => {
  const text = Object.entries({ ...query, ids: KPIS.map(({ id }) => id).join(',') }).map(
    ([name, value]): [string, string] => [name, String(value)],
  )
  const answer = await it_.ask('leader', 'GET', `/api/kpis?${new URLSearchParams(text)}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json() as KpiReply
}
describe('figures and their oracle', () => {
  it(`agree over ${QUESTIONS} random questions`, { timeout: 480_000 }, async () => {
    const random = openRandom(SEED).fork('questions')
    let [compared, nonZero, grouped] = [0, 0, 0]
    for (let n = 0; n < QUESTIONS; n += 1) {
      const query = randomQuestion(random, head)
      const reply = await ask(query)
      if (typeof query.asOf === 'number') expect(reply.asOfSeq).toBe(query.asOf)
      const oracle = await askOracle(it_.database.readPool, query, reply.asOf, 'Asia/Shanghai')
      expect(differences(reply.items, oracle), `SEED=${SEED} ${JSON.stringify(query)}`).toEqual([])
      compared += reply.items.length
      nonZero += reply.items.filter((it) => it.value !== null && it.value !== 0).length
      grouped += reply.items.filter((it) => it.group !== undefined).length
    }
    expect(compared).toBeGreaterThan(KPIS.length * QUESTIONS)
    expect(nonZero).toBeGreaterThan(QUESTIONS * 5)
    expect(grouped).toBeGreaterThan(QUESTIONS * 5)
  })
})
