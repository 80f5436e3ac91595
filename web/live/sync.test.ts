import { toProblem } from '@shaotai/shared/contract/problem.ts'
import { PROTOCOL_VERSION } from '@shaotai/shared/contract/protocol-version.ts'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { describe, expect, it } from 'vitest'
import { TestClient } from './testing/client.ts'
import { TestLog, WALL } from './testing/log.ts'

/** A log of `length` events and a client that is in step with it. */
function inStep(length = 10) {
  const log = new TestLog()
  for (let i = 0; i < length; i += 1) log.grow(i * 7)
  const client = new TestClient()
  client.take({ is: 'connected' })
  answerSnapshot(client, log)
  client.take({ is: 'tick', tick: { head: log.head, serverAt: 0 } })
  client.take({ is: 'rendered' })
  client.effects.length = 0
  return { log, client }
}
function answerSnapshot(client: TestClient, log: TestLog, to = log.head) {
  const answer = { mode: 'snapshot' as const, picture: log.picture(WALL, to), audience: WALL }
  return client.take({ is: 'answer', hello: client.state.hello, answer })
}
function answerDelta(client: TestClient, log: TestLog) {
  const { seq } = client.state
  const frames = seq < log.head ? [log.frame(seq + 1, log.head, WALL)] : []
  const answer = { mode: 'delta' as const, epoch: log.epoch, seq: log.head, audience: WALL, frames }
  return client.take({ is: 'answer', hello: client.state.hello, answer })
}
const grow = (log: TestLog, n: number) => {
  const from = log.head + 1
  for (let i = 0; i < n; i += 1) log.grow(i * 11 + 3)
  return { from, to: log.head }
}
const frameOf = (log: TestLog, from: number, to: number) => ({
  is: 'frame' as const,
  frame: log.frame(from, to, WALL),
})
const same = (client: TestClient, log: TestLog) => {
  client.take({ is: 'rendered' })
  expect(client.published!.seq).toBe(log.head)
  expect(hashOf(client.published!)).toBe(hashOf(log.picture(WALL)))
}

