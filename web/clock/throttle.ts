/** Runs at once, then no sooner than after a rest; what was asked for meanwhile is done once when it ends. */
export interface Throttle {
  ask(): void
  /** Now, whatever the rest. */
  hurry(): void
  stop(): void
}

export function openThrottle(run: () => void, restMs: number): Throttle {
  let resting: ReturnType<typeof setTimeout> | undefined
  let asked = false
  function go(): void {
    asked = false
    clearTimeout(resting)
    resting = setTimeout(() => {
      resting = undefined
      if (asked) go()
    }, restMs)
    run()
  }
  return {
    ask: () => {
      if (resting === undefined) go()
      else asked = true
    },
    hurry: go,
    stop: () => clearTimeout(resting),
  }
}
