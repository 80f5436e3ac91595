/**
 * Ways to alter the trail behind its back, each as one statement of somebody who may do anything in the database. Not
 * used by the product.
 */
import type pg from 'pg'

/** Each picks its own victims; `r` is in [0, 1). Some rows may be left as they were: the count of changed rows tells. */
type Tamper = (pick: (most: number) => number) => string

const one = (table: string, key: string, pick: (most: number) => number): string =>
  `(select ${key} from ${table} order by ${key} offset ${pick(1_000_000)} % (select count(*) from ${table}) limit 1)`

const set =
  (table: string, key: string, change: string): Tamper =>
  (pick) =>
    `update ${table} set ${change} where ${key} = ${one(table, key, pick)}`

export const TAMPERS: Record<string, Tamper> = {
  'an id': (pick) =>
    `with old as (delete from audit_entry where id = ${one('audit_entry', 'id', pick)} returning *)
     insert into audit_entry overriding system value
     select id + 1000000, at, actor, role, action, subject, seq, details, reason from old`,
  'a stamp, by a microsecond': set('audit_entry', 'id', `at = at + interval '1 microsecond'`),
  'who did it': set('audit_entry', 'id', `actor = actor || 'x'`),
  'in which role': set('audit_entry', 'id', `role = 'leader' || role`),
  'what was done': set('audit_entry', 'id', `action = 'evidence.listed' || action`),
  'to what': set('audit_entry', 'id', `subject = reverse(subject) || 'x'`),
  'of which event': set('audit_entry', 'id', 'seq = coalesce(seq, 0) + 1'),
  'no event any more': (pick) =>
    `update audit_entry set seq = null where id = (select id from audit_entry where seq is not null order by id offset ${pick(50)} limit 1)`,
  'a detail': set('audit_entry', 'id', `details = coalesce(details, '{}') || '{"x": 1}'`),
  'a reason': set('audit_entry', 'id', `reason = 'request' || coalesce(reason, '')`),
  'a word from one column to the next': set(
    'audit_entry',
    'id',
    `actor = left(actor, -1), role = right(actor, 1) || role`,
  ),
  'a row deleted': (pick) => `delete from audit_entry where id = ${one('audit_entry', 'id', pick)}`,
  'a row added in between': (pick) =>
    `insert into audit_entry (id, actor, role, action, subject) overriding system value
     select id - 1000000, actor, role, action, subject from audit_entry where id = ${one('audit_entry', 'id', pick)}`,
  'a row added at the end': () =>
    `insert into audit_entry (actor, role, action, subject) values ('somebody', 'chief', 'personal.viewed', 'x')`,
  'two rows changed places': (pick) =>
    `with two as (select id, row_number() over (order by id) as n from audit_entry where id in (${one('audit_entry', 'id', pick)}, ${one('audit_entry', 'id', pick)}))
     update audit_entry a set (at, actor, role, action, subject, seq, details, reason) =
       (select b.at, b.actor, b.role, b.action, b.subject, b.seq, b.details, b.reason from audit_entry b
         where b.id = (select id from two where two.id <> a.id))
      where a.id in (select id from two) and (select count(*) from two) = 2`,
  'the end cut off': (pick) =>
    `delete from audit_entry where id > (select max(id) - ${1 + pick(5)} from audit_entry)`,
  'the end cut off, with its blocks': (pick) =>
    `with gone as (delete from audit_block where n > (select max(n) - ${1 + pick(5)} from audit_block) returning first_id)
     delete from audit_entry where id >= (select min(first_id) from gone)`,
  'the end cut off, with its blocks and the head, an event among it': () =>
    `with from_here as (select n, last_id, hash, (select min(b.first_id) from audit_block b where b.n > a.n) as next
                          from audit_block a where a.n = (select max(b.n) - 1 from audit_block b join audit_entry e on e.id between b.first_id and b.last_id where e.seq is not null)),
          gone as (delete from audit_block where n > (select n from from_here)),
          cut as (delete from audit_entry where id >= (select next from from_here))
     update audit_head set (n, last_id, hash) = (select n, last_id, hash from from_here)`,
  'a block’s first': set('audit_block', 'n', 'first_id = first_id + 1'),
  'a block’s last': set('audit_block', 'n', 'last_id = last_id + 1'),
  'a block’s count': set('audit_block', 'n', 'entries = entries - 1'),
  'a block’s hash': set('audit_block', 'n', `hash = sha256(hash)`),
  'a block’s number': set('audit_block', 'n', 'n = n + 1000000'),
  'a block deleted': (pick) => `delete from audit_block where n = ${one('audit_block', 'n', pick)}`,
  'a block and its rows deleted': (pick) =>
    `with gone as (delete from audit_block where n = ${one('audit_block', 'n', pick)} returning first_id, last_id)
     delete from audit_entry e using gone where e.id between gone.first_id and gone.last_id`,
  'the head': () => 'update audit_head set hash = sha256(hash)',
  'the head’s number': () => 'update audit_head set n = n + 1',
  'no head': () => 'delete from audit_head',
  'who did an event': (pick) =>
    `update event_log set event = jsonb_set(event, '{actor,id}', '"somebody"') where seq = ${one('event_log', 'seq', pick)}`,
  'what an event was': (pick) =>
    `update event_log set type = 'closed' || type where seq = ${one('event_log', 'seq', pick)}`,
  'an event deleted': (pick) => `delete from event_log where seq = ${one('event_log', 'seq', pick)}`,
  'the log’s last event, with its head': () =>
    `with gone as (delete from event_log where seq = (select max(seq) from event_log) returning seq)
     update log_head set seq = (select seq - 1 from gone)`,
}

/** Alters the trail, asks `look` on the same connection, and takes everything back. Null: nothing was changed. */
export async function whileTampered<T>(
  client: pg.Client,
  sql: string,
  look: () => Promise<T>,
): Promise<T | null> {
  await client.query('begin')
  try {
    await client.query(`set local session_replication_role = replica`) // no trigger, no foreign key
    const { rowCount } = await client.query(sql)
    return rowCount === 0 ? null : await look()
  } finally {
    await client.query('rollback')
  }
}
