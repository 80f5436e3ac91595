/**
 * How a normal day of the district is made up: how many cases, when, of which kind, from where, and what goes wrong with
 * them. Figures only, in one place to read and to test against; what is done with them is the planner's.
 */
import type { Kind, Priority, Severity, Source } from '@shaotai/shared/domain/vocabulary.ts'

/** Cases a day: a Monday is the busiest, a Sunday the quietest; chance moves a day by up to a tenth. */
export const CASES_A_DAY = { most: 180, least: 120, middle: 153, spread: 0.09 }
/** Sunday first. */
export const WEEKDAYS = [0.86, 1.1, 1.05, 1.02, 1.02, 1.04, 0.91]
/** By local hour: hotline and grid workers wake at seven, slow down at noon, and shout at the neighbours at nine. */
export const HOURS = [
  0.9, 0.6, 0.5, 0.4, 0.5, 1.2, 2.6, 5.2, 8.2, 9.0, 8.3, 6.6, 4.4, 5.2, 7.4, 7.8, 6.9, 5.6, 4.6, 4.8, 4.9,
  4.0, 2.6, 1.6,
]

/** In thousandths of all cases: which kind comes through which source. Rows and columns add up to the two mixes. */
export const KIND_BY_SOURCE: Partial<Record<Source, Record<Kind, number>>> = {
  hotline: { ticket: 282.4, hazard: 21.6, dispute: 36 },
  grid: { ticket: 184, hazard: 72, dispute: 54 },
  patrol: { ticket: 86, hazard: 54, dispute: 0 },
  video: { ticket: 39.2, hazard: 10.8, dispute: 0 },
  sensor: { ticket: 15.6, hazard: 14.4, dispute: 0 },
  walk_in: { ticket: 32, hazard: 0, dispute: 18 },
  courier: { ticket: 26.4, hazard: 3.6, dispute: 0 },
  deputy: { ticket: 13.1, hazard: 0.9, dispute: 6 },
  petition: { ticket: 5.4, hazard: 0.6, dispute: 4 },
  media: { ticket: 4.5, hazard: 0.5, dispute: 0 },
  superior: { ticket: 3.8, hazard: 0.7, dispute: 0.5 },
  weekly_list: { ticket: 3.6, hazard: 0.4, dispute: 1 },
  other: { ticket: 4, hazard: 0.5, dispute: 0.5 },
}

/** The same matter again, at the same place, some days later. */
export const REPEATS = { share: 0.18, withinDays: 14, metres: 25 }
/** Not a government duty, or not a matter at all. */
export const REJECTED = 0.12
export const REASSIGNED = 0.06
export const REWORKED = 0.04
/** Of the closed ones. */
export const REOPENED = 0.03
/** Handled within the limit at the first go. Checks that fail take some of them over it: in the end it is 96 in 100. */
export const ON_TIME = 0.985

export const PRIORITY: Record<Kind, Record<Priority, number>> = {
  ticket: { P1: 1, P2: 10, P3: 78, P4: 11 },
  hazard: { P1: 6, P2: 24, P3: 62, P4: 8 },
  dispute: { P1: 1, P2: 11, P3: 80, P4: 8 },
}
/** 红 · 橙 · 黄 · 蓝; a dispute's level has no blue. */
export const SEVERITY: Record<'hazard' | 'dispute', Record<Severity, number>> = {
  hazard: { red: 3, orange: 17, yellow: 50, blue: 30 },
  dispute: { red: 3, orange: 22, yellow: 75, blue: 0 },
}

/**
 * Since the new way of working is live, cases are handled in less of their limit and checked sooner: from five days on
 * average to two (the figures of a district that reported just that).
 */
export interface Tempo {
  /** Median share of the limit that handling takes, of those that make it in time. */
  handling: number
  /** Median from feedback to the beginning of its check, hours. */
  checkHours: number
  /** Median from there to the closing, hours. */
  closeHours: number
}
export const BEFORE: Tempo = { handling: 0.5, checkHours: 52, closeHours: 14 }
export const SINCE: Tempo = { handling: 0.33, checkHours: 9, closeHours: 3 }
export const LIVE_SINCE_DAYS = 45
export const HISTORY_DAYS = 90
