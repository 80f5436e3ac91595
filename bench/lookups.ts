/** Part g: how many points a second are told the areas they lie in, for the demo district with its units. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { indexAreas } from '../server/areas/area-index.ts'
import { checkAreas } from '../server/areas/check-areas.ts'
import { measureLookups } from '../server/areas/lookup-rate.ts'
import { randomOf } from './district.ts'
import { digits, type Part } from './report.ts'
import { spreadOf } from './statistics.ts'

const POINTS = 500_000
const QUICK_POINTS = 50_000
const ROUNDS = 5
const AT_LEAST = 100_000

const AREAS = join(import.meta.dirname, '../public/demo/areas.geojson')

export const lookups: Part = async ({ quick, tell }) => {
  const { features } = JSON.parse(readFileSync(AREAS, 'utf8')) as { features: unknown[] }
  const { areas, findings } = checkAreas({ features, standing: [] })
  if (findings.length > 0) throw new Error(`the demo district has faults: ${findings[0]!.code}`)
  const index = indexAreas(areas)
  const chance = randomOf(11)
  const points = quick ? QUICK_POINTS : POINTS
  const once = () => measureLookups(index, { points, elapsed: () => performance.now(), chance })
  once() // compiled by now
  const rounds = Array.from({ length: ROUNDS }, once)
  const { median, low, high } = spreadOf(rounds.map((it) => it.perSecond))
  tell({
    part: 'g',
    what: `points a second that are told their path among ${digits(areas.length)} areas; ${digits(rounds[0]!.insideShare * 100)} % of them lie in one`,
    figure: `${digits(median)} (${digits(low)}–${digits(high)}, ${ROUNDS} rounds)`,
    target: { text: `≥ ${digits(AT_LEAST)}`, isMet: median >= AT_LEAST },
  })
}
