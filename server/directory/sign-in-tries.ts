/**
 * How often a name was tried with a wrong password: counted in the database, so for every address, every server and
 * across restarts together (trust F11). Knows names as they were typed, by their hash; not whether anybody has them.
 */
import { hash } from 'node:crypto'
import type pg from 'pg'

export const TRIES = 10
export const TRIES_MS = 15 * 60_000
/** Rows that stay at a sweep. Names nobody has go first: forgetting those gives a guesser nothing. */
const ROWS = 100_000

const subjectOf = (username: string): Buffer => hash('sha256', `account:${username}`, 'buffer')

/** One try taken, in one statement: ten at once on two servers are ten. Null: taken; else ms until the next is free. */
export async function takeTry(pool: pg.Pool, username: string, now: number): Promise<number | null> {
  const since = new Date(now - TRIES_MS)
  const { rowCount } = await pool.query(
    `insert into sign_in_try as t (subject, tries, last_at) values ($1, array[$2::timestamptz], $2)
     on conflict (subject) do update
        set tries = array_append(array(select x from unnest(t.tries) x where x > $3), $2::timestamptz), last_at = $2
      where (select count(*) from unnest(t.tries) x where x > $3) < $4`,
    [subjectOf(username), new Date(now), since, TRIES],
  )
  if (rowCount === 1) return null
  const { rows } = await pool.query<{ first: number | null }>(
    'select min(x) as first from sign_in_try t, unnest(t.tries) x where t.subject = $1 and x > $2',
    [subjectOf(username), since],
  )
  return Math.max(1_000, (rows[0]?.first ?? now) + TRIES_MS - now)
}

/** The password was right: the last try was none. Those before stay counted, or a guesser would gain by every sign-in. */
export async function giveBackTry(pool: pg.Pool, username: string): Promise<void> {
  await pool.query(
    'update sign_in_try set tries = tries[1:cardinality(tries) - 1] where subject = $1 and cardinality(tries) > 0',
    [subjectOf(username)],
  )
}

/** A person got a new password: what was guessed at the old one counts no more. */
export async function forgetTries(pool: pg.Pool, username: string): Promise<void> {
  await pool.query('delete from sign_in_try where subject = $1', [subjectOf(username)])
}

/**
 * Removes what counts no more, what lies ahead since the clock was set back, and what is too much (`keep` rows at most, but
 * for people's own).
 */
export async function sweepTries(pool: pg.Pool, now: number, keep = ROWS): Promise<void> {
  await pool.query('delete from sign_in_try where last_at <= $1 or last_at > $2 or tries = $3', [
    new Date(now - TRIES_MS),
    new Date(now + TRIES_MS),
    [],
  ])
  await pool.query(
    `delete from sign_in_try where subject in (
       select t.subject from sign_in_try t
        where not exists (select from person p where sha256(convert_to('account:' || p.username, 'UTF8')) = t.subject)
        order by t.last_at desc offset $1)`,
    [keep],
  )
}
