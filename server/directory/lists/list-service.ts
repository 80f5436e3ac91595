/** What the doors of the lists ask: reading, changing, and what is told with it. Knows no HTTP. */
import type { DirectoryWarning } from '@shaotai/shared/contract/directory.ts'
import type { DirectoryLanguage } from '@shaotai/shared/directory/field.ts'
import { LISTS, type Entry, type ListId } from '@shaotai/shared/directory/lists.ts'
import type { RoutingRule } from '@shaotai/shared/directory/lists/routing-rule-fields.ts'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { Areas } from '../../areas/areas.ts'
import type { Database } from '../../db/database.ts'
import type { Directory } from '../directory.ts'
import { calendarEntry } from './calendar-entry.ts'
import { changeList, type Changed, type Changing } from './change.ts'
import type { Fault } from './entry-check.ts'
import { judge } from './judge.ts'
import { outsideOf } from './outside.ts'
import { readRevision, readStanding, type Held, type Standing } from './standing.ts'
import { warningsOf } from './warnings.ts'

export interface Edition extends Held {
  by: string | null
  reason: string
}
export interface ListService {
  read: () => Promise<{ revision: number; standing: Standing }>
  /** Newest first; empty where there never was such an entry. */
  history: (list: ListId, key: string) => Promise<Edition[]>
  change: (changing: Changing) => Promise<Changed>
  /** Whether these could be the routing rules, all of them; null: those that are. Writes nothing. */
  tryRules: (
    rules: readonly unknown[] | null,
  ) => Promise<{ standing: Standing; rules: RoutingRule[] | null } | Fault>
  warnings: (standing: Standing, list: ListId, language: DirectoryLanguage) => DirectoryWarning[]
  /** An area and everything that holds it; empty where it is not loaded. */
  areaWithin: (area: string) => readonly string[]
}

export interface ListServiceOptions {
  database: Database
  directory: Pick<Directory, 'refresh'>
  areas: Pick<Areas, 'list'>
  calendar: Calendar
  kpis: readonly { id: string }[]
}

/** Lists on which a rule's chances depend. */
const RULES_LOOK_AT: ReadonlySet<ListId> = new Set(['routing_rules', 'categories'])

export function openListService({
  database,
  directory,
  areas,
  calendar,
  kpis,
}: ListServiceOptions): ListService {
  const kpiIds = new Set(kpis.map((it) => it.id))
  let known: { from: unknown; parents: ReadonlyMap<string, string | null> } = {
    from: null,
    parents: new Map(),
  }
  const parents = (): ReadonlyMap<string, string | null> => {
    const list = areas.list()
    if (known.from !== list) known = { from: list, parents: new Map(list.map((it) => [it.code, it.parent])) }
    return known.parents
  }
  const areaWithin = (area: string): readonly string[] => {
    const path: string[] = []
    for (let at: string | null | undefined = area; at && parents().has(at); at = parents().get(at))
      path.push(at)
    return path
  }
  const surroundings = {
    hasArea: (code: string): boolean => parents().has(code),
    hasKpi: (id: string): boolean => kpiIds.has(id),
  }
  const shown: Held = {
    key: 'in_use',
    revision: 1,
    entry: calendarEntry(calendar) as unknown as Entry,
    retired: false,
    at: 0,
  }

  return {
    areaWithin,
    read: async () => {
      const revision = await readRevision(database.writePool)
      const standing = await readStanding(database.writePool)
      return { revision, standing: new Map(standing).set('calendars', new Map([[shown.key, shown]])) }
    },
    history: async (list, key) => {
      if (LISTS[list].readOnly)
        return key === shown.key ? [{ ...shown, by: null, reason: 'docs/calendar.md' }] : []
      const { rows } = await database.writePool.query<Edition>(
        `select key, revision, entry, retired, at, changed_by as by, reason
           from directory_version where list = $1 and key = $2 order by revision desc`,
        [list, key],
      )
      return rows
    },
    change: async (changing) => {
      const changed = await changeList(database.writePool, changing, outsideOf(changing.list, surroundings))
      if (changed.written) await directory.refresh()
      return changed
    },
    tryRules: async (rules) => {
      if (rules === null) return { standing: await readStanding(database.writePool), rules: null }
      const client = await database.writePool.connect()
      try {
        const standing = await readStanding(client)
        const changes = rules.map((entry) => ({ key: null, entry, expected: null }))
        const outside = await outsideOf('routing_rules', surroundings)(client, [])
        const verdicts = judge(standing, 'routing_rules', changes, outside)
        const i = verdicts.findIndex((it) => it.outcome === 'refused')
        const refused = verdicts[i]
        if (refused?.outcome === 'refused') {
          const errors = refused.errors.map((it) => ({ ...it, path: `/rules/${i}${it.path}` }))
          return { code: refused.code, errors }
        }
        const asked = verdicts.flatMap((it) =>
          it.outcome === 'refused' ? [] : [it.entry as unknown as RoutingRule],
        )
        return { standing, rules: asked }
      } finally {
        client.release()
      }
    },
    warnings: (standing, list, language) =>
      RULES_LOOK_AT.has(list) ? warningsOf(standing, areaWithin, language) : [],
  }
}
