/**
 * The tables of areas: the tree as it stands, and how it came to be. A load is judged against what stands and written
 * in one transaction if nothing else was loaded meanwhile, so that two at once, or one that is killed, leave a tree
 * that fits. Knows SQL and no geometry.
 */
import type pg from 'pg'
import type { AreaChange } from '@shaotai/shared/contract/areas.ts'
import type { Area, PlacedArea } from '@shaotai/shared/domain/area.ts'
import { finding, isRefused, type Acceptable, type AreaFinding } from '@shaotai/shared/domain/area-finding.ts'
import type { Crs } from '@shaotai/shared/domain/vocabulary.ts'
import { record } from '../audit/record.ts'
import { countElsewhere } from './cases-elsewhere.ts'
import { judge } from './judge.ts'

export interface LoadedAreas {
  loaded: number
  changed: number
  removed: number
  /** null: nothing is other than it was, or nothing was to be written. */
  version: number | null
  openCasesElsewhere: number
  changes: AreaChange[]
  findings: AreaFinding[]
}
export type LoadOutcome = { ok: true; report: LoadedAreas } | { ok: false; findings: AreaFinding[] }

export interface AreaLoad {
  /** GeoJSON features of unknown origin. */
  features: readonly unknown[]
  crs?: Crs
  /** Removes every area that is not among the features. */
  replace?: boolean
  accept?: Acceptable[]
  /** Epoch ms. Absent: now. */
  validFrom?: number
  sourceDocument?: string
  /** Judges and counts, and writes nothing. */
  dryRun?: boolean
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

/** Those that stand. Without an order: whoever shows them sorts them. */
export async function readAreas(pool: pg.Pool): Promise<PlacedArea[]> {
  return (await pool.query<PlacedArea>(`select ${COLUMNS}, geometry from area where retired_in is null`)).rows
}

/** Those that stood once, for the names of the cases in them. */
export async function readRetired(pool: pg.Pool): Promise<Area[]> {
  return (await pool.query<Area>(`select ${COLUMNS} from area where retired_in is not null order by code`))
    .rows
}

/** The tree as it was in a version; null: there is no such version. */
export async function readAreasOf(pool: pg.Pool, version: number): Promise<PlacedArea[] | null> {
  const known = await pool.query('select from area_version where version = $1', [version])
  if (known.rowCount === 0) return null
  const { rows } = await pool.query<PlacedArea>(
    `select ${COLUMNS}, geometry from area_history where version <= $1 and (until is null or until > $1)`,
    [version],
  )
  return rows
}

/** Another load may come between the judging and the writing, which then begins again; more than so often is no chance. */
const TRIES = 5
const UNTOUCHED = { loaded: 0, changed: 0, removed: 0, version: null, openCasesElsewhere: 0, changes: [] }

/** Writes nothing where a feature has a fault, and no new version where nothing is other than it was. */
export async function loadAreas(pool: pg.Pool, load: AreaLoad): Promise<LoadOutcome> {
  for (let tried = 1; ; tried += 1) {
    const tree = await readTree(pool) // before the areas: they may be newer, which the writing then finds out
    const standing = await readAreas(pool)
    if (load.demo && standing.length > 0) return { ok: true, report: { ...UNTOUCHED, findings: [] } }
    const { features, crs = 'wgs84', replace = false, accept = [] } = load
    const judged = await judge({ features, crs, accept, replace, standing })
    const findings = [...(await faultsOfTime(pool, load)), ...judged.findings]
    if (isRefused(findings)) return { ok: false, findings }
    const { elsewhere, changes } = await countElsewhere(pool, standing, judged, replace)
    const removed = changes.filter(({ kinds }) => kinds.includes('removed')).length
    const report = {
      loaded: judged.areas.length,
      changed: changes.length - removed,
      removed,
      version: null,
      openCasesElsewhere: elsewhere,
      changes,
      findings,
    }
    if (load.dryRun || changes.length === 0) return { ok: true, report }
    const version = await inTransaction(pool, (client) =>
      write(client, load, { revision: tree.revision, areas: judged.areas, report }),
    )
    if (version !== null) return { ok: true, report: { ...report, version } }
    if (tried === TRIES) throw new Error('areas are being loaded all the time')
  }
}

async function faultsOfTime(pool: pg.Pool, { validFrom }: AreaLoad): Promise<AreaFinding[]> {
  if (validFrom === undefined) return []
  const { rows } = await pool.query<{ isFuture: boolean; isEarly: boolean | null }>(
    `select to_timestamp($1::double precision / 1000) > clock_timestamp() as "isFuture",
            to_timestamp($1::double precision / 1000) < (select max(valid_from) from area_version) as "isEarly"`,
    [validFrom],
  )
  const told = new Date(validFrom).toISOString()
  if (rows[0]!.isFuture) return [finding('valid_from_future', { told })]
  return rows[0]!.isEarly ? [finding('valid_from_too_early', { told })] : []
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const done = await work(client)
    await client.query('commit')
    client.release()
    return done
  } catch (fault) {
    client.release(fault as Error) // its connection may hold the transaction: thrown away with it
    throw fault
  }
}

