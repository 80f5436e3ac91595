/** What a drawing of the cases can do, whoever draws it: MapLibre with WebGL, or the plain one without. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
import type { Bounds } from './camera.ts'
import type { ClosedSet } from '../layers/closed-set.ts'

export interface MapColours {
  ground: string
  line: string
  outline: string
  /** Heat from none (the first one's colour, clear) over few and some to many. */
  heat: readonly [string, string, string, string]
  kinds: Record<Kind, string>
}

export interface CaseMap {
  /** The newest state of both layers; calls may come faster than they are drawn, the last one counts. */
  show(cases: ReadonlyMap<string, CaseView>, closed: ClosedSet | null): void
  fit(bounds: Bounds): void
  /** What has been handed to the drawing, by layer. */
  counts(): { open: number; closed: number }
  destroy(): void
}

export interface MapEvents {
  /** A person moved the map: from now on it is theirs. */
  onTouched(): void
  /** The drawing was lost and is being rebuilt, or is back. */
  onRestoring(restoring: boolean): void
  /** It cannot be drawn this way here. */
  onImpossible(): void
}

/** From the tokens, once for each drawing: a map cannot read custom properties itself. */
export function readColours(element: Element): MapColours {
  const style = getComputedStyle(element)
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    ground: of('map-ground'),
    line: of('map-line'),
    outline: of('map-outline'),
    heat: [of('heat-none'), of('heat-few'), of('heat-some'), of('heat-many')],
    kinds: { ticket: of('ticket'), hazard: of('hazard'), dispute: of('dispute') },
  }
}
