/** Days as numbers and times of day as milliseconds, read off their ISO text. Knows no zone: the text is local. */

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** YYYY-MM-DD → days since 1970-01-01; null where there is no such day (2026-02-30). */
export function dayNumberOf(date: string): number | null {
  const at = Date.parse(`${date}T00:00:00Z`)
  // A day past the month's end is carried into the next month by some engines and refused by others.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date ? null : at / DAY_MS
}

/** HH:MM → ms since midnight. */
export const msOfDay = (time: string): number => {
  const [hours, minutes] = time.split(':').map(Number) as [number, number]
  return hours * HOUR_MS + minutes * MINUTE_MS
}

/** 0 Sunday … 6 Saturday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7 // 1970-01-01 was a Thursday
