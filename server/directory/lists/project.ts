/** department and category, which everything else joins: the current edition of their lists, column by column. */
import type pg from 'pg'
import type { CategoryListEntry } from '@shaotai/shared/directory/lists/categories.ts'
import { toLimitPolicy, type PolicyListEntry } from '@shaotai/shared/directory/lists/policies.ts'
import type { ListId } from '@shaotai/shared/directory/lists.ts'
import { inForce, type Standing } from './standing.ts'

/** `standing` as it is after the change; `keys` are what changed of `list`. */
export async function project(
  client: pg.PoolClient,
  standing: Standing,
  list: ListId,
  keys: readonly string[],
): Promise<void> {
  if (list === 'departments') await projectDepartments(client, standing, keys)
  if (list === 'categories') await projectCategories(client, standing, keys)
  if (list === 'policies') {
    const changed = new Set(keys)
    const governed = inForce(standing, 'categories').filter((it) => changed.has(it.entry['policy'] as string))
    await projectCategories(
      client,
      standing,
      governed.map((it) => it.key),
    )
  }
}

async function projectDepartments(
  client: pg.PoolClient,
  standing: Standing,
  keys: readonly string[],
): Promise<void> {
  const rows = keys.map((key) => {
    const { entry, retired } = standing.get('departments')!.get(key)!
    return { code: key, name: entry['name'], name_en: entry['nameEn'] ?? null, retired }
  })
  await client.query(
    `insert into department (code, name, name_en, retired)
     select code, name, name_en, retired from jsonb_to_recordset($1) as it (code text, name text, name_en text, retired boolean)
     on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, retired = excluded.retired`,
    [JSON.stringify(rows)],
  )
}

async function projectCategories(
  client: pg.PoolClient,
  standing: Standing,
  keys: readonly string[],
): Promise<void> {
  const rows = keys.map((key) => {
    const held = standing.get('categories')!.get(key)!
    const entry = held.entry as unknown as CategoryListEntry
    const policy = entry.policy === undefined ? undefined : standing.get('policies')!.get(entry.policy)
    return {
      code: key,
      name: entry.name,
      name_en: entry.nameEn ?? null,
      kind: entry.kind,
      sensitivity: entry.sensitivity,
      limit_minutes: entry.limitMinutes ?? null,
      policy: policy ? toLimitPolicy(policy.entry as unknown as PolicyListEntry, policy.revision) : null,
      retired: held.retired,
    }
  })
  await client.query(
    `insert into category (code, name, name_en, kind, sensitivity, limit_minutes, policy, retired)
     select code, name, name_en, kind, sensitivity, limit_minutes, nullif(policy, 'null'::jsonb), retired
       from jsonb_to_recordset($1) as it (code text, name text, name_en text, kind text, sensitivity text, limit_minutes integer,
                                          policy jsonb, retired boolean)
     on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, kind = excluded.kind,
       sensitivity = excluded.sensitivity, limit_minutes = excluded.limit_minutes, policy = excluded.policy, retired = excluded.retired`,
    [JSON.stringify(rows)],
  )
}
