import { afterEach, describe, expect, it } from 'vitest'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { POLL_MS, startTail, type Tail } from './tail.ts'

const event = (seq: number): LogEvent => ({ seq }) as LogEvent
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

let tail: Tail | null = null
afterEach(async () => {
  await tail?.stop()
  tail = null
})

function follow(log: LogEvent[], over: { failing?: () => boolean; isWatched?: () => boolean } = {}) {
  const got: number[] = []
  const alarms: string[] = []
  const faults: string[] = []
  tail = startTail({
    after: 0,
    read: async (after, limit) => {
      if (over.failing?.()) throw new Error('no database')
      return log.filter((it) => it.seq > after).slice(0, limit)
    },
    skim: async (after, limit) =>
      log
        .filter((it) => it.seq > after)
        .slice(0, limit)
        .map((it) => it.seq),
    isWatched: over.isWatched ?? (() => true),
    onBatch: (events) => got.push(...events.map((it) => it.seq)),
    onAlarm: (alarm) => alarms.push(alarm.message),
    onFault: (fault) => faults.push(fault.message),
  })
  return { got, alarms, faults }
}

describe('the tail', () => {
  it('L4 finds what no hint told it of, within a poll', async () => {
    const log: LogEvent[] = []
    const { got } = follow(log)
    await pause(50)
    log.push(event(1), event(2))
    await pause(POLL_MS + 200)
    expect(got).toEqual([1, 2])
  })

  it('L4 hands on in order and once, however often it is woken', async () => {
    const log = Array.from({ length: 1_700 }, (_, i) => event(i + 1))
    const { got } = follow(log)
    for (let n = 0; n < 50; n += 1) tail!.wake()
    await pause(100)
    expect(got).toEqual(log.map((it) => it.seq))
  })

  it('L5 counts what nobody watches, and hands on all of it once somebody began to watch meanwhile', async () => {
    const log = Array.from({ length: 700 }, (_, i) => event(i + 1))
    let asked = 0
    // The first answer is "nobody"; whoever comes while the seqs are on their way must miss nothing.
    const { got } = follow(log, { isWatched: () => (asked += 1) > 1 })
    await pause(50)
    expect(got).toEqual(log.map((it) => it.seq))
    await tail!.stop()
    const unwatched = follow([...log, event(702)], { isWatched: () => false })
    await pause(50)
    expect(unwatched.got).toEqual([])
    expect(unwatched.alarms).toHaveLength(1)
  })

  it('L5 stops with an alarm at a hole, and hands on nothing of that batch', async () => {
    const { got, alarms } = follow([event(1), event(2), event(4)])
    await pause(POLL_MS + 200)
    expect(got).toEqual([])
    expect(alarms).toEqual(['the log has 4 after 2: an event is missing'])
  })

  it('goes on by itself when the database comes back', async () => {
    let failing = true
    const { got, faults } = follow([event(1)], { failing: () => failing })
    await pause(50)
    expect(faults).toEqual(['no database'])
    failing = false
    await pause(POLL_MS + 200)
    expect(got).toEqual([1])
  })
})
