/**
 * What a line in the command bar may mean: a step on the chosen case, cases, what to narrow the queue to, where to go. Pure. A
 * line never does anything: a found step is asked for, and its form shows what it would do.
 */
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'
import type { Asked } from '../../stores/desk.ts'
import type { Entry } from '../queue/entries.ts'
import type { Facet } from '../queue/facets.ts'
import type { Tab } from '../queue/tabs.ts'
import { isLike, type Syllables } from './sounds.ts'
import { spokenIn } from './verbs.ts'

/** Something with a name: in which facet, under which code, called what in any language. */
export interface Term {
  facet: Extract<Facet, 'category' | 'department' | 'street'>
  code: string
  /** In the page's language. */
  name: string
  texts: readonly string[]
}
export type Look = 'language' | 'light' | 'dark' | 'help' | 'report'

export type Found =
  | { group: 'act'; asked: Asked; to: string | null }
  | { group: 'case'; id: string }
  | { group: 'filter'; facet: Facet; code: string; name: string; count: number }
  | { group: 'tab'; tab: Tab; name: string; count: number }
  | { group: 'view'; n: number; name: string }
  | { group: 'look'; look: Look; name: string }

export interface World {
  entries: ReadonlyMap<string, Entry>
  chosen: Entry | null
  /** What this person may do on the chosen case, in the order of the process. */
  offers: readonly Action[]
  /** All codes that a case may name. */
  terms: readonly Term[]
  /** Every text a place is called by, by the code of the area. */
  places: ReadonlyMap<string, readonly string[]>
  /** What a status is called, and what a case in it waits for. */
  statuses: ReadonlyMap<string, readonly string[]>
  tabs: readonly { tab: Tab; name: string; count: number }[]
  views: readonly string[]
  looks: readonly { look: Look; name: string }[]
  /** Of a facet how many open cases a code has. */
  countOf: (facet: Facet, code: string) => number
  actionName: (action: Action) => string
  syllables: Syllables | null
}

const MOST_CASES = 8
const MOST_TERMS = 5
const MOST_STEPS = 6

export function find(line: string, world: World): Found[] {
  const text = line.trim().toLowerCase()
  if (text === '') return stepsOf('', world).slice(0, MOST_STEPS)
  const like = (texts: readonly string[]): boolean =>
    texts.some((name) => isLike(name, text, world.syllables))
  return [
    ...stepsOf(line, world).slice(0, MOST_STEPS),
    ...casesLike(text, world),
    ...world.terms
      .filter((term) => like(term.texts))
      .map(({ facet, code, name }) => ({
        group: 'filter' as const,
        facet,
        code,
        name,
        count: world.countOf(facet, code),
      }))
      .sort((a, b) => b.count - a.count)
      .slice(0, MOST_TERMS),
    ...world.tabs.filter(({ name }) => like([name])).map((it) => ({ group: 'tab' as const, ...it })),
    ...world.views.flatMap((name, i) => (like([name]) ? [{ group: 'view' as const, n: i, name }] : [])),
    ...world.looks.filter(({ name }) => like([name])).map((it) => ({ group: 'look' as const, ...it })),
  ]
}

function stepsOf(line: string, world: World): Found[] {
  const { chosen, offers, terms, syllables, actionName } = world
  if (!chosen) return []
  const act = (asked: Asked, to: string | null = null): Found => ({ group: 'act', asked, to })
  const spoken = spokenIn(line).flatMap(({ actions, rest, said }): Found[] => {
    const action = actions.find((it) => offers.includes(it))
    if (!action) return []
    const typed = said.toLowerCase()
    if (said === '') return [act({ action })]
    if (rest === 'reason') return [act({ action, reason: said }, said)]
    if (rest === 'case')
      return [...world.entries.values()]
        .filter(({ it }) => it.id !== chosen.it.id && it.no.toLowerCase().includes(typed))
        .slice(0, MOST_STEPS)
        .map(({ it }) => act({ action, into: it.id }, it.no))
    return terms
      .filter((it) => it.facet === 'department' && it.texts.some((name) => isLike(name, typed, syllables)))
      .map(({ code, name }) => act({ action, department: code }, name))
  })
  const known = new Set(spoken.map((it) => it.group === 'act' && it.asked.action))
  const typed = line.trim().toLowerCase()
  const named = offers.filter((it) => !known.has(it) && isLike(actionName(it), typed, syllables))
  return [...spoken, ...named.map((action) => act({ action }))]
}

/** Every word of the line is somewhere in the case: its number, category, place, department or status. */
function casesLike(text: string, { entries, terms, places, statuses, syllables }: World): Found[] {
  const words = text.split(/\s+/).map((typed) => {
    const codes = (facet: Term['facet']): ReadonlySet<string> =>
      new Set(
        terms
          .filter((it) => it.facet === facet && it.texts.some((name) => isLike(name, typed, syllables)))
          .map(({ code }) => code),
      )
    const areas = new Set<string>()
    for (const [code, texts] of places)
      if (texts.some((name) => isLike(name, typed, syllables))) areas.add(code)
    const standing = new Set<string>()
    for (const [status, texts] of statuses)
      if (texts.some((name) => isLike(name, typed, syllables))) standing.add(status)
    return { typed, standing, categories: codes('category'), departments: codes('department'), areas }
  })
  const found: Entry[] = []
  for (const entry of entries.values()) {
    const { it } = entry
    const no = it.no.toLowerCase()
    const isHit = words.every(
      (word) =>
        no.includes(word.typed) ||
        word.categories.has(it.category) ||
        word.standing.has(it.status) ||
        (it.area !== null && word.areas.has(it.area)) ||
        (it.department !== null && word.departments.has(it.department)),
    )
    if (isHit) found.push(entry)
  }
  // A number that was typed to its end is that case, before all that only begin so.
  const rank = ({ it }: Entry): number => (it.no.toLowerCase().endsWith(text) ? 0 : 1)
  return found
    .sort((a, b) => rank(a) - rank(b) || b.regret - a.regret)
    .slice(0, MOST_CASES)
    .map(({ it }) => ({ group: 'case' as const, id: it.id }))
}
