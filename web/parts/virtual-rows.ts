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
    /** As little as brings it into sight. */
    reveal: (index: number): void => virtual.value.scrollToIndex(index, { align: 'auto' }),
    /** Rows were given another height. */
    measure: (): void => virtual.value.measure(),
  }
}
