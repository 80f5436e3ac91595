/** The lists of the directory, in the order in which a page shows them. People and areas have doors of their own. */
import type { TSchema } from 'typebox'
import { refersTo } from './field.ts'
import type { List } from './list.ts'
import { ACCESS_LIST, type AccessListEntry } from './lists/access-list.ts'
import { CALENDARS, type CalendarListEntry } from './lists/calendars.ts'
import { CATEGORIES, type CategoryListEntry } from './lists/categories.ts'
import { DEPARTMENTS, type DepartmentListEntry } from './lists/departments.ts'
import { DUTY_LIST, type DutyListEntry } from './lists/duty-list.ts'
import { DUTY_ROSTER, type DutyRosterEntry } from './lists/duty-roster.ts'
import { POLICIES, type PolicyListEntry } from './lists/policies.ts'
import { ROUTING_RULES } from './lists/routing-rules.ts'
import type { RoutingRule } from './lists/routing-rule-fields.ts'
import { TARGETS, type TargetListEntry } from './lists/targets.ts'

export interface Entries {
  departments: DepartmentListEntry
  policies: PolicyListEntry
  categories: CategoryListEntry
  duty_list: DutyListEntry
  routing_rules: RoutingRule
  duty_roster: DutyRosterEntry
  access_list: AccessListEntry
  targets: TargetListEntry
  calendars: CalendarListEntry
}
export type ListId = keyof Entries
/** An entry of any list: a closed object that its list's schema has let in. */
export type Entry = Readonly<Record<string, unknown>>

export const LISTS: Readonly<Record<ListId, List>> = {
  departments: DEPARTMENTS,
  policies: POLICIES,
  categories: CATEGORIES,
  duty_list: DUTY_LIST,
  routing_rules: ROUTING_RULES,
  duty_roster: DUTY_ROSTER,
  access_list: ACCESS_LIST,
  targets: TARGETS,
  calendars: CALENDARS,
}
export const LIST_IDS = Object.keys(LISTS) as ListId[]
export const isListId = (id: string): id is ListId => Object.hasOwn(LISTS, id)

/** A field that names an entry of another list: where in the entry, and the list's id. */
export interface Reference {
  /** Names from the entry inwards; `*` stands for every item of an array. */
  path: readonly string[]
  to: string
}

/** Every reference of a list, read off its schema. */
export const referencesOf = (list: List): Reference[] => found(list.schema, [])

function found(schema: TSchema, path: readonly string[]): Reference[] {
  const to = refersTo(schema)
  const { properties, items } = schema as { properties?: Record<string, TSchema>; items?: TSchema }
  return [
    ...(to === undefined ? [] : [{ path, to }]),
    ...Object.entries(properties ?? {}).flatMap(([name, it]) => found(it, [...path, name])),
    ...(items ? found(items, [...path, '*']) : []),
  ]
}

/** What an entry names there: none, one or several. */
export function namedAt(entry: unknown, path: readonly string[]): string[] {
  const [first, ...rest] = path
  if (entry === undefined || entry === null) return []
  if (first === undefined) return typeof entry === 'string' ? [entry] : []
  if (first === '*') return Array.isArray(entry) ? entry.flatMap((it) => namedAt(it, rest)) : []
  return namedAt((entry as Record<string, unknown>)[first], rest)
}
