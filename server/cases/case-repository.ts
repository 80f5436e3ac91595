/** Reads cases and what is already known of keys; writes nothing (append() is the only writer). */
import type pg from 'pg'
import { complete, type CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { Role, Source } from '@shaotai/shared/domain/vocabulary.ts'

/** A key that was used before: what it was used for, and the answer it got. */
export interface KnownKey {
  source: string
  key: string
  sha256: string
  caseId: string
  caseNo: string
  version: number
  seq: number
}

export async function readKeys(pool: pg.Pool, keys: { source: string; key: string }[]): Promise<KnownKey[]> {
  if (keys.length === 0) return []
  const { rows } = await pool.query<KnownKey>({
    name: 'read-keys',
    text: `select l.source, l.key, encode(l.body_sha256, 'hex') as sha256, l.case_id as "caseId", c.no as "caseNo", l.version, e.seq
             from unnest($1::text[], $2::text[]) as w (source, key)
             join command_log l on l.source = w.source and l.key = w.key
             join event_log e on e.case_id = l.case_id and e.version = l.version
             join case_file c on c.id = l.case_id`,
    values: [keys.map(({ source }) => source), keys.map(({ key }) => key)],
  })
  return rows
}

export async function readCases(pool: pg.Pool, ids: string[]): Promise<CaseFile[]> {
  if (ids.length === 0) return []
  const { rows } = await pool.query<{ state: CaseFile }>({
    name: 'read-cases',
    text: 'select state from case_file where id = any ($1)',
    values: [ids],
  })
  return rows.map(({ state }) => complete(state))
}

export async function readCasesByExternalId(
  pool: pg.Pool,
  refs: { source: Source; externalId: string }[],
): Promise<CaseFile[]> {
  if (refs.length === 0) return []
  const { rows } = await pool.query<{ state: CaseFile }>({
    name: 'read-cases-external',
    text: `select c.state from unnest($1::text[], $2::text[]) as w (source, external_id)
             join case_file c on c.source = w.source and c.external_id = w.external_id`,
    values: [refs.map(({ source }) => source), refs.map(({ externalId }) => externalId)],
  })
  return rows.map(({ state }) => complete(state))
}

/** Who made the last event of a case: a person's name, or the id of a key. */
export async function readLastActor(
  pool: pg.Pool,
  caseId: string,
): Promise<{ name: string; role: Role } | null> {
  const { rows } = await pool.query<{ name: string; role: Role }>({
    name: 'read-last-actor',
    text: `select coalesce(p.name, e.event->'actor'->>'id') as name, e.event->'actor'->>'role' as role
             from event_log e left join person p on p.id = e.event->'actor'->>'id'
            where e.case_id = $1 order by e.version desc limit 1`,
    values: [caseId],
  })
  return rows[0] ?? null
}
