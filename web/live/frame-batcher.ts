/**
 * When the page may change: once per animation frame, and by a timer when it is hidden or cannot keep up
 * (protocol F6). Knows nothing about what is drawn.
 */

/** Hidden pages get no animation frames; a wall behind another window still keeps its picture fresh. */
const HIDDEN_MS = 250

export interface Batcher {
  /** Calls `run` once, soon; calling again before that changes nothing. */
  schedule(): void
  stop(): void
}

export interface Timing {
  requestFrame: ((run: () => void) => number) | null
  cancelFrame: (id: number) => void
  setTimer: (run: () => void, ms: number) => unknown
  clearTimer: (timer: unknown) => void
}

/** The page's own; in Node, where nothing is drawn, a timer alone. */
export const pageTiming = (): Timing => ({
  requestFrame: typeof requestAnimationFrame === 'function' ? (run) => requestAnimationFrame(run) : null,
  cancelFrame: (id) => cancelAnimationFrame(id),
  setTimer: (run, ms) => setTimeout(run, ms),
  clearTimer: (timer) => clearTimeout(timer as number),
})

export function openBatcher(run: () => void, timing: Timing = pageTiming()): Batcher {
  let frame: number | null = null
  let timer: unknown = null
  const stop = () => {
    if (frame !== null) timing.cancelFrame(frame)
    if (timer !== null) timing.clearTimer(timer)
    frame = timer = null
  }
  const fire = () => {
    stop()
    run()
  }
  const schedule = () => {
    if (timer !== null) return
    // Whichever comes first. The page may become hidden between the request and its frame.
    timer = timing.setTimer(fire, timing.requestFrame ? HIDDEN_MS : 0)
    if (timing.requestFrame) frame = timing.requestFrame(fire)
  }
  return { schedule, stop }
}

/** The same for what may come later: `run` is called when the next frame is out, so that it keeps nothing waiting. */
export function openFollower(run: () => void, timing: Timing = pageTiming()): Batcher {
  let timer: unknown = null
  const batcher = openBatcher(() => {
    timing.clearTimer(timer)
    timer = timing.setTimer(run, 0)
  }, timing)
  return {
    schedule: batcher.schedule,
    stop: () => {
      batcher.stop()
      timing.clearTimer(timer)
    },
  }
}
