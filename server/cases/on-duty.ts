/** Who is on duty at an instant, by the roster: which departments have a post then, and which have one at other times only. Pure. */
import type { DutyRosterEntry } from '@shaotai/shared/directory/lists/duty-roster.ts'
import { isBetween } from '@shaotai/shared/domain/routing/route.ts'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import { DAY_MS, MINUTE_MS, msOfDay } from '@shaotai/shared/domain/calendar/day-number.ts'
import { localMoment } from '@shaotai/shared/domain/calendar/local-moment.ts'

export function rosterAt(
  shifts: readonly DutyRosterEntry[],
  calendar: Calendar,
  at: number,
): { onDuty: ReadonlySet<string>; offDuty: ReadonlySet<string> } {
  const all = new Set(shifts.map(({ department }) => department))
  const onDuty = new Set(shifts.filter((it) => isOn(it, calendar, at)).map(({ department }) => department))
  return { onDuty, offDuty: new Set([...all].filter((it) => !onDuty.has(it))) }
}

/** A shift that ends at or before it begins runs into the next day: its morning belongs to the day it began. */
function isOn(
  { weekdays, begins, ends, validFrom, validUntil }: DutyRosterEntry,
  calendar: Calendar,
  at: number,
): boolean {
  const { weekday, minute } = localMoment(calendar, at)
  const [from, to] = [msOfDay(begins) / MINUTE_MS, msOfDay(ends) / MINUTE_MS]
  if (!isBetween(minute, [from, to])) return false
  const beganYesterday = to <= from && minute < to
  const day = dateIn(calendar, beganYesterday ? at - DAY_MS : at)
  const name = String(beganYesterday ? weekday - 1 || 7 : weekday)
  return (
    (weekdays as readonly string[]).includes(name) &&
    (validFrom === undefined || day >= validFrom) &&
    (validUntil === undefined || day <= validUntil)
  )
}
const dateIn = ({ offsetMinutes }: Calendar, at: number): string =>
  new Date(at + offsetMinutes * MINUTE_MS).toISOString().slice(0, 10)
