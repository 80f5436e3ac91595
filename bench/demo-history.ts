/** Gives a running server of the demo the district's ninety days, by the simulator's own loader. */
import { DEMO_PASSWORD } from '../server/directory/first-start.ts'
import { openHistoryClient } from '../server/import/history-client.ts'
import { systemClock } from '../server/import/settings.ts'
import { openApi } from '../server/simulator/api.ts'
import { openCalendar } from '../server/simulator/days.ts'
import { loadHistory } from '../server/simulator/load-history.ts'
import { liveSinceFor } from '../server/simulator/plan.ts'
import { DEMO_SEED } from '../server/simulator/settings.ts'
import { toWorld } from '../server/simulator/world.ts'

const TIME_ZONE = 'Asia/Shanghai'

/** Gives the number of cases. Throws where the server would not take all of it. */
export async function loadDemoHistory(url: string, key: string, days?: number): Promise<number> {
  const api = openApi({ url, key, password: DEMO_PASSWORD })
  const [areas, categories] = await Promise.all([api.areas(), api.categories()])
  const calendar = openCalendar(TIME_ZONE)
  const until = Date.now()
  const { cases, refused } = await loadHistory({
    api,
    client: openHistoryClient({ url, key, clock: systemClock, signal: new AbortController().signal }),
    plan: {
      seed: DEMO_SEED,
      calendar,
      world: toWorld(areas, categories, DEMO_SEED),
      liveSince: liveSinceFor(calendar.dayOf(until), calendar),
    },
    until,
    ...(days !== undefined && { days }),
  })
  if (refused > 0) throw new Error(`${refused} items of the district's history were refused`)
  return cases
}
