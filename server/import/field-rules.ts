/**
 * From cells to one field: texts (columns, templates, renames, a default) and words of a closed list. Knows how
 * text is cleaned; knows neither files nor what the fields are for.
 */
import type { Choice, Condition, TextRule } from './mapping-schema.ts'

export type Cells = readonly string[]
/** Where a column stands; the mapping's columns have been found in the file before any row is read. */
export type PlaceOf = (column: string) => number

// Spaces of every script, and the control characters that neither a line of text nor PostgreSQL may hold.
const SPACES_AND_CONTROLS = /[\s\u0000-\u001f\u007f-\u009f\u200b\ufeff]+/g
const CONTROLS_BUT_LINES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g

/** One line: spaces collapsed and trimmed; with `nfkc` also ＡＢ１ → AB1 and the like. */
export const toLine = (text: string, nfkc = false): string =>
  (nfkc ? text.normalize('NFKC') : text).replace(SPACES_AND_CONTROLS, ' ').trim()

/** One line with its inner spaces as they are, for names that must stay as the source writes them. */
export const toBare = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()

/** Several lines, as written, without control characters. */
export const toParagraphs = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(CONTROLS_BUT_LINES, ' ').trim()

/** At most `length` UTF-16 units, the last an ellipsis where something was cut, never half a character. */
export function cutTo(text: string, length: number): string {
  if (text.length <= length) return text
  const end = /[\ud800-\udbff]/.test(text[length - 2]!) ? length - 2 : length - 1
  return `${text.slice(0, end)}…`
}

/** Renames and conditions compare texts in this form, so that neither spaces nor full-width letters matter. */
const comparable = (text: string): string => toLine(text, true)
const comparableWords = (words: Record<string, string>): Map<string, string> =>
  new Map(Object.entries(words).map(([from, to]) => [comparable(from), to]))

/** Null: nothing there, and no default. */
export type TextReader = (cells: Cells) => string | null

/**
 * `clean` is how a cell is taken over: a name is normalised, a text stays as it was written. `rule.values`
 * renames each cell before it is joined; `rule.default` stands in for an empty whole.
 */
export function toTextReader(rule: TextRule, placeOf: PlaceOf, clean: (text: string) => string): TextReader {
  const renames = comparableWords(rule.values ?? {})
  const renamed = (cell: string) =>
    renames.size > 0 ? (renames.get(comparable(cell)) ?? clean(cell)) : clean(cell)
  const whole = wholeOf(rule, placeOf, renamed)
  return (cells) => whole(cells) || (rule.default ?? null)
}

function wholeOf(
  rule: TextRule,
  placeOf: PlaceOf,
  renamed: (cell: string) => string,
): (cells: Cells) => string {
  if (rule.constant !== undefined) {
    const constant = rule.constant
    return () => constant
  }
  if (rule.template !== undefined) {
    const pieces = piecesOf(rule.template).map((piece) =>
      'column' in piece ? placeOf(piece.column) : piece.text,
    )
    return (cells) => {
      let filled = false
      let whole = ''
      for (const piece of pieces) {
        const text = typeof piece === 'string' ? piece : renamed(cells[piece] ?? '')
        if (typeof piece === 'number' && text !== '') filled = true
        whole += text
      }
      // Only its own dashes and brackets: as good as empty.
      return filled ? toParagraphs(whole) : ''
    }
  }
  const places = (rule.columns ?? []).map(placeOf)
  const join = rule.join ?? ' '
  return (cells) =>
    places
      .map((place) => renamed(cells[place] ?? ''))
      .filter((text) => text !== '')
      .join(join)
}

/** `{area} – {street}` → its columns and what stands between them. */
export function piecesOf(template: string): ({ column: string } | { text: string })[] {
  return [...template.matchAll(/\{([^{}]+)\}|[^{]+|\{/g)].map(([text, column]) =>
    column === undefined ? { text } : { column },
  )
}

/** A word of the list; null where the cell is empty and there is no default; undefined where it is unknown. */
export type ChoiceReader<T extends string> = (cells: Cells) => T | null | undefined

export function toChoiceReader<T extends string>(
  rule: Choice,
  words: readonly T[],
  placeOf: PlaceOf,
): ChoiceReader<T> {
  if (rule.constant !== undefined) {
    const constant = rule.constant as T
    return () => constant
  }
  const place = placeOf(rule.column ?? '')
  const values = comparableWords(rule.values ?? Object.fromEntries(words.map((word) => [word, word])))
  const fallback = rule.default as T | undefined
  return (cells) => {
    const cell = comparable(cells[place] ?? '')
    return (values.get(cell) as T | undefined) ?? fallback ?? (cell === '' ? null : undefined)
  }
}

export type Test = (cells: Cells) => boolean

/** True where every part of the condition holds. */
export function toTest(condition: Condition, placeOf: PlaceOf): Test {
  const place = placeOf(condition.column)
  const is = condition.is && new Set(condition.is.map(comparable))
  const isNot = condition.isNot && new Set(condition.isNot.map(comparable))
  return (cells) => {
    const cell = comparable(cells[place] ?? '')
    if (is && !is.has(cell)) return false
    if (isNot && isNot.has(cell)) return false
    return condition.empty === undefined || condition.empty === (cell === '')
  }
}
