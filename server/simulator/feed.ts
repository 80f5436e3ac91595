/**
 * The demo's feed: a past first, then the present, hour by hour and case by case. It keeps nothing of its own: what it
 * has done it reads from the server, what it will do from the plan, so that it may end and begin again at any time.
 */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { HistoryClient } from '../import/history-client.ts'
import type { Api } from './api.ts'
import type { Calendar, Day } from './days.ts'
import { loadHistory, type Loaded } from './load-history.ts'
import { arrivingPace, AS_PLANNED, openingPace, type Pace } from './pace.ts'
import {
  liveSinceFor,
  OPENING_ID,
  OPENS_AFTER_MS,
  planDay,
  planOpening,
  type Life,
  type PlanOptions,
} from './plan.ts'
import { insteadOf, openPlayer, type Clock, type Player } from './player.ts'
import { dueBy, standingAfter, stepsMade } from './standing.ts'
import { stampOf, stepItem } from './to-history.ts'
import { toWorld } from './world.ts'

export interface FeedOptions {
  api: Api
  client: HistoryClient
  clock: Clock
  calendar: Calendar
  seed: number
  /** Department of the demo's liaison. */
  ownDepartment: string
  days?: number
  say?: (line: string) => void
}
export interface Feed {
  loaded: Loaded
  player: Player
  run: (signal: AbortSignal) => Promise<void>
}

/** A server that was off for longer than this goes on in its past; what is younger is done now, by people. */
const GAP_MS = 2 * 60_000
/** What was to end longer ago than this is not looked for: a server that was off for longer lets it rest. */
const LONGEST_GAP_MS = 30 * 86_400_000
/** Cases that are taken up at the same time. */
const AT_ONCE = 4
/** The next day is planned before it begins. */
const AHEAD_MS = 3_600_000

