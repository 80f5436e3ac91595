/** The six figures that a brief begins with: each with target, change, what it is counted from, and its course. Pure. */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import { durationFigure, formatCount } from '../../i18n/format.ts'
import type { BriefWords } from '../../i18n/brief/words.ts'
import type { Language, Words } from '../../i18n/words.ts'
import { changeWords, countWords, NONE, valueWords, type ValueWords } from '../../panels/readings.ts'
import type { BriefReadings } from '../../stores/brief-figures.ts'
import type { QuestionId } from '../../stores/brief-questions.ts'
import { courseOfFigure } from '../series.ts'

/** Whose words a derivation speaks. */
export interface Speaker {
  words: Words
  own: BriefWords
  language: Language
}
export interface Change {
  arrow: '▲' | '▼' | ''
  text: string
  tone: 'good' | 'bad' | 'plain'
}
export interface Tile extends ValueWords {
  id: string
  name: string
  /** No value, or of too few to be told. */
  isNone: boolean
  target: string
  isMissed: boolean
  before: Change
  yearAgo: string
  /** What it is counted from, and the figure that belongs beside it with its own definition. */
  detail: string
  second: { id: string; text: string } | null
  /** Too few for a value; its place says so. */
  tooFew: string
  course: { values: (number | null)[]; target: number | null; label: string }
  seq: number | null
  isOld: boolean
}

const HEADLINE = [
  { id: 'resolution_rate', second: null, isGoodUp: true },
  { id: 'on_time_rate_due', second: 'on_time_rate_closed', isGoodUp: true },
  { id: 'time_to_close_p50', second: 'time_to_close_p90', isGoodUp: false },
  { id: 'backlog', second: 'overdue_open', isGoodUp: false },
  { id: 'settled_rate', second: 'settled_rate_30', isGoodUp: true },
  { id: 'first_response_p50', second: null, isGoodUp: false },
] as const
export type FigureId = keyof BriefWords['figures']

/** Of fewer cases a quantile is one case's story (domain T3). */
const LEAST = { time_to_close_p50: 10, time_to_close_p90: 20, first_response_p50: 10 } as const
export const isTooFew = (it: KpiItem): boolean => it.n < (LEAST[it.id as keyof typeof LEAST] ?? 0)

/** Where a figure is read. */
export function questionOf(id: string): QuestionId {
  if (id === 'first_response_p50') return 'response'
  if (id === 'settled_rate_30') return 'matured'
  return id.startsWith('contained_') ? 'tiers' : 'head'
}
export const figureIn = (readings: BriefReadings, id: string): KpiItem | undefined =>
  readings[questionOf(id)]?.items.find((it) => it.id === id)
const yearAgoOf = (readings: BriefReadings, id: string): KpiItem | undefined =>
  readings.year?.items.find((it) => it.id === id)

export const isTargetMissed = ({ value, target }: KpiItem): boolean =>
  value !== null &&
  target !== undefined &&
  (target.bound === 'at_least' ? value < target.value : value > target.value)

/** "95.0%", "1.6 天", "206": with its unit, as it stands in a sentence. */
export function said(it: Pick<KpiItem, 'value' | 'unit'>, { words, language }: Speaker): string {
  if (it.value === null) return NONE
  if (it.unit === 'cases') return formatCount(it.value, language)
  const { value, unit } = valueWords(it as KpiItem, { words, language })
  return it.unit === 'share' ? `${value}${unit}` : `${value} ${unit}`
}
export const targetWords = (it: KpiItem | undefined, by: Speaker): string =>
  it?.target
    ? by.own.target[it.target.bound](
        said({ value: it.target.value, unit: it.unit }, by).replace(/[.]0%$/, '%'),
      )
    : ''

