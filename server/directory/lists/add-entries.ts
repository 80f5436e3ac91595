/**
 * Entries that nobody typed: what a first start brings and what a history key found missing. Their first editions; what is
 * there already, by key or by name, stays as it is. Their shape is trusted to whoever made them.
 */
import type pg from 'pg'
import { LIST_IDS, LISTS, type Entries, type Entry, type ListId } from '@shaotai/shared/directory/lists.ts'
import { record, SERVER, type AuditRow } from '../../audit/record.ts'
import { writeEditions } from './change.ts'
import { project } from './project.ts'
import { readStanding, type Standing } from './standing.ts'

export type NewEntries = { [L in ListId]?: readonly Entries[L][] }

export interface Adding {
  /** Whoever brought them: the server at its first start, or a history key. */
  by: { id: string; role: string }
  /** Nothing at all where any list has ever had an entry. */
  onlyFirst?: boolean
  reason?: string
}

export async function addEntries(
  pool: pg.Pool,
  entries: NewEntries,
  { by, onlyFirst = false, reason = 'named in loaded history' }: Adding,
): Promise<void> {
  if (LIST_IDS.every((id) => !entries[id]?.length)) return
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(`set local lock_timeout = '14s'`) // two servers that start at once must both come up
    await client.query('select from directory_head for update')
    const standing = await readStanding(client)
    const isFirst = LIST_IDS.every((id) => standing.get(id)!.size === 0)
    if (isFirst || !onlyFirst) await addWithin(client, standing, entries, { by, reason })
    await client.query('commit')
    client.release()
  } catch (fault) {
    client.release(fault as Error) // its connection may hold the transaction: thrown away with it
    throw fault
  }
}

async function addWithin(
  client: pg.PoolClient,
  standing: Standing,
  entries: NewEntries,
  { by, reason }: { by: Adding['by']; reason: string },
): Promise<void> {
  let now = standing
  const added: AuditRow[] = []
  for (const list of LIST_IDS) {
    const held = now.get(list)!
    const names = new Set([...held.values()].map((it) => it.entry['name']))
    const news = ((entries[list] ?? []) as unknown as Entry[])
      .map((entry) => ({ key: entry[LISTS[list].key] as string, entry, retired: false, revision: 1 }))
      .filter(
        ({ key, entry }) => !held.has(key) && (entry['name'] === undefined || !names.has(entry['name'])),
      )
    if (news.length === 0) continue
    const written = await writeEditions(client, list, news, {
      reason,
      by: by.id === SERVER.id ? null : by.id,
    })
    added.push(
      ...news.map(({ key }) => ({ by, action: 'directory.changed' as const, subject: `${list}/${key}@1` })),
    )
    now = new Map(now).set(list, new Map([...held, ...written.map((it) => [it.key, it] as const)]))
    await project(
      client,
      now,
      list,
      news.map((it) => it.key),
    )
  }
  if (now === standing) return
  await client.query('update directory_head set revision = revision + 1')
  await record(client, ...added)
}
