/**
 * 派遣规则 applied: from what a case is to the first rule that matches it. Pure, and ignorant of what is done with the
 * answer: a suggestion on the case (steps/taking-in.ts) or a column of a dry run (server/routing/).
 */
import type { RoutingRule, When } from '../../directory/lists/routing-rule-fields.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { msOfDay, MINUTE_MS } from '../calendar/day-number.ts'
import { localMoment, type LocalMoment } from '../calendar/local-moment.ts'
import type { Kind, Priority, Severity } from '../vocabulary.ts'

/** A rule and which edition of it: what a case remembers. */
export interface VersionedRule {
  rule: RoutingRule
  revision: number
}
/** What rules may look at. */
export interface RoutingFacts {
  kind: Kind
  category: string
  /** Codes of every area that holds the place, in any order. */
  areaPath: readonly string[]
  priority: Priority
  severity: Severity | null
  /** When it is filed, epoch ms. */
  at: number
}

/** Rules in the order in which they are asked: by `order`, then by code, so that there is one order only. */
export const inOrder = <T extends { rule: RoutingRule }>(rules: readonly T[]): T[] =>
  rules.toSorted((a, b) => a.rule.order - b.rule.order || (a.rule.code < b.rule.code ? -1 : 1))

/** The first that matches; null: none does. `rules` are in order. */
export function route<T extends { rule: RoutingRule }>(
  rules: readonly T[],
  facts: RoutingFacts,
  calendar: Calendar,
): T | null {
  let moment: LocalMoment | undefined
  const local = (): LocalMoment => (moment ??= localMoment(calendar, facts.at))
  return rules.find(({ rule }) => matches(rule.when, facts, local)) ?? null
}

const within = <T>(asked: readonly T[] | undefined, is: T | null): boolean =>
  asked === undefined || (is !== null && asked.includes(is))

/** The calendar is asked only by rules that look at the time. */
function matches(when: When, facts: RoutingFacts, local: () => LocalMoment): boolean {
  return (
    within(when.kinds, facts.kind) &&
    within(when.categories, facts.category) &&
    within(when.priorities, facts.priority) &&
    within(when.severities, facts.severity) &&
    (when.areas === undefined || when.areas.some((it) => facts.areaPath.includes(it))) &&
    (!looksAtTime(when) || matchesTime(when, local()))
  )
}

const looksAtTime = ({ day, hours, weekdays, between }: When): boolean =>
  (day ?? hours ?? weekdays ?? between) !== undefined

const matchesTime = ({ day, hours, weekdays, between }: When, it: LocalMoment): boolean =>
  (day === undefined || (day === 'working') === it.isWorkingDay) &&
  (hours === undefined || (hours === 'office') === it.isOfficeHours) &&
  (weekdays === undefined || weekdays.some((weekday) => Number(weekday) === it.weekday)) &&
  (between === undefined || isBetween(it.minute, minutesOf(between)))

export const minutesOf = ({ from, to }: NonNullable<When['between']>): [from: number, to: number] => [
  msOfDay(from) / MINUTE_MS,
  msOfDay(to) / MINUTE_MS,
]
/** `to` at or before `from` reaches over midnight; equal ones are the whole day. */
export const isBetween = (minute: number, [from, to]: readonly [number, number]): boolean =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to
