/**
 * The page's one clock: the only place that reads the machine's time. Ticks once a second, follows the
 * server's clock where ticks tell it, and gives a monotonic time for measuring how old something is.
 */
import { shallowReadonly, shallowRef, type ShallowRef } from 'vue'

export interface Clock {
  /** Monotonic ms: for ages and time-outs; not a date. */
  now(): number
  /** The same at the last beat, for what is drawn. */
  beat: Readonly<ShallowRef<number>>
  /** Server's time at the last beat, epoch ms. */
  wall: Readonly<ShallowRef<number>>
  /** Epoch ms of a monotonic moment. */
  dateOf(monotonic: number): number
  /** From a tick: the server's clock, already as old as its way here. */
  hear(serverAt: number): void
  stop(): void
}

const BEAT_MS = 1_000
/** A minute of ticks: enough to meet one that came fast. */
const KEPT = 12

export function startClock(): Clock {
  const epoch = () => performance.timeOrigin + performance.now()
  const beat = shallowRef(performance.now())
  const offsets: number[] = []
  let offset = 0
  const wall = shallowRef(epoch())
  let timer: ReturnType<typeof setTimeout> | undefined
  const strike = () => {
    beat.value = performance.now()
    wall.value = epoch() + offset
    // On the full second, so that the display never skips one.
    timer = setTimeout(strike, BEAT_MS - (wall.value % BEAT_MS) + 5)
  }
  strike()
  return {
    now: () => performance.now(),
    beat: shallowReadonly(beat) as Readonly<ShallowRef<number>>,
    wall: shallowReadonly(wall) as Readonly<ShallowRef<number>>,
    dateOf: (monotonic) => performance.timeOrigin + monotonic + offset,
    hear: (serverAt) => {
      offsets.push(serverAt - epoch())
      if (offsets.length > KEPT) offsets.shift()
      // Every reading is late by its way here, none is early: the largest is the truest.
      offset = Math.max(...offsets)
    },
    stop: () => clearTimeout(timer),
  }
}
