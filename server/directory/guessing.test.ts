/**
 * Guessing passwords (F11): ten tries in a quarter of an hour for a name, from wherever and on whatever server, and
 * nothing in answer, work or time that tells a name nobody has. `SIGN_IN_PAIRS=1000` also compares the times.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../test/app.ts'
import { hashPassword, isGoodPassword, isPasswordOf, oneTimePassword } from './passwords.ts'
import { verifyPassword } from './people.ts'
import { sweepTries, takeTry, TRIES, TRIES_MS } from './sign-in-tries.ts'

const PASSWORD = 'quiet-lantern-47-orchard'
const PAIRS = Number(process.env['SIGN_IN_PAIRS'] ?? 0)
let at = Date.UTC(2026, 10, 20, 8)
let nodes: [TestApp, TestApp]
beforeAll(async () => {
  const first = await openTestApp({ now: () => at, tellsDeadlines: false })
  nodes = [first, await openTestApp({ now: () => at, tellsDeadlines: false, beside: first })]
  const hash = await hashPassword(PASSWORD)
  const names = ['victim', 'disabled', 'shared', 'timed']
  await first.database.write
    .insertInto('person')
    .values(
      names.map((username) => ({
        id: `person-${username}`,
        username,
        name: username,
        role: 'dispatcher' as const,
        department: null,
        password_hash: hash,
        disabled_at: username === 'disabled' ? new Date(at) : null,
      })),
    )
    .execute()
})
afterAll(async () => {
  await nodes[1].close()
  await nodes[0].close()
})

const enter = (username: string, password: string, { node = nodes[0], from = '127.0.0.1' } = {}) =>
  node.app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { username, password },
    remoteAddress: from,
  })
const codeOf = (answer: { json: () => unknown }): string => (answer.json() as { code: string }).code

describe('F11 guessing', () => {
  it('takes ten tries in a quarter of an hour, whatever the address and the server, all at once too', async () => {
    const tries = await Promise.all(
      Array.from({ length: 40 }, (_, n) => takeTry(nodes[n % 2]!.database.writePool, 'at-once', at)),
    )
    expect(tries.filter((it) => it === null)).toHaveLength(TRIES)
    for (let n = 0; n < TRIES; n += 1) {
      const answer = await enter('shared', 'wrong', { node: nodes[n % 2]!, from: `10.0.0.${n}` })
      expect(codeOf(answer)).toBe('wrong_password')
    }
    const [one, other] = await Promise.all(
      nodes.map((node) => enter('shared', PASSWORD, { node, from: '10.9.9.9' })),
    )
    expect([codeOf(one!), codeOf(other!)]).toEqual(['too_many_tries', 'too_many_tries'])
    expect(Number(one!.headers['retry-after'])).toBe(TRIES_MS / 1_000)
    at += TRIES_MS - 1
    expect(codeOf(await enter('shared', PASSWORD))).toBe('too_many_tries')
    at += 1
    expect((await enter('shared', PASSWORD)).statusCode).toBe(200)
  })

  it('leaves who is signed in alone, and a right password gives back its own try only', async () => {
    const { token } = (await enter('victim', PASSWORD)).json() as { token: string }
    for (let n = 0; n < TRIES - 1; n += 1) await enter('victim', 'wrong')
    for (let n = 0; n < 3; n += 1) expect((await enter('victim', PASSWORD)).statusCode).toBe(200)
    expect(codeOf(await enter('victim', 'wrong'))).toBe('wrong_password')
    expect(codeOf(await enter('victim', PASSWORD))).toBe('too_many_tries')
    expect((await nodes[1].ask(token, 'GET', '/api/departments')).statusCode).toBe(200)
  })

  it('counts tries at a session’s own password with those at the door', async () => {
    const { token } = (await enter('timed', PASSWORD)).json() as { token: string }
    const change = () =>
      nodes[0].ask(token, 'POST', '/api/session/password', {
        current: 'wrong',
        next: 'seven copper kettles hum',
      })
    for (let n = 0; n < TRIES; n += 1) expect(codeOf(await change())).toBe('wrong_current_password')
    expect(codeOf(await change())).toBe('too_many_tries')
    expect(codeOf(await enter('timed', PASSWORD))).toBe('too_many_tries')
    at += TRIES_MS
  })

  it('says the same of a name nobody has, a wrong password and a disabled person', async () => {
    const answers = [
      await enter('nobody-at-all', 'wrong'),
      await enter('timed', 'wrong'),
      await enter('disabled', 'wrong'),
      await enter('disabled', PASSWORD),
    ]
    const said = answers.map((it) => ({ ...(it.json() as object), instance: '', status: it.statusCode }))
    expect(new Set(said.map((it) => JSON.stringify(it))).size).toBe(1)
    expect(new Set(answers.map((it) => Object.keys(it.headers).toSorted().join())).size).toBe(1)
  })

  it('checks one hash for each of them', async () => {
    for (const [username, password] of [
      ['nobody-at-all', 'wrong'],
      ['timed', 'wrong'],
      ['disabled', PASSWORD],
      ['timed', PASSWORD],
    ] as const) {
      let checked = 0
      await verifyPassword(nodes[0].database, { username, password, at }, (hash, given) => {
        checked += 1
        return isPasswordOf(hash, given)
      })
      expect(checked, username).toBe(1)
    }
  })

  it('keeps a bounded table: what is old goes, and of names nobody has the oldest', async () => {
    const { writePool } = nodes[0].database
    const count = async (): Promise<number> =>
      (await writePool.query<{ n: number }>('select count(*)::int as n from sign_in_try')).rows[0]!.n
    await sweepTries(writePool, at + TRIES_MS)
    expect(await count()).toBe(0)
    for (const name of ['victim', 'a', 'b', 'c', 'd']) await takeTry(writePool, name, (at += 1))
    await sweepTries(writePool, at, 2)
    expect(await count()).toBe(3)
    for (let n = 1; n < TRIES; n += 1) await takeTry(writePool, 'victim', at)
    expect(await takeTry(writePool, 'victim', at)).toBe(TRIES_MS - 4)
    expect(await takeTry(writePool, 'a', at)).toBeNull()
  })

  it('keeps nobody out by a clock that was wrong and was set back', async () => {
    const { writePool } = nodes[0].database
    const wrong = at + 24 * 3_600_000
    for (let n = 0; n < TRIES; n += 1) await takeTry(writePool, 'ahead', wrong)
    expect(await takeTry(writePool, 'ahead', at)).toBeGreaterThan(TRIES_MS)
    await sweepTries(writePool, at)
    expect(await takeTry(writePool, 'ahead', at)).toBeNull()
  })

  it.runIf(PAIRS > 0)('takes as long for each of them', { timeout: 3_600_000 }, async () => {
    const who = [
      ['timed', 'wrong'],
      ['nobody-at-all', 'wrong'],
      ['disabled', PASSWORD],
    ] as const
    const times: number[][] = who.map(() => [])
    for (let n = 0; n < PAIRS; n += 1) {
      at += TRIES_MS
      for (const [i, [username, password]] of who.entries()) {
        const begun = performance.now()
        await enter(username, password, { from: `10.1.${n >> 8}.${n & 255}` })
        times[i]!.push(performance.now() - begun)
      }
    }
    const medians = times.map((it) => it.toSorted((a, b) => a - b)[PAIRS >> 1]!)
    process.stdout.write(
      `sign-in: median ${medians.map((it) => it.toFixed(2)).join(', ')} ms for a known name, an unknown and a disabled one\n`,
    )
    expect(Math.max(...medians) - Math.min(...medians)).toBeLessThanOrEqual(5)
  })
})

describe('a password', () => {
  const REFUSED: [why: string, password: string][] = [
    ['too short', 'k7Tq-mPx4-R'],
    ['too long', 'k7Tq-mPx4-'.repeat(13)],
    ['common', 'password1234'],
    ['common with signs for letters', 'P@ssw0rdP@ssw0rd'],
    ['a run of keys', 'qwertyuiop123'],
    ['a run of digits', '123456789012'],
    ['one sign many times', 'aaaaaaaaaaaaaa'],
    ['of this place’s words', 'shaotai-2026!'],
    ['of this place’s words in Chinese', '哨台哨台哨台哨台哨台哨台'],
    ['of the own name', 'liaison2026liaison'],
  ]
  it.each(REFUSED)('is refused that is %s', async (_, password) => {
    expect(await isGoodPassword(password, ['liaison', '联络员'])).toBe(false)
  })
  it.each([
    'quiet-lantern-47-orchard',
    'correct horse battery staple',
    '我家的猫喜欢吃西红柿炒鸡蛋',
    'k7Tq-mPx4-Rv',
    `${'k7Tq-mPx4-'.repeat(12)}12345678`,
  ])('%s is accepted: no rule asks for digits, capitals or signs', async (password) => {
    expect(await isGoodPassword(password, ['liaison', '联络员'])).toBe(true)
  })
  it('for one use is never the same and always good', async () => {
    const made = Array.from({ length: 20 }, oneTimePassword)
    expect(new Set(made).size).toBe(20)
    for (const it of made) expect(await isGoodPassword(it, [])).toBe(true)
  })
  it('typed in full width is the same one', async () => {
    expect(await isPasswordOf(await hashPassword('ｑｕｉｅｔ　４７'), 'quiet 47')).toBe(true)
  })
})