describe('handshake', () => {
  it('H1 says hello first, with what it holds', () => {
    const { client, log } = inStep()
    client.take({ is: 'disconnected' })
    client.wait(3_000)
    client.take({ is: 'connected' })
    const [hello] = client.did('hello')
    expect(hello!.hello).toEqual({
      protocol: PROTOCOL_VERSION,
      audience: 'wall',
      epoch: log.epoch,
      seq: log.head,
    })
  })
  it('H2 reloads once, spread over 30 s, when the server is of another version', () => {
    const client = new TestClient()
    client.take({ is: 'connected' })
    client.take({
      is: 'answer',
      hello: 1,
      answer: { mode: 'refused', problem: toProblem('protocol_mismatch') },
    })
    expect(client.did('reload')).toEqual([{ do: 'reload', afterMs: 15_000 }])
    expect(client.state).toMatchObject({ link: 'refused', problem: { code: 'protocol_mismatch' } })
  })
  it('H3 folds a delta onto what it holds', () => {
    const { client, log } = inStep()
    client.take({ is: 'disconnected' })
    grow(log, 6)
    client.wait(3_000)
    client.take({ is: 'connected' })
    answerDelta(client, log)
    same(client, log)
  })
  it('H3 asks for a whole picture when a delta does not fit', () => {
    const { client, log } = inStep()
    grow(log, 6)
    client.take({ is: 'disconnected' })
    client.wait(3_000)
    client.take({ is: 'connected' })
    const frames = [log.frame(13, 16, WALL)]
    client.take({
      is: 'answer',
      hello: client.state.hello,
      answer: { mode: 'delta', epoch: log.epoch, seq: 16, audience: WALL, frames },
    })
    expect(client.did('hello').at(-1)!.hello.seq).toBeUndefined()
    answerSnapshot(client, log)
    same(client, log)
  })
  it('H4 takes a snapshot that is behind it: the log is right, not the screen', () => {
    const { client, log } = inStep(10)
    client.take({ is: 'disconnected' })
    client.wait(3_000)
    client.take({ is: 'connected' })
    log.restore(4)
    answerSnapshot(client, log)
    client.take({ is: 'rendered' })
    expect(client.published).toMatchObject({ epoch: log.epoch, seq: 4 })
  })
  it('L3 a delta of another epoch is never built on', () => {
    const { client, log } = inStep()
    client.take({ is: 'disconnected' })
    client.wait(3_000)
    client.take({ is: 'connected' })
    client.take({
      is: 'answer',
      hello: client.state.hello,
      answer: { mode: 'delta', epoch: 'other', seq: log.head, audience: WALL, frames: [] },
    })
    expect(client.did('hello').at(-1)!.hello.epoch).toBeUndefined()
  })
  it('H6 a delta for another audience than the picture was made for is never built on', () => {
    const { client, log } = inStep()
    client.take({ is: 'disconnected' })
    client.wait(3_000)
    client.take({ is: 'connected' })
    const audience = { ...WALL, cleared: true }
    client.take({
      is: 'answer',
      hello: client.state.hello,
      answer: { mode: 'delta', epoch: log.epoch, seq: log.head, audience, frames: [] },
    })
    expect(client.did('hello').at(-1)!.hello.epoch).toBeUndefined()
  })
  it('R3 a refused screen says why, and asks again by itself after half a minute', () => {
    const client = new TestClient()
    client.take({ is: 'connectFailed', problem: toProblem('not_signed_in') })
    expect(client.state).toMatchObject({ link: 'refused', problem: { code: 'not_signed_in' } })
    expect(client.did('connect', client.wait(29_000))).toHaveLength(0)
    expect(client.did('connect', client.wait(17_000))).toHaveLength(1)
  })
  it('a server that is stopping has not refused anybody', () => {
    const client = new TestClient()
    client.take({ is: 'connected' })
    client.take({ is: 'answer', hello: 1, answer: { mode: 'refused', problem: toProblem('stopping') } })
    expect(client.state.link).toBe('stale')
  })
  it('an answer that comes after its connection is ignored', () => {
    const { client, log } = inStep()
    client.take({ is: 'disconnected' })
    client.wait(3_000)
    client.take({ is: 'connected' })
    const late = client.state.hello
    client.take({ is: 'disconnected' })
    client.take({
      is: 'answer',
      hello: late,
      answer: { mode: 'snapshot', picture: log.picture(WALL), audience: WALL },
    })
    expect(client.state.link).toBe('stale')
  })
})

describe('frames', () => {
  it('F1 folds a frame that continues the picture', () => {
    const { client, log } = inStep()
    const { from, to } = grow(log, 3)
    client.take(frameOf(log, from, to))
    same(client, log)
  })
  it('F2 drops what it has', () => {
    const { client, log } = inStep()
    client.take(frameOf(log, 2, 5))
    expect(client.did('draw')).toHaveLength(0)
    const { to } = grow(log, 3)
    client.take(frameOf(log, 5, to)) // half old, half new
    same(client, log)
  })
  it('F3 asks again when a frame is missing', () => {
    const { client, log } = inStep()
    grow(log, 4)
    client.take(frameOf(log, 13, 14))
    expect(client.did('hello')[0]!.hello.seq).toBe(10)
    answerDelta(client, log)
    same(client, log)
  })
  it('F3 a frame with a hole in it counts as missing', () => {
    const { client, log } = inStep()
    const { from, to } = grow(log, 4)
    const frame = log.frame(from, to, WALL)
    client.take({ is: 'frame', frame: { ...frame, events: frame.events.slice(1) } })
    expect(client.did('hello')).toHaveLength(1)
    answerDelta(client, log)
    same(client, log)
  })
  it('F3 a server whose frames never fit is left, not asked for ever', () => {
    const { client, log } = inStep()
    grow(log, 4)
    for (let i = 0; i < 6 && client.state.link !== 'stale'; i += 1) {
      client.take(frameOf(log, 13, 14))
      client.take({
        is: 'answer',
        hello: client.state.hello,
        answer: { mode: 'delta', epoch: log.epoch, seq: 10, audience: WALL, frames: [] },
      })
    }
    expect(client.state).toMatchObject({ link: 'stale', stale: { reason: 'bad_answer' } })
  })
  it('F4 holds frames between hello and its answer, then drops those that the answer covers', () => {
    const log = new TestLog()
    grow(log, 10)
    const client = new TestClient()
    client.take({ is: 'connected' })
    client.take(frameOf(log, 9, 10))
    grow(log, 4)
    client.take(frameOf(log, 11, 12))
    client.take(frameOf(log, 13, 14))
    answerSnapshot(client, log, 11)
    expect(client.state.link).toBe('live')
    same(client, log)
  })
  it('F6 changes its picture when the page is ready, not when a frame arrives', () => {
    const { client, log } = inStep()
    for (let i = 0; i < 5; i += 1) {
      const { from, to } = grow(log, 1)
      client.take(frameOf(log, from, to))
    }
    expect(client.did('publish')).toHaveLength(0)
    client.take({ is: 'rendered' })
    client.take({ is: 'rendered' })
    expect(client.did('publish')).toHaveLength(1)
    expect(client.did('publish')[0]!.frames).toHaveLength(5)
    same(client, log)
  })
  it('F7 what it may not see still counts', () => {
    const { client, log } = inStep()
    const { from, to } = grow(log, 40)
    expect(log.frame(from, to, WALL).skips?.length).toBeGreaterThan(0)
    client.take(frameOf(log, from, to))
    same(client, log)
  })
})

