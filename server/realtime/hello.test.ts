/** What a screen gets for its `hello`: a delta or a snapshot, for the audience its session grants. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AddressInfo } from 'node:net'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { openLiveClient, type LiveClient, type LiveClientOptions } from '../test/live-client.ts'
import { readPicture } from './read-picture.ts'

let test: TestApp
let url: string
let wall: string
const clients: LiveClient[] = []
const tokens = new Map<string, string>()

const open = (options: LiveClientOptions = {}): LiveClient => {
  const client = openLiveClient(url, { token: wall, ...options })
  clients.push(client)
  return client
}
const openAs = async (
  username: string,
  profile: LiveClientOptions['profile'] = 'desk',
): Promise<LiveClient> => {
  const answer = await test.ask(null, 'POST', '/api/session', { username, password: 'shaotai-demo' })
  tokens.set(username, (answer.json() as { token: string }).token)
  return open({ token: tokens.get(username)!, profile })
}
const grow = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n += 500) {
    const items = Array.from({ length: Math.min(500, count - n) }, (_, i) => ({
      kind: 'ticket',
      category: '0102',
      title: 't',
      externalId: `grow-${Math.random()}-${i}`,
    }))
    expect((await test.ask(TEST_KEY, 'POST', '/api/ingest/grid', items)).statusCode).toBe(207)
  }
}
const head = async (): Promise<{ epoch: string; seq: number }> =>
  (await test.database.readPool.query<{ epoch: string; seq: number }>('select epoch, seq from log_head'))
    .rows[0]!

/** Until the tail has handed on all there is: a screen that asks earlier is told less, and the rest right after. */
const caughtUp = async (): Promise<void> => {
  const watcher = open()
  await watcher.hello()
  const { seq } = await head()
  await expect.poll(() => watcher.picture().seq).toBe(seq)
}

