/** Between instants and the clock on the wall of a time zone. Pure; knows zones by their IANA name. */

/** A clock's reading as if it were UTC, ms: a number to do calendar sums with. */
export type WallMs = number

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timeZone, format)
  return format
}

/** What the clock of the zone shows at an instant (epoch ms). */
export function wallOf(at: number, timeZone: string): WallMs {
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) part[type] = Number(value)
  const ms = ((at % 1_000) + 1_000) % 1_000
  return Date.UTC(
    part['year']!,
    part['month']! - 1,
    part['day'],
    part['hour'],
    part['minute'],
    part['second'],
    ms,
  )
}

/** The first instant at which the clock shows this; where it is skipped, as far after the gap as it lies in it. */
export function instantOf(wall: WallMs, timeZone: string): number {
  const offsetAt = (at: number): number => wallOf(at, timeZone) - at
  const DAY_MS = 86_400_000
  // One of the offsets around it is right; in an overlap both are, and the larger one is the earlier instant.
  const offsets = [offsetAt(wall - DAY_MS), offsetAt(wall + DAY_MS)].toSorted((a, b) => b - a)
  for (const offset of offsets) if (wallOf(wall - offset, timeZone) === wall) return wall - offset
  return wall - offsets.at(-1)!
}
