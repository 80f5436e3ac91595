/** Days of the district: which one an instant belongs to, and when it begins. */
import { localDays } from '../local-days.ts'

export interface Day {
  /** YYYYMMDD, local. */
  name: string
  /** Epoch ms of its local midnight. */
  startsAt: number
  /** 0 Sunday … 6 Saturday. */
  weekday: number
}

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

export interface Calendar {
  dayOf: (at: number) => Day
  /** So many days before (negative) or after it. */
  shifted: (day: Day, days: number) => Day
}

export function openCalendar(timeZone: string): Calendar {
  const nameOf = localDays(timeZone)
  const hourOf = new Intl.DateTimeFormat('en', {
    timeZone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  const dayOf = (at: number): Day => {
    const [hour, minute] = hourOf.format(at).split(':').map(Number) as [number, number]
    const name = nameOf(at)
    const startsAt = at - hour * HOUR_MS - minute * 60_000 - (at % 60_000)
    const date = Date.UTC(Number(name.slice(0, 4)), Number(name.slice(4, 6)) - 1, Number(name.slice(6)))
    return { name, startsAt, weekday: new Date(date).getUTCDay() }
  }
  return {
    dayOf,
    // Noon is on the right day whatever an hour of summer time does.
    shifted: ({ startsAt }, days) => dayOf(startsAt + days * DAY_MS + DAY_MS / 2),
  }
}
