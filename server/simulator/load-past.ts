/** Gives a running server of the demo its past without a feed: the plan's own days through the same API, and no present. */
import { DEMO_PASSWORD } from '../directory/first-start.ts'
import { openHistoryClient } from '../import/history-client.ts'
import { systemClock } from '../import/settings.ts'
import { openApi } from './api.ts'
import { openCalendar } from './days.ts'
import { loadHistory, type Loaded } from './load-history.ts'
import { liveSinceFor } from './plan.ts'
import { DEMO_SEED } from './settings.ts'
import { toWorld } from './world.ts'

export interface PastOptions {
  url: string
  /** An ingest key with the history right. */
  key: string
  timeZone: string
  /** Whole days, and today until now; absent: all that the demo has. */
  days?: number
}

export async function loadPast({ url, key, timeZone, days }: PastOptions): Promise<Loaded> {
  const api = openApi({ url, key, password: DEMO_PASSWORD })
  const [areas, categories, office] = await Promise.all([api.areas(), api.categories(), api.calendar()])
  const calendar = openCalendar(timeZone)
  const until = systemClock.now()
  return loadHistory({
    api,
    client: openHistoryClient({ url, key, clock: systemClock, signal: new AbortController().signal }),
    plan: {
      seed: DEMO_SEED,
      calendar,
      office,
      world: toWorld(areas, categories, DEMO_SEED),
      liveSince: liveSinceFor(calendar.dayOf(until), calendar),
    },
    until,
    ...(days !== undefined && { days }),
  })
}
