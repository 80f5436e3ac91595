/**
 * Changes of one list judged against all lists as they stand: all of them together, so that an import may bring entries
 * that refer to one another. Pure; what lies outside the lists is told to it.
 */
import {
  LIST_IDS,
  LISTS,
  namedAt,
  referencesOf,
  type Entry,
  type ListId,
} from '@shaotai/shared/directory/lists.ts'
import type { ProblemCode } from '@shaotai/shared/contract/problem.ts'
import { checkEntry, type Fault } from './entry-check.ts'
import type { Held, Standing } from './standing.ts'

export interface Change {
  /** The key that its path names; null: the entry says it. */
  key: string | null
  /** null: it is to be retired. */
  entry: unknown
  /** The revision that its sender saw, 0 where there was none; null: whatever there is. */
  expected: number | null
}
/** What the lists refer to and do not hold. */
export interface Outside {
  has: (list: 'areas' | 'people' | 'kpis', key: string) => boolean
  /** Who needs an entry besides other lists, in words: "3 open cases". */
  users: (list: ListId, key: string) => string[]
}
export type Verdict =
  | { key: string; outcome: 'added' | 'changed' | 'same'; entry: Entry; held: Held | null; retired: boolean }
  | ({ key: string | null; outcome: 'refused'; held: Held | null } & Fault)

const REFERENCES = Object.fromEntries(LIST_IDS.map((id) => [id, referencesOf(LISTS[id])])) as Record<
  ListId,
  ReturnType<typeof referencesOf>
>
/** Lists whose names reports may use instead of codes: one name, one entry, retired ones among them. */
const NAMED: ReadonlySet<ListId> = new Set(['departments', 'categories'])
const UNKNOWN: Partial<Record<string, ProblemCode>> = {
  categories: 'unknown_category',
  departments: 'unknown_department',
}

/** A verdict for each change, in order. Whoever writes must write none of them where one is refused. */
export function judge(
  standing: Standing,
  list: ListId,
  changes: readonly Change[],
  outside: Outside,
): Verdict[] {
  const held = standing.get(list)!
  const seen = new Set<string>()
  const verdicts = changes.map((change) => alone(list, change, held, seen))
  const after = new Map(held)
  for (const it of verdicts)
    if (it.outcome !== 'refused')
      after.set(it.key, { key: it.key, revision: 0, entry: it.entry, retired: it.retired, at: 0 })
  const world: Standing = new Map(standing).set(list, after)
  const circle = circlesOf(after, list)
  const named = namesOf(after, list)
  return verdicts.map((it) => {
    if (it.outcome === 'refused' || it.outcome === 'same') return it
    const fault = it.retired
      ? usersFault(world, list, it.key, outside)
      : (referenceFault(world, list, it.entry, outside) ??
        circle(it.key) ??
        nameFault(named, it.key, it.entry))
    return fault ? { key: it.key, outcome: 'refused', held: it.held, ...fault } : it
  })
}

/** What can be said of a change without the others. */
function alone(
  list: ListId,
  { key, entry, expected }: Change,
  held: ReadonlyMap<string, Held>,
  seen: Set<string>,
): Verdict {
  const refuse = (
    code: ProblemCode,
    path: string,
    message: string,
    named: string | null,
    standing: Held | null,
  ): Verdict => ({
    key: named,
    outcome: 'refused',
    held: standing,
    code,
    errors: [{ path, message }],
  })
  const field = LISTS[list].key
  const told = entry === null ? key : (entry as Record<string, unknown> | undefined)?.[field]
  const named = typeof told === 'string' ? told : key
  if (LISTS[list].readOnly) return refuse('list_read_only', '/', 'is kept elsewhere', named, null)
  const before = (named === null ? undefined : held.get(named)) ?? null
  if (entry === null) {
    if (!before || before.retired) return refuse('not_found', '/', 'is not there', named, before)
    if (expected !== null && expected !== before.revision)
      return refuse(
        'entry_conflict',
        '/expectedRevision',
        `is ${expected}, and ${before.revision} stands`,
        named,
        before,
      )
    return { key: named!, outcome: 'changed', entry: before.entry, held: before, retired: true }
  }
  const checked = checkEntry(list, entry)
  if ('code' in checked) return { key: named, outcome: 'refused', held: before, ...checked }
  if (key !== null && key !== named)
    return refuse(
      'bad_entry',
      `/${field}`,
      `must be ${key}: the name of an entry never changes`,
      named,
      before,
    )
  if (seen.has(named!))
    return refuse('bad_entry', `/${field}`, `stands twice in this file: ${named}`, named, before)
  seen.add(named!)
  if (expected !== null && expected !== (before?.revision ?? 0))
    return refuse(
      'entry_conflict',
      '/expectedRevision',
      `is ${expected}, and ${before?.revision ?? 0} stands`,
      named,
      before,
    )
  const isSame = before !== null && !before.retired && canonical(before.entry) === canonical(checked.entry)
  return {
    key: named!,
    outcome: isSame ? 'same' : before ? 'changed' : 'added',
    entry: checked.entry,
    held: before,
    retired: false,
  }
}

