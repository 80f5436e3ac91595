/**
 * Walks the trail once, from its first row to its last, in bounded memory: every block's hash, every event's one row,
 * and whether the end is where its head, its last block and the log's head say. Asks only for plain rows; the caller
 * gives the one snapshot that all of it is read in.
 */
import type pg from 'pg'
import { ENTRY_COLUMNS, GENESIS, openBlockHash, type Entry } from './chain.ts'

export interface Verdict {
  entries: number
  blocks: number
  events: number
  /** Hash of the last block, hex: to be noted elsewhere. */
  head: string
  /** A sentence each, the first hundred; empty: the trail is whole. */
  faults: string[]
}
interface Block {
  n: string
  first: string
  last: string
  entries: number
  hash: string
}
interface Row extends Entry {
  /** Of the event with the row's seq; null: there is none. */
  event: { subject: string; action: string; actor: string; role: string } | null
}

const PAGE = 1_000
const MOST_FAULTS = 100

/** `expect`: a head that was noted earlier (hex); it must be the hash of one of the blocks. */
export async function verifyTrail(client: Pick<pg.ClientBase, 'query'>, expect?: string): Promise<Verdict> {
  const faults: string[] = []
  const fail = (what: string): void => void (faults.length < MOST_FAULTS && faults.push(what))
  const events = watchEvents(fail)
  const rows = ahead(readRows(client))
  let last = { n: 0n, id: 0n, hash: GENESIS }
  let entries = 0
  let isNoted = expect === undefined || expect === GENESIS
  for await (const block of readBlocks(client)) {
    if (BigInt(block.n) !== last.n + 1n) fail(`Block ${last.n + 1n} is missing: the next one is ${block.n}.`)
    const hash = openBlockHash(last.hash)
    let first: string | null = null
    let lastId: string | null = null
    let count = 0
    for (let row = await rows.peek(); row && BigInt(row.id) <= BigInt(block.last); row = await rows.next()) {
      hash.add(row)
      events.see(row)
      first ??= row.id
      lastId = row.id
      count += 1
    }
    entries += count
    if (hash.end() !== block.hash)
      fail(
        `Block ${block.n} (entries ${block.first} to ${block.last}) is not what was written: its hash differs.`,
      )
    if (count !== block.entries || first !== block.first || lastId !== block.last)
      fail(
        `Block ${block.n} says ${block.entries} entries, ${block.first} to ${block.last}; found are ${count}, ${first} to ${lastId}.`,
      )
    if (block.hash === expect) isNoted = true
    last = { n: BigInt(block.n), id: BigInt(block.last), hash: block.hash }
  }
  let loose = 0
  for (let row = await rows.peek(); row; row = await rows.next()) {
    loose += 1
    entries += 1
    events.see(row)
  }
  if (loose > 0) fail(`${loose} entries after ${last.id} belong to no block.`)
  await compareHead(client, last, fail)
  const seen = await events.end(client)
  if (!isNoted)
    fail(`The hash ${expect} is of no block: what was there when it was noted is gone or was written anew.`)
  return { entries, blocks: Number(last.n), events: seen, head: last.hash, faults }
}

async function compareHead(
  client: Pick<pg.ClientBase, 'query'>,
  last: { n: bigint; id: bigint; hash: string },
  fail: (what: string) => void,
): Promise<void> {
  const { rows } = await client.query<{ n: string; id: string; hash: string }>(
    `select n::text, last_id::text as id, encode(hash, 'hex') as hash from audit_head`,
  )
  const head = rows[0]
  if (!head || rows.length > 1) return fail(`The chain has ${rows.length} heads where it has one.`)
  if (BigInt(head.n) !== last.n || BigInt(head.id) !== last.id || head.hash !== last.hash)
    fail(
      `The chain ends at block ${last.n}, entry ${last.id}; its head says block ${head.n}, entry ${head.id}${head.hash === last.hash ? '' : ', and another hash'}. Its end was cut off, or something was added beside it.`,
    )
}

/** Each event has exactly its one row, the rows follow in the log's order, and each tells what its event tells. */
function watchEvents(fail: (what: string) => void) {
  let seen = 0n
  return {
    see: ({ id, seq, actor, role, action, subject, event }: Row): void => {
      if (seq === null) return
      const n = BigInt(seq)
      if (n !== seen + 1n)
        fail(
          n <= seen
            ? `Entry ${id} tells event ${seq} once more.`
            : `Event ${seen + 1n}${n - seen > 2n ? ` and ${n - seen - 2n} more` : ''} has no entry.`,
        )
      if (n > seen) seen = n
      if (!event) return fail(`Entry ${id} tells of event ${seq}, which is not in the log.`)
      const differs = [
        event.actor !== actor && 'who did it',
        event.role !== role && 'in which role',
        event.action !== action && 'what was done',
        event.subject !== subject && 'to which case',
      ].filter(Boolean)
      if (differs.length > 0) fail(`Entry ${id} and event ${seq} differ in ${differs.join(', ')}.`)
    },
    end: async (client: Pick<pg.ClientBase, 'query'>): Promise<number> => {
      const { rows } = await client.query<{ head: string; last: string; n: string }>(
        `select (select seq from log_head)::text as head, coalesce(max(seq), 0)::text as last, count(*)::text as n from event_log`,
      )
      const { head, last, n } = rows[0]!
      if (BigInt(head) !== seen || BigInt(last) !== seen || BigInt(n) !== seen)
        fail(`The trail tells ${seen} events; the log has ${n}, its last is ${last}, its head says ${head}.`)
      return Number(seen)
    },
  }
}

async function* readBlocks(client: Pick<pg.ClientBase, 'query'>): AsyncGenerator<Block> {
  for (let after = '-9223372036854775808'; ;) {
    const { rows } = await client.query<Block>(
      `select n::text, first_id::text as first, last_id::text as last, entries, encode(hash, 'hex') as hash
         from audit_block where n > $1 order by audit_block.n limit ${PAGE}`,
      [after],
    )
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.n
  }
}

async function* readRows(client: Pick<pg.ClientBase, 'query'>): AsyncGenerator<Row> {
  for (let after = '-9223372036854775808'; ;) {
    const { rows } = await client.query<Row>(
      `select ${ENTRY_COLUMNS},
              case when e.seq is not null then json_build_object('subject', e.case_id, 'action', e.type,
                'actor', e.event->'actor'->>'id', 'role', e.event->'actor'->>'role') end as event
         from audit_entry a left join event_log e on e.seq = a.seq
        where a.id > $1 order by a.id limit ${PAGE}`,
      [after],
    )
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.id
  }
}

/** `peek`: the one that is next; `next`: goes on, and answers the one that is next then. */
function ahead<T>(from: AsyncGenerator<T>): { peek: () => Promise<T | null>; next: () => Promise<T | null> } {
  let held: T | null | undefined
  const take = async (): Promise<T | null> => {
    const { value, done } = await from.next()
    return (held = done ? null : value)
  }
  return { peek: async () => (held === undefined ? take() : held), next: take }
}
