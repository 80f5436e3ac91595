/** The versions of the tree: when, by whom, from which document, and what each changed. Reads alone. */
import type pg from 'pg'
import {
  AREA_CHANGE_KINDS,
  type AreaChange,
  type AreaChangeKind,
  type AreaVersionReply,
  type AreaVersionsReply,
} from '@shaotai/shared/contract/areas.ts'

type Row = Omit<AreaVersionReply, 'counts'>

const SELECT = `select version, valid_from as "validFrom", loaded_at as "loadedAt", loaded_by as "loadedBy",
  source_document as "sourceDocument", crs, accepted, areas, changes,
  open_cases_elsewhere as "openCasesElsewhere" from area_version`

/** Newest first, without the areas that each changed. */
export async function readVersions(pool: pg.Pool): Promise<AreaVersionsReply> {
  const { rows } = await pool.query<Row>(`${SELECT} order by version desc`)
  return { items: rows.map(({ changes, ...it }) => ({ ...it, counts: countsOf(changes) })) }
}

/** null: there is no such version. */
export async function readVersion(pool: pg.Pool, version: number): Promise<AreaVersionReply | null> {
  const { rows } = await pool.query<Row>(`${SELECT} where version = $1`, [version])
  const [row] = rows
  return row ? { ...row, counts: countsOf(row.changes) } : null
}

function countsOf(changes: readonly AreaChange[]): Record<AreaChangeKind, number> {
  const counts = Object.fromEntries(AREA_CHANGE_KINDS.map((kind) => [kind, 0])) as Record<
    AreaChangeKind,
    number
  >
  for (const { kinds } of changes) for (const kind of kinds) counts[kind] += 1
  return counts
}
