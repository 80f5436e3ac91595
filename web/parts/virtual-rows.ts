/** Which rows of a long list are drawn: all of one height, a few more than are in sight. */
import { useVirtualizer } from '@tanstack/vue-virtual'
import { computed, type Ref } from 'vue'

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
  return {
    height: computed(() => virtual.value.getTotalSize()),
    drawn: computed(() => virtual.value.getVirtualItems().filter((it) => it.index < count())),
    /** As little as brings it into sight. By arithmetic: the library's own way looks at every size on the page first. */
    reveal: (index: number): void => {
      const it = box.value
      if (!it) return
      const [top, bottom] = [index * row(), (index + 1) * row()]
      const { scrollTop, clientHeight } = it
      if (top < scrollTop) it.scrollTop = top
      else if (bottom > scrollTop + clientHeight) it.scrollTop = bottom - clientHeight
    },
    /** Rows were given another height. */
    measure: (): void => virtual.value.measure(),
  }
}