beforeAll(async () => {
  test = await openTestApp()
  await test.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(test.app.server.address() as AddressInfo).port}`
  const made = await test.ask('admin', 'POST', '/api/devices', { name: 'wall' })
  wall = (made.json() as { token: string }).token
  await grow(30)
})
afterAll(async () => {
  for (const client of clients) client.close()
  await test.close()
})
beforeEach(() => {
  for (const client of clients.splice(0)) client.close()
})

describe('what is answered', () => {
  it('H3 a fresh screen gets a snapshot, and it is the database’s own picture', async () => {
    const client = open()
    const answer = await client.hello()
    const { epoch, seq } = await head()
    expect(answer).toMatchObject({ mode: 'snapshot', epoch })
    await expect.poll(() => client.picture().seq).toBe(seq)
    const audience: Audience = { profile: 'wall', department: null, cleared: false }
    expect(hashOf(client.picture())).toBe(hashOf(await readPicture(test.database, audience)))
  })
  it('H3 a screen that missed little gets exactly that', async () => {
    const client = open()
    await client.hello()
    const before = client.picture()
    client.close()
    await grow(7)
    const again = open()
    const answer = await again.hello({ epoch: before.epoch, seq: before.seq })
    expect(answer.mode).toBe('delta')
    // The tail may not have brought it all yet: what the answer lacks comes right behind it.
    const { seq } = await head()
    await expect.poll(() => again.frames.at(-1)?.to).toBe(seq)
    expect(again.frames[0]!.from).toBe(before.seq + 1)
    expect(again.frames.flatMap(({ events }) => events)).toHaveLength(7)
  })
  it('H3 what nobody watched while it happened is read back from the log', async () => {
    await caughtUp()
    const { epoch, seq } = await head()
    const lobby = open({ profile: 'lobby' }) // an audience that is made by this hello
    const answer = await lobby.hello({ epoch, seq: seq - 20 })
    if (answer.mode !== 'delta') throw new Error(answer.mode)
    expect(answer.frames[0]!.from).toBe(seq - 19)
    expect(answer.frames.at(-1)!.to).toBe(seq)
  })
  it('H3 one that missed more than 2,000 events gets a snapshot', async () => {
    const { epoch, seq } = await head()
    await grow(2_001)
    await caughtUp()
    expect(await open().hello({ epoch, seq })).toMatchObject({ mode: 'snapshot' })
  })
  it('H4 a screen ahead of the log, or of another epoch, gets a snapshot', async () => {
    await caughtUp()
    const { epoch, seq } = await head()
    for (const asked of [
      { epoch, seq: seq + 1 },
      { epoch: crypto.randomUUID(), seq },
    ]) {
      const screen = open()
      // A snapshot may be a second old (H5); what it lacks comes right behind it.
      expect(await screen.hello(asked)).toMatchObject({ mode: 'snapshot', epoch })
      await expect.poll(() => screen.picture().seq).toBe(seq)
    }
  })
  it('B2 snapshot and delta have no seam while the log grows', async () => {
    let isDone = false
    const load = (async () => {
      while (!isDone) await grow(25)
    })()
    const late = open()
    await late.hello()
    const resumed = open()
    const { epoch, seq } = await head()
    await resumed.hello()
    const asked = open()
    await asked.hello({ epoch, seq })
    for (let i = 0; i < 10; i += 1) await open().hello()
    await new Promise((done) => setTimeout(done, 300))
    isDone = true
    await load
    const end = (await head()).seq
    for (const client of [late, resumed]) await expect.poll(() => client.picture().seq).toBe(end)
    const hash = hashOf(
      await readPicture(test.database, { profile: 'wall', department: null, cleared: false }),
    )
    for (const client of clients.filter((it) => it !== asked)) {
      await expect.poll(() => client.picture().seq).toBe(end)
      expect(hashOf(client.picture())).toBe(hash)
    }
    // Contiguous from where it stood, whichever way it came.
    let reached = seq
    for (const frame of asked.frames) {
      expect(frame.from).toBeLessThanOrEqual(reached + 1)
      reached = Math.max(reached, frame.to)
    }
    expect(reached).toBe(end)
  })
})

describe('who may ask for what', () => {
  it('H1 a hello that is none is refused and changes nothing', async () => {
    const answers = await Promise.all([
      open().hello({ audience: 'cinema' }),
      open().hello({ seq: -1 }),
      open().hello({ more: true }),
      open().hello({ scope: { department: 7 } }),
    ])
    for (const answer of answers)
      expect(answer).toMatchObject({ mode: 'refused', problem: { code: 'bad_request' } })
  })
  it('H2 another protocol number is told so', async () => {
    const answer = await open().hello({ protocol: 999 })
    expect(answer).toMatchObject({ mode: 'refused', problem: { code: 'protocol_mismatch' } })
  })
  it('H6 the session grants the audience: narrower is given, wider is not', async () => {
    const asDesk = await open({ profile: 'desk' }).hello()
    expect(asDesk).toMatchObject({ mode: 'refused', problem: { code: 'not_allowed' } })
    const liaison = await openAs('liaison')
    expect(await liaison.hello()).toMatchObject({
      audience: { profile: 'desk', department: 'D01', cleared: false },
    })
    expect(await liaison.hello({ scope: { department: 'D02' } })).toMatchObject({ mode: 'refused' })
    expect(await liaison.hello({ audience: 'wall' })).toMatchObject({
      audience: { profile: 'wall', department: null },
    })
    const dispatcher = await openAs('dispatcher')
    expect(await dispatcher.hello({ scope: { department: 'D02' } })).toMatchObject({
      audience: { department: 'D02' },
    })
  })
  it('H6 nobody comes in without a token, with a wrong one, or with a reporting key', async () => {
    const denied = [openLiveClient(url), open({ token: 'dev_nonsense' }), open({ token: TEST_KEY })]
    for (const client of denied) {
      clients.push(client)
      await expect(client.connected).rejects.toMatchObject({ data: { code: 'not_signed_in' } })
    }
  })
  it('a page of another site is refused at the door; its cookie opens nothing', async () => {
    const evil = open({ headers: { origin: 'https://evil.example' } })
    await expect(evil.connected).rejects.toThrow()
    await openAs('leader', 'wall')
    const cookie = { cookie: `shaotai_session=${tokens.get('leader')}` }
    const other = openLiveClient(url, { headers: { ...cookie, origin: 'https://evil.example' } })
    clients.push(other)
    await expect(other.connected).rejects.toThrow()
    const own = openLiveClient(url, { headers: { ...cookie, origin: url } })
    clients.push(own)
    await own.connected
  })
  it('long polling is not offered', async () => {
    await expect(open({ transports: ['polling'] }).connected).rejects.toThrow()
  })
  it('an event that nobody declared cuts the socket', async () => {
    const client = open()
    await client.hello()
    ;(client.socket as unknown as { emit: (name: string) => void }).emit('join')
    await client.closed
  })
  it('a request without the question’s shape cuts the socket, and so does a flood of them', async () => {
    const without = open()
    await without.connected
    ;(without.socket as unknown as { emit: (...args: unknown[]) => void }).emit('hello', { protocol: 1 })
    await without.closed
    const flood = open()
    await flood.connected
    for (let i = 0; i < 101; i += 1) flood.socket.emit('hello', { protocol: 999, audience: 'wall' }, () => {})
    await flood.closed
  })
})
