/**
 * Reads stamps of other systems: a format such as `YYYY-MM-DD HH:mm:ss` and a time zone become a function from
 * text to epoch milliseconds. Knows formats and zones; knows neither rows nor which column a stamp is in.
 */
import type { StampRule } from './mapping-schema.ts'

/** Epoch ms, or the reason why the text is no such stamp. */
export type StampReading = { at: number } | { fault: 'unreadable' | 'no_offset' | 'has_offset' }
export type StampReader = (text: string) => StampReading

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  ms: number
  /** Minutes east of UTC, where the text says so. */
  offset: number | null
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const OFFSET = '(?<offset>Z|z|UTC|[+-]\\d{2}(?::?\\d{2})?)'
const TOKENS: Record<string, string> = {
  YYYY: '(?<year>\\d{4})',
  ROC: '(?<roc>\\d{1,3})', // 民國: 1 is 1912
  MMM: '(?<monthName>[A-Za-z]{3})[a-z]*\\.?',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<hour12>\\d{2})',
  h: '(?<hour12>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  m: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{2})',
  s: '(?<second>\\d{1,2})',
  SSS: '(?<fraction>\\d{1,9})',
  A: '(?<half>[AaPp]\\.?[Mm]\\.?|上午|下午)',
  Z: OFFSET,
}
const ISO = new RegExp(
  '^(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})' +
    '(?:[Tt ](?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?)?' +
    `(?:\\s*${OFFSET})?$`,
)

/** Why a format or a zone cannot be used, for the person who wrote the mapping; null when both can. */
export function faultOfFormat(format: string): string | null {
  if (format === 'ISO' || format === 'unix' || format === 'unix_ms') return null
  const pattern = patternOf(format)
  if (typeof pattern === 'string') return pattern
  const has = (name: string) => pattern.source.includes(`(?<${name}>`)
  if (!((has('year') || has('roc')) && (has('month') || has('monthName')) && has('day'))) {
    return 'it needs a year, a month and a day: YYYY (or ROC), MM (or M, MMM), DD (or D)'
  }
  if (has('hour12') !== has('half'))
    return 'hh and h go together with A (AM or PM); a 24-hour clock is HH or H'
  return null
}

export function faultOfZone(zone: string): string | null {
  if (zone === 'as given' || fixedOffset(zone) !== null) return null
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return null
  } catch {
    return 'write a name such as Asia/Taipei, an offset such as +08:00, or "as given" where the text carries one'
  }
}

/** A reader for one rule of a mapping; the rule's format and zone have been checked. */
export function toStampReader(rule: StampRule): StampReader {
  const readers = rule.format.map(toPartsReader)
  const place = placer(rule.zone)
  return (text) => {
    for (const read of readers) {
      const parts = read(text)
      if (parts === null) continue
      if (typeof parts === 'number') return { at: parts }
      const wall = wallOf(parts)
      if (wall === null) continue
      if (place === null) {
        if (parts.offset === null) return { fault: 'no_offset' }
        return { at: wall - parts.offset * 60_000 }
      }
      if (parts.offset !== null && rule.ignoreOffset !== true) return { fault: 'has_offset' }
      return { at: place(wall) }
    }
    return { fault: 'unreadable' }
  }
}

function toPartsReader(format: string): (text: string) => Parts | number | null {
  if (format === 'unix' || format === 'unix_ms') {
    const scale = format === 'unix' ? 1000 : 1
    return (text) => (/^\d{1,14}(\.\d+)?$/.test(text) ? Math.round(Number(text) * scale) : null)
  }
  const pattern = format === 'ISO' ? ISO : patternOf(format)
  if (typeof pattern === 'string') return () => null
  return (text) => {
    const found = pattern.exec(text)?.groups
    return found ? partsOf(found) : null
  }
}

