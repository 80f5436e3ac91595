/** How the page's parts say names, instants and spans: one value handed to all of them. Pure. */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { Teller } from '@shaotai/shared/domain/timeline/sentence.ts'
import { formatInstant, formatSpan } from '../i18n/format.ts'
import type { Language, Words } from '../i18n/words.ts'

export interface Reader {
  words: Words
  language: Language
  /** Epoch ms. */
  now: number
  calendar: Calendar | null
  category: (code: string) => string
  department: (code: string) => string
  /** All there are. */
  departments: readonly { code: string; name: string }[]
  /** From the widest to the area itself. */
  area: (path: readonly string[]) => string
}
export const instantIn = ({ language }: Pick<Reader, 'language'>, at: number): string =>
  formatInstant(at, language)
export const spanIn = ({ language }: Pick<Reader, 'language'>, ms: number): string =>
  formatSpan(Math.max(0, ms) / 1_000, language)
export const tellerOf = (reader: Reader, numbers: Readonly<Record<string, string>>): Teller => ({
  language: reader.language,
  department: reader.department,
  caseNo: (id) => numbers[id] ?? null,
  instant: (at) => instantIn(reader, at),
})
