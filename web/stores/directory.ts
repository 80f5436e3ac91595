/** Names of categories and departments, read once and again when a code appears that nobody has heard of. */
import type { Categories, Departments } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import { request } from '../http/request.ts'
import { nameIn } from '../i18n/words.ts'
import { usePreferences } from './preferences.ts'
import { useSession } from './session.ts'

/** A code that stays unknown must not become a request per frame. */
const AGAIN_MS = 10_000

export const useDirectory = defineStore('directory', () => {
  const session = useSession()
  const preferences = usePreferences()
  const clock = useClock()
  const categories = shallowRef<ReadonlyMap<string, Categories['items'][number]>>(new Map())
  const departments = shallowRef<ReadonlyMap<string, Departments['items'][number]>>(new Map())
  let readAt = Number.NEGATIVE_INFINITY

  async function read(): Promise<void> {
    readAt = clock.now()
    try {
      const [some, others] = await Promise.all([
        request<Categories>(session.caller, '/api/categories'),
        request<Departments>(session.caller, '/api/departments'),
      ])
      categories.value = new Map(some.items.map((it) => [it.code, it]))
      departments.value = new Map(others.items.map((it) => [it.code, it]))
    } catch {
      // Codes stand in for names until the next try; the link says on its own that the server is away.
    }
  }
  const isUnknown = ({ category, department }: CaseView): boolean =>
    !categories.value.has(category) || (department !== null && !departments.value.has(department))
  /** Call with every picture and what led to it: reads again, at most every 10 s, when a code has no name. */
  function follow({ cases }: Picture, frames: readonly Frame[], replaced: boolean): void {
    if (clock.now() - readAt < AGAIN_MS) return
    const changed = replaced
      ? [...cases.values()]
      : frames.flatMap(({ events }) => events.map((it) => cases.get(it.caseId)))
    if (changed.some((it) => it && isUnknown(it))) void read()
  }
  const names = computed(() => {
    const { language } = preferences
    const named = (it: { name: string; nameEn: string | null } | undefined, code: string) =>
      it ? nameIn(language, it) : code
    return {
      category: (code: string) => named(categories.value.get(code), code),
      department: (code: string) => named(departments.value.get(code), code),
    }
  })
  /** All there are, by name in the page's language. */
  const all = computed(() =>
    [...departments.value.values()]
      // A retired one keeps its name for the past, and is not to be chosen.
      .filter((it) => !it.retired)
      .map((it) => ({ code: it.code, name: nameIn(preferences.language, it) })),
  )
  /** Those that a new case may have, by code, with both their names. */
  const reportable = computed(() => [...categories.value.values()].filter((it) => !it.retired))
  /** All there are or were, by name in the page's language. */
  const named = computed(() =>
    [...categories.value.values()].map((it) => ({ code: it.code, name: nameIn(preferences.language, it) })),
  )
  /** What each is called in any language, by code: for those who search. */
  const spoken = computed(() => {
    const texts = (it: { name: string; nameEn: string | null }) => [
      it.name,
      ...(it.nameEn ? [it.nameEn] : []),
    ]
    const by = (of: ReadonlyMap<string, { name: string; nameEn: string | null }>) =>
      new Map([...of].map(([code, it]) => [code, texts(it)]))
    return { categories: by(categories.value), departments: by(departments.value) }
  })
  return { names, departments: all, categories: named, reportable, spoken, read, follow }
})
export type Names = ReturnType<typeof useDirectory>['names']
