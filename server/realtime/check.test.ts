/** The running check and the tick, with their half minutes turned by hand. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { CHECK_EVERY_MS, TICK_EVERY_MS } from '@shaotai/shared/contract/socket.ts'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { openInMemoryLog, TOKEN, type InMemoryLog } from '../test/in-memory-log.ts'
import { openLiveClient, type LiveClient } from '../test/live-client.ts'

let served: InMemoryLog
let wall: LiveClient
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  served = await openInMemoryLog()
  wall = openLiveClient(served.url, { token: TOKEN })
  await wall.hello()
})
afterEach(async () => {
  wall.close()
  vi.useRealTimers()
  await served.close()
})

it('B4 every thirty seconds each audience is told the hash of what everybody in step has been told', async () => {
  served.grow(40)
  served.grow(2) // waits for its batch: the check must not be ahead of what was told
  vi.advanceTimersByTime(CHECK_EVERY_MS)
  await vi.waitUntil(() => wall.checks.length > 0)
  expect(wall.checks).toEqual([{ seq: 42, hash: hashOf(wall.picture()) }])
  expect(wall.picture().cases.size).toBe(42)
})
it('B1 no tick while the head cannot be read, and again as soon as it can', async () => {
  served.grow(3)
  vi.advanceTimersByTime(TICK_EVERY_MS)
  await vi.waitUntil(() => wall.ticks.length === 1)
  expect(wall.ticks[0]).toMatchObject({ head: 3 })
  served.breakHead(true)
  for (let n = 0; n < 3; n += 1) {
    vi.advanceTimersByTime(TICK_EVERY_MS)
    await new Promise((done) => setTimeout(done, 20))
  }
  expect(wall.ticks).toHaveLength(1)
  served.breakHead(false)
  vi.advanceTimersByTime(TICK_EVERY_MS)
  await vi.waitUntil(() => wall.ticks.length === 2)
})
