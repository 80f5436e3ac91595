/** The window a figure covers, in words: a number never stands without it. Pure. */
import { formatDay, formatTime } from '../i18n/format.ts'
import type { Language, Words } from '../i18n/words.ts'

export function windowWords(
  { from, to }: { from: string | null; to: string | null },
  words: Words,
  language: Language,
): string {
  const day = (text: string) => formatDay(Date.parse(text), language)
  if (from && to) return words.panels.between(day(from), day(to))
  if (from) return words.panels.from(day(from))
  if (to) return words.panels.until(day(to))
  return words.panels.allTime
}

export const asOfWords = (asOf: number, words: Words, language: Language): string =>
  words.panels.asOf(formatTime(asOf, language))
