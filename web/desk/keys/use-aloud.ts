/** What is said aloud, at most one sentence in a while: the last one that was asked for, so that nobody drowns in them. */
import { onBeforeUnmount, shallowRef } from 'vue'

const EVERY_MS = 3_000

export function useAloud() {
  const said = shallowRef('')
  let next: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const speak = (): void => {
    timer = undefined
    if (next === null) return
    said.value = next
    next = null
    timer = setTimeout(speak, EVERY_MS)
  }
  /** Answers of a key do not wait: whoever pressed it listens. */
  function say(text: string, atOnce = false): void {
    next = text
    if (atOnce) {
      clearTimeout(timer)
      timer = undefined
    }
    timer ??= setTimeout(speak, 0)
  }
  onBeforeUnmount(() => clearTimeout(timer))
  return { said, say }
}
