/** What /admin has, in the order of its menu. A section of the directory is a list; the others have pages of their own. */
import { LIST_IDS, LISTS, type ListId } from '@shaotai/shared/directory/lists.ts'
import { defineAsyncComponent, type Component } from 'vue'
import type { AdminWords } from '../i18n/admin/words.ts'
import type { Language } from '../i18n/words.ts'

export interface Section {
  id: string
  group: keyof AdminWords['groups']
  name: (words: AdminWords, language: Language) => string
  /** Of the directory; else it has a page. */
  list?: ListId
  page?: Component
}

const RULES: readonly ListId[] = ['policies', 'routing_rules', 'targets', 'calendars']
const lists = (group: Section['group'], ids: readonly ListId[]): Section[] =>
  ids.map((id) => ({ id, group, name: (_, language) => LISTS[id].name[language], list: id }))
const pageOf = (
  id: keyof AdminWords['titles'],
  group: Section['group'],
  load: () => Promise<Component>,
): Section => ({ id, group, name: (words) => words.titles[id], page: defineAsyncComponent(load) })

export const SECTIONS: readonly Section[] = [
  ...lists(
    'directory',
    LIST_IDS.filter((it) => !RULES.includes(it)),
  ),
  ...lists('rules', RULES),
  pageOf('people', 'people', () => import('./PeoplePage.vue')),
  pageOf('keys', 'people', () => import('./KeysPage.vue')),
  pageOf('walls', 'people', () => import('./WallsPage.vue')),
  pageOf('areas', 'place', () => import('./AreasPage.vue')),
  pageOf('audit', 'trail', () => import('./AuditPage.vue')),
]
export const sectionOf = (id: unknown): Section => SECTIONS.find((it) => it.id === id) ?? SECTIONS[0]!
