/** What a plan needs, over the small district and the directory's own categories. */
import { readFileSync } from 'node:fs'
import type { Categories } from '@shaotai/shared/contract/http.ts'
import { CALENDAR_2026 } from '@shaotai/shared/test/calendar-2026.ts'
import { openCalendar } from '../days.ts'
import { liveSinceFor, type PlanOptions } from '../plan.ts'
import { toWorld } from '../world.ts'
import { fixtureDistrict } from './fixture-district.ts'

export const SEED = 7
/** Wednesday, 25 November 2026, 15:00 in the district. */
export const NOW = Date.UTC(2026, 10, 25, 7)

export const fixtureCategories = (): Categories => ({
  items: JSON.parse(
    readFileSync(new URL('../../directory/seed/categories.json', import.meta.url), 'utf8'),
  ) as Categories['items'],
})

export function fixturePlan(seed = SEED, now = NOW): PlanOptions {
  const calendar = openCalendar('Asia/Shanghai')
  return {
    seed,
    calendar,
    office: CALENDAR_2026,
    world: toWorld(fixtureDistrict(), fixtureCategories(), seed),
    liveSince: liveSinceFor(calendar.dayOf(now), calendar),
  }
}
