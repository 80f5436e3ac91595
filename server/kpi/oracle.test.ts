/** Every figure against its second count, over random questions to a district with a random past. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KPI_GROUPS, type KpiItem, type KpiQuery, type KpiReply } from '@shaotai/shared/contract/http.ts'
import { STATUSES } from '@shaotai/shared/domain/lifecycle.ts'
import { KINDS, PHASES } from '@shaotai/shared/domain/vocabulary.ts'
import { openRandom, seedFrom, type Random } from '../../trust/random.ts'
import { openDirectory, type Directory } from '../directory/directory.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { askOracle, type OracleItem } from '../test/kpi-oracle.ts'
import {
  BEGIN,
  CATEGORIES,
  DEPARTMENTS,
  END,
  loadAreas,
  PATHS,
  playDistrict,
  SOURCES,
} from '../test/random-district.ts'
import { KPIS, type Kpi } from './definitions.ts'
import { measure } from './measure.ts'

const SEED = seedFrom(process.env['SEED'])
const QUESTIONS = 200
const HOUR_MS = 3_600_000

let it_: TestApp
let head = 0
beforeAll(async () => {
  console.info(`random figures from SEED=${SEED}`)
  it_ = await openTestApp()
  await loadAreas(it_.database)
  await playDistrict(it_.database, openRandom(SEED), { cases: 350, events: 1_800 })
  head = (await it_.database.readPool.query('select seq from log_head')).rows[0].seq as number
}, 60_000)
afterAll(() => it_.close())

function randomQuestion(random: Random): KpiQuery {
  const maybe = <K extends keyof KpiQuery>(name: K, share: number, value: () => KpiQuery[K]): Partial<KpiQuery> =>
    random.chance(share) ? { [name]: value() } : {}
  const instant = (): number => {
    const at = random.whole(BEGIN - 48 * HOUR_MS, END + 240 * HOUR_MS)
    return random.chance(0.5) ? Math.round(at / HOUR_MS) * HOUR_MS : at
  }
  const [a, b] = [instant(), instant()].toSorted((x, y) => x - y)
  const iso = (at: number): string => new Date(at).toISOString()
  return {
    ...maybe('kind', 0.25, () => random.pick(KINDS)),
    ...maybe('category', 0.15, () => random.pick(CATEGORIES)),
    ...maybe('department', 0.2, () => random.pick(DEPARTMENTS)),
    ...maybe('source', 0.2, () => random.pick(SOURCES)),
    ...maybe('area', 0.25, () => random.pick(random.pick(PATHS))),
    ...maybe('status', 0.05, () => random.pick(STATUSES)),
    ...maybe('phase', 0.05, () => random.pick(PHASES)),
    ...maybe('overdue', 0.1, () => random.chance(0.5)),
    ...maybe('from', 0.5, () => iso(a!)),
    ...maybe('to', 0.5, () => iso(b!)),
    ...maybe('asOf', 0.6, () => (random.chance(0.5) ? random.whole(0, head) : iso(instant()))),
    ...maybe('by', 0.6, () => random.pick(KPI_GROUPS)),
  }
}

const ask = async (query: KpiQuery): Promise<KpiReply> => {
  const text = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  const answer = await it_.ask('leader', 'GET', `/api/kpis?${new URLSearchParams(text)}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json() as KpiReply
}
const keyOf = (it: KpiItem): string => `${it.id}\n${it.group ?? ''}`
const isNear = (a: number | null, b: number | null): boolean =>
  a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b)))

/** What differs, in words; nothing where both count the same. */
function differences(items: KpiItem[], oracle: Map<string, OracleItem>): string[] {
  const mine = new Map(items.map((it) => [keyOf(it), it]))
  const different: string[] = []
  for (const key of new Set([...mine.keys(), ...oracle.keys()])) {
    const it = mine.get(key)
    const expected = oracle.get(key) ?? { value: null, numerator: 0, denominator: 0, excluded: {} }
    const excluded = Object.fromEntries((it?.excluded ?? []).map(({ reason, n }) => [reason, n]))
    const isSame =
      it !== undefined &&
      it.numerator === expected.numerator &&
      it.n === (it.unit === 'share' ? expected.denominator : expected.numerator) &&
      isNear(it.value, it.unit === 'cases' ? (expected.value ?? 0) : expected.value) &&
      JSON.stringify(Object.entries(excluded).toSorted()) ===
        JSON.stringify(Object.entries(expected.excluded).toSorted())
    if (!isSame) different.push(`${key.replace('\n', ' ')}: ${JSON.stringify({ it: { ...it, text: 0 }, expected })}`)
  }
  return different
}

