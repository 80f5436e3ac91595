/** Who is told what, whose rights end when, and how it stops: real sockets over a real PostgreSQL. */
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { openLiveClient, type LiveClient, type LiveClientOptions } from '../test/live-client.ts'
import { readPicture } from './read-picture.ts'

let test: TestApp
let url: string
const clients: LiveClient[] = []

const open = (options: LiveClientOptions): LiveClient => {
  const client = openLiveClient(url, options)
  clients.push(client)
  return client
}
const makeWall = async (): Promise<{ id: string; token: string }> =>
  (await test.ask('admin', 'POST', '/api/devices', { name: 'wall' })).json() as { id: string; token: string }
const signIn = async (username: string): Promise<string> => {
  const answer = await test.ask(null, 'POST', '/api/session', { username, password: 'shaotai-demo' })
  return (answer.json() as { token: string }).token
}
const head = async (): Promise<number> =>
  (await test.database.readPool.query<{ seq: number }>('select seq from log_head')).rows[0]!.seq

let n = 0
/** A case brought to a department by the people whose work that is, or by somebody who may all of it. */
async function dispatched(
  department: string,
  over: Record<string, unknown> = {},
  by?: string,
): Promise<string> {
  const { caseId } = (await test.report({ externalId: `frames-${(n += 1)}`, ...over })).json() as {
    caseId: string
  }
  await step(caseId, by ?? 'intake', 1, { type: 'accept' })
  await step(caseId, by ?? 'intake', 2, { type: 'file' })
  await step(caseId, by ?? 'dispatcher', 3, { type: 'dispatch', department })
  return caseId
}
async function step(
  caseId: string,
  who: string,
  expectedVersion: number,
  body: Record<string, unknown>,
): Promise<void> {
  const answer = await test.ask(who, 'POST', `/api/cases/${caseId}/commands`, {
    ...body,
    expectedVersion,
    commandId: `c${(n += 1)}`,
  })
  expect(answer.statusCode, answer.body).toBe(200)
}

