import { describe, expect, it } from 'vitest'
import { KINDS } from '@shaotai/shared/domain/vocabulary.ts'
import { clockOf } from '@shaotai/shared/domain/calendar/clock.ts'
import type { PlannedBody } from './lives/script.ts'
import { daysBefore } from './load-history.ts'
import { HOURS, KIND_BY_SOURCE, REPEATS } from './mixes.ts'
import { isInside, METRES_A_DEGREE } from './polygon.ts'
import { planDay, planOpening, type Life } from './plan.ts'
import { MEAN_AN_HOUR, planScenario } from './scenario-day.ts'
import { isOpenAt } from './standing.ts'
import { fixturePlan, NOW } from './testing/fixture-plan.ts'

const plan = fixturePlan()
const days = daysBefore(NOW, plan.calendar)
const byDay = days.map((day) => planDay(day, plan))
const lives = byDay.flat()
const HOUR_MS = 3_600_000

/**
 * Pearson's X² of what was counted against shares, over its degrees of freedom: about 1 by chance alone. With over ten
 * degrees 3 is reached once in a thousand draws; a mix that is a tenth off is far beyond it.
 */
const misfit = (counts: number[], shares: number[]): number => {
  const n = counts.reduce((sum, it) => sum + it, 0)
  const whole = shares.reduce((sum, it) => sum + it, 0)
  const terms = counts.map((count, i) => (count - (n * shares[i]!) / whole) ** 2 / ((n * shares[i]!) / whole))
  return terms.reduce((sum, it) => sum + it, 0) / (counts.length - 1)
}
const share = (all: readonly Life[], which: (life: Life) => boolean): number =>
  all.filter(which).length / all.length
const HANDED_OVER: ReadonlySet<string> = new Set(['dispatch', 'assign', 'mediate'])
const CERTIFIED: ReadonlySet<string> = new Set(['close', 'clear', 'settle'])
const AT_WORK: ReadonlySet<string> = new Set([
  'sign',
  'handle',
  'feedback',
  'check',
  'close',
  'submit',
  'clear',
])
const THROUGH_THE_NIGHT: ReadonlySet<string> = new Set(
  [...plan.world.limits].flatMap(([code, { policy }]) =>
    policy?.stages[0]?.limit.basis === 'natural_hours' ? [code] : [],
  ),
)
const isReturn = (body: PlannedBody): body is PlannedBody & { type: 'request_return' } =>
  body.type === 'request_return'
const does = (type: string) => (life: Life) => life.steps.some(({ body }) => body.type === type)