/** Points for shares, per cent for times, a number for numbers; a dash where one side is missing or chance. */
export function changeOf(it: KpiItem | undefined, isGoodUp: boolean, by: Speaker): Change {
  const { value, previous } = { value: null, ...it }
  const base = previous?.value ?? null
  if (!it || value === null || base === null) return { arrow: '', text: NONE, tone: 'plain' }
  const isCount = it.unit === 'cases'
  // Nobody counted before there was a log: a nought of no cases is no number to be compared with.
  if (isCount && previous!.n === 0 && it.n > 0 && base === 0) return { arrow: '', text: NONE, tone: 'plain' }
  const { arrow, text } = isCount ? counted(value - base, by) : changeWords(it, by)
  if (arrow === '') return { arrow, text: text === NONE ? NONE : by.own.same, tone: 'plain' }
  return { arrow, text, tone: (arrow === '▲') === isGoodUp ? 'good' : 'bad' }
}
const counted = (change: number, { words, language }: Speaker): Pick<Change, 'arrow' | 'text'> => ({
  arrow: change === 0 ? '' : change > 0 ? '▲' : '▼',
  text: [formatCount(Math.abs(change), language), words.units.cases].filter(Boolean).join(words.space),
})

export function deriveHeadline(readings: BriefReadings, by: Speaker): Tile[] {
  return HEADLINE.map(({ id, second, isGoodUp }) => {
    const it = figureIn(readings, id)
    const reading = readings[questionOf(id)]
    const year = changeOf(yearAgoOf(readings, id), isGoodUp, by)
    const few = it !== undefined && isTooFew(it)
    return {
      id,
      name: by.own.figures[id],
      ...(few ? { value: NONE, unit: '' } : valueWords(it, by)),
      isNone: few || it?.value == null,
      target: targetWords(it, by),
      isMissed: it !== undefined && !few && isTargetMissed(it),
      before: few ? { arrow: '', text: NONE, tone: 'plain' } : changeOf(it, isGoodUp, by),
      yearAgo: by.own.yearIs(`${year.arrow}${year.text}`),
      detail: it ? detailOf(it, by) : '',
      second: second && secondOf(figureIn(readings, second), by),
      tooFew: few ? by.own.tooFew : '',
      course: courseWords(readings, id, it, by),
      seq: reading?.asOfSeq ?? null,
      isOld: reading?.isOld ?? false,
    }
  })
}

function detailOf(it: KpiItem, { own, language }: Speaker): string {
  const n = (count: number | null) => countWords(count, language)
  if (it.id === 'on_time_rate_due') return own.ofDue(n(it.numerator), n(it.denominator))
  if (it.unit === 'share') return own.ofCases(n(it.numerator), n(it.denominator))
  return it.unit === 'seconds' ? own.n(n(it.n)) : ''
}
function secondOf(it: KpiItem | undefined, by: Speaker): Tile['second'] {
  if (!it) return null
  const { own, language, words } = by
  if (it.id === 'time_to_close_p90') {
    const { value, unit } =
      isTooFew(it) || it.value === null ? { value: NONE, unit: '' } : durationFigure(it.value, language)
    return { id: it.id, text: own.p90([value, unit].filter(Boolean).join(words.space || ' ')) }
  }
  if (it.id === 'settled_rate_30')
    return { id: it.id, text: own.matured(said(it, by), formatCount(it.n, language)) }
  if (it.id === 'on_time_rate_closed')
    return { id: it.id, text: own.closedBased(said(it, by), formatCount(it.n, language)) }
  const bound = targetWords(it, by)
  return {
    id: it.id,
    text: bound === '' ? own.overdue(said(it, by)) : own.overdueTarget(said(it, by), bound),
  }
}

function courseWords(
  readings: BriefReadings,
  id: string,
  it: KpiItem | undefined,
  { own, language }: Speaker,
): Tile['course'] {
  const isSettled = id === 'settled_rate'
  const values = isSettled
    ? courseOfFigure(readings.settled, 'settled_rate_30')
    : courseOfFigure(readings.course, id, it?.value ?? null)
  const days = formatCount(values.length, language)
  return {
    values,
    target: it?.unit !== 'cases' && it?.target ? it.target.value : null,
    label: isSettled
      ? own.courseMatured(days)
      : it?.unit === 'share'
        ? own.courseShare(days)
        : own.course(days),
  }
}
