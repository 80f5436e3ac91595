/**
 * Departments and categories: their codes, their names, and the way from what a source calls them to a
 * code. Held in memory, read again when a name is missing and every few seconds.
 */
import { createHash } from 'node:crypto'
import type { Database } from '../db/database.ts'
import type { LimitPolicy } from '@shaotai/shared/domain/limit-policy.ts'
import type { Kind, Sensitivity } from '@shaotai/shared/domain/vocabulary.ts'

export interface DepartmentEntry {
  code: string
  name: string
  nameEn: string | null
}
export interface CategoryEntry extends DepartmentEntry {
  kind: Kind
  sensitivity: Sensitivity
  /** From filing to due, natural minutes; null: no limit. */
  limitMinutes: number | null
  /** Limits on the working calendar; null: `limitMinutes` alone. */
  policy: LimitPolicy | null
}

export interface Directory {
  departments: () => DepartmentEntry[]
  categories: () => CategoryEntry[]
  /** Code or name → entry; undefined where there is none. */
  department: (named: string) => DepartmentEntry | undefined
  category: (named: string) => CategoryEntry | undefined
  /** Adds what a history key brought; answers when every name resolves. */
  addMissing: (departments: string[], categories: { name: string; kind: Kind }[]) => Promise<void>
  refresh: () => Promise<void>
  stop: () => void
}

/** One name for what sources write in many ways: compatibility forms, inner and outer spaces. */
export const normalName = (name: string): string => name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ')
/** Ids for names we did not know: the same name makes the same code on every node and in every run. */
const codeOf = (prefix: string, name: string): string =>
  `${prefix}-${createHash('sha256').update(name).digest('hex').slice(0, 10)}`

/** Domain: default internal, disputes sensitive; a new category takes its kind's default. */
export const defaultSensitivity = (kind: Kind): Sensitivity => (kind === 'dispute' ? 'sensitive' : 'internal')

const REFRESH_MS = 5_000

export async function openDirectory(database: Database, onFault: (fault: Error) => void): Promise<Directory> {
  let departments: DepartmentEntry[] = []
  let categories: CategoryEntry[] = []
  let departmentByName = new Map<string, DepartmentEntry>()
  let categoryByName = new Map<string, CategoryEntry>()

  const byName = <T extends DepartmentEntry>(entries: T[]): Map<string, T> =>
    new Map(
      entries.flatMap((it) => [
        [it.name, it] as const,
        ...(it.nameEn ? [[it.nameEn, it] as const] : []),
        [it.code, it] as const,
      ]),
    )
  const refresh = async (): Promise<void> => {
    const [d, c] = await Promise.all([
      database.read
        .selectFrom('department')
        .select(['code', 'name', 'name_en as nameEn'])
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
        ])
        .orderBy('code')
        .execute(),
    ])
    departments = d
    categories = c
    departmentByName = byName(d)
    categoryByName = byName(c)
  }
  await refresh()
  const timer = setInterval(() => void refresh().catch(onFault), REFRESH_MS)
  timer.unref()

  return {
    departments: () => departments,
    categories: () => categories,
    department: (named) => departmentByName.get(named) ?? departmentByName.get(normalName(named)),
    category: (named) => categoryByName.get(named) ?? categoryByName.get(normalName(named)),
    addMissing: async (newDepartments, newCategories) => {
      const d = new Map(newDepartments.map((name) => [normalName(name), normalName(name)]))
      const c = new Map(newCategories.map(({ name, kind }) => [normalName(name), kind]))
      if (d.size > 0) {
        await database.write
          .insertInto('department')
          .values([...d.keys()].toSorted().map((name) => ({ code: codeOf('d', name), name, name_en: null })))
          .onConflict((it) => it.doNothing())
          .execute()
      }
      if (c.size > 0) {
        await database.write
          .insertInto('category')
          .values(
            [...c].toSorted().map(([name, kind]) => ({
              code: codeOf('c', name),
              name,
              name_en: null,
              kind,
              sensitivity: defaultSensitivity(kind),
              limit_minutes: null,
              policy: null,
            })),
          )
          .onConflict((it) => it.doNothing())
          .execute()
      }
      if (d.size > 0 || c.size > 0) await refresh()
    },
    refresh,
    stop: () => clearInterval(timer),
  }
}
