/** What the fields of a list may name: read once for a section, each list that its schema refers to. One that cannot be read is left out. */
import type { KpiReply } from '@shaotai/shared/contract/http.ts'
import { isListId, LISTS, referencesOf, type ListId } from '@shaotai/shared/directory/lists.ts'
import { computed, shallowRef, type ComputedRef } from 'vue'
import { request, withQuery } from '../../http/request.ts'
import { adminWords } from '../../i18n/admin/words.ts'
import { nameIn } from '../../i18n/words.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useSession } from '../../stores/session.ts'
import type { Referred, References } from '../form/references.ts'
import { readEntries } from './list-door.ts'

interface Named {
  value: string
  name: string
  nameEn: string | null
  unit?: Referred['unit']
}
type Read = (list: string) => Promise<Named[]>

export function useReferences(list: ListId): {
  references: ComputedRef<References>
  read: () => Promise<void>
} {
  const session = useSession()
  const preferences = usePreferences()
  const found = shallowRef<ReadonlyMap<string, readonly Named[]>>(new Map())

  const fromList: Read = async (id) =>
    (await readEntries(session.asPerson, id)).items
      .filter((it) => !it.retired)
      .map(({ key, entry }) => ({
        value: key,
        name: (entry['name'] as string | undefined) ?? key,
        nameEn: (entry['nameEn'] as string | undefined) ?? null,
      }))
  const OUTSIDE: Record<string, () => Promise<Named[]>> = {
    areas: async () =>
      (
        await request<{ features: { properties: { code: string; name: string; nameEn?: string | null } }[] }>(
          session.asPerson,
          '/api/areas?form=list',
        )
      ).features.map(({ properties: it }) => ({ value: it.code, name: it.name, nameEn: it.nameEn ?? null })),
    kpis: async () =>
      (
        await request<KpiReply>(
          session.asPerson,
          withQuery('/api/kpis', { ids: Object.keys(adminWords('en').figures).join(',') }),
        )
      ).items.map(({ id, unit }) => ({
        value: id,
        name: adminWords('zh-CN').figures[id] ?? id,
        nameEn: adminWords('en').figures[id] ?? id,
        unit,
      })),
    people: async () =>
      (
        await request<{ items: { username: string; name: string }[] }>(session.asPerson, '/api/people')
      ).items.map((it) => ({ value: it.username, name: it.name, nameEn: null })),
  }
  async function read(): Promise<void> {
    const wanted = [...new Set(referencesOf(LISTS[list]).map((it) => it.to))]
    const read = await Promise.allSettled(
      wanted.map(async (id) => [id, await (isListId(id) ? fromList(id) : OUTSIDE[id]!())] as const),
    )
    found.value = new Map(read.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : [])))
  }
  const references = computed<References>(
    () =>
      new Map(
        [...found.value].map(([id, all]): [string, Referred[]] => [
          id,
          all.map(({ value, unit, ...names }) => ({
            value,
            name: nameIn(preferences.language, names),
            note: value,
            also: `${names.name} ${names.nameEn ?? ''}`,
            ...(unit && { unit }),
          })),
        ]),
      ),
  )
  return { references, read }
}
