/**
 * Units beside each other, fairly: estimate with its interval, by name and never by rank, and nothing of too few. Pure.
 */
import type { Interval } from '@shaotai/shared/domain/wilson.ts'
import { formatCount, formatShare } from '../../i18n/format.ts'
import { countWords, NONE } from '../../panels/readings.ts'
import type { BriefReadings } from '../../stores/brief-figures.ts'
import { figureIn, said, type Speaker } from '../headline/derive.ts'
import type { Group, Place } from '../../stores/brief-place.ts'
import { intervalOf } from './interval.ts'

export interface LeagueRow {
  code: string
  name: string
  value: string
  n: string
  open: string
  overdue: string
  /** Said instead of a value; empty: there are enough. */
  tooFew: string
  /** 0..1 of the axis; null where there are too few. */
  dot: number | null
  bar: Interval | null
  /** Where the whole interval lies on one side of the whole's line; empty: chance may do. */
  apart: string
  isBelow: boolean
  /** It can be opened: it has a code. */
  opens: boolean
}
export interface League {
  rows: LeagueRow[]
  /** The whole's place on the axis; null: not known. */
  line: number | null
  /** What stands at its head; empty: not known. */
  lineWords: string
  axis: string
}
/** Of fewer than these nothing is said (domain K18). */
export const LEAST = 20

export function deriveLeague(
  readings: BriefReadings,
  place: Place,
  nameOf: (by: Group, code: string) => string,
  by: Speaker,
): League {
  const { own, language } = by
  const items = readings.league?.items ?? []
  const byId = (id: string) => new Map(items.filter((it) => it.id === id).map((it) => [it.group ?? '', it]))
  const [shares, open, overdue] = [byId(place.figure), byId('backlog'), byId('overdue_open')]
  const whole = figureIn(readings, place.figure)
  const codes = [...new Set([...shares.keys(), ...open.keys()])]
  const known = codes.flatMap((code) => {
    const it = shares.get(code)
    const interval = it && it.n >= LEAST ? intervalOf(it) : null
    return interval ? [interval] : []
  })
  const scale = scaleOf(known, whole?.value ?? null)
  const rows = codes.map((code): LeagueRow => {
    const it = shares.get(code)
    const n = it?.n ?? 0
    const isEnough = it !== undefined && n >= LEAST
    const interval = isEnough ? intervalOf(it) : null
    const line = whole?.value ?? null
    const isBelow = interval !== null && line !== null && interval.high < line
    const isAbove = interval !== null && line !== null && interval.low > line
    return {
      code,
      name: code === '' ? own.league.none : nameOf(place.by, code),
      value: isEnough ? said(it, by) : NONE,
      n: formatCount(n, language),
      open: countWords(open.get(code)?.value ?? 0, language),
      overdue: countWords(overdue.get(code)?.value ?? 0, language),
      tooFew: isEnough ? '' : own.tooFewN(formatCount(n, language)),
      dot: isEnough ? scale.at(it.value!) : null,
      bar: interval && { low: scale.at(interval.low), high: scale.at(interval.high) },
      apart: isBelow ? own.league.below : isAbove ? own.league.above : '',
      isBelow,
      opens: code !== '',
    }
  })
  const order = new Intl.Collator(language)
  return {
    // Nobody's cases come last; all others by name.
    rows: rows.toSorted(
      (a, b) => Number(a.code === '') - Number(b.code === '') || order.compare(a.name, b.name),
    ),
    line: whole?.value == null || known.length === 0 ? null : scale.at(whole.value),
    lineWords: whole?.value == null ? '' : own.league.ofWhole(said(whole, by)),
    axis:
      known.length === 0
        ? ''
        : own.league.axis(`${formatShare(scale.low, language)}%`, `${formatShare(scale.high, language)}%`),
  }
}

/** From the lowest end of an interval to the highest, with a little room, in whole twentieths: the axis is said beside it. */
function scaleOf(intervals: readonly Interval[], line: number | null) {
  const all = [...intervals.flatMap(({ low, high }) => [low, high]), ...(line === null ? [] : [line])]
  const STEP = 0.05
  const low = Math.max(0, Math.floor(Math.min(...all, 1) / STEP) * STEP)
  const high = Math.min(1, Math.ceil(Math.max(...all, 0) / STEP) * STEP)
  const span = high - low || 1
  return { low, high, at: (value: number) => Math.min(1, Math.max(0, (value - low) / span)) }
}