describe('the plan of a day', () => {
  it('is the same for the same seed, day and world, and another for another seed', () => {
    const day = days[40]!
    expect(planDay(day, fixturePlan())).toEqual(byDay[40])
    expect(planDay(day, fixturePlan(8))).not.toEqual(byDay[40])
    expect(planOpening(NOW, fixturePlan())).toEqual(planOpening(NOW, plan))
  })

  it('has 120 to 180 cases, more on Mondays than on Sundays, in order, on their day, each with its own id', () => {
    for (const [n, day] of byDay.entries()) {
      expect(day.length).toBeGreaterThanOrEqual(120)
      expect(day.length).toBeLessThanOrEqual(180)
      expect(day.map(({ at }) => at)).toEqual(day.map(({ at }) => at).toSorted((a, b) => a - b))
      for (const { at } of day) expect(plan.calendar.dayOf(at).name).toBe(days[n]!.name)
    }
    const mean = (weekday: number) => {
      const counts = byDay.filter((_, n) => days[n]!.weekday === weekday).map(({ length }) => length)
      return counts.reduce((sum, it) => sum + it, 0) / counts.length
    }
    expect(mean(1)).toBeGreaterThan(mean(0) * 1.15)
    expect(new Set(lives.map(({ externalId }) => externalId)).size).toBe(lives.length)
  })

  it('holds the mixes of kinds, sources and hours over ninety days', () => {
    const rows = Object.entries(KIND_BY_SOURCE)
    // Repeats take a source that asks again in words, of the same mix.
    const sources = rows.map(([source]) => lives.filter((life) => life.source === source).length)
    expect(
      misfit(
        sources,
        rows.map(([, kinds]) => KINDS.reduce((sum, kind) => sum + kinds[kind], 0)),
      ),
    ).toBeLessThan(3)
    const kinds = KINDS.map((kind) => lives.filter(({ report }) => report.kind === kind).length)
    expect(misfit(kinds, [70, 18, 12])).toBeLessThan(5)
    const hours = HOURS.map(() => 0)
    for (const [n, day] of byDay.entries())
      for (const { at } of day) hours[Math.floor((at - days[n]!.startsAt) / HOUR_MS)]! += 1
    expect(misfit(hours, HOURS)).toBeLessThan(3)
  })

  it('holds what the field counts: repeats, refusals, returns, rework, reopenings, extensions, pauses', () => {
    const taken = lives.filter(({ steps }) => steps.some(({ body }) => HANDED_OVER.has(body.type)))
    const done = lives.filter(({ steps }) => steps.some(({ body }) => CERTIFIED.has(body.type)))
    // Four standard deviations of a share of this size over so many cases.
    const near = (found: number, told: number, n: number) =>
      expect(Math.abs(found - told)).toBeLessThan(4 * Math.sqrt((told * (1 - told)) / n))
    near(
      share(lives, ({ repeats }) => repeats !== null),
      0.18,
      lives.length,
    )
    near(share(lives, does('reject')), 0.12, lives.length)
    near(share(taken, does('confirm_return')), 0.06, taken.length)
    near(share(done, does('rework')), 0.04, done.length)
    near(
      share(done, (life) => does('reopen')(life) || does('relapse')(life)),
      0.03,
      done.length,
    )
    near(share(taken, does('grant_extension')), 0.05, taken.length)
    near(share(taken, does('suspend')), 0.01, taken.length)
    const wrong = taken.flatMap(({ steps }) => steps.map(({ body }) => body)).filter(isReturn)
    near(wrong.filter(({ code }) => code === 'misdirected').length / wrong.length, 0.55, wrong.length)
  })

  it('settles 97 to 99 of 100 disputes that come to an end with or without an agreement', () => {
    const ends = lives
      .filter(({ report }) => report.kind === 'dispute')
      .flatMap(({ steps }) => steps.map(({ body }) => body.type))
      .filter((type) => type === 'settle' || type.startsWith('refer_to_'))
    const settled = ends.filter((type) => type === 'settle').length / ends.length
    expect(settled).toBeGreaterThan(0.97)
    expect(settled).toBeLessThan(0.99)
    expect(new Set(ends).size).toBeGreaterThan(2)
  })

  it('keeps most at the community, and fewer the further they go up', () => {
    const tiers = lives.flatMap(({ report, steps }) => {
      if (!steps.some(({ body }) => HANDED_OVER.has(body.type))) return []
      const reached = steps.flatMap(({ body }) => (body.type === 'escalate' ? body.tier : []))
      return reached.at(-1) ?? report.tier ?? 'community'
    })
    const of = (tier: string) => tiers.filter((it) => it === tier).length / tiers.length
    expect(of('community') + of('grid')).toBeGreaterThan(0.7)
    expect(of('street')).toBeGreaterThan(of('district') * 3)
    expect(of('district')).toBeGreaterThan(of('city') * 3)
    expect(of('city')).toBeGreaterThan(0)
  })

  it('is quiet at night and on days off: departments and checkers work in office hours, emergencies through', () => {
    const { position } = clockOf(plan.office, 'working_hours')
    const isOfficeTime = (at: number) => position(at + 60_000) - position(at - 60_000) > 0
    const works = lives
      .filter(({ report: { priority, category } }) => priority !== 'P1' && !THROUGH_THE_NIGHT.has(category))
      .flatMap(({ at, steps }) =>
        steps.flatMap(({ body, afterMs }) => (AT_WORK.has(body.type) ? [at + afterMs] : [])),
      )
    expect(works.filter(isOfficeTime).length / works.length).toBeGreaterThan(0.99)
    const nights = lives
      .filter(({ report }) => report.category === '0202')
      .flatMap(({ at, steps }) =>
        steps.flatMap(({ body, afterMs }) => (body.type === 'submit' ? [at + afterMs] : [])),
      )
    expect(nights.filter((at) => !isOfficeTime(at)).length / nights.length).toBeGreaterThan(0.4)
  })

  it('merges a share of what comes again the same day, into a case that is open then and of the same matter', () => {
    const known = new Map(lives.map((life) => [life.externalId, life]))
    const merged = lives.flatMap((life) =>
      life.steps.flatMap(({ body, afterMs }) =>
        body.type === 'merge'
          ? [{ life, into: known.get(body.into.externalId)!, at: life.at + afterMs }]
          : [],
      ),
    )
    expect(merged.length / lives.length).toBeGreaterThan(0.02)
    for (const { life, into, at } of merged) {
      expect(life.repeats).toBe(into.externalId)
      expect(into.report.category).toBe(life.report.category)
      expect(isOpenAt(into, at)).toBe(true)
    }
  })

  it('repeats the same matter near its place within two weeks', () => {
    const known = new Map(lives.map((life) => [life.externalId, life]))
    const pairs = lives.flatMap((life) => {
      const other = life.repeats === null ? undefined : known.get(life.repeats)
      return other ? [[life, other] as const] : []
    })
    expect(pairs.length).toBeGreaterThan(1_500)
    for (const [life, other] of pairs) {
      expect(life.report.category).toBe(other.report.category)
      expect(life.at - other.at).toBeLessThan((REPEATS.withinDays + 1) * 24 * HOUR_MS)
      expect(life.at).toBeGreaterThan(other.at)
      const metres = Math.hypot(
        (life.report.lng! - other.report.lng!) * METRES_A_DEGREE * 0.86,
        (life.report.lat! - other.report.lat!) * METRES_A_DEGREE,
      )
      expect(metres).toBeLessThan(REPEATS.metres * 6)
    }
  })

  it('puts every case inside a grid, and more of them where chronic places are', () => {
    const { grounds, chronic } = plan.world
    for (const { report } of lives)
      expect(grounds.some(({ shape }) => isInside([report.lng!, report.lat!], shape))).toBe(true)
    const parking = chronic.filter(({ categories }) => categories.includes('0111'))
    const near = lives.filter(
      ({ report }) =>
        report.category === '0111' &&
        parking.some(
          ({ at }) => Math.hypot((report.lng! - at[0]) * 0.86, report.lat! - at[1]) * METRES_A_DEGREE < 200,
        ),
    )
    const ofAll = lives.filter(({ report }) => report.category === '0111').length
    expect(near.length / ofAll).toBeGreaterThan(0.35)
  })

  it('became faster on the day when the new way of working went live: from five days on average to under two', () => {
    const mean = (from: number, to: number) => {
      const closings = lives
        .filter(({ at }) => at >= from && at < to)
        // Tickets: a dispute takes its weeks, whatever is new.
        .flatMap(({ steps }) => steps.find(({ body }) => body.type === 'close')?.afterMs ?? [])
      return closings.reduce((sum, it) => sum + it, 0) / closings.length / 24 / HOUR_MS
    }
    const before = mean(0, plan.liveSince.startsAt)
    expect(before).toBeGreaterThan(4.5)
    expect(before).toBeLessThan(5.5)
    expect(mean(plan.liveSince.startsAt, Infinity)).toBeLessThan(2)
  })
})

