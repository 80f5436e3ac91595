/**
 * Departments, categories and routing rules as this process holds them: codes, names, and the way from what a source calls
 * them to a code. Read again every few seconds, so that every server on the database follows a change; how a list is changed
 * is lists/change.ts.
 */
import { createHash } from 'node:crypto'
import type { CategoryListEntry } from '@shaotai/shared/directory/lists/categories.ts'
import type { DepartmentListEntry } from '@shaotai/shared/directory/lists/departments.ts'
import type { RoutingRule } from '@shaotai/shared/directory/lists/routing-rule-fields.ts'
import type { LimitPolicy } from '@shaotai/shared/domain/limit-policy.ts'
import { inOrder, type VersionedRule } from '@shaotai/shared/domain/routing/route.ts'
import type { Kind, Sensitivity } from '@shaotai/shared/domain/vocabulary.ts'
import type { Database } from '../db/database.ts'
import { addEntries } from './lists/add-entries.ts'
import { inForce, readRevision, readStanding } from './lists/standing.ts'
import { normalName } from './normal-name.ts'

export interface DepartmentEntry {
  code: string
  name: string
  nameEn: string | null
  /** Cases of the past have it; nothing new is given to it. */
  retired: boolean
}
export interface CategoryEntry extends DepartmentEntry {
  kind: Kind
  sensitivity: Sensitivity
  /** From filing to due, natural minutes; null: no limit. */
  limitMinutes: number | null
  /** Limits on the working calendar; null: `limitMinutes` alone. */
  policy: LimitPolicy | null
}
/** Code or name → entry; undefined where there is none. */
export interface Names {
  department: (named: string) => DepartmentEntry | undefined
  category: (named: string) => CategoryEntry | undefined
}

export interface Directory extends Names {
  departments: () => DepartmentEntry[]
  categories: () => CategoryEntry[]
  /** Routing rules in their order. */
  rules: () => readonly VersionedRule[]
  /** The same without what is retired: for whatever is new. */
  current: Names
  /** Adds what a history key brought; answers when every name resolves. */
  addMissing: (
    by: { id: string; role: string },
    departments: string[],
    categories: { name: string; kind: Kind }[],
  ) => Promise<void>
  refresh: () => Promise<void>
  stop: () => void
}

/** Ids for names we did not know: the same name makes the same code on every node and in every run. */
const codeOf = (prefix: string, name: string): string =>
  `${prefix}-${createHash('sha256').update(name).digest('hex').slice(0, 10)}`

/** Domain: default internal, disputes sensitive; a new category takes its kind's default. */
export const defaultSensitivity = (kind: Kind): Sensitivity => (kind === 'dispute' ? 'sensitive' : 'internal')

const REFRESH_MS = 5_000

export async function openDirectory(database: Database, onFault: (fault: Error) => void): Promise<Directory> {
  let departments: DepartmentEntry[] = []
  let categories: CategoryEntry[] = []
  let rules: VersionedRule[] = []
  let revision = -1
  let departmentByName = new Map<string, DepartmentEntry>()
  let categoryByName = new Map<string, CategoryEntry>()

  const readRules = async (): Promise<{ rules: VersionedRule[]; revision: number }> => {
    // The revision first: rules that are newer than it are read once more, never missed.
    const now = await readRevision(database.writePool)
    if (now === revision) return { rules, revision }
    const held = inForce(await readStanding(database.writePool), 'routing_rules')
    return {
      rules: inOrder(held.map((it) => ({ rule: it.entry as unknown as RoutingRule, revision: it.revision }))),
      revision: now,
    }
  }
  let begun = 0
  let newest = 0
  const refresh = async (): Promise<void> => {
    const mine = (begun += 1)
    const [d, c, r] = await Promise.all([
      database.read
        .selectFrom('department')
        .select(['code', 'name', 'name_en as nameEn', 'retired'])
        .orderBy('code')
        .execute(),
      database.read
        .selectFrom('category')
        .select([
          'code',
          'name',
          'name_en as nameEn',
          'kind',
          'sensitivity',
          'limit_minutes as limitMinutes',
          'policy',
          'retired',
        ])
        .orderBy('code')
        .execute(),
      readRules(),
    ])
    // The timer's reading may end after one that began later, and would take back what that one found.
    if (mine < newest) return
    newest = mine
    ;({ rules, revision } = r)
    departments = d
    categories = c
    departmentByName = byName(d)
    categoryByName = byName(c)
  }
  await refresh()
  const timer = setInterval(() => void refresh().catch(onFault), REFRESH_MS)
  timer.unref()

  const names: Names = {
    department: (named) => departmentByName.get(named) ?? departmentByName.get(normalName(named)),
    category: (named) => categoryByName.get(named) ?? categoryByName.get(normalName(named)),
  }
  return {
    ...names,
    departments: () => departments,
    categories: () => categories,
    rules: () => rules,
    current: {
      department: (named) => unlessRetired(names.department(named)),
      category: (named) => unlessRetired(names.category(named)),
    },
    addMissing: async ({ id, role }, newDepartments, newCategories) => {
      const d = new Set(newDepartments.map(normalName))
      const c = new Map(newCategories.map(({ name, kind }) => [normalName(name), kind]))
      await addEntries(
        database.writePool,
        {
          departments: [...d].toSorted().map(toDepartment),
          categories: [...c].toSorted().map(([name, kind]) => toCategory(name, kind)),
        },
        { by: { id, role } },
      )
      if (d.size > 0 || c.size > 0) await refresh()
    },
    refresh,
    stop: () => clearInterval(timer),
  }
}

/** A code is always its own entry's, whatever another one is called. */
const byName = <T extends DepartmentEntry>(entries: T[]): Map<string, T> =>
  new Map([
    ...entries.flatMap((it) =>
      [it.name, ...(it.nameEn ? [it.nameEn] : [])].map((name) => [name, it] as const),
    ),
    ...entries.map((it) => [it.code, it] as const),
  ])
const unlessRetired = <T extends DepartmentEntry>(it: T | undefined): T | undefined =>
  it?.retired ? undefined : it

const toDepartment = (name: string): DepartmentListEntry => ({
  code: codeOf('d', name),
  name,
  kind: 'bureau',
  liaisons: [],
})
const toCategory = (name: string, kind: Kind): CategoryListEntry => ({
  code: codeOf('c', name),
  name,
  kind,
  sensitivity: defaultSensitivity(kind),
})
