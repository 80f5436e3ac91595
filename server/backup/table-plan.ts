/** Which tables and sequences there are, and an order of the tables in which every reference finds its row. */
import type pg from 'pg'

export interface PlannedTable {
  name: string
  /** Without the ones the database computes itself. */
  columns: string[]
}

export async function planTables(client: pg.Client): Promise<PlannedTable[]> {
  const { rows: tables } = await client.query<PlannedTable>(
    `select c.relname as name,
            (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
       from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
      order by c.relname`,
  )
  const { rows: references } = await client.query<{ table: string; needs: string }>(
    `select t.relname as table, f.relname as needs
       from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_class f on f.oid = k.confrelid
      where k.contype = 'f' and k.conrelid <> k.confrelid and t.relnamespace = current_schema()::regnamespace`,
  )
  return inLoadOrder(tables, references)
}

export function inLoadOrder(
  tables: PlannedTable[],
  references: { table: string; needs: string }[],
): PlannedTable[] {
  const ordered: PlannedTable[] = []
  let left = tables
  while (left.length > 0) {
    const waits = (it: PlannedTable) =>
      references.some((ref) => ref.table === it.name && left.some(({ name }) => name === ref.needs))
    const free = left.filter((it) => !waits(it))
    if (free.length === 0)
      throw new Error(`tables refer to one another in a circle: ${left.map((it) => it.name).join(', ')}`)
    ordered.push(...free)
    left = left.filter(waits)
  }
  return ordered
}

export async function planSequences(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = current_schema()::regnamespace and relkind = 'S' order by 1`,
  )
  return rows.map(({ name }) => name)
}
