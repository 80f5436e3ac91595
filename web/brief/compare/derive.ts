/** Two areas or two times side by side: the same figures, the same definition, the same elapsed days. Pure. */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import { zOf } from '@shaotai/shared/domain/wilson.ts'
import { formatChange, formatCount, formatPoints } from '../../i18n/format.ts'
import { NONE, windowWords } from '../../panels/readings.ts'
import type { BriefReading, BriefReadings } from '../../stores/brief-figures.ts'
import { isTooFew, said, type FigureId, type Speaker } from '../headline/derive.ts'
import type { Place } from '../../stores/brief-place.ts'

export interface CompareRow {
  id: FigureId
  name: string
  a: string
  b: string
  difference: string
  /** Two shares that chance alone may set so far apart (95 %), or of too few to say. */
  isChance: boolean
}
export interface Comparison {
  a: { name: string; window: string }
  b: { name: string; window: string }
  rows: CompareRow[]
}

const ROWS: readonly FigureId[] = [
  'resolution_rate',
  'on_time_rate_due',
  'time_to_close_p50',
  'time_to_close_p90',
  'backlog',
  'overdue_open',
  'settled_rate',
  'first_response_p50',
]
const Z_95 = 1.96
const LEAST = 20

export function deriveComparison(
  place: Place,
  { besideA, besideB }: BriefReadings,
  areaName: (code: string | null) => string,
  by: Speaker,
): Comparison | null {
  const { beside } = place
  if (!beside) return null
  const { periods } = by.own
  const [nameA, nameB] =
    'area' in beside
      ? [areaName(place.area), areaName(beside.area)]
      : [periods[place.period], periods[beside.period]]
  const find = (reading: BriefReading | undefined, id: string) => reading?.items.find((it) => it.id === id)
  return {
    a: { name: nameA, window: windowWords(besideA ?? null, by) },
    b: { name: nameB, window: windowWords(besideB ?? null, by) },
    rows: ROWS.map((id) => rowOf(id, find(besideA, id), find(besideB, id), by)),
  }
}

function rowOf(id: FigureId, a: KpiItem | undefined, b: KpiItem | undefined, by: Speaker): CompareRow {
  const value = (it: KpiItem | undefined) => (!it || isTooFew(it) ? NONE : said(it, by))
  return { id, name: by.own.figures[id], a: value(a), b: value(b), ...differenceOf(a, b, by) }
}
/** The first less the second: points, a part of the second, or cases. */
function differenceOf(
  a: KpiItem | undefined,
  b: KpiItem | undefined,
  { words, language }: Speaker,
): Pick<CompareRow, 'difference' | 'isChance'> {
  const none = { difference: NONE, isChance: false }
  if (!a || !b || a.value === null || b.value === null || isTooFew(a) || isTooFew(b)) return none
  const signed = (change: number, text: string) => `${change > 0 ? '+' : change < 0 ? '−' : ''}${text}`
  const change = a.value - b.value
  if (a.unit === 'cases')
    return { difference: signed(change, formatCount(Math.abs(change), language)), isChance: false }
  if (a.unit === 'seconds')
    return b.value === 0
      ? none
      : { difference: signed(change, formatChange(change / b.value, language)), isChance: false }
  const z = zOf(a.numerator!, a.denominator!, b.numerator!, b.denominator!)
  return {
    difference: signed(change, words.panels.points(formatPoints(change, language))),
    isChance: Math.min(a.n, b.n) < LEAST || Math.abs(z) < Z_95,
  }
}
