import { expect, it } from 'vitest'
import { openBatcher, openFollower, type Timing } from './frame-batcher.ts'

/** Frames and timers that come when the test says so. */
function byHand(drawn: boolean) {
  const frames: (() => void)[] = []
  const timers: (() => void)[] = []
  const timing: Timing = {
    requestFrame: drawn ? (run) => frames.push(run) : null,
    cancelFrame: () => void (frames.length = 0),
    setTimer: (run) => timers.push(run),
    clearTimer: () => void (timers.length = 0),
  }
  return { frames, timers, timing }
}

it('F6 once per animation frame, however often it is asked', () => {
  let runs = 0
  const { frames, timers, timing } = byHand(true)
  const batcher = openBatcher(() => (runs += 1), timing)
  for (let i = 0; i < 5; i += 1) batcher.schedule()
  expect(frames).toHaveLength(1)
  frames[0]!()
  expect(runs).toBe(1)
  expect(timers).toHaveLength(0)
  batcher.schedule()
  expect(frames).toHaveLength(1)
})
it('F6 by a timer when the page is hidden and no frame comes', () => {
  let runs = 0
  const { frames, timers, timing } = byHand(true)
  const batcher = openBatcher(() => (runs += 1), timing)
  batcher.schedule()
  timers[0]!()
  expect(runs).toBe(1)
  expect(frames).toHaveLength(0)
})
it('F6 in Node a timer is all there is', () => {
  let runs = 0
  const { timers, timing } = byHand(false)
  openBatcher(() => (runs += 1), timing).schedule()
  timers[0]!()
  expect(runs).toBe(1)
})
it('what follows a frame is called when that frame is out, once, and not after it was stopped', () => {
  let runs = 0
  const { frames, timers, timing } = byHand(true)
  const follower = openFollower(() => (runs += 1), timing)
  follower.schedule()
  follower.schedule()
  frames[0]!()
  expect(runs).toBe(0)
  expect(timers).toHaveLength(1)
  timers[0]!()
  expect(runs).toBe(1)
  frames.length = timers.length = 0
  follower.schedule()
  frames[0]!()
  follower.stop()
  expect(timers).toHaveLength(0)
})
