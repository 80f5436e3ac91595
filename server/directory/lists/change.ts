/**
 * The one road by which a list changes: under one lock, judged against what stands, written with its projection and the
 * audit in one transaction, all of it or nothing. What was, stays: a change is a new edition.
 */
import type pg from 'pg'
import type { ListId } from '@shaotai/shared/directory/lists.ts'
import { record } from '../../audit/record.ts'
import { judge, type Change, type Outside, type Verdict } from './judge.ts'
import { project } from './project.ts'
import { readStanding, type Held, type Standing } from './standing.ts'

export interface Changing {
  list: ListId
  changes: readonly Change[]
  reason: string
  /** null: the server itself. */
  actor: { id: string; role: string } | null
  /** Judges and writes nothing. */
  dryRun?: boolean
}
export interface Changed {
  /** One for each change; where one is refused nothing was written. */
  verdicts: Verdict[]
  /** The lists as they are now. */
  standing: Standing
  written: boolean
}
/** Asked within the transaction: who must not lose what is retired. */
export type OutsideOf = (client: pg.PoolClient, retiring: readonly string[]) => Promise<Outside>

export async function changeList(pool: pg.Pool, changing: Changing, outsideOf: OutsideOf): Promise<Changed> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const outcome = await changeWithin(client, changing, outsideOf)
    await client.query(outcome.written ? 'commit' : 'rollback')
    client.release()
    return outcome
  } catch (fault) {
    client.release(fault as Error) // its connection may hold the transaction: thrown away with it
    throw fault
  }
}

async function changeWithin(
  client: pg.PoolClient,
  { list, changes, reason, actor, dryRun = false }: Changing,
  outsideOf: OutsideOf,
): Promise<Changed> {
  await client.query(`set local lock_timeout = '10s'`)
  await client.query('select from directory_head for update')
  const standing = await readStanding(client)
  const retiring = changes.flatMap((it) => (it.entry === null && it.key !== null ? [it.key] : []))
  const verdicts = judge(standing, list, changes, await outsideOf(client, retiring))
  const isRefused = verdicts.some((it) => it.outcome === 'refused')
  const news = verdicts.flatMap((it) => (it.outcome === 'added' || it.outcome === 'changed' ? [it] : []))
  if (dryRun || isRefused || news.length === 0) return { verdicts, standing, written: false }

  const written = await writeEditions(
    client,
    list,
    news.map(({ key, entry, retired, held }) => ({
      key,
      entry,
      retired,
      revision: (held?.revision ?? 0) + 1,
    })),
    { reason, by: actor?.id ?? null },
  )
  const after: Standing = new Map(standing).set(
    list,
    new Map([...standing.get(list)!, ...written.map((it) => [it.key, it] as const)]),
  )
  await project(
    client,
    after,
    list,
    news.map((it) => it.key),
  )
  await client.query('update directory_head set revision = revision + 1')
  if (actor)
    await record(
      client,
      ...written.map((it) => ({
        by: actor,
        action: it.retired ? ('directory.retired' as const) : ('directory.changed' as const),
        subject: `${list}/${it.key}@${it.revision}`,
      })),
    )
  return { verdicts, standing: after, written: true }
}

/** Appends editions as they are told; who calls it has judged them and holds the lock. */
export async function writeEditions(
  client: pg.PoolClient,
  list: ListId,
  editions: readonly Omit<Held, 'at'>[],
  { reason, by }: { reason: string; by: string | null },
): Promise<Held[]> {
  const { rows } = await client.query<Held>(
    `insert into directory_version (list, key, revision, entry, retired, changed_by, reason)
     select $1, key, revision, entry, retired, $2, $3
       from jsonb_to_recordset($4) as it (key text, revision integer, entry jsonb, retired boolean)
     returning key, revision, entry, retired, at`,
    [list, by, reason, JSON.stringify(editions)],
  )
  return rows
}
