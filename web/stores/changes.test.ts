import { expect, it } from 'vitest'
import { TestLog, WALL } from '../live/testing/log.ts'
import { afterFrames, afterSnapshot } from './changes.ts'

const log = new TestLog()
for (let i = 0; i < 200; i += 1) log.grow(i * 5 + 1)

it('one row for each case, the last event first', () => {
  const frames = [log.frame(1, 100, WALL), log.frame(101, log.head, WALL)]
  const changes = afterFrames([], frames, 7)
  expect(new Set(changes.map((it) => it.caseId)).size).toBe(changes.length)
  const last = frames[1]!.events.at(-1)!
  expect(changes[0]).toMatchObject({ caseId: last.caseId, type: last.type, seenAt: 7 })
})
it('the same rows whether frames come one by one or together', () => {
  const whole = [log.frame(1, 90, WALL), log.frame(91, log.head, WALL)]
  const step = afterFrames(afterFrames([], [whole[0]!], 0), [whole[1]!], 0)
  expect(step).toEqual(afterFrames([], whole, 0))
})
it('a snapshot fills the list without claiming that anything just happened', () => {
  const changes = afterSnapshot(log.picture(WALL))
  expect(changes.length).toBeGreaterThan(10)
  expect(changes.every((it) => it.type === null && it.seenAt === null)).toBe(true)
  expect(changes[0]!.at).toBeGreaterThanOrEqual(changes.at(-1)!.at)
})
