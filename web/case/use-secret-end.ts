/** What was seen on request goes from the page when its time is over: it is asked for again, and not there. */
import { onBeforeUnmount, watch } from 'vue'
import { useClock } from '../clock/use-clock.ts'

/** The server's clock decides: a page that asks too early would keep the case. */
const A_MOMENT_MS = 1_000

/** `until`: epoch ms; undefined: seen without asking. */
export function useSecretEnd(until: () => number | undefined, read: () => Promise<void>): void {
  const clock = useClock()
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(until, (end) => {
    clearTimeout(timer)
    if (end !== undefined)
      timer = setTimeout(() => void read(), Math.max(0, end - clock.wall.value) + A_MOMENT_MS)
  })
  onBeforeUnmount(() => clearTimeout(timer))
}