/** Answers the version that it made; null: the tree is no longer the one that was judged. */
async function write(
  client: pg.PoolClient,
  { replace = false, demo = false, actor, crs = 'wgs84', accept = [], validFrom, sourceDocument }: AreaLoad,
  { revision, areas, report }: { revision: number; areas: PlacedArea[]; report: LoadedAreas },
): Promise<number | null> {
  // Another load is waited for: two servers that start at once on one database must both come up.
  await client.query(`set local lock_timeout = '14s'`)
  const { rows } = await client.query<{ revision: number }>('select revision from area_tree for update')
  if (rows[0]!.revision !== revision) return null
  const version = revision + 1
  await client.query('update area_tree set revision = $1, demo = $2 or (demo and not $3)', [
    version,
    demo,
    replace,
  ])
  await client.query(
    `insert into area_version
       (version, valid_from, loaded_by, loaded_role, source_document, crs, accepted, areas, changes, open_cases_elsewhere)
     values ($1, coalesce(to_timestamp($2::double precision / 1000), clock_timestamp()), $3, $4, $5, $6, $7, 0, $8, $9)`,
    [
      version,
      validFrom ?? null,
      actor?.id ?? null,
      actor?.role ?? null,
      sourceDocument ?? null,
      crs,
      JSON.stringify(accept),
      JSON.stringify(report.changes),
      report.openCasesElsewhere,
    ],
  )
  const gone = replace ? areas.map(({ code }) => code) : null
  const codes = [...(await upsert(client, areas)), ...(gone ? await retireOthers(client, gone, version) : [])]
  await client.query('update area_history set until = $1 where until is null and code = any($2::text[])', [
    version,
    codes,
  ])
  await client.query(
    `insert into area_history (code, version, tier, parent, name, name_en, households, geometry)
     select code, $1, tier, parent, name, name_en, households, geometry
       from area where code = any($2::text[]) and retired_in is null`,
    [version, codes],
  )
  await client.query(
    'update area_version set areas = (select count(*) from area where retired_in is null) where version = $1',
    [version],
  )
  if (actor) {
    const { changed, removed } = report
    const subject = `version ${version}: ${changed} changed, ${removed} removed`
    await record(client, {
      by: actor,
      action: 'areas.loaded',
      subject,
      details: { version, changed, removed },
    })
  }
  return version
}

/** One statement for all: references between its rows are judged at its end. */
async function upsert(client: pg.PoolClient, areas: PlacedArea[]): Promise<string[]> {
  const { rows } = await client.query<{ code: string }>(
    `insert into area (code, tier, parent, name, name_en, households, geometry)
     select it.code, it.tier, it.parent, it.name, it."nameEn", it.households, it.geometry
       from jsonb_to_recordset($1::jsonb)
         as it(code text, tier text, parent text, name text, "nameEn" text, households integer, geometry jsonb)
     on conflict (code) do update set
       tier = excluded.tier, parent = excluded.parent, name = excluded.name, name_en = excluded.name_en,
       households = excluded.households, geometry = excluded.geometry, loaded_at = excluded.loaded_at, retired_in = null
     where area.retired_in is not null
        or (area.tier, area.parent, area.name, area.name_en, area.households, area.geometry)
       is distinct from
       (excluded.tier, excluded.parent, excluded.name, excluded.name_en, excluded.households, excluded.geometry)
     returning code`,
    [JSON.stringify(areas)],
  )
  return rows.map(({ code }) => code)
}

/** Never deleted: a case that is being born this very moment may be given one of them. */
async function retireOthers(client: pg.PoolClient, kept: string[], version: number): Promise<string[]> {
  const { rows } = await client.query<{ code: string }>(
    'update area set retired_in = $2 where retired_in is null and code <> all($1::text[]) returning code',
    [kept, version],
  )
  return rows.map(({ code }) => code)
}
