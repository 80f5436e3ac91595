/** What an area is called on the wall, and whether a case lies in it. Pure, over the tree of areas by code. */
import type { Area } from '@shaotai/shared/domain/area.ts'
import { nameIn, type Language } from '../i18n/words.ts'

export type Areas = ReadonlyMap<string, Pick<Area, 'code' | 'tier' | 'parent' | 'name' | 'nameEn'>>

/** From the area itself up to its root. A parent that names itself, or one nobody knows, ends the way. */
function* upFrom(areas: Areas, code: string | null): Generator<NonNullable<ReturnType<Areas['get']>>> {
  const seen = new Set<string>()
  for (let it = areas.get(code ?? ''); it && !seen.has(it.code); it = areas.get(it.parent ?? '')) {
    seen.add(it.code)
    yield it
  }
}

export const isWithin = (areas: Areas, code: string | null, outer: string): boolean => {
  if (code === outer) return true
  for (const it of upFrom(areas, code)) if (it.code === outer) return true
  return false
}

/** The street is what people in a district call a place by; the area's own name where no street is above it. */
export function streetName(areas: Areas, code: string | null, language: Language): string {
  let own: string | null = null
  for (const it of upFrom(areas, code)) {
    own ??= nameIn(language, it)
    if (it.tier === 'street') return nameIn(language, it)
  }
  return own ?? ''
}

export const areaName = (areas: Areas, code: string, language: Language): string => {
  const it = areas.get(code)
  return it ? nameIn(language, it) : code
}

/** The name of the whole, where the tree has one root. */
export function rootName(areas: Areas, language: Language): string | null {
  const isRoot = (it: Pick<Area, 'code' | 'parent'>) =>
    it.parent === null || it.parent === it.code || !areas.has(it.parent)
  const roots = [...areas.values()].filter(isRoot)
  return roots.length === 1 ? nameIn(language, roots[0]!) : null
}
