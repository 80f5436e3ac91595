/** An instant as the district lives it: which weekday, what time of day, a worked day or not, office hours or not. */
import type { Calendar } from './calendar.ts'
import { clockOf } from './clock.ts'
import { DAY_MS, MINUTE_MS, weekdayOf } from './day-number.ts'

export interface LocalMoment {
  /** ISO 8601: 1 Monday … 7 Sunday. */
  weekday: number
  /** Minutes since midnight, from 0 to below 1,440. */
  minute: number
  isWorkingDay: boolean
  isOfficeHours: boolean
}

/** `at` is epoch ms. */
export function localMoment(calendar: Calendar, at: number): LocalMoment {
  const local = at + calendar.offsetMinutes * MINUTE_MS
  const day = Math.floor(local / DAY_MS)
  const startAt = at - (local - day * DAY_MS)
  const days = clockOf(calendar, 'working_days')
  const hours = clockOf(calendar, 'working_hours')
  return {
    weekday: weekdayOf(day) || 7,
    minute: Math.floor((local - day * DAY_MS) / MINUTE_MS),
    isWorkingDay: days.position(startAt + DAY_MS) > days.position(startAt),
    isOfficeHours: hours.position(at + 1) > hours.position(at),
  }
}
