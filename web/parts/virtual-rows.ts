/** Which rows of a long list are drawn: all of one height, a few more than are in sight. */
import { useVirtualizer } from '@tanstack/vue-virtual'
import { computed, watch, type Ref } from 'vue'

interface List {
  box: Readonly<Ref<HTMLElement | null>>
  count: () => number
  /** Height of a row, px. */
  row: () => number
}

export function useVirtualRows({ box, count, row }: List) {
  const virtual = useVirtualizer(
    computed(() => ({
      count: count(),
      getScrollElement: () => box.value,
      estimateSize: row,
      overscan: 6,
    })),
  )
  /** Heard and not asked: whoever asks a page that is about to change makes it lay itself out at once. */
  const sight = { top: 0, height: 0 }
  watch(
    box,
    (it, _, onCleanup) => {
      if (!it) return
      const look = (): void => void (sight.top = it.scrollTop)
      const sized = new ResizeObserver(() => (sight.height = it.clientHeight))
      look()
      sized.observe(it)
      it.addEventListener('scroll', look, { passive: true })
      onCleanup(() => {
        sized.disconnect()
        it.removeEventListener('scroll', look)
      })
    },
    { immediate: true, flush: 'post' },
  )
  const scrollTo = (it: HTMLElement, top: number): void => {
    it.scrollTop = top
    sight.top = top // its event comes with the next frame
  }
  return {
    height: computed(() => virtual.value.getTotalSize()),
    drawn: computed(() => virtual.value.getVirtualItems().filter((it) => it.index < count())),
    /** Which part of the list is in sight, px. */
    sight: (): Readonly<typeof sight> => sight,
    /** As little as brings it into sight. By arithmetic: the library's own way looks at every size on the page first. */
    reveal: (index: number): void => {
      const it = box.value
      if (!it) return
      const [top, bottom] = [index * row(), (index + 1) * row()]
      if (top < sight.top) scrollTo(it, top)
      else if (bottom > sight.top + sight.height) scrollTo(it, bottom - sight.height)
    },
    /** Back to the first row. */
    rewind: (): void => {
      if (box.value && sight.top > 0) scrollTo(box.value, 0)
    },
    /** Rows were given another height. */
    measure: (): void => virtual.value.measure(),
  }
}
