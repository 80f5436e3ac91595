/**
 * The one thing on the map that moves by itself: the halo of what is overdue, gently and slower than once a
 * second. In steps, so that a wall repaints eight times a second and not sixty; not at all in software, for people
 * who asked for less motion, on a page nobody sees, or where nothing is overdue.
 */
import { mayMove } from './renderer.ts'

const PERIOD_MS = 2_400
const STEP_MS = 125

export interface Pulse {
  /** Is there anything to pulse? */
  set(on: boolean): void
  stop(): void
}

/** `paint` gets 0 to 1. */
export function openPulse(paint: (strength: number) => void): Pulse {
  let timer: ReturnType<typeof setInterval> | undefined
  let step = 0
  const steps = PERIOD_MS / STEP_MS
  const stop = () => {
    clearInterval(timer)
    timer = undefined
  }
  return {
    set: (on) => {
      if (!on || !mayMove()) {
        if (timer !== undefined) paint(0)
        return stop()
      }
      timer ??= setInterval(() => {
        if (document.hidden) return
        step = (step + 1) % steps
        paint((1 - Math.cos((step / steps) * 2 * Math.PI)) / 2)
      }, STEP_MS)
    },
    stop,
  }
}
