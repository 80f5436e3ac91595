/** Numbers, times and durations as people read them, in both languages. Pure; time zone: the screen's own. */
import { wordsOf, type Language } from './words.ts'

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()
function numbers(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${language}${JSON.stringify(options)}`
  if (!cache.has(key)) cache.set(key, new Intl.NumberFormat(language, options))
  return cache.get(key) as Intl.NumberFormat
}
function dates(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${language}${JSON.stringify(options)}`
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(language, options))
  return cache.get(key) as Intl.DateTimeFormat
}

export const formatCount = (n: number, language: Language): string =>
  numbers(language, { maximumFractionDigits: 0 }).format(n)

/** 0.963 → "96.3"; the sign is set beside it. Rounds down, so that 99.96 % is never shown as all. */
export const formatShare = (share: number, language: Language): string =>
  numbers(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    Math.floor(share * 1_000) / 10,
  )

export const formatTime = (at: number, language: Language): string =>
  dates(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at)

export const formatMinute = (at: number, language: Language): string =>
  dates(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)

export const formatDay = (at: number, language: Language): string =>
  dates(language, { year: 'numeric', month: 'short', day: 'numeric' }).format(at)

export const formatDayAndWeekday = (at: number, language: Language): string =>
  dates(language, { month: 'short', day: 'numeric', weekday: 'short' }).format(at)

/** Today by the minute, this year by the day, else by the year: as short as it can be without a doubt. */
export function formatWhen(at: number, now: number, language: Language): string {
  const day = (it: number) =>
    dates(language, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(it)
  if (day(at) === day(now)) return formatMinute(at, language)
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return dates(
    language,
    sameYear ? { month: '2-digit', day: '2-digit' } : { year: 'numeric', month: '2-digit' },
  ).format(at)
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

export interface DurationPart {
  value: string
  unit: string
}

/** The two largest units that are not empty: 2 天 3 小时, 2 d 3 h. Never negative. */
export function durationParts(seconds: number, language: Language): DurationPart[] {
  let rest = Math.max(0, Math.round(seconds))
  const first = UNITS.findIndex(([, size]) => rest >= size)
  if (first < 0) return [{ value: '0', unit: wordsOf(language).units.second }]
  const parts: DurationPart[] = []
  for (const [name, size] of UNITS.slice(first, first + 2)) {
    const n = Math.floor(rest / size)
    rest -= n * size
    if (n > 0) parts.push({ value: formatCount(n, language), unit: wordsOf(language).units[name] })
  }
  return parts
}

export const formatDuration = (seconds: number, language: Language): string =>
  durationParts(seconds, language)
    .map(({ value, unit }) => `${value} ${unit}`)
    .join(' ')
