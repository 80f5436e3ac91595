/** Numbers, times and durations as people read them, in both languages. Pure; time zone: the screen's own. */
import { wordsOf, type Language } from './words.ts'

/** One formatter a language, made when first asked for: making them is the dear part. */
function perLanguage<T>(make: (language: Language) => T): (language: Language) => T {
  const made = new Map<Language, T>()
  return (language) => {
    let it = made.get(language)
    if (!it) made.set(language, (it = make(language)))
    return it
  }
}
const numbers = (options: Intl.NumberFormatOptions) => perLanguage((it) => new Intl.NumberFormat(it, options))
const dates = (options: Intl.DateTimeFormatOptions) =>
  perLanguage((it) => new Intl.DateTimeFormat(it, options))

const counts = numbers({ maximumFractionDigits: 0 })
const shares = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
const times = dates({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const minutes = dates({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const days = dates({ year: 'numeric', month: 'short', day: 'numeric' })
const weekdays = dates({ month: 'short', day: 'numeric', weekday: 'short' })
const daysOfYear = dates({ month: '2-digit', day: '2-digit' })
const months = dates({ year: 'numeric', month: '2-digit' })

export const formatCount = (n: number, language: Language): string => counts(language).format(n)

/** 0.963 → "96.3"; the sign is set beside it. Rounds down, so that 99.96 % is never shown as all. */
export const formatShare = (share: number, language: Language): string =>
  shares(language).format(Math.floor(share * 1_000) / 10)

export const formatTime = (at: number, language: Language): string => times(language).format(at)
export const formatDay = (at: number, language: Language): string => days(language).format(at)
export const formatDayAndWeekday = (at: number, language: Language): string => weekdays(language).format(at)

/** Today by the minute, this year by the day, else by the month: as short as it can be without a doubt. */
export function formatWhen(at: number, now: number, language: Language): string {
  const [then, today] = [new Date(at), new Date(now)]
  if (then.getFullYear() !== today.getFullYear()) return months(language).format(at)
  const isToday = then.getMonth() === today.getMonth() && then.getDate() === today.getDate()
  return (isToday ? minutes : daysOfYear)(language).format(at)
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
