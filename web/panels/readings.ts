/** What panels read off an answer of the ledger: one figure, a series, what changed, and what it means. Pure. */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import {
  durationFigure,
  formatChange,
  formatCount,
  formatDay,
  formatPoints,
  formatShare,
  formatTime,
} from '../i18n/format.ts'
import type { Language, Words } from '../i18n/words.ts'
import type { Definition } from './definition/definition.ts'
import type { PanelReading } from './panel.ts'

/** What nobody knows is a dash and never a nought. */
export const NONE = '—'
/** A rate of fewer cases than this, or a change on a smaller base, is chance. */
const LEAST_BASE = 20

interface Reader {
  words: Words
  language: Language
}

/** The figure of the whole window; undefined where it is not read, or the server does not know it. */
export const itemOf = (reading: PanelReading | null, id: string): KpiItem | undefined =>
  reading?.items.find((it) => it.id === id && it.group === undefined)

/** Values in the order of the reading's groups; null where a share is of nothing, or of so little that it is chance. */
export function seriesOf(reading: PanelReading | null, id: string): (number | null)[] {
  if (!reading) return []
  const its = reading.items.filter((it) => it.id === id)
  const isCount = its.some(({ unit }) => unit === 'cases')
  const found = new Map(its.filter(({ n }) => isCount || n >= LEAST_BASE).map((it) => [it.group, it.value]))
  return reading.groups.map((group) => found.get(group) ?? (isCount ? 0 : null))
}

export const countWords = (n: number | null | undefined, language: Language): string =>
  n === null || n === undefined ? NONE : formatCount(n, language)

export interface ValueWords {
  value: string
  unit: string
}
/** A dash has no unit. */
export function valueWords(it: KpiItem | undefined, { words, language }: Reader): ValueWords {
  if (it?.value === null || it?.value === undefined) return { value: NONE, unit: '' }
  if (it.unit === 'share') return { value: formatShare(it.value, language), unit: '%' }
  if (it.unit === 'seconds') return durationFigure(it.value, language)
  return { value: formatCount(it.value, language), unit: words.units.cases }
}

/** "97.7%", "1.5 d", "314": a value and its unit in a sentence. */
function valueText(it: KpiItem, reader: Reader): string {
  const { value, unit } = valueWords(it, reader)
  return `${value}${unit === '' || unit === '%' ? '' : reader.words.space}${unit}`
}

export interface ChangeWords {
  arrow: '▲' | '▼' | ''
  text: string
}
/** Against the period before: points for shares, per cent for the rest; a dash where a base is too small. */
export function changeWords(it: KpiItem | undefined, { words, language }: Reader): ChangeWords {
  const { value, previous } = { value: null, ...it }
  const base = previous?.value
  if (value === null || base === null || base === undefined) return { arrow: '', text: NONE }
  if (Math.min(it!.n, previous!.n) < LEAST_BASE || (it!.unit !== 'share' && base === 0))
    return { arrow: '', text: NONE }
  const change = it!.unit === 'share' ? value - base : (value - base) / base
  const text =
    it!.unit === 'share'
      ? words.panels.points(formatPoints(change, language))
      : formatChange(change, language)
  return { arrow: Math.abs(change) < 0.0005 ? '' : change > 0 ? '▲' : '▼', text }
}

/** "1 Nov – now", "all time". */
export function windowWords(
  reading: Pick<PanelReading, 'from' | 'to'> | null,
  { words, language }: Reader,
): string {
  if (!reading) return ''
  const day = (at: number) => formatDay(at, language)
  const { from, to } = reading
  if (from !== null && to !== null) return words.panels.between(day(from), day(to))
  if (from !== null) return words.panels.from(day(from))
  return to !== null ? words.panels.until(day(to)) : words.panels.allTime
}

/** Everything that belongs behind a number. */
export function definitionOf(
  title: string,
  it: KpiItem | undefined,
  reading: PanelReading | null,
  reader: Reader,
): Definition {
  const { words, language } = reader
  if (!it || !reading) return { title, text: words.definition.unknown, rows: [] }
  const { definition: w } = words
  const n = (count: number | null) => countWords(count, language)
  const { previous } = it
  return {
    title,
    text: it.text[language],
    rows: [
      { name: w.value, value: valueText(it, reader) },
      { name: w.numerator, value: n(it.numerator) },
      ...(it.denominator === null ? [] : [{ name: w.denominator, value: n(it.denominator) }]),
      ...it.excluded.map(({ reason, n: count }) => ({
        name: w.excluded,
        value: `${w.reasons[reason as keyof typeof w.reasons] ?? reason}${words.space}${n(count)}`,
      })),
      { name: w.window, value: windowWords(reading, reader) },
      ...(previous
        ? [
            {
              name: w.previous,
              value: `${valueText({ ...it, value: previous.value }, reader)} · n = ${n(previous.n)} · ${windowWords(
                { from: Date.parse(previous.window.from), to: Date.parse(previous.window.to) },
                reader,
              )}`,
            },
          ]
        : []),
      { name: w.asOf, value: formatTime(reading.asOf, language) },
      { name: w.version, value: `${it.id} · v${it.version}` },
    ],
  }
}
