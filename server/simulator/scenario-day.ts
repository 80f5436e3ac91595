/**
 * A scenario played by hand: a day of cases from an instant on, with the scenario's surge. Pure; its cases have names of
 * their own, so that it can run beside the feed and more than once.
 */
import { MATTERS } from './catalogue.ts'
import { CASES_A_DAY } from './mixes.ts'
import type { PlannedBody, PlannedStep } from './lives/script.ts'
import { lowPlace, planDay, toLife, type Life, type PlanOptions } from './plan.ts'
import { openRandom } from './random.ts'
import { SCENARIOS, type ScenarioName } from './scenarios.ts'

const HOUR_MS = 3_600_000
/** Cases of an average hour of a normal day. */
export const MEAN_AN_HOUR = CASES_A_DAY.middle / 24
/** Chance decides anew every so often how many more there are. */
const SLOT_MS = 5 * 60_000

export interface ScenarioRun {
  name: ScenarioName
  /** Tells one run from another in the cases' external ids. */
  run: string
  /** Epoch ms of the plan. */
  startsAt: number
  /** How long, ms of the plan. */
  lastsMs: number
}

export function planScenario({ name, run, startsAt, lastsMs }: ScenarioRun, options: PlanOptions): Life[] {
  const { level, surge } = SCENARIOS[name]
  const { seed, world, calendar } = options
  const endsAt = startsAt + lastsMs
  const lives: Life[] = []
  const random = openRandom(seed, name, 'level')
  for (let day = calendar.dayOf(startsAt); day.startsAt < endsAt; day = calendar.shifted(day, 1))
    for (const life of planDay(day, options))
      if (life.at >= startsAt && life.at < endsAt && random.chance(level)) lives.push(life)

  if (surge !== null) {
    const matters = MATTERS.filter(({ category }) => category in surge.matters)
    const weights: Readonly<Record<string, number>> = surge.matters
    for (let from = startsAt; from < endsAt; from += SLOT_MS) {
      const chance = openRandom(seed, name, from - startsAt)
      const expected = (MEAN_AN_HOUR * surge.extra((from - startsAt) / HOUR_MS) * SLOT_MS) / HOUR_MS
      for (let n = poisson(expected, chance.next); n > 0; n -= 1) {
        const matter = chance.weighted(matters, ({ category }) => weights[category]!)
        const source = chance.pick([
          'hotline',
          'hotline',
          'hotline',
          'grid',
          'grid',
          'patrol',
          'sensor',
        ] as const)
        const facts = { matter, source, repeats: null, sameDay: null, ...lowPlace(world.lowPoints, chance) }
        const at = Math.floor(from + chance.next() * SLOT_MS)
        lives.push(toLife('', at, facts, chance, options, { priority: surge.priority }))
      }
    }
  }
  const sorted = lives.toSorted((a, b) => a.at - b.at)
  const renamed = new Map(
    sorted.flatMap(({ externalId }, n) =>
      externalId === '' ? [] : [[externalId, `sim-${name}-${run}-${String(n).padStart(5, '0')}`] as const],
    ),
  )
  return sorted.flatMap((life, n) => {
    const steps = life.steps.map((step) => ({ ...step, body: mergedUnder(renamed, step.body) }))
    // What would be merged into a case that is not of this run is not of it either.
    return steps.some(({ body }) => body === null)
      ? []
      : [
          {
            ...life,
            externalId: `sim-${name}-${run}-${String(n).padStart(5, '0')}`,
            steps: steps as PlannedStep[],
          },
        ]
  })
}

/** The step of a renamed case; null where the case to merge into has no name in this run. */
function mergedUnder(renamed: ReadonlyMap<string, string>, body: PlannedBody): PlannedBody | null {
  if (body.type !== 'merge') return body
  const externalId = renamed.get(body.into.externalId)
  return externalId === undefined ? null : { ...body, into: { ...body.into, externalId } }
}

/** Knuth's: how many of a rare thing in a while that has `expected` of them on average. */
function poisson(expected: number, next: () => number): number {
  const floor = Math.exp(-expected)
  let count = -1
  for (let left = 1; left > floor; left *= next()) count += 1
  return count
}