beforeAll(async () => {
  test = await openTestApp()
  await test.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(test.app.server.address() as AddressInfo).port}`
})
afterAll(async () => {
  for (const client of clients) client.close()
  await test.close()
})

it('F1 F7 both parties of a reassignment see it, nobody else does, and the loser lets the case go', async () => {
  const token = await signIn('dispatcher')
  const desks = await Promise.all(
    ['D01', 'D02', 'D03'].map(async (department) => {
      const client = open({ token, profile: 'desk' })
      await client.hello({ scope: { department } })
      return client
    }),
  )
  const [from, to, other] = desks as [LiveClient, LiveClient, LiveClient]
  const caseId = await dispatched('D01')
  await expect.poll(() => from.picture().cases.has(caseId)).toBe(true)
  expect(to.picture().cases.has(caseId)).toBe(false)
  await step(caseId, 'dispatcher', 4, { type: 'reassign', department: 'D02', reason: 'not theirs' })
  const seq = await head()
  for (const desk of desks) await expect.poll(() => desk.picture().seq).toBe(seq)

  const toldOf = (it: LiveClient) =>
    it.frames.flatMap(({ events }) => events).filter((event) => event.seq === seq)
  expect(toldOf(from)).toMatchObject([{ type: 'case.reassigned', caseId }])
  expect(toldOf(to)).toMatchObject([{ type: 'case.reassigned', caseId, case: { department: 'D02' } }])
  expect(toldOf(other)).toEqual([])
  expect(other.frames.flatMap((it) => it.skips ?? []).some(([a, b]) => a <= seq && seq <= b)).toBe(true)
  expect(from.picture().cases.has(caseId), 'the loser’s case leaves').toBe(false)
  expect(to.picture().cases.has(caseId)).toBe(true)
  for (const [i, department] of ['D01', 'D02', 'D03'].entries()) {
    const wanted = await readPicture(test.database, { profile: 'desk', department, cleared: false })
    expect(hashOf(desks[i]!.picture()), department).toBe(hashOf(wanted))
  }
})
it('F7 R1 of what a wall may not see it learns the seq and nothing else', async () => {
  const wall = open({ token: (await makeWall()).token })
  await wall.hello()
  const before = await head()
  const secret = await dispatched('D01', { sensitivity: 'secret', title: 'SECRET-TITLE' }, TEST_KEY)
  const plain = await dispatched('D01', { title: 'PLAIN-TITLE' })
  const seq = await head()
  await expect.poll(() => wall.picture().seq).toBe(seq)
  const told = wall.frames.filter(({ to }) => to > before)
  expect(
    told
      .flatMap((it) => it.skips ?? [])
      .flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i)),
  ).toEqual([1, 2, 3, 4].map((i) => before + i))
  const text = JSON.stringify(told)
  expect(text).not.toContain(secret)
  expect(text).not.toContain('-TITLE')
  expect(text).toContain(plain)
})
it('C3 a command over the socket is answered, and its event comes by the road of everybody', async () => {
  const desk = open({ token: await signIn('dispatcher'), profile: 'desk' })
  await desk.hello()
  const caseId = await dispatched('D01')
  const ask = (expectedVersion: number, department: string) =>
    desk.socket.timeout(5_000).emitWithAck('command', {
      caseId,
      type: 'reassign',
      department,
      reason: 'r',
      expectedVersion,
      commandId: `socket-${(n += 1)}`,
    })
  const answer = await ask(4, 'D02')
  expect(answer).toMatchObject({ ok: true, version: 5 })
  expect(await ask(4, 'D03')).toMatchObject({
    ok: false,
    problem: { code: 'version_conflict', current: { version: 5 } },
  })
  expect(await ask(0, 'D03')).toMatchObject({ ok: false, problem: { code: 'bad_request' } })
  await expect.poll(() => desk.picture().cases.get(caseId)!.version).toBe(5)
})

it('R3 a revoked wall is cut within two seconds, and whatever it asks is refused', async () => {
  const { id, token } = await makeWall()
  const wall = open({ token })
  await wall.hello()
  expect((await test.ask('admin', 'DELETE', `/api/devices/${id}`)).statusCode).toBe(204)
  const begun = performance.now()
  await wall.closed
  expect(performance.now() - begun).toBeLessThan(2_000)
  // A right that was looked up may be held for a second: not for two.
  const status = async () => (await test.ask(token, 'GET', '/api/cases')).statusCode
  await expect.poll(status, { timeout: 2_000 - (performance.now() - begun) }).toBe(401)
  await expect(open({ token }).connected).rejects.toMatchObject({ data: { code: 'not_signed_in' } })
})
it('R3 signing out, and a change of rights, cut every socket of that session within two seconds', async () => {
  const token = await signIn('liaison')
  const [one, two] = [open({ token, profile: 'desk' }), open({ token, profile: 'wall' })]
  await Promise.all([one.hello(), two.hello()])
  await test.ask(token, 'DELETE', '/api/session')
  const begun = performance.now()
  await Promise.all([one.closed, two.closed])
  expect(performance.now() - begun).toBeLessThan(2_000)

  const moved = open({ token: await signIn('verifier'), profile: 'desk' })
  await moved.hello()
  await test.database.writePool.query(`update person set role = 'leader' where username = 'verifier'`)
  const changed = performance.now()
  await moved.closed
  expect(performance.now() - changed).toBeLessThan(2_000)
  await test.database.writePool.query(`update person set role = 'verifier' where username = 'verifier'`)
})
it('B1 ticks carry the database’s head, not the tailer’s, and stop while it cannot be read', async () => {
  const wall = open({ token: (await makeWall()).token })
  await wall.hello()
  // The tail no longer sees what is appended; the head goes on.
  await test.database.writePool.query('revoke select on event_log from shaotai_stream')
  await test.report({ externalId: 'unseen' })
  const seq = await head()
  const ticks = wall.ticks.length
  await expect.poll(() => wall.ticks.length, { timeout: 7_000 }).toBeGreaterThan(ticks)
  expect(wall.ticks.at(-1)!.head).toBe(seq)
  expect(wall.picture().seq).toBeLessThan(seq)
  await test.database.writePool.query('revoke select on log_head from shaotai_stream')
  const last = wall.ticks.length
  await new Promise((done) => setTimeout(done, 5_600))
  expect(wall.ticks.length).toBe(last)
  await test.database.writePool.query('grant select on log_head, event_log to shaotai_stream')
  await expect.poll(() => wall.picture().seq, { timeout: 2_000 }).toBe(seq)
}, 30_000)
it('close() with twenty live sockets resolves within two seconds and tells them all', async () => {
  const own = await openTestApp()
  await own.app.listen({ host: '127.0.0.1', port: 0 })
  const at = `http://127.0.0.1:${(own.app.server.address() as AddressInfo).port}`
  const { token } = (await own.ask('admin', 'POST', '/api/devices', { name: 'wall' })).json() as {
    token: string
  }
  const walls = Array.from({ length: 20 }, () => openLiveClient(at, { token }))
  await Promise.all(walls.map((it) => it.hello()))
  const begun = performance.now()
  await own.app.close()
  expect(performance.now() - begun).toBeLessThan(2_000)
  await Promise.all(walls.map((it) => it.closed))
  await own.close()
})
