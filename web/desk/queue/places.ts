/** What a place is called in a row: its street and its community. Pure; remembers what it has said. */
import { nameIn, type Language } from '../../i18n/words.ts'
import type { Areas } from '../../wall/area-names.ts'

export interface Places {
  /** Code of the street; where none is above it, its own. */
  street(area: string | null): string | null
  /** Street and community, as people call the place; a code that nobody knows stands for itself. */
  said(area: string | null): string
}

/** A tree is not deeper; one that turns in a circle ends here. */
const DEEPEST = 12

export function placesOf(areas: Areas, language: Language): Places {
  const known = new Map<string, { street: string; said: string }>()
  function find(code: string): { street: string; said: string } {
    let street: string | null = null
    let community: string | null = null
    let it = areas.get(code)
    const own = it ? nameIn(language, it) : code
    for (let i = 0; it && i < DEEPEST; i += 1) {
      if (it.tier === 'street') street = it.code
      if (it.tier === 'community') community = nameIn(language, it)
      it = it.parent === null || it.parent === it.code ? undefined : areas.get(it.parent)
    }
    if (street === null) return { street: code, said: own }
    return { street, said: [nameIn(language, areas.get(street)!), community].filter(Boolean).join(' ') }
  }
  const of = (area: string) => {
    let it = known.get(area)
    if (!it) known.set(area, (it = find(area)))
    return it
  }
  return {
    street: (area) => (area === null ? null : of(area).street),
    said: (area) => (area === null ? '' : of(area).said),
  }
}