describe('figures and their oracle', () => {
  it(`agree over ${QUESTIONS} random questions`, { timeout: 180_000 }, async () => {
    const random = openRandom(SEED).fork('questions')
    let [compared, nonZero, grouped] = [0, 0, 0]
    for (let n = 0; n < QUESTIONS; n += 1) {
      const query = randomQuestion(random)
      const reply = await ask(query)
      if (typeof query.asOf === 'number') expect(reply.asOfSeq).toBe(query.asOf)
      const oracle = await askOracle(it_.database.readPool, query, reply.asOf, 'Asia/Shanghai')
      expect(differences(reply.items, oracle), `SEED=${SEED} ${JSON.stringify(query)}`).toEqual([])
      compared += reply.items.length
      nonZero += reply.items.filter((it) => it.value !== null && it.value !== 0).length
      grouped += reply.items.filter((it) => it.group !== undefined).length
    }
    expect(compared).toBeGreaterThan(KPIS.length * QUESTIONS)
    expect(nonZero).toBeGreaterThan(1_000)
    expect(grouped).toBeGreaterThan(1_000)
  })

  it('disagree as soon as one condition is missing from a definition', { timeout: 120_000 }, async () => {
    const directory: Directory = await openDirectory(it_.database, () => {})
    directory.stop()
    const options = { database: it_.database, directory, now: Date.now, timeZone: 'Asia/Shanghai' }
    // Each figure without one of its conditions or exclusions, or looking at others, under a name of its own.
    const mutants = KPIS.flatMap((kpi): Kpi[] => [
      ...(['counted', 'exclusions'] as const).flatMap((list) =>
        kpi[list].map((fact) => ({
          ...kpi,
          id: `${kpi.id}/without ${fact}`,
          [list]: kpi[list].filter((it) => it !== fact),
        })),
      ),
      ...kpi.of.map((fact): Kpi => {
        const other = fact === 'reported_in_window' ? 'accepted_in_window' : 'reported_in_window'
        const [first, ...rest] = kpi.of.map((it) => (it === fact ? other : it))
        return { ...kpi, id: `${kpi.id}/${other} for ${fact}`, of: [first!, ...rest] }
      }),
    ])
    const unnoticed = new Set(mutants.map(({ id }) => id))
    const random = openRandom(SEED).fork('mutants')
    for (let n = 0; n < 60 && unnoticed.size > 0; n += 1) {
      const { by: _, ...query } = randomQuestion(random)
      const reply = (await measure(query, options, mutants)) as KpiReply
      const oracle = await askOracle(it_.database.readPool, query, reply.asOf, 'Asia/Shanghai')
      for (const item of reply.items) {
        const id = item.id.split('/')[0]!
        const its = new Map([...oracle].filter(([key]) => key === `${id}\n`))
        if (differences([{ ...item, id }], its).length > 0) unnoticed.delete(item.id)
      }
    }
    expect(mutants.length).toBeGreaterThan(40)
    expect([...unnoticed].filter((id) => !NEVER_ALONE.includes(id))).toEqual([])
  })
})

/**
 * Conditions that follow from the others today, so that leaving them out changes no number: nothing rejected was
 * ever filed, and what should be closed and is on time is closed.
 */
const NEVER_ALONE = [
  'on_time_rate/without closed_by_then',
  'filed/without rejected',
  'backlog/without rejected',
  'overdue_open/without rejected',
  'near_due_open/without rejected',
  'clearance_rate/without rejected',
  'should_close/without rejected',
  'resolution_rate/without rejected',
  'on_time_rate/without rejected',
  'on_time_rate_due/without rejected',
]
