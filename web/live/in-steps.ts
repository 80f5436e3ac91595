/** Carries long work out a little at a time, so that a page can answer keys meanwhile. Knows nothing of the work. */

export interface Pace {
  /** Of one step. */
  stepMs: number
  /** Between two steps; 0: only as long as what waits needs, also in a page that is hidden, where timers are slow. */
  pauseMs: number
}

/** Rejects with what the work throws. Stops without an answer (null) once `isOver` says so between two steps. */
export async function inSteps<T>(
  work: Generator<void, T>,
  { stepMs, pauseMs }: Pace,
  isOver: () => boolean = () => false,
): Promise<T | null> {
  for (;;) {
    const until = performance.now() + stepMs
    do {
      const { done, value } = work.next()
      if (done) return value
    } while (performance.now() < until)
    await pause(pauseMs)
    if (isOver()) return null
  }
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    if (ms > 0) return void setTimeout(resolve, ms)
    const { port1, port2 } = new MessageChannel()
    const goOn = (): void => {
      port1.close()
      resolve()
    }
    port1.addEventListener('message', goOn, { once: true })
    port1.start()
    port2.postMessage(null)
  })
