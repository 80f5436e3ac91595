/** Everything the command bar searches, put together from the stores when somebody begins to type. */
import { STATUSES } from '@shaotai/shared/domain/lifecycle.ts'
import type { Language } from '../../i18n/words.ts'
import type { Reader } from '../../case/reader.ts'
import type { QueueWords } from '../../i18n/desk/queue/words.ts'
import { useAreas } from '../../stores/areas.ts'
import { useDirectory } from '../../stores/directory.ts'
import { useSession } from '../../stores/session.ts'
import { offersOn } from '../keys/offers.ts'
import { VALUE, type Facet } from '../queue/facets.ts'
import type { DeskQueueState } from '../queue/use-queue.ts'
import { useViews } from '../queue/use-views.ts'
import type { Term, World } from './find.ts'
import type { Syllables } from './sounds.ts'

const SEARCHED = ['category', 'department', 'street'] as const

export function useWorld() {
  const [areas, directory, session] = [useAreas(), useDirectory(), useSession()]
  const { views } = useViews()

  function termsOf(queue: DeskQueueState, reader: Reader): Term[] {
    const { categories, departments } = directory.spoken
    const tree = areas.tree?.byCode
    const streets = [...(tree?.values() ?? [])].filter((it) => it.tier === 'street' && !it.retired)
    return [
      ...[...categories].map(([code, texts]) => ({
        facet: 'category' as const,
        code,
        texts,
        name: reader.category(code),
      })),
      ...[...departments].map(([code, texts]) => ({
        facet: 'department' as const,
        code,
        texts,
        name: reader.department(code),
      })),
      ...streets.map(({ code, name, nameEn }) => ({
        facet: 'street' as const,
        code,
        texts: [name, ...(nameEn ? [nameEn] : [])],
        name: queue.areaOf(code),
      })),
    ]
  }
  /** An area is called by its own name and by those of all it lies in. */
  function placesOf(): Map<string, readonly string[]> {
    const byCode = areas.tree?.byCode ?? new Map()
    const places = new Map<string, readonly string[]>()
    const textsOf = (code: string, depth: number): readonly string[] => {
      const known = places.get(code)
      const it = byCode.get(code)
      if (known || !it) return known ?? []
      const above =
        it.parent === null || it.parent === code || depth > 12 ? [] : textsOf(it.parent, depth + 1)
      // The district is everywhere: its name finds nothing.
      const own =
        it.tier === 'district' || it.tier === 'city' ? [] : [it.name, ...(it.nameEn ? [it.nameEn] : [])]
      const texts = [...own, ...above]
      places.set(code, texts)
      return texts
    }
    for (const code of byCode.keys()) textsOf(code, 0)
    return places
  }

  function worldOf(
    queue: DeskQueueState,
    reader: Reader,
    w: QueueWords,
    { syllables, terms, places }: { syllables: Syllables | null; terms: Term[]; places: World['places'] },
  ): World {
    const counts = new Map<string, number>()
    for (const entry of queue.all.values()) {
      if (!entry.isOpen) continue
      for (const facet of SEARCHED) {
        const key = `${facet} ${VALUE[facet](entry)}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
    }
    const chosen = queue.chosen.value
    return {
      entries: queue.all,
      chosen,
      offers: chosen && session.person ? offersOn(session.person, chosen.it, reader.now) : [],
      terms,
      places,
      statuses: new Map(STATUSES.map((it) => [it, [reader.words.statuses[it], reader.words.waits[it]]])),
      tabs: queue.tabs.value.map((tab) => ({
        tab,
        name: w.tabs[tab],
        count: queue.queue.value.tabs.get(tab) ?? 0,
      })),
      views: views.value.map(({ name }) => name),
      looks: (['language', 'light', 'dark', 'help', 'report'] as const).map((look) => ({
        look,
        name: w.bar[look],
      })),
      countOf: (facet: Facet, code) => counts.get(`${facet} ${code}`) ?? 0,
      actionName: (action) => reader.words.actions[action],
      syllables,
    }
  }
  return { termsOf, placesOf, worldOf, views }
}
export const OTHER: Record<Language, Language> = { 'zh-CN': 'en', en: 'zh-CN' }