describe('being alive', () => {
  it('B2 a closed socket is stale at once and reconnects with full jitter', () => {
    for (const [random, first, second] of [
      [0, 0, 0],
      [0.5, 2_500, 5_000],
      [0.999, 4_995, 9_990],
    ] as const) {
      const { client } = inStep()
      client.random = random
      client.take({ is: 'disconnected' })
      expect(client.state).toMatchObject({ link: 'stale', stale: { reason: 'closed' } })
      expect(client.state.retryAt! - client.now).toBeCloseTo(first)
      client.wait(first + 500)
      client.take({ is: 'connectFailed', problem: null })
      expect(client.state.retryAt! - client.now).toBeCloseTo(second)
    }
  })
  it('B2 back-off never exceeds 15 s', () => {
    const { client } = inStep()
    client.random = 0.9999
    for (let i = 0; i < 12; i += 1) {
      client.take({ is: i === 0 ? 'disconnected' : 'connectFailed', problem: null })
      expect(client.state.retryAt! - client.now).toBeLessThanOrEqual(15_000)
      client.wait(15_500)
    }
  })
  it('B2 no tick for 12 s is stale, although the socket says it is open', () => {
    const { client } = inStep()
    client.wait(11_500)
    expect(client.state.link).toBe('live')
    client.wait(1_000)
    expect(client.state).toMatchObject({ link: 'stale', stale: { reason: 'no_tick' } })
    expect(client.did('disconnect')).toHaveLength(1)
  })
  it('B2 behind the head for 5 s is stale, although ticks arrive', () => {
    const { client, log } = inStep()
    client.take({ is: 'tick', tick: { head: log.head + 3, serverAt: 0 } })
    client.wait(4_500)
    expect(client.state.stale).toBeNull()
    client.wait(1_000)
    expect(client.state).toMatchObject({ link: 'stale', stale: { reason: 'behind' } })
  })
  it('B2 a frame that was lost without a trace is asked for after a second', () => {
    const { client, log } = inStep()
    grow(log, 3)
    client.take({ is: 'tick', tick: { head: log.head, serverAt: 0 } })
    client.wait(1_500)
    expect(client.did('hello')).toHaveLength(1)
    answerDelta(client, log)
    expect(client.state).toMatchObject({ link: 'live', stale: null, target: null })
    same(client, log)
  })
  it('B2 a busy log is not behind: a frame on its way catches up with its tick', () => {
    const { client, log } = inStep()
    for (let i = 0; i < 20; i += 1) {
      const { from, to } = grow(log, 2)
      client.take({ is: 'tick', tick: { head: log.head, serverAt: 0 } })
      client.wait(500)
      client.take(frameOf(log, from, to))
    }
    expect(client.did('hello')).toHaveLength(0)
    expect(client.state.stale).toBeNull()
  })
  it('B2 an unanswered hello is given up after 10 s', () => {
    const client = new TestClient()
    client.take({ is: 'connected' })
    client.wait(10_500)
    expect(client.state).toMatchObject({ link: 'stale', stale: { reason: 'no_answer' } })
  })
  it('B3 tells of staleness before it repairs it', () => {
    const { client } = inStep()
    const effects = client.take({ is: 'disconnected' })
    expect(effects.map((it) => it.do)).toEqual(['link', 'disconnect'])
  })
  it('B3 stays stale through reconnecting until a tick proves that it is in step', () => {
    const { client, log } = inStep()
    client.take({ is: 'disconnected' })
    grow(log, 5)
    client.wait(3_000)
    client.take({ is: 'connected' })
    answerDelta(client, log)
    expect(client.state.link).toBe('live')
    expect(client.state.stale).not.toBeNull()
    client.take({ is: 'tick', tick: { head: log.head + 1, serverAt: 0 } })
    expect(client.state.stale).not.toBeNull()
    const { from, to } = grow(log, 1)
    client.take(frameOf(log, from, to))
    expect(client.state.stale).toBeNull()
  })
  it('B3 stale counts from the last news, not from when it was noticed', () => {
    const { client } = inStep()
    client.wait(13_000)
    expect(client.state.stale).toEqual({ reason: 'no_tick', since: 0 })
  })
  it('B4 equal pictures pass the check', () => {
    const { client, log } = inStep()
    client.take({ is: 'check', check: { seq: log.head, hash: hashOf(log.picture(WALL)) } })
    expect(client.state).toMatchObject({ compared: 1, divergences: 0 })
  })
  it('B4 a difference is counted, and a whole picture asked for', () => {
    const { client, log } = inStep()
    client.take({ is: 'check', check: { seq: log.head, hash: '0'.repeat(32) } })
    expect(client.did('diverged')).toEqual([{ do: 'diverged', total: 1 }])
    expect(client.did('hello')[0]!.hello.epoch).toBeUndefined()
    expect(client.did('hello')[0]!.hello.diverged, 'so that the server can count it').toBe(true)
    answerSnapshot(client, log)
    same(client, log)
  })
  it('B4 a check from ahead waits for its frame; one from behind is not compared', () => {
    const { client, log } = inStep()
    const { from, to } = grow(log, 2)
    client.take({ is: 'check', check: { seq: to, hash: hashOf(log.picture(WALL)) } })
    expect(client.state.compared).toBe(0)
    client.take(frameOf(log, from, to))
    expect(client.state).toMatchObject({ compared: 1, divergences: 0 })
    client.take({ is: 'check', check: { seq: from, hash: '0'.repeat(32) } })
    expect(client.state).toMatchObject({ compared: 1, divergences: 0 })
    same(client, log)
  })
  it('an event this page cannot fold ends in another picture, not in a screen that stands still', () => {
    const { client, log } = inStep()
    const { from, to } = grow(log, 30)
    const frame = log.frame(from, to, WALL)
    const events = frame.events.map((it) => ({
      ...it,
      type: 'case.unheard_of' as never,
      case: undefined as never,
    }))
    client.take({ is: 'frame', frame: { ...frame, events } })
    client.take({ is: 'rendered' })
    expect(client.did('diverged')).toHaveLength(1)
    answerSnapshot(client, log)
    same(client, log)
  })
  it('a page that slept reads its messages before it judges', () => {
    const { client, log } = inStep()
    client.now += 60_000
    client.take({ is: 'clock' })
    client.take({ is: 'tick', tick: { head: log.head, serverAt: 0 } })
    client.wait(1_000)
    expect(client.state.stale).toBeNull()
    client.now += 60_000
    client.wait(1_000)
    expect(client.state.stale).toMatchObject({ reason: 'no_tick' })
  })
})
