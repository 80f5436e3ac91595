/** What the reader's whole is called, and the way from it to an area: the district, or the areas of somebody who has some. */
import { computed } from 'vue'
import { pathOf, wholeOf } from '../layers/area-tree.ts'
import { useAreas } from '../stores/areas.ts'
import { useBriefFigures, WHOLE } from '../stores/brief-figures.ts'
import { homeOf } from '../stores/brief-questions.ts'
import { useSession } from '../stores/session.ts'
import { areaName } from '../wall/area-names.ts'
import type { Language } from '../i18n/words.ts'

export function useScope(language: () => Language, unnamed: () => string) {
  const [areas, session, figures] = [useAreas(), useSession(), useBriefFigures()]
  const own = computed(() => session.person?.areas ?? [])
  const root = computed(() => (areas.tree ? (wholeOf(areas.tree)?.code ?? null) : null))
  const named = (code: string): string =>
    areas.tree ? areaName(areas.tree.byCode, code, language()) : (figures.oldNames[code] ?? code)
  const and = computed(() => new Intl.ListFormat(language(), { style: 'short' }))

  /** Null: the reader's whole. */
  function nameOf(code: string | null): string {
    if (code !== null) return named(code)
    if (session.person === null) return figures.oldNames[WHOLE] ?? unnamed()
    if (own.value.length > 0) return and.value.format(own.value.map(named))
    return root.value === null ? unnamed() : named(root.value)
  }
  /** Below the whole, the widest first. */
  function wayTo(code: string | null): string[] {
    if (code === null) return []
    const path = areas.tree ? pathOf(areas.tree, code) : [code]
    const from = Math.max(path.indexOf(root.value ?? ''), ...own.value.map((it) => path.indexOf(it)))
    return path.slice(from + 1)
  }
  /** What lies beside an area, or directly in the whole. */
  function besides(code: string | null): readonly string[] {
    const { tree } = areas
    if (!tree) return []
    const above = code === null ? (homeOf(own.value) ?? root.value) : tree.byCode.get(code)?.parent
    const all = above == null ? tree.roots : (tree.byCode.get(above)?.children ?? [])
    return all.filter((it) => it !== code)
  }
  return { nameOf, wayTo, besides }
}