function patternOf(format: string): RegExp | string {
  let source = ''
  const seen = new Set<string>()
  // A bracketed literal, a token, or a single character; longest tokens first.
  for (const [piece, literal] of format.matchAll(
    /\[([^\]]*)\]|YYYY|ROC|MMM|MM|DD|HH|hh|mm|ss|SSS|[MDHhmsAZ]|[^]/gu,
  )) {
    const token = TOKENS[piece]
    if (literal === undefined && token !== undefined) {
      const name = /\?<(\w+)>/.exec(token)![1]!
      if (seen.has(name)) return `it says ${name} twice`
      seen.add(name)
      source += token
    } else if (literal === undefined && /[A-Za-z]/.test(piece) && piece !== 'T') {
      return `"${piece}" is no part of a stamp; use YYYY ROC MM M MMM DD D HH H hh h A mm m ss s SSS Z, letters as such in [ ]`
    } else {
      source += (literal ?? piece).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/\s+/g, '\\s+')
    }
  }
  return new RegExp(`^${source}$`)
}

function partsOf(found: Record<string, string | undefined>): Parts | null {
  const number = (name: string, absent: number) => (found[name] === undefined ? absent : Number(found[name]))
  let hour = number('hour', 0)
  if (found['hour12'] !== undefined) {
    const hour12 = Number(found['hour12'])
    if (hour12 < 1 || hour12 > 12) return null
    hour = (hour12 % 12) + (/^[pP下]/.test(found['half'] ?? '') ? 12 : 0)
  }
  const month =
    found['monthName'] === undefined
      ? number('month', 0)
      : MONTHS.indexOf(found['monthName'].toLowerCase()) + 1
  return {
    year: found['roc'] === undefined ? number('year', 0) : Number(found['roc']) + 1911,
    month,
    day: number('day', 0),
    hour,
    minute: number('minute', 0),
    second: number('second', 0),
    ms: found['fraction'] === undefined ? 0 : Math.trunc(Number(`0.${found['fraction']}`) * 1000),
    offset: found['offset'] === undefined ? null : minutesOf(found['offset']),
  }
}

/** The clock on the wall as if it were UTC, or null for a day or an hour that no calendar has. */
function wallOf({ year, month, day, hour, minute, second, ms }: Parts): number | null {
  // 24:00 is the end of the day; a leap second is the last one that our clocks know.
  if (month < 1 || month > 12 || day < 1 || minute > 59 || second > 60) return null
  if (hour > 24 || (hour === 24 && (minute > 0 || second > 0))) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1) return null
  return date.getTime() + hour * 3_600_000 + minute * 60_000 + Math.min(second, 59) * 1000 + ms
}

function minutesOf(offset: string): number {
  if (/^(z|utc)$/i.test(offset)) return 0
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset)!
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0))
}

const fixedOffset = (zone: string): number | null =>
  /^(Z|UTC|[+-]\d{2}(:?\d{2})?)$/.test(zone) ? minutesOf(zone) : null

/** From a wall clock in the zone to the instant; null for `as given`. */
function placer(zone: string): ((wall: number) => number) | null {
  if (zone === 'as given') return null
  const fixed = fixedOffset(zone)
  if (fixed !== null) return (wall) => wall - fixed * 60_000
  const clock = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const offsetAt = (instant: number): number => {
    const part: Record<string, number> = {}
    for (const { type, value } of clock.formatToParts(instant)) part[type] = Number(value)
    const wall = Date.UTC(
      part['year']!,
      part['month']! - 1,
      part['day']!,
      part['hour']!,
      part['minute']!,
      part['second']!,
    )
    return wall - Math.floor(instant / 1000) * 1000
  }
  // One entry a day of the calendar: a century of stamps is 36,500 of them.
  const offsetOfDay = new Map<number, number>()
  const onDay = (day: number): number => {
    let offset = offsetOfDay.get(day)
    if (offset === undefined) offsetOfDay.set(day, (offset = offsetAt(day * 86_400_000)))
    return offset
  }
  return (wall) => {
    const day = Math.floor(wall / 86_400_000)
    const before = onDay(day - 1)
    const after = onDay(day + 2)
    if (before === after) return wall - before
    // The clocks change near this day. A time that is there twice is its first; one that is skipped is read
    // with the offset before the change (both as java.time and Temporal do).
    const right = [before, after].filter((offset) => offsetAt(wall - offset) === offset)
    return wall - (right.length === 0 ? before : Math.max(...right))
  }
}