describe('a rainstorm', () => {
  const startsAt = Date.UTC(2026, 10, 25, 2)
  const storm = planScenario({ name: 'rainstorm', run: 'a', startsAt, lastsMs: 24 * HOUR_MS }, plan)
  const between = (from: number, to: number) =>
    storm.filter(({ at }) => at >= startsAt + from * HOUR_MS && at < startsAt + to * HOUR_MS)

  it('brings ten times the cases of a mean hour for three hours, and ebbs away', () => {
    const [from, to] = [startsAt + 0.5 * HOUR_MS, startsAt + 3 * HOUR_MS]
    // Six storms, so that chance moves the mean by 0.3 and not by 0.8.
    const extras = [1, 2, 3, 4, 5, 6].map((seed) => {
      const options = fixturePlan(seed)
      const inTheRain = (name: 'rainstorm' | 'normal-day') =>
        planScenario({ name, run: 'a', startsAt, lastsMs: 3 * HOUR_MS }, options).filter(
          ({ at }) => at >= from && at < to,
        ).length
      return (inTheRain('rainstorm') - inTheRain('normal-day')) / 2.5 / MEAN_AN_HOUR
    })
    const mean = extras.reduce((sum, it) => sum + it, 0) / extras.length
    expect(mean).toBeGreaterThan(8)
    expect(mean).toBeLessThan(10)
    expect(between(5, 6).length).toBeLessThan(between(2, 3).length / 2)
    expect(between(12, 24).length / 12).toBeLessThan(MEAN_AN_HOUR * 1.5)
  })
  it('comes as water and trees at the low points, and more urgent than any day', () => {
    const peak = between(0.5, 3)
    const wet = peak.filter(({ report }) => ['0104b', '0116', '0207', '0106'].includes(report.category))
    expect(wet.length / peak.length).toBeGreaterThan(0.7)
    const atLow = wet.filter(({ report }) =>
      plan.world.lowPoints.some(
        ({ at }) => Math.hypot((report.lng! - at[0]) * 0.86, report.lat! - at[1]) * METRES_A_DEGREE < 250,
      ),
    )
    expect(atLow.length / wet.length).toBeGreaterThan(0.9)
    const urgent = (all: Life[]) =>
      share(all, ({ report }) => report.priority === 'P1' || report.priority === 'P2')
    expect(urgent(peak)).toBeGreaterThan(urgent(lives) * 2.5)
  })
  it('is the same again for the same seed, under the name of another run', () => {
    const again = planScenario({ name: 'rainstorm', run: 'b', startsAt, lastsMs: 24 * HOUR_MS }, plan)
    const nameless = (all: Life[]): unknown =>
      JSON.parse(JSON.stringify(all).replaceAll(/sim-rainstorm-[ab]-/g, ''))
    expect(nameless(again)).toEqual(nameless(storm))
    expect(again[0]!.externalId).not.toBe(storm[0]!.externalId)
  })
  it('is a scenario like any: a quiet day has a fifth', () => {
    const quiet = planScenario({ name: 'quiet', run: 'a', startsAt, lastsMs: 24 * HOUR_MS }, plan)
    const normal = planScenario({ name: 'normal-day', run: 'a', startsAt, lastsMs: 24 * HOUR_MS }, plan)
    expect(quiet.length / normal.length).toBeGreaterThan(0.1)
    expect(quiet.length / normal.length).toBeLessThan(0.3)
  })
})
