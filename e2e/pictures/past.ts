/** A short past for the demo district, for tests: the feed's own days, through the same API, and no present. */
import { DEMO_PASSWORD } from '../../server/directory/first-start.ts'
import { openHistoryClient } from '../../server/import/history-client.ts'
import { systemClock } from '../../server/import/settings.ts'
import { openApi } from '../../server/simulator/api.ts'
import { openCalendar } from '../../server/simulator/days.ts'
import { loadHistory, type Loaded } from '../../server/simulator/load-history.ts'
import { liveSinceFor } from '../../server/simulator/plan.ts'
import { DEMO_SEED } from '../../server/simulator/settings.ts'
import { toWorld } from '../../server/simulator/world.ts'
import type { DemoServer } from './demo-server.ts'

/** Of so many whole days, and of today until now. */
export async function loadPast(
  { url, key, timeZone }: Pick<DemoServer, 'url' | 'key' | 'timeZone'>,
  days: number,
): Promise<Loaded> {
  const api = openApi({ url, key, password: DEMO_PASSWORD })
  const [areas, categories] = await Promise.all([api.areas(), api.categories()])
  const calendar = openCalendar(timeZone)
  const until = systemClock.now()
  return loadHistory({
    api,
    client: openHistoryClient({ url, key, clock: systemClock, signal: new AbortController().signal }),
    plan: {
      seed: DEMO_SEED,
      calendar,
      world: toWorld(areas, categories, DEMO_SEED),
      liveSince: liveSinceFor(calendar.dayOf(until), calendar),
    },
    until,
    days,
  })
}
