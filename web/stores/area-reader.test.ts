import { describe, expect, it } from 'vitest'
import { openAreaReader } from './area-reader.ts'

function world() {
  const it_ = { now: 1_000_000, revision: 7, isDown: false, reads: 0, asks: 0, failures: 0 }
  const answer = <T>(value: T): Promise<T> =>
    it_.isDown ? Promise.reject(new TypeError('unreachable')) : Promise.resolve(value)
  const reader = openAreaReader({
    revision: () => {
      it_.asks += 1
      return answer(it_.revision)
    },
    read: () => {
      it_.reads += it_.isDown ? 0 : 1
      return answer(undefined)
    },
    now: () => it_.now,
    onFailed: () => void (it_.failures += 1),
  })
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      it_.now += 1_000
      await reader.keep()
    }
  }
  return { it_, reader, pass }
}

describe('the areas of a page', () => {
  it('are read once while nothing changes, and asked for by their revision alone', async () => {
    const { it_, pass } = world()
    await pass(60)
    expect(it_.reads).toBe(1)
    expect(it_.asks).toBe(1 + 3)
  })

  it('are read again within a quarter of a minute of a new version', async () => {
    const { it_, pass } = world()
    await pass(1)
    it_.revision = 8
    await pass(15)
    expect(it_.reads).toBe(2)
    await pass(60)
    expect(it_.reads).toBe(2)
  })

  it('are tried again until the server has answered, and stay when it falls silent later', async () => {
    const { it_, pass } = world()
    it_.isDown = true
    await pass(11)
    expect([it_.reads, it_.failures]).toEqual([0, 3])
    it_.isDown = false
    await pass(5)
    expect(it_.reads).toBe(1)
    it_.isDown = true
    await pass(60)
    expect([it_.reads, it_.failures]).toEqual([1, 3])
  })

  it('are read again for an area that nobody has heard of, once a minute at most', async () => {
    const { it_, reader, pass } = world()
    await pass(1)
    reader.unknownNamed()
    await pass(1)
    expect(it_.reads).toBe(1)
    await pass(60)
    reader.unknownNamed()
    await pass(1)
    expect(it_.reads).toBe(2)
  })
})
