/** The lists as they stand: the newest edition of every entry, read whole. Hundreds of rows, so nothing is kept beside it. */
import type pg from 'pg'
import { isListId, LIST_IDS, type Entry, type ListId } from '@shaotai/shared/directory/lists.ts'

/** An entry in its newest edition. */
export interface Held {
  key: string
  revision: number
  entry: Entry
  retired: boolean
  /** When that edition was written, epoch ms. */
  at: number
}
export type Standing = ReadonlyMap<ListId, ReadonlyMap<string, Held>>

/** The number that every change of any list raises. */
export async function readRevision(client: pg.Pool | pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ revision: number }>('select revision from directory_head')
  return rows[0]!.revision
}

export async function readStanding(client: pg.Pool | pg.PoolClient): Promise<Standing> {
  const { rows } = await client.query<Held & { list: string }>(
    `select distinct on (list, key) list, key, revision, entry, retired, at
       from directory_version order by list, key, revision desc`,
  )
  const standing = new Map(LIST_IDS.map((id) => [id, new Map<string, Held>()]))
  for (const { list, ...held } of rows) if (isListId(list)) standing.get(list)!.set(held.key, held)
  return standing
}

/** What is in force of a list, by key. */
export const inForce = (standing: Standing, list: ListId): Held[] =>
  [...standing.get(list)!.values()].filter((it) => !it.retired)
