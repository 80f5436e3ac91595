/** A time as a desk says it, to the minute: of today by the clock, else with its day before it. Pure. */
import type { Reader } from '../../case/reader.ts'
import { formatWhen } from '../../i18n/format.ts'

export function shortTime(at: number, { language, now }: Pick<Reader, 'language' | 'now'>): string {
  const [when, clock] = [formatWhen(at, now, language), formatWhen(at, at, language)]
  return when === clock ? clock : `${when} ${clock}`
}
