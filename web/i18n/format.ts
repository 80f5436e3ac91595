/** Numbers, times and durations as people read them, in both languages; times in the zone that was told last. */
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
/** Undefined: the screen's own. */
let timeZone: string | undefined
const dates = (options: Intl.DateTimeFormatOptions) => {
  const inZone = new Map<string | undefined, (language: Language) => Intl.DateTimeFormat>()
  return (language: Language): Intl.DateTimeFormat => {
    let of = inZone.get(timeZone)
    if (!of)
      inZone.set(timeZone, (of = perLanguage((it) => new Intl.DateTimeFormat(it, { ...options, timeZone }))))
    return of(language)
  }
}

/** From here on every time is one of this zone, an IANA name: the district's, once the server has told it. */
export function tellTimeZone(zone: string | undefined): void {
  timeZone = zone
}

const counts = numbers({ maximumFractionDigits: 0 })
const shares = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
const changes = numbers({
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'never',
})
const percents = numbers({ style: 'percent', maximumFractionDigits: 2 })
const points = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'never' })
const tenths = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
const times = dates({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const minutes = dates({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const days = dates({ year: 'numeric', month: 'short', day: 'numeric' })
const weekdays = dates({ month: 'short', day: 'numeric', weekday: 'short' })
const daysOfYear = dates({ month: '2-digit', day: '2-digit' })
/** To the minute, with the year: what is printed must say when without a doubt. */
const instants = dates({
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const years = dates({ year: 'numeric' })
const months = dates({ year: 'numeric', month: '2-digit' })

export const formatCount = (n: number, language: Language): string => counts(language).format(n)

/** 0.963 → "96.3"; the sign is set beside it. Rounds down, so that 99.96 % is never shown as all. */
export const formatShare = (share: number, language: Language): string =>
  shares(language).format(Math.floor(share * 1_000) / 10)

/** 0.9 → "90%", as somebody entered it. */
export const formatPercent = (share: number, language: Language): string => percents(language).format(share)

/** A change by its size; its direction is an arrow beside it: −0.082 → "8.2%", and of a share in points "8.2". */
export const formatChange = (change: number, language: Language): string => changes(language).format(change)
export const formatPoints = (change: number, language: Language): string =>
  points(language).format(change * 100)

export const formatTime = (at: number, language: Language): string => times(language).format(at)
export const formatInstant = (at: number, language: Language): string => instants(language).format(at)
export const formatDay = (at: number, language: Language): string => days(language).format(at)
export const formatDayAndWeekday = (at: number, language: Language): string => weekdays(language).format(at)

/** Today by the minute, this year by the day, else by the month: as short as it can be without a doubt. */
export function formatWhen(at: number, now: number, language: Language): string {
  const same = (format: (language: Language) => Intl.DateTimeFormat) =>
    format(language).format(at) === format(language).format(now)
  if (!same(years)) return months(language).format(at)
  return (same(days) ? minutes : daysOfYear)(language).format(at)
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

/** One figure and its unit, for where it stands large: 1.6 天, 14.2 小时, 35 分. Seconds; never negative. */
export function durationFigure(seconds: number, language: Language): DurationPart {
  const { units } = wordsOf(language)
  const s = Math.max(0, seconds)
  if (s < 3_600) return { value: formatCount(s / 60, language), unit: units.minute }
  const [size, unit] = s < 86_400 ? [3_600, units.hour] : [86_400, units.day]
  return { value: (s / size < 100 ? tenths : counts)(language).format(s / size), unit }
}

/** As short as an eye across the room needs it: from ten days on the hours are left out. */
export function formatSpan(seconds: number, language: Language): string {
  const parts = durationParts(seconds, language)
  return (seconds >= 10 * 86_400 ? parts.slice(0, 1) : parts)
    .map(({ value, unit }) => `${value}${wordsOf(language).space}${unit}`)
    .join(wordsOf(language).space)
}

export const formatDuration = (seconds: number, language: Language): string =>
  durationParts(seconds, language)
    .map(({ value, unit }) => `${value} ${unit}`)
    .join(' ')
