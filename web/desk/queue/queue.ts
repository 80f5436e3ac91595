/** Which cases a filter leaves and in which order, and how many every tab and every chip would leave. Pure. */
import type { Entry } from './entries.ts'
import { FACETS, ORDER, VALUE, type Facet, type Filter } from './facets.ts'
import { bitOf, type Tab } from './tabs.ts'

export interface Queue {
  /** What is regretted most first. */
  ids: readonly string[]
  tabs: ReadonlyMap<Tab, number>
  /** Of each facet its values in the tab, with how many cases each would add to what the other facets leave. */
  chips: Record<Facet, readonly Chip[]>
}
export interface Chip {
  value: string
  count: number
}

/** More than a queue's frame has room for; the rest is found by the command bar. */
const SHOWN = 12

/** Looked at between two chances to rest. */
const AT_ONCE = 256

/** In one go. */
export function queueOf(entries: Iterable<Entry>, filter: Filter, tabs: readonly Tab[]): Queue {
  const counting = queueing(entries, filter, tabs)
  for (;;) {
    const { done, value } = counting.next()
    if (done) return value
  }
}

/**
 * The same a little at a time: ten thousand cases are counted and sorted without holding the page up. Tells of the cases
 * as they were when it began; what changes meanwhile is in the next count.
 */
export function* queueing(
  entries: Iterable<Entry>,
  filter: Filter,
  tabs: readonly Tab[],
): Generator<void, Queue> {
  const bits = tabs.map(bitOf)
  const counts = tabs.map(() => 0)
  const here = bitOf(filter.tab)
  const byFacet = FACETS.map(() => new Map<string, Chip>())
  const picked = FACETS.map((facet) => (filter.picks[facet] ? new Set(filter.picks[facet]) : null))
  const left: Entry[] = []
  const values: (string | null)[] = FACETS.map(() => null)
  const all = inOrder(entries)
  yield
  for (let n = 0; n < all.length; n += 1) {
    const entry = all[n]!
    if (n % AT_ONCE === AT_ONCE - 1) yield
    for (let i = 0; i < bits.length; i += 1) if ((entry.tabs & bits[i]!) !== 0) counts[i]! += 1
    if ((entry.tabs & here) === 0) continue
    let missed = 0
    let lastMissed = -1
    for (let i = 0; i < FACETS.length; i += 1) {
      const value = VALUE[FACETS[i]!](entry)
      values[i] = value
      const wish = picked[i]
      if (wish && (value === null || !wish.has(value))) {
        missed += 1
        lastMissed = i
      }
    }
    if (missed === 0) left.push(entry)
    // A chip says what one more touch would show: only its own facet may stand against the case.
    for (let i = 0; i < FACETS.length; i += 1)
      if (values[i] !== null && (missed === 0 || (missed === 1 && lastMissed === i)))
        chipOf(byFacet[i]!, values[i]!).count += 1
  }
  yield
  const chips = FACETS.map((facet, i) => [facet, chipsOf(facet, byFacet[i]!, filter)])
  return {
    ids: left.map(({ it }) => it.id),
    tabs: new Map(tabs.map((tab, i) => [tab, counts[i]!])),
    chips: Object.fromEntries(chips) as Queue['chips'],
  }
}

/**
 * By regret. Begins with the order of the last count, in which nearly all still stand right: sorting ten thousand from
 * nothing is most of what a count costs, and cannot rest.
 */
function inOrder(entries: Iterable<Entry>): Entry[] {
  const all = [...entries]
  const before = Array.from<Entry | null>({ length: all.length }).fill(null)
  const others: Entry[] = []
  for (const it of all) {
    if (it.rank === null || it.rank >= all.length || before[it.rank]) others.push(it)
    else before[it.rank] = it
  }
  const ordered = [...before.filter((it) => it !== null), ...others].sort(byRegret)
  for (let i = 0; i < ordered.length; i += 1) ordered[i]!.rank = i
  return ordered
}

/** Of equal regret the older report first, so that nobody waits for ever. */
const byRegret = (a: Entry, b: Entry): number =>
  b.regret - a.regret || a.it.reportedAt - b.it.reportedAt || (a.it.id < b.it.id ? -1 : 1)

function chipOf(chips: Map<string, Chip>, value: string): Chip {
  let chip = chips.get(value)
  if (!chip) chips.set(value, (chip = { value, count: 0 }))
  return chip
}

function chipsOf(facet: Facet, counts: ReadonlyMap<string, Chip>, { picks }: Filter): Chip[] {
  const chosen = picks[facet] ?? []
  const chips = [...counts.values()]
  // What is chosen is shown even where nothing is left of it: else it could not be taken back.
  for (const value of chosen) if (!counts.has(value)) chips.push({ value, count: 0 })
  const order = ORDER[facet]
  const rank = ({ value }: Chip): number => order?.indexOf(value) ?? 0
  chips.sort((a, b) => rank(a) - rank(b) || b.count - a.count || (a.value < b.value ? -1 : 1))
  return chips.filter((it, i) => i < SHOWN || chosen.includes(it.value))
}
