/** A choice that has come to rest: at once after a pause, and at the end of a run. Holding a key down reads one case, not forty. */
import { onBeforeUnmount, shallowRef, watch, type Ref } from 'vue'

export function useSettled<T>(value: () => T, restMs: number): Readonly<Ref<T>> {
  const settled = shallowRef(value())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(value, (now) => {
    if (timer === undefined) settled.value = now
    clearTimeout(timer)
    timer = setTimeout(() => {
      timer = undefined
      settled.value = value()
    }, restMs)
  })
  onBeforeUnmount(() => clearTimeout(timer))
  return settled
}
