/** Slow readers, storms and batches: real sockets, the log in memory. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { PROTOCOL_VERSION } from '@shaotai/shared/contract/protocol-version.ts'
import type { Frame } from '@shaotai/shared/domain/picture.ts'
import { openInMemoryLog, TOKEN, type InMemoryLog } from '../test/in-memory-log.ts'
import { openLiveClient, type LiveClient } from '../test/live-client.ts'
import type { LiveSocket } from './session.ts'
import { unsentBytes } from './slow-readers.ts'

let served: InMemoryLog
const clients: { close: () => void }[] = []
beforeEach(async () => {
  served = await openInMemoryLog()
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await served.close()
})
const open = (): LiveClient => {
  const client = openLiveClient(served.url, { token: TOKEN })
  clients.push(client)
  return client
}
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

interface RawClient {
  id: string
  frames: Frame[]
  /** The kernel goes on taking bytes for a while; then they wait in the server. */
  pause: () => void
  resume: () => void
  closed: Promise<void>
}

/** Speaks Socket.IO by hand, because a paused client of the library would not be one. */
async function openRaw(): Promise<RawClient> {
  const ws = new WebSocket(`${served.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const frames: Frame[] = []
  const socketOf = () => (ws as unknown as { _socket: { pause: () => void; resume: () => void } })._socket
  let tellId: (id: string) => void
  let tellLive: () => void
  const id = new Promise<string>((done) => (tellId = done))
  const live = new Promise<void>((done) => (tellLive = done))
  ws.on('message', (data, isBinary) => {
    if (isBinary) return tellLive() // the snapshot, the last part of hello's answer
    const text = String(data)
    if (text.startsWith('0')) ws.send(`40${JSON.stringify({ token: TOKEN })}`)
    else if (text === '2') ws.send('3')
    else if (text.startsWith('40')) {
      tellId((JSON.parse(text.slice(2)) as { sid: string }).sid)
      ws.send(`420${JSON.stringify(['hello', { protocol: PROTOCOL_VERSION, audience: 'wall' }])}`)
    } else if (text.startsWith('42["events"')) frames.push((JSON.parse(text.slice(2)) as [string, Frame])[1])
  })
  // A reader that is slow is not dead: it goes on answering pings while it reads nothing.
  const pong = setInterval(() => ws.readyState === ws.OPEN && ws.send('3'), 2_000)
  const closed = new Promise<void>((done) => ws.once('close', () => done()))
  void closed.then(() => clearInterval(pong))
  clients.push({ close: () => (socketOf().resume(), ws.terminate()) })
  await live
  return { id: await id, frames, pause: () => socketOf().pause(), resume: () => socketOf().resume(), closed }
}
const serverSide = (id: string): LiveSocket | undefined =>
  served.gateway.io.sockets.sockets.get(id) as LiveSocket | undefined

/** Grows until the paused reader has left the live set, a batch at a time: what it then missed fits into a delta. */
async function growUntilSlow({ id }: RawClient): Promise<void> {
  const isTold = (): boolean => serverSide(id)!.data.live!.toldSeq() === served.log.length
  for (let n = 0; n < 500 && !serverSide(id)!.data.slow; n += 1) {
    served.grow(200)
    await expect.poll(isTold, { interval: 10 }).toBe(true)
  }
  expect(serverSide(id)!.data.slow, 'the reader never counted as slow').not.toBeNull()
}
const lastSeq = (frames: readonly Frame[]): number => frames.at(-1)?.to ?? 0
const isContiguous = (frames: readonly Frame[]): boolean =>
  frames.every(({ from }, i) => i === 0 || from <= frames[i - 1]!.to + 1)

it('S1 a reader that stops reading costs a place in the ring, not a queue; the others notice nothing', async () => {
  const [slow, healthy] = [await openRaw(), open()]
  await healthy.hello()
  slow.pause()
  await growUntilSlow(slow)
  const unsent = unsentBytes(serverSide(slow.id)!)
  expect(served.gateway.slow()).toBe(1)
  for (let n = 0; n < 20; n += 1) {
    served.grow(200)
    await sleep(20)
  }
  await sleep(300)
  // Nothing more was laid up for it, while everybody else has everything.
  expect(unsentBytes(serverSide(slow.id)!)).toBeLessThanOrEqual(unsent + 4_096)
  expect(lastSeq(healthy.frames)).toBe(served.log.length)
  expect(isContiguous(healthy.frames)).toBe(true)
})
it('S1 back in step afterwards, without being asked, with all that was missed', async () => {
  const slow = await openRaw()
  slow.pause()
  await growUntilSlow(slow)
  served.grow(50)
  await sleep(300)
  slow.resume()
  await expect.poll(() => lastSeq(slow.frames), { timeout: 10_000 }).toBe(served.log.length)
  expect(isContiguous(slow.frames)).toBe(true)
  expect(serverSide(slow.id)!.data.slow).toBeNull()
  served.grow(1)
  await expect.poll(() => lastSeq(slow.frames)).toBe(served.log.length)
})
it('S1 one that missed more than a delta may hold sees a gap, and so asks again', async () => {
  const slow = await openRaw()
  slow.pause()
  await growUntilSlow(slow)
  served.grow(3_000)
  await sleep(300)
  slow.resume()
  await expect.poll(() => serverSide(slow.id)!.data.slow, { timeout: 10_000 }).toBeNull()
  served.grow(1)
  await expect.poll(() => lastSeq(slow.frames)).toBe(served.log.length)
  expect(isContiguous(slow.frames)).toBe(false)
})
it('S1 after a minute of it the reader is cut', async () => {
  const [slow, healthy] = [await openRaw(), open()]
  await healthy.hello()
  slow.pause()
  await growUntilSlow(slow)
  served.turn(59_000)
  await sleep(600)
  expect(serverSide(slow.id)).toBeDefined()
  served.turn(2_000)
  await expect.poll(() => serverSide(slow.id)).toBeUndefined()
  expect(healthy.socket.connected).toBe(true)
})

it('H5 H7 a thousand joins read one picture and build one snapshot', async () => {
  served.grow(500)
  const audience = { profile: 'wall', department: null, cleared: false } as const
  const joined = await Promise.all(
    Array.from({ length: 1_000 }, async () => {
      const live = await served.gateway.broadcast.audience({ ...audience })
      return (await live.snapshot()).body
    }),
  )
  expect(served.reads()).toBe(1)
  expect(new Set(joined).size).toBe(1)
  expect(served.gateway.broadcast.audiences()).toHaveLength(1)
  const walls = Array.from({ length: 50 }, open)
  await Promise.all(walls.map((it) => it.hello()))
  expect(served.reads()).toBe(1)
})
it('F5 an event after a quiet moment leaves at once; under load one batch serves many', async () => {
  const client = open()
  await client.hello()
  await sleep(100)
  const begun = performance.now()
  served.grow(1)
  await expect.poll(() => client.frames.length, { interval: 2 }).toBe(1)
  expect(performance.now() - begun).toBeLessThan(50)
  for (let n = 0; n < 100; n += 1) {
    served.grow(1)
    await sleep(5)
  }
  await expect.poll(() => lastSeq(client.frames)).toBe(101)
  const seconds = (performance.now() - begun) / 1_000
  // At most one in 60 ms, and the one of the beginning.
  expect(client.frames.length).toBeLessThanOrEqual(seconds / 0.06 + 2)
  expect(isContiguous(client.frames)).toBe(true)
})
