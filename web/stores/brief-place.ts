/**
 * Which view of the brief is open: an area, filters, a time, what it is set beside. All of it stands in the address, so
 * that a link opens the same view; there is no token in it, and whoever opens it sees what they may. Pure.
 */
import { KINDS, SOURCES, type Kind, type Source } from '@shaotai/shared/domain/vocabulary.ts'
import { PERIODS, type Period } from './brief-periods.ts'

export const GROUPS = ['area', 'department', 'category', 'kind', 'source'] as const
export type Group = (typeof GROUPS)[number]
export const LEAGUE_FIGURES = ['on_time_rate_due', 'resolution_rate', 'settled_rate'] as const
export type LeagueFigure = (typeof LEAGUE_FIGURES)[number]
export type Beside = { area: string } | { period: Period }

export interface Place {
  area: string | null
  kind: Kind | null
  category: string | null
  department: string | null
  source: Source | null
  period: Period
  by: Group
  figure: LeagueFigure
  /** What it is compared with; null: with nothing but its own past. */
  beside: Beside | null
}
export const FILTERS = ['kind', 'category', 'department', 'source'] as const
export type Filter = (typeof FILTERS)[number]

const CODE = /^[\p{L}\p{N}._-]{1,64}$/u
const oneOf = <T extends string>(list: readonly T[], text: unknown): T | null =>
  list.find((it) => it === text) ?? null
const code = (text: unknown): string | null => (typeof text === 'string' && CODE.test(text) ? text : null)

/** What cannot be read is as if it were not there. */
export function placeOf(query: Readonly<Record<string, unknown>>): Place {
  return {
    area: code(query['area']),
    kind: oneOf(KINDS, query['kind']),
    category: code(query['category']),
    department: code(query['department']),
    source: oneOf(SOURCES, query['source']),
    period: oneOf(PERIODS, query['period']) ?? 'month',
    by: oneOf(GROUPS, query['by']) ?? 'area',
    figure: oneOf(LEAGUE_FIGURES, query['figure']) ?? 'on_time_rate_due',
    beside: besideOf(query['compare']),
  }
}
function besideOf(text: unknown): Beside | null {
  if (typeof text !== 'string') return null
  const at = text.indexOf(':')
  const [what, which] = [text.slice(0, at), text.slice(at + 1)]
  const [area, period] = [code(which), oneOf(PERIODS, which)]
  if (what === 'area' && area !== null) return { area }
  return what === 'period' && period !== null ? { period } : null
}

/** What is usual is left out: the shortest address of a view is its only one. */
export function queryOf(place: Place): Record<string, string> {
  const usual = placeOf({})
  const { beside, ...rest } = place
  const query: Record<string, string> = {}
  for (const [key, value] of Object.entries(rest))
    if (value !== null && value !== usual[key as keyof Place]) query[key] = value
  if (beside) query['compare'] = 'area' in beside ? `area:${beside.area}` : `period:${beside.period}`
  return query
}

/** Narrows a view by one group of it: where an area is opened, the filters stay. */
export const narrowed = (place: Place, by: Group, group: string): Place => ({
  ...place,
  [by]: group,
  beside: null,
  // What all rows share tells nothing apart: next come the areas.
  by: by === 'area' ? place.by : 'area',
})

/** The whole, as somebody sees it who opens the brief. */
export const isWhole = (place: Place): boolean =>
  place.area === null && FILTERS.every((it) => place[it] === null)
