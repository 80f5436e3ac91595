/** By what a queue is narrowed: the facets, which value a case has in each, and a filter as an address says it. Pure. */
import { PRIORITIES, SEVERITIES } from '@shaotai/shared/domain/vocabulary.ts'
import type { Entry } from './entries.ts'
import { TABS, type Tab } from './tabs.ts'

export const FACETS = ['kind', 'grade', 'level', 'street', 'category', 'department', 'source'] as const
export type Facet = (typeof FACETS)[number]

/** Null: the case has none, and no chip leads to it. */
export const VALUE: Record<Facet, (entry: Entry) => string | null> = {
  kind: ({ it }) => it.kind,
  // A priority, or for what has a grade of its own that one.
  grade: ({ it }) => it.severity ?? it.priority,
  level: ({ deadline }) => deadline?.level ?? null,
  street: ({ street }) => street,
  category: ({ it }) => it.category,
  department: ({ it }) => it.department,
  source: ({ it }) => it.source,
}
/** Gravest first; whoever is not named here stands by how many there are. */
export const ORDER: Partial<Record<Facet, readonly string[]>> = {
  kind: ['ticket', 'hazard', 'dispute'],
  grade: [...PRIORITIES.slice(0, 2), ...SEVERITIES, ...PRIORITIES.slice(2)],
  level: ['overdue', 'near_due', 'on_track'],
}

export interface Filter {
  tab: Tab
  /** Of one facet any of them, of several facets all. */
  picks: Partial<Record<Facet, readonly string[]>>
}

export const isPicked = (filter: Filter, facet: Facet, value: string): boolean =>
  filter.picks[facet]?.includes(value) ?? false

export function toggled(filter: Filter, facet: Facet, value: string): Filter {
  const now = filter.picks[facet] ?? []
  const next = now.includes(value) ? now.filter((it) => it !== value) : [...now, value]
  const { [facet]: _, ...others } = filter.picks
  return { ...filter, picks: next.length > 0 ? { ...others, [facet]: next } : others }
}
export const only = (tab: Tab, facet: Facet, value: string): Filter => ({ tab, picks: { [facet]: [value] } })
export const isNarrowed = ({ picks }: Filter): boolean => Object.keys(picks).length > 0

const BETWEEN = ','
/** What a filter is called in the address; the first tab of a role goes without a name. */
export function queryOf({ tab, picks }: Filter, first: Tab): Record<string, string> {
  const query: Record<string, string> = tab === first ? {} : { tab }
  for (const facet of FACETS) if (picks[facet]) query[facet] = picks[facet].join(BETWEEN)
  return query
}
/** An address may say anything: what is not understood is as if it were not said. */
export function filterOf(query: Readonly<Record<string, unknown>>, tabs: readonly Tab[]): Filter {
  const tab = TABS.find((it) => it === query['tab'] && tabs.includes(it)) ?? tabs[0]!
  const picks: Filter['picks'] = {}
  for (const facet of FACETS) {
    const text = query[facet]
    const values = typeof text === 'string' ? text.split(BETWEEN).filter(Boolean) : []
    if (values.length > 0) picks[facet] = [...new Set(values)]
  }
  return { tab, picks }
}
