/**
 * What will happen on a day: every case with its whole life, from a seed. Pure, and each case drawn from a stream of its
 * own: the same seed, day and world give the same plan at every start, which is how the feed finds its way back.
 */
import type { Position } from '@shaotai/shared/domain/area.ts'
import type { Calendar as WorkingCalendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { HistoryReport } from '@shaotai/shared/contract/http.ts'
import type { Kind, Priority, Severity, Source } from '@shaotai/shared/domain/vocabulary.ts'
import { MATTERS, SURNAMES, type Matter } from './catalogue.ts'
import { DAY_MS, type Calendar, type Day } from './days.ts'
import { isOpenAt } from './standing.ts'
import { planLife } from './life.ts'
import { MINUTE_MS, type PlannedStep } from './lives/script.ts'
import {
  CASES_A_DAY,
  HOURS,
  KIND_BY_SOURCE,
  LIVE_SINCE_DAYS,
  PRIORITY,
  RATES,
  REPEATS,
  SEVERITY,
  WEEKDAYS,
  BEFORE,
  SINCE,
  TIER_AT_BIRTH,
  type Tempo,
} from './mixes.ts'
import { OPENING } from './pace.ts'
import { pointIn, pointNear } from './polygon.ts'
import { openRandom, type Random } from './random.ts'
import type { Ground, World } from './world.ts'

/** A case from its report to its end; stamps are epoch ms. */
export interface Life {
  externalId: string
  source: Source
  /** When it happens, and is reported. */
  at: number
  report: Omit<HistoryReport, 'type' | 'source' | 'externalId' | 'occurredAt' | 'actor'>
  steps: readonly PlannedStep[]
  /** externalId of the case that it repeats. */
  repeats: string | null
}
export interface PlanOptions {
  seed: number
  world: World
  calendar: Calendar
  /** Holidays and office hours, as the server counts its limits. */
  office: WorkingCalendar
  /** The day on which the district began to work faster. */
  liveSince: Day
}

/** What a case is about, before it has a life. */
export interface Facts {
  matter: Matter
  source: Source
  ground: Ground
  at: Position
  /** How people call the place. */
  placeName: string
  repeats: string | null
  /** Its number, where the case that it repeats is of the same day. */
  sameDay: number | null
}

const KINDS_AND_SOURCES = Object.entries(KIND_BY_SOURCE).flatMap(([source, kinds]) =>
  Object.entries(kinds).map(([kind, weight]) => ({ source: source as Source, kind: kind as Kind, weight })),
)
/** Of the cases of a category that has chronic places: so many happen there. */
const AT_CHRONIC_PLACES = 0.4
const TRIES_TO_REPEAT = 60

export const idOf = (day: Day, n: number): string => `demo-${day.name}-${String(n).padStart(4, '0')}`
export const liveSinceFor = (today: Day, calendar: Calendar): Day => calendar.shifted(today, -LIVE_SINCE_DAYS)

/** How many cases a normal day has. */
export function countOf(seed: number, { name, weekday }: Day): number {
  const { most, least, middle, spread } = CASES_A_DAY
  const drawn = middle * WEEKDAYS[weekday]! * (1 + spread * openRandom(seed, name, 'count').normal())
  return Math.round(Math.min(most, Math.max(least, drawn)))
}

/** All cases of a normal day, in the order of their reports. */
export function planDay(day: Day, options: PlanOptions): Life[] {
  return Array.from({ length: countOf(options.seed, day) }, (_, n) => planCase(day, n, options)).toSorted(
    (a, b) => a.at - b.at || (a.externalId < b.externalId ? -1 : 1),
  )
}

/** When the first case of the opening comes. */
export const OPENS_AFTER_MS = 2_000

/**
 * The cases of a first start's opening, which began at `openedAt`: the first after two seconds of the clock and then
 * evenly, so many times further apart in the plan. Their steps are planned like everybody's.
 */
export function planOpening(openedAt: number, options: PlanOptions): Life[] {
  return Array.from({ length: OPENING.cases }, (_, n) => {
    const random = openRandom(options.seed, OPENING_ID, n)
    const facts = {
      ...factsOf({ ...options.liveSince, name: `${OPENING_ID}-${n}` }, n, options),
      repeats: null,
      sameDay: null,
    }
    return toLife(
      `${OPENING_ID}-${n}`,
      Math.round(
        openedAt +
          (OPENS_AFTER_MS + (n * (OPENING.realMs - 2 * OPENS_AFTER_MS)) / OPENING.cases) * OPENING.speed,
      ),
      facts,
      random,
      options,
    )
  })
}
export const OPENING_ID = 'demo-opening'

function planCase(day: Day, n: number, options: PlanOptions): Life {
  const random = openRandom(options.seed, day.name, n)
  const facts = factsOf(day, n, options)
  const at = momentOf(day, random)
  const tempo = at < options.liveSince.startsAt ? BEFORE : SINCE
  const first = facts.sameDay === null ? null : planCase(day, facts.sameDay, options)
  return toLife(idOf(day, n), at, facts, random, options, { tempo, first })
}

/** When it is reported: the first thing that is drawn for a case. */
function momentOf({ startsAt }: Day, random: Random): number {
  const { hour } = random.weighted(
    HOURS.map((weight, hour) => ({ weight, hour })),
    ({ weight }) => weight,
  )
  return Math.floor(startsAt + (hour + random.next()) * (DAY_MS / 24))
}
const reportedAt = (day: Day, n: number, seed: number): number => momentOf(day, openRandom(seed, day.name, n))

export interface Manner {
  tempo?: Tempo
  /** Replaces the mix of its kind (a storm's). */
  priority?: Readonly<Record<Priority, number>>
  /** The case that it repeats, if it came on the same day: into which it may be merged. */
  first?: Life | null
}

/** The whole case from its facts. */
export function toLife(
  externalId: string,
  at: number,
  { matter, source, ground, at: [lng, lat], placeName, repeats }: Facts,
  random: Random,
  { world, office }: Pick<PlanOptions, 'world' | 'office'>,
  { tempo = SINCE, priority = PRIORITY[matter.kind], first = null }: Manner = {},
): Life {
  const { kind, category } = matter
  const severity = kind === 'ticket' ? null : fromMix<Severity>(SEVERITY[kind], random)
  const urgent = severity === 'red' || category === '0202'
  const tier = TIER_AT_BIRTH[source] ?? 'community'
  const limits = world.limits.get(category)
  const merges = random.branch('merges').chance(RATES.merged)
  const title = random.pick(matter.titles).replace('{at}', placeName)
  const fromPeople = source === 'hotline' || source === 'walk_in' || source === 'petition'
  const address = `${ground.address}${random.whole(1, 240)}号`
  return {
    externalId,
    source,
    at,
    repeats,
    report: {
      kind,
      category,
      title,
      lng,
      lat,
      priority: urgent ? 'P1' : fromMix<Priority>(priority, random),
      ...(severity && { severity }),
      ...(tier !== 'community' && { tier }),
      address,
      ...(fromPeople && {
        narrative: `来电人反映：${title}，地址为${address}，请尽快处理。`,
        // A number that no network has given out.
        reporter: {
          name: `${random.pick(SURNAMES)}${random.pick(['先生', '女士'])}`,
          phone: `100${String(random.whole(0, 99_999_999)).padStart(8, '0')}`,
        },
      }),
    },
    steps: planLife(
      at,
      {
        matter,
        severity,
        tier,
        policy: limits?.policy ?? null,
        limitMinutes: limits?.limitMinutes ?? null,
        tempo,
        office,
        urgent,
        mergeAt: (then) =>
          merges && first && isMergeable(first, then)
            ? { source: first.source, externalId: first.externalId }
            : null,
      },
      random,
    ),
  }
}

/** Open for a good while yet, and not about to be merged itself. */
function isMergeable(first: Life, at: number): boolean {
  const { steps } = first
  // A pause or a date may end by the server's own timer, between the halves of a past that is loaded in two.
  if (steps.some(({ body: { type } }) => NOT_MERGED_INTO.has(type))) return false
  return isOpenAt(first, at) && isOpenAt(first, at + STAYS_OPEN_MS)
}
const NOT_MERGED_INTO: ReadonlySet<string> = new Set(['merge', 'reject', 'close_self', 'suspend', 'contain'])
const STAYS_OPEN_MS = 30 * MINUTE_MS

/** What, where and from whom; a repeat is of a case of the days before, and asks for that one's facts in turn. */
function factsOf(day: Day, n: number, options: PlanOptions): Facts {
  const { seed, world, calendar } = options
  const random = openRandom(seed, day.name, n, 'facts')
  const { source, kind } = random.weighted(KINDS_AND_SOURCES, ({ weight }) => weight)
  const isMachine = source === 'video' || source === 'sensor'
  // A machine does not repeat itself in words: the others repeat a little more often.
  if (!isMachine && random.chance(REPEATS.share / (1 - MACHINES))) {
    const isSameDay = random.chance(REPEATS.sameDay)
    for (let attempt = 0; attempt < TRIES_TO_REPEAT; attempt += 1) {
      const before = isSameDay ? day : calendar.shifted(day, -random.whole(1, REPEATS.withinDays))
      const other = random.whole(0, countOf(seed, before) - 1)
      // Looked at from its own stream first: most have another kind, and asking further back costs.
      if (kindOf(before, other, seed) !== kind) continue
      if (isSameDay && reportedAt(day, other, seed) >= reportedAt(day, n, seed) - HALF_HOUR_MS) continue
      const { matter, ground, at, placeName } = factsOf(before, other, options)
      const point = pointNear(at, REPEATS.metres, ground.shape, random)
      const sameDay = isSameDay ? other : null
      return { matter, source, ground, at: point, placeName, repeats: idOf(before, other), sameDay }
    }
  }
  const matter = random.weighted(
    MATTERS.filter((it) => it.kind === kind && (!isMachine || it.machine === source)),
    ({ weight }) => weight,
  )
  return { matter, source, repeats: null, sameDay: null, ...placeFor(matter, world, random) }
}
const MACHINES = 0.08
const HALF_HOUR_MS = 30 * MINUTE_MS

const kindOf = (day: Day, n: number, seed: number): Kind =>
  openRandom(seed, day.name, n, 'facts').weighted(KINDS_AND_SOURCES, ({ weight }) => weight).kind

export function placeFor(
  { category }: Matter,
  { chronic, grounds, lowPoints }: World,
  random: Random,
): Pick<Facts, 'ground' | 'at' | 'placeName'> {
  const known = chronic.filter(({ categories }) => categories.includes(category))
  if (known.length > 0 && random.chance(AT_CHRONIC_PLACES)) {
    const { ground, at, metres, name } = random.pick(known)
    return { ground, at: pointNear(at, metres, ground.shape, random), placeName: name }
  }
  if (category === '0104b' || category === '0207') return lowPlace(lowPoints, random)
  const ground = random.weighted(grounds, ({ households }) => households)
  return { ground, at: pointIn(ground.shape, random), placeName: random.pick(PLACES) }
}

export function lowPlace(
  lowPoints: World['lowPoints'],
  random: Random,
): Pick<Facts, 'ground' | 'at' | 'placeName'> {
  const { ground, at } = random.pick(lowPoints)
  return { ground, at: pointNear(at, 40, ground.shape, random), placeName: '低洼路段' }
}
const PLACES = [
  '小区门口',
  '路口',
  '人行道旁',
  '菜店门前',
  '小区内',
  '沿街商铺前',
  '楼下',
  '公园旁',
  '公交站旁',
]

export const fromMix = <T extends string>(mix: Readonly<Record<T, number>>, random: Random): T =>
  random.weighted(Object.keys(mix) as T[], (it) => mix[it])
