/**
 * What comes between a password that was right and what it opens: while a hash is checked, the person may get another password,
 * be reset or be disabled. Each such change is held back uncommitted until the sign-in waits for it or is through.
 */
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../test/app.ts'
import { hashPassword } from './passwords.ts'

const PASSWORD = 'quiet-lantern-47-orchard'
const CHANGED = 'seven copper kettles hum'
let app: TestApp
let other: pg.Client
let changedHash = ''
let nth = 0
beforeAll(async () => {
  app = await openTestApp({ tellsDeadlines: false })
  other = await app.database.connect()
  changedHash = await hashPassword(CHANGED)
})
afterAll(async () => {
  await other.end()
  await app.close()
})

const somebody = async (): Promise<string> => {
  const id = `raced-${(nth += 1)}`
  await app.database.writePool.query(
    `insert into person (id, username, name, role, password_hash) values ($1, $1, $1, 'dispatcher', $2)`,
    [id, await hashPassword(PASSWORD)],
  )
  return id
}
const openSessionsOf = async (id: string): Promise<number> => {
  const { rows } = await app.database.writePool.query<{ n: number }>(
    'select count(*)::int as n from session where person_id = $1 and revoked_at is null',
    [id],
  )
  return rows[0]!.n
}
const codeOf = (answer: { json: () => unknown }): string | undefined =>
  (answer.json() as { code?: string }).code

/** The answer to `asked`, which began while the change was made and not yet committed. */
async function during<T>(
  change: readonly [sql: string, values: unknown[]],
  asked: () => Promise<T>,
): Promise<T> {
  await other.query('begin')
  await other.query(...(change as [string, unknown[]]))
  let isThrough = false
  const answer = asked().finally(() => (isThrough = true))
  const waits = `select from pg_stat_activity where datname = current_database() and pg_blocking_pids(pid) && array[pg_backend_pid()]`
  while (!isThrough && (await other.query(waits)).rowCount === 0)
    await new Promise((done) => setTimeout(done, 5))
  await other.query('commit')
  return answer
}

const CHANGES: [what: string, sql: string, values: () => unknown[]][] = [
  ['got another password', 'update person set password_hash = $2 where id = $1', () => [changedHash]],
  ['was disabled', 'update person set disabled_at = clock_timestamp() where id = $1', () => []],
]

describe('whoever signs in or changes the password', () => {
  it.each(CHANGES)('gets no session when the person %s meanwhile', async (_, sql, values) => {
    const id = await somebody()
    const answer = await during([sql, [id, ...values()]], () =>
      app.ask(null, 'POST', '/api/session', { username: id, password: PASSWORD }),
    )
    expect(codeOf(answer)).toBe('wrong_password')
    expect(await openSessionsOf(id)).toBe(0)
  })

  it('does not undo a reset that came meanwhile', async () => {
    const id = await somebody()
    const entered = await app.ask(null, 'POST', '/api/session', { username: id, password: PASSWORD })
    const { token } = entered.json<{ token: string }>()
    const reset = `update person set password_hash = $2, one_time_until = clock_timestamp() + interval '1 day' where id = $1`
    const answer = await during([reset, [id, changedHash]], () =>
      app.ask(token, 'POST', '/api/session/password', { current: PASSWORD, next: 'eleven brass lamps glow' }),
    )
    expect(codeOf(answer)).toBe('wrong_current_password')
    const { rows } = await app.database.writePool.query(
      'select password_hash as hash, one_time_until is not null as once from person where id = $1',
      [id],
    )
    expect(rows).toEqual([{ hash: changedHash, once: true }])
  })

  it('is one of eight whose passwords are checked at once; more are told to come back', async () => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        app.ask(null, 'POST', '/api/session', { username: `nobody-${n}`, password: PASSWORD }),
      ),
    )
    const count = (code: string): number => answers.filter((it) => codeOf(it) === code).length
    expect([count('wrong_password'), count('busy')]).toEqual([8, 16])
  })
})
