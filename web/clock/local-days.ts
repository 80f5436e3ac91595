/**
 * Days and months of the district's time zone, whatever zone the screen stands in. Pure; zones are names of the
 * IANA list, as the server tells its own.
 */

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let it = formats.get(zone)
  if (!it) {
    const numeric = 'numeric' as const
    const fields = {
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    }
    formats.set(
      zone,
      (it = new Intl.DateTimeFormat('en-US', { ...fields, timeZone: zone, hourCycle: 'h23' })),
    )
  }
  return it
}

/** Calendar and clock of an instant (epoch ms); months count from 1. */
export function partsIn(zone: string, at: number): Parts {
  const found = formatOf(zone).formatToParts(at)
  return Object.fromEntries(
    found.filter(({ type }) => type !== 'literal').map(({ type, value }) => [type, Number(value)]),
  ) as unknown as Parts
}

/** Epoch ms at which a local day begins. Day and month may run over their ends, as Date.UTC lets them. */
export const dayStart = (zone: string, year: number, month: number, day: number): number =>
  instantOf(zone, Date.UTC(year, month - 1, day))

/** What a person entered as local time, `2026-11-30T10:00`, as epoch ms; NaN where it says no time. */
export const enteredIn = (zone: string, local: string): number => instantOf(zone, Date.parse(`${local}Z`))

/** The other way: an instant as the text of such an entry, to the minute. */
export function localTextIn(zone: string, at: number): string {
  const { hour, minute } = partsIn(zone, at)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${groupNameIn(zone, at, 'day')}T${two(hour)}:${two(minute)}`
}

/** The instant at which the zone's clock shows `wanted`, a reading as if it were UTC. */
function instantOf(zone: string, wanted: number): number {
  if (Number.isNaN(wanted)) return wanted
  // The offset is asked for near the answer, twice: the first guess may lie on the other side of a change.
  const guess = wanted - offsetOf(zone, wanted)
  return wanted - offsetOf(zone, guess)
}

function offsetOf(zone: string, at: number): number {
  const { year, month, day, hour, minute, second } = partsIn(zone, at)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000
}

/** Start of the day `plusDays` after the one that `at` lies in. */
export function startOfDay(zone: string, at: number, plusDays = 0): number {
  const { year, month, day } = partsIn(zone, at)
  return dayStart(zone, year, month, day + plusDays)
}
export function startOfMonth(zone: string, at: number, plusMonths = 0): number {
  const { year, month } = partsIn(zone, at)
  return dayStart(zone, year, month + plusMonths, 1)
}

/** 2026-11, 2026-11-22, 2026-11-22T14:00: the names that the server gives to groups of a time. */
export function groupNameIn(zone: string, at: number, by: 'hour' | 'day' | 'month'): string {
  const { year, month, day, hour } = partsIn(zone, at)
  const two = (n: number) => String(n).padStart(2, '0')
  const name = `${String(year).padStart(4, '0')}-${two(month)}`
  if (by === 'month') return name
  return by === 'day' ? `${name}-${two(day)}` : `${name}-${two(day)}T${two(hour)}:00`
}

/** Is this a zone that this machine knows? */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}