/** Loads the past and takes the open cases up; `run` then lives on. Throws ApiFault, NoGround, Stop. */
export async function openFeed({
  api,
  client,
  clock,
  calendar,
  seed,
  ownDepartment,
  days,
  say = () => {},
}: FeedOptions): Promise<Feed> {
  const [areas, categories, office] = await Promise.all([api.areas(), api.categories(), api.calendar()])
  const world = toWorld(areas, categories, seed)
  const startedAt = clock.now()
  const today = calendar.dayOf(startedAt)
  const plan: PlanOptions = { seed, world, calendar, office, liveSince: liveSinceFor(today, calendar) }

  const unfinished: Life[] = []
  const loaded = await loadHistory({
    api,
    client,
    plan,
    until: startedAt,
    ...(days !== undefined && { days }),
    onDay: (lives) => unfinished.push(...lives.filter((life) => endOf(life) > startedAt - LONGEST_GAP_MS)),
    onProgress: (cases, done, of) =>
      done % 10 === 0 && say(`history: ${done} of ${of} days, ${cases} new cases`),
  })
  say(`history is there: ${loaded.cases} new cases in ${((clock.now() - startedAt) / 1000).toFixed(1)} s`)
  if (loaded.refused > 0)
    say(`${loaded.refused} items were not taken: another version of the district was loaded here before`)

  const player = openPlayer({ api, clock, ownDepartment, onFault: say })
  const [first] = await api.cases({ q: `${OPENING_ID}-0` }, 1)
  // The opening began when its first case came; what of it was missed stays away.
  const openedAt = first ? first.reportedAt - OPENS_AFTER_MS : clock.now()
  const arriving = planOpening(openedAt, plan)
  await takeUp([...unfinished, ...arriving])

  for (const life of arriving)
    if (arrivingPace(openedAt).realOf(life.at) >= startedAt && !(first && life === arriving[0]))
      player.add({ life, pace: arrivingPace(openedAt), made: 0, version: 0 })
  addDay(today, startedAt)
  say(`the district lives: ${player.left} cases under way or to come`)

  return {
    loaded,
    player,
    async run(signal) {
      let last = today
      const planning = async (): Promise<void> => {
        while (!signal.aborted) {
          const next = calendar.shifted(last, 1)
          if (next.startsAt - clock.now() < AHEAD_MS) {
            addDay(next, next.startsAt - 1)
            last = next
          }
          await clock.sleep(AHEAD_MS / 4, signal)
        }
      }
      await Promise.all([planning(), player.run(signal)])
    },
  }

  function addDay(day: Day, after: number): void {
    for (const life of planDay(day, plan))
      if (life.at > after) player.add({ life, pace: AS_PLANNED, made: 0, version: 0, stamped: true })
  }

  /** Finds the life of each case that is under way, by its place, and does what was due while nobody was here. */
  async function takeUp(lives: Life[]): Promise<void> {
    // A case of the opening happens when it is reported, and that only the server knows: its place tells it.
    const byPlace = new Map(
      lives.map((life) => [`${placeOf(life.report)} ${isOfOpening(life) ? '' : life.at}`, life]),
    )
    const phases = ['intake', 'dispatch', 'handle', 'verify'] as const
    const views = (await Promise.all(phases.map((phase) => api.cases({ phase })))).flat()
    // Closed ones that will be looked back at, rated or reopened are under way too.
    const since = Math.min(...lives.filter(({ steps }) => steps.length > 0).map(({ at }) => at), openedAt)
    views.push(...(await api.cases({ phase: 'closed', from: stampOf(since) })))
    const lane = async (): Promise<void> => {
      for (let view = views.pop(); view; view = views.pop()) {
        const life = byPlace.get(`${placeOf(view)} ${view.reportedAt}`) ?? byPlace.get(`${placeOf(view)} `)
        if (life) await takeUpOne(view, life)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  }

  async function takeUpOne(view: CaseView, life: Life): Promise<void> {
    const pace: Pace = isOfOpening(life)
      ? arrivingPace(openedAt)
      : life.at <= openedAt
        ? openingPace(openedAt)
        : AS_PLANNED
    const made = await madeOf(view, life)
    if (made === null || made === life.steps.length) return
    const caughtUp = await catchUp(view, life, pace, made)
    if (caughtUp) player.add({ life, pace, caseId: view.id, ...caughtUp })
  }

  /** Where it stands on its plan; null: somebody else has it in hand. */
  async function madeOf({ id, version, status }: CaseView, life: Life): Promise<number | null> {
    // Most are where a past without marks or merges left them: no need to ask what happened to each.
    const planned = dueBy(life, startedAt)
    if (version === planned + 1 && standingAfter(life, planned).status === status) return planned
    return stepsMade(life, await api.timeline(id))
  }

  /** What was due while nobody was here, with its stamps; null where the case is not the plan's any more. */
  async function catchUp(
    view: CaseView,
    life: Life,
    its: Pace,
    from: number,
  ): Promise<{ made: number; version: number } | null> {
    let { version, changedAt } = view
    let made = from
    for (let step = life.steps[made]; step; step = life.steps[made]) {
      const dueAt = its.realOf(life.at + step.afterMs)
      if (dueAt > clock.now() - GAP_MS) break
      changedAt = Math.floor(Math.max(dueAt, changedAt + 1_000))
      const outcome = await api.history(stepItem(life, step, changedAt))
      if ('refused' in outcome) {
        const instead = insteadOf(step, outcome.refused)
        if (instead) await api.history(stepItem(life, instead, changedAt))
        return null
      }
      if ('notNow' in outcome) break
      version = outcome.done.version
      made += 1
    }
    return { made, version }
  }
}

const endOf = ({ at, steps }: Life): number => at + (steps.at(-1)?.afterMs ?? 0)
const isOfOpening = ({ externalId }: Life): boolean => externalId.startsWith(OPENING_ID)
const placeOf = ({
  category,
  lng,
  lat,
}: Pick<CaseView, 'category'> & { lng?: number | null; lat?: number | null }) => `${category} ${lng} ${lat}`
