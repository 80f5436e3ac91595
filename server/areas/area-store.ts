/**
 * The table of areas: read whole, written whole. A load is judged against what stands and written in one transaction
 * under one lock, so that two at once, or one that is killed, leave a tree that fits. Knows SQL and no geometry.
 */
import type pg from 'pg'
import { record } from '../audit/record.ts'
import type { Area } from '@shaotai/shared/domain/area.ts'
import { checkEach, checkTogether, type AreaFault, type CheckedEach, type PlacedArea } from './check-areas.ts'

export interface LoadedAreas {
  loaded: number
  changed: number
  removed: number
  warnings: string[]
}
export type LoadOutcome = { ok: true; report: LoadedAreas } | { ok: false; faults: AreaFault[] }

export interface AreaLoad {
  /** GeoJSON features of unknown origin. */
  features: readonly unknown[]
  /** Removes every area that is not among the features. */
  replace?: boolean
  /** The demo district's: loaded where there are no areas yet, and never over a district's own. */
  demo?: boolean
  /** Whom the audit names; null: the server itself at its first start. */
  actor: { id: string; role: string } | null
}

const COLUMNS = `code, tier, parent, name, name_en as "nameEn", households`

export async function readTree(pool: pg.Pool): Promise<{ revision: number; demo: boolean }> {
  const { rows } = await pool.query<{ revision: number; demo: boolean }>(
    'select revision, demo from area_tree',
  )
  return rows[0]!
}

/** Without an order: whoever shows them sorts them. */
export async function readAreas(pool: pg.Pool): Promise<PlacedArea[]> {
  return (await pool.query<PlacedArea>(`select ${COLUMNS}, geometry from area`)).rows
}

/** Writes nothing where a feature has a fault, and no new revision where nothing is other than it was. */
export async function loadAreas(pool: pg.Pool, load: AreaLoad): Promise<LoadOutcome> {
  const each = checkEach(load.features) // before the lock: megabytes of outlines take their time
  const client = await pool.connect()
  try {
    await client.query('begin')
    const outcome = await loadWithin(client, each, load)
    await client.query(outcome.ok ? 'commit' : 'rollback')
    client.release()
    return outcome
  } catch (fault) {
    client.release(fault as Error) // its connection may hold the transaction: thrown away with it
    throw fault
  }
}

async function loadWithin(
  client: pg.PoolClient,
  each: CheckedEach,
  { replace = false, demo = false, actor }: AreaLoad,
): Promise<LoadOutcome> {
  // Another load is waited for: two servers that start at once on one database must both come up.
  await client.query(`set local lock_timeout = '14s'`)
  await client.query('select from area_tree for update')
  const standing = (await client.query<Area>(`select ${COLUMNS} from area`)).rows
  if (demo && standing.length > 0)
    return { ok: true, report: { loaded: 0, changed: 0, removed: 0, warnings: [] } }
  const { areas, faults, warnings } = checkTogether(each, replace ? [] : standing)
  if (faults.length > 0) return { ok: false, faults }
  const changed = await upsert(client, areas)
  const removed = replace ? await removeOthers(client, areas) : 0
  if (changed + removed > 0) {
    await client.query('update area_tree set revision = revision + 1, demo = $1 or (demo and not $2)', [
      demo,
      replace,
    ])
    if (actor) {
      const subject = `${changed} changed, ${removed} removed`
      await record(client, { by: actor, action: 'areas.loaded', subject, details: { changed, removed } })
    }
  }
  return { ok: true, report: { loaded: areas.length, changed, removed, warnings } }
}

/** One statement for all: references between its rows are judged at its end. */
async function upsert(client: pg.PoolClient, areas: PlacedArea[]): Promise<number> {
  const { rowCount } = await client.query(
    `insert into area (code, tier, parent, name, name_en, households, geometry)
     select it.code, it.tier, it.parent, it.name, it."nameEn", it.households, it.geometry
       from jsonb_to_recordset($1::jsonb)
         as it(code text, tier text, parent text, name text, "nameEn" text, households integer, geometry jsonb)
     on conflict (code) do update set
       tier = excluded.tier, parent = excluded.parent, name = excluded.name, name_en = excluded.name_en,
       households = excluded.households, geometry = excluded.geometry, loaded_at = excluded.loaded_at
     where (area.tier, area.parent, area.name, area.name_en, area.households, area.geometry)
       is distinct from
       (excluded.tier, excluded.parent, excluded.name, excluded.name_en, excluded.households, excluded.geometry)`,
    [JSON.stringify(areas)],
  )
  return rowCount ?? 0
}

async function removeOthers(client: pg.PoolClient, areas: PlacedArea[]): Promise<number> {
  const { rowCount } = await client.query('delete from area where code <> all($1::text[])', [
    areas.map(({ code }) => code),
  ])
  return rowCount ?? 0
}
