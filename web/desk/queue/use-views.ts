/** The saved views of whoever sits here, in this browser's storage. */
import { computed, shallowRef, watch } from 'vue'
import { useSession } from '../../stores/session.ts'
import { readViews, type SavedView } from './views.ts'

const views = shallowRef<readonly SavedView[]>([])

export function useViews() {
  const session = useSession()
  const kept = computed(() => `shaotai.desk-views.${session.person?.id ?? ''}`)
  const read = (): void => void (views.value = readViews(localStorage.getItem(kept.value)) ?? [])
  watch(kept, read, { immediate: true })
  // Another tab of the same desk.
  const hear = (event: StorageEvent): void => void (event.key === kept.value && read())
  function keep(next: readonly SavedView[]): void {
    views.value = next
    localStorage.setItem(kept.value, JSON.stringify(next))
  }
  return { views, keep, hear }
}
