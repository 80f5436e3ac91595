/** A share with how far chance may have moved it. Pure. */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import { wilsonOf, type Interval } from '@shaotai/shared/domain/wilson.ts'
import { formatShare } from '../../i18n/format.ts'
import type { Language } from '../../i18n/words.ts'

/** Of a share of something; null of anything else. */
export const intervalOf = ({ unit, numerator, denominator }: KpiItem): Interval | null =>
  unit === 'share' && numerator !== null && denominator !== null ? wilsonOf(numerator, denominator) : null

export const intervalWords = ({ low, high }: Interval, language: Language): string =>
  `${formatShare(low, language)}% – ${formatShare(high, language)}%`
