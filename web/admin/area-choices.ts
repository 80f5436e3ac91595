/** The tree of areas as something to choose from: found by name in either language, by code, by what it lies in. Pure. */
import type { AreasReply } from '@shaotai/shared/contract/http.ts'
import { nameIn, type Language } from '../i18n/words.ts'
import type { Choice } from '../parts/choice.ts'

export type ListedArea = AreasReply['features'][number]['properties']

/** As they come. `tiers`: what a tier is called. */
export function areaChoices(
  areas: readonly ListedArea[],
  { language, tiers }: { language: Language; tiers: Readonly<Record<string, string>> },
): Choice[] {
  const byCode = new Map(areas.map((it) => [it.code, it]))
  return areas.map((it) => {
    const above = it.parent === null ? undefined : byCode.get(it.parent)
    const tier = tiers[it.tier] ?? it.tier
    return {
      value: it.code,
      name: nameIn(language, it),
      note: [it.code, above ? `${tier}, ${nameIn(language, above)}` : tier].join(' · '),
      also: `${it.name} ${it.nameEn ?? ''}`,
    }
  })
}
