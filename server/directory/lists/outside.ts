/** What the lists refer to beyond themselves, and who needs an entry that is to be retired: areas, people, figures, cases. */
import type pg from 'pg'
import type { ListId } from '@shaotai/shared/directory/lists.ts'
import type { OutsideOf } from './change.ts'
import type { Outside } from './judge.ts'

export interface Surroundings {
  hasArea: (code: string) => boolean
  hasKpi: (id: string) => boolean
}

/** Where a retired entry would be missed: SQL that counts its users by key, and what they are. */
const USERS: Partial<Record<ListId, readonly (readonly [sql: string, what: string])[]>> = {
  departments: [
    [
      `select department as key, count(*)::integer as n from case_file where done_seq is null and department = any ($1) group by 1`,
      'open cases',
    ],
    [
      `select department as key, count(*)::integer as n from person where disabled_at is null and department = any ($1) group by 1`,
      'people',
    ],
  ],
  categories: [
    [
      `select category as key, count(*)::integer as n from case_file where done_seq is null and category = any ($1) group by 1`,
      'open cases',
    ],
  ],
}

export const outsideOf =
  (list: ListId, { hasArea, hasKpi }: Surroundings): OutsideOf =>
  async (client, retiring): Promise<Outside> => {
    const people = await namesOf(client)
    const users = new Map<string, string[]>()
    for (const [sql, what] of retiring.length > 0 ? (USERS[list] ?? []) : []) {
      const { rows } = await client.query<{ key: string; n: number }>(sql, [retiring])
      for (const { key, n } of rows) users.set(key, [...(users.get(key) ?? []), `${n} ${what}`])
    }
    return {
      has: (to, key) => (to === 'areas' ? hasArea(key) : to === 'people' ? people.has(key) : hasKpi(key)),
      users: (_, key) => users.get(key) ?? [],
    }
  }

async function namesOf(client: pg.PoolClient): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ username: string }>(
    'select username from person where disabled_at is null',
  )
  return new Set(rows.map((it) => it.username))
}
