/**
 * How a normal day of the district is made up: how many cases, when, of which kind, from where, and what goes wrong with
 * them. Figures only, in one place to read and to test against; what is done with them is the planner's.
 */
import type { Kind, Priority, Severity, Source, Tier } from '@shaotai/shared/domain/vocabulary.ts'

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

/** The same matter again, at the same place: some the same day, the others some days later. */
export const REPEATS = { share: 0.18, sameDay: 0.35, withinDays: 14, metres: 25 }
/**
 * What goes otherwise than straight on: chances, each of the cases that come so far. The shares of product.md §15 are
 * rejected, returned, reworked and reopened; the others are the demo's own.
 */
export const RATES = {
  /** 委托核实. */
  verified: 0.05,
  /** Not a government duty, or not a matter at all. */
  rejected: 0.12,
  /** Of repeats whose first is still open. */
  merged: 0.8,
  /** 自处置, of the trivial categories. */
  selfHandled: 0.5,
  /** 退回, most of them 误派; some come back twice; some are refused. */
  returned: 0.06,
  returnedAgain: 0.08,
  returnRefused: 0.006,
  /** 改派 without having been asked. */
  reassigned: 0.02,
  /** 延期, of limits that are long enough to ask. */
  extended: 0.06,
  /** 挂账, of the categories that know seasons and works: one in a hundred of all. */
  suspendedOfSuch: 0.07,
  reworked: 0.04,
  /** Of the closed ones; a hazard's relapse. */
  reopened: 0.03,
  relapsed: 0.03,
  rated: 0.35,
  /** Hazards. */
  containedOfGrave: 0.3,
  listedOfRed: 0.5,
  turnedIntoEvent: 0.005,
  lookedBack: 0.6,
  /** Disputes: 97 to 99 in 100 are settled in the end. */
  panel: 0.2,
  withdrawn: 0.02,
  failed: 0.012,
  failedOfHard: 0.05,
  performedLater: 0.4,
  followedUp: 0.6,
  /** Beside the work. */
  contacted: 0.4,
  urged: 0.05,
  instructed: 0.01,
  instructedOfGrave: 0.3,
  coHandled: 0.06,
  tasksOfSuch: 0.4,
} as const
/** Chance that a case goes up to this tier once it is at the one below. */
export const ESCALATES: Partial<Record<Tier, number>> = {
  community: 0.35,
  street: 0.16,
  district: 0.12,
  city: 0.05,
}
/** Who has a report first; every other one is its community's. */
export const TIER_AT_BIRTH: Partial<Record<Source, Tier>> = {
  grid: 'grid',
  video: 'street',
  petition: 'street',
  deputy: 'street',
  superior: 'district',
}
/** What people say when they are asked afterwards. */
export const SATISFIED = [
  { weight: 86, rating: { satisfied: 'satisfied', resolved: true } },
  { weight: 7, rating: { satisfied: 'fairly_satisfied', resolved: true } },
  { weight: 3, rating: { satisfied: 'dissatisfied', resolved: false } },
  { weight: 4, rating: { satisfied: 'no_answer' } },
] as const
/** Handled within the limit at the first go. Checks that fail take some of them over it: in the end it is 96 in 100. */
export const ON_TIME = 0.988

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
  /** Median from feedback to the beginning of its check, office hours. */
  checkHours: number
  /** Median from there to the closing, office hours. */
  closeHours: number
}
export const BEFORE: Tempo = { handling: 0.5, checkHours: 7.5, closeHours: 2 }
export const SINCE: Tempo = { handling: 0.33, checkHours: 1.6, closeHours: 0.5 }
export const LIVE_SINCE_DAYS = 45
export const HISTORY_DAYS = 90
