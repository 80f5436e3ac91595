/** One request at a time for a page of /admin: that it is under way, and what went wrong in a sentence. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { ProblemError } from '../http/request.ts'
import { adminWords, type AdminWords } from '../i18n/admin/words.ts'
import { usePreferences } from '../stores/preferences.ts'

export interface Work {
  busy: ShallowRef<boolean>
  trouble: ShallowRef<string>
  words: ComputedRef<AdminWords>
  /** Null when it failed, and then `trouble` says why; `onProblem` may take the server's answer for itself by saying true. */
  attempt: <T>(work: () => Promise<T>, onProblem?: (error: ProblemError) => boolean) => Promise<T | null>
}

export function useWork(): Work {
  const preferences = usePreferences()
  const words = computed(() => adminWords(preferences.language))
  const busy = shallowRef(false)
  const trouble = shallowRef('')
  async function attempt<T>(
    work: () => Promise<T>,
    onProblem?: (error: ProblemError) => boolean,
  ): Promise<T | null> {
    busy.value = true
    trouble.value = ''
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ProblemError)) trouble.value = words.value.unreachable
      else if (!onProblem?.(error)) trouble.value = error.message
      return null
    } finally {
      busy.value = false
    }
  }
  return { busy, trouble, words, attempt }
}
