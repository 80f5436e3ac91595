/** What a plan needs, over the small district and the directory's own categories. */
import type { Categories } from '@shaotai/shared/contract/http.ts'
import { toLimitPolicy } from '@shaotai/shared/directory/lists/policies.ts'
import { CALENDAR_2026 } from '@shaotai/shared/test/calendar-2026.ts'
import { seedEntries } from '../../directory/seed-entries.ts'
import { openCalendar } from '../days.ts'
import { liveSinceFor, type PlanOptions } from '../plan.ts'
import { toWorld } from '../world.ts'
import { fixtureDistrict } from './fixture-district.ts'

export const SEED = 7
/** Wednesday, 25 November 2026, 15:00 in the district. */
export const NOW = Date.UTC(2026, 10, 25, 7)

export const fixtureCategories = (): Categories => {
  const { categories = [], policies = [] } = seedEntries(true)
  return {
    items: categories.map(({ code, name, nameEn, kind, sensitivity, limitMinutes, policy }) => {
      const found = policies.find((it) => it.code === policy)
      return {
        code,
        name,
        nameEn: nameEn ?? null,
        kind,
        sensitivity,
        limitMinutes: limitMinutes ?? null,
        policy: found ? toLimitPolicy(found, 1) : null,
      }
    }),
  }
}

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
