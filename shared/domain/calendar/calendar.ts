/**
 * What a working calendar is: which days are worked and in which hours, as one value that is small enough to be
 * sent to a page. Holds what it is told, day by day, and knows no holiday by itself; how time passes on it is clock.ts.
 */
import { Type, type Static } from 'typebox'
import { dayNumberOf, DAY_MS, MINUTE_MS, msOfDay } from './day-number.ts'

const closed = { additionalProperties: false } as const

/** 自然时, 工作时, 工作日: what the limit of a rule is counted in. */
export const BASES = ['natural_hours', 'working_hours', 'working_days'] as const
export const BasisSchema = Type.Enum([...BASES])
export type Basis = (typeof BASES)[number]

/**
 * So many hours, working hours or working days, as the basis says. Not below a thousandth (a few seconds), so that
 * no limit is rounded away to nothing.
 */
export const LimitSchema = Type.Object(
  { basis: BasisSchema, amount: Type.Number({ minimum: 0.001, maximum: 10_000 }) },
  closed,
)
export type Limit = Static<typeof LimitSchema>

/** YYYY-MM-DD, local; whether there is such a day is for calendarFaults. */
export const DateSchema = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
/** HH:MM, local; 24:00 is the end of the day. */
const TimeSchema = Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$' })
const MonthDaySchema = Type.String({ pattern: '^\\d{2}-\\d{2}$' })

/** Office hours from this day of the year until the next season begins; the last one reaches into the next year. */
export const SeasonSchema = Type.Object(
  {
    from: MonthDaySchema,
    spans: Type.Array(Type.Tuple([TimeSchema, TimeSchema]), { minItems: 1, maxItems: 6 }),
  },
  closed,
)
export type Season = Static<typeof SeasonSchema>

/** Days that are not what their weekday says: holidays (off), and weekends that are worked instead of them (work). */
export const DaysSchema = Type.Record(DateSchema, Type.Enum(['work', 'off']), {
  ...closed,
  maxProperties: 5_000,
})

export const calendarFields = {
  /** Where its days come from, for people. */
  id: Type.String({ minLength: 1, maxLength: 200 }),
  /** Another content has another version. */
  version: Type.String({ minLength: 1, maxLength: 64 }),
  /** Local time less UTC. China has one zone and no summer time, so one number does. */
  offsetMinutes: Type.Integer({ minimum: -840, maximum: 840 }),
  /** Weekdays that are not worked, 0 Sunday … 6 Saturday. */
  weekend: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), { maxItems: 6, uniqueItems: true }),
  days: DaysSchema,
  seasons: Type.Array(SeasonSchema, { minItems: 1, maxItems: 12 }),
  /** First and last day of the years whose holidays are in `days`; before and after them only weekends are off. */
  knownFrom: DateSchema,
  knownUntil: DateSchema,
} as const
export const CalendarSchema = Type.Object(calendarFields, { ...closed, title: 'Calendar' })
/** A value: never changed once made (clock.ts keeps what it has computed from it). */
export type Calendar = Static<typeof CalendarSchema>

/** When its knowledge of holidays ends, epoch ms. */
export const knownUntilAt = (calendar: Calendar): number =>
  (dayNumberOf(calendar.knownUntil)! + 1) * DAY_MS - calendar.offsetMinutes * MINUTE_MS

/** What the schema cannot say: each fault a sentence, none when the calendar holds together. */
export function calendarFaults(calendar: Calendar): string[] {
  const { days, seasons, knownFrom, knownUntil } = calendar
  const dates = [...Object.keys(days), knownFrom, knownUntil]
  const begins = seasons.map(({ from }) => from)
  return [
    ...dates.filter((it) => dayNumberOf(it) === null).map((it) => `${it} is no day of the calendar`),
    ...(knownFrom > knownUntil ? [`knownFrom (${knownFrom}) is after knownUntil (${knownUntil})`] : []),
    ...begins
      .filter((it) => dayNumberOf(`2024-${it}`) === null) // a leap year has every day there is
      .map((it) => `the season from ${it} begins on no day of a year`),
    ...begins.filter((it, i) => begins.indexOf(it) !== i).map((it) => `two seasons begin on ${it}`),
    ...seasons.flatMap(({ from, spans }) => {
      const times = spans.flat().map(msOfDay)
      return times.every((it, i) => i === 0 || it > times[i - 1]!)
        ? []
        : [`the hours of the season from ${from} do not follow one another`]
    }),
  ]
}