/** Equal entries have equal texts, whatever the order of their fields. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, it: unknown) =>
    typeof it === 'object' && it !== null && !Array.isArray(it)
      ? Object.fromEntries(Object.entries(it).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  )

function referenceFault(world: Standing, list: ListId, entry: Entry, outside: Outside): Fault | null {
  const missing = REFERENCES[list].flatMap(({ path, to }) =>
    namedAt(entry, path)
      .filter((key) =>
        to === 'areas' || to === 'people' || to === 'kpis'
          ? !outside.has(to, key)
          : (world.get(to as ListId)?.get(key)?.retired ?? true),
      )
      .map((key) => ({
        to,
        error: {
          path: `/${path.filter((it) => it !== '*').join('/')}`,
          message: `names ${key}, which is not in ${to}`,
        },
      })),
  )
  if (missing.length === 0) return null
  return { code: UNKNOWN[missing[0]!.to] ?? 'unknown_reference', errors: missing.map((it) => it.error) }
}

/**
 * Entries of one list that refer to one another in a circle, or to such: all that is left when those whose references
 * lead out have been taken away. One pass, for a file may have thousands.
 */
function circlesOf(after: ReadonlyMap<string, Held>, list: ListId): (key: string) => Fault | null {
  const own = REFERENCES[list].filter(({ to }) => to === list)
  const waitsFor = new Map<string, number>()
  const waitedForBy = new Map<string, string[]>()
  for (const { key, entry } of own.length > 0 ? after.values() : []) {
    const named = own.flatMap(({ path }) => namedAt(entry, path)).filter((it) => after.has(it))
    waitsFor.set(key, named.length)
    for (const it of named) {
      const others = waitedForBy.get(it)
      if (others) others.push(key)
      else waitedForBy.set(it, [key])
    }
  }
  const free = [...waitsFor].flatMap(([key, n]) => (n === 0 ? [key] : []))
  for (let key = free.pop(); key !== undefined; key = free.pop()) {
    waitsFor.delete(key)
    for (const it of waitedForBy.get(key) ?? []) {
      waitsFor.set(it, waitsFor.get(it)! - 1)
      if (waitsFor.get(it) === 0) free.push(it)
    }
  }
  return (key) =>
    waitsFor.has(key)
      ? { code: 'reference_cycle', errors: [{ path: '/', message: wayFrom(key, after, own, waitsFor) }] }
      : null
}

/** As much of the circle as a person reads. */
function wayFrom(
  start: string,
  after: ReadonlyMap<string, Held>,
  own: (typeof REFERENCES)[ListId],
  stuck: ReadonlyMap<string, number>,
): string {
  const way = [start]
  while (way.length < 12) {
    const named = own.flatMap(({ path }) => namedAt(after.get(way.at(-1)!)!.entry, path))
    const next = named.find((it) => stuck.has(it))!
    way.push(next)
    if (way.indexOf(next) < way.length - 1) return way.join(' → ')
  }
  return `${way.join(' → ')} → …`
}

/** Who has which name; of lists whose names may be anything, nothing. */
function namesOf(after: ReadonlyMap<string, Held>, list: ListId): ReadonlyMap<unknown, Held[]> {
  return NAMED.has(list) ? Map.groupBy(after.values(), (it) => it.entry['name']) : new Map()
}

function nameFault(named: ReadonlyMap<unknown, Held[]>, key: string, { name }: Entry): Fault | null {
  const other = named.get(name)?.find((it) => it.key !== key)
  if (!other) return null
  const message = `is the name of ${other.key}${other.retired ? ', retired' : ''}`
  return { code: 'bad_entry', errors: [{ path: '/name', message }] }
}

function usersFault(world: Standing, list: ListId, key: string, outside: Outside): Fault | null {
  const users = LIST_IDS.flatMap((id) =>
    REFERENCES[id].some(({ to }) => to === list)
      ? [...world.get(id)!.values()]
          .filter(
            (it) =>
              !it.retired &&
              REFERENCES[id].some((ref) => ref.to === list && namedAt(it.entry, ref.path).includes(key)),
          )
          .map((it) => `${id} ${it.key}`)
      : [],
  )
  const all = [...users, ...outside.users(list, key)]
  return all.length === 0
    ? null
    : {
        code: 'entry_in_use',
        errors: all.slice(0, 50).map((by) => ({ path: `/${key}`, message: `is referred to by ${by}` })),
      }
}
