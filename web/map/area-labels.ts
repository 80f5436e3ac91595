/**
 * Names of areas and what is said under them: pure. Told at every tier; a name comes when its area is wide enough
 * to carry it, those whose colours are told apart always.
 */
import { nameIn, type Language, type Words } from '../i18n/words.ts'
import { formatCount } from '../i18n/format.ts'
import type { AreaFigures } from '../layers/area-figures.ts'
import { pathOf, type AreaNode, type AreaTree } from '../layers/area-tree.ts'
import { mercatorX, WORLD_PX } from '../layers/mercator.ts'

export interface AreaLabel {
  code: string
  lng: number
  lat: number
  name: string
  /** "open 50 · "; empty where only the name is told. */
  figures: string
  /** "overdue 1", which stands out where it is not 0. */
  late: string
  isLate: boolean
  /** 0 told apart by colour, 1 within those, 2 outside of what is opened. */
  rank: 0 | 1 | 2
  /** Shown from this zoom on. */
  fromZoom: number
}

export interface LabelInputs {
  tree: AreaTree
  area: string | null
  shown: readonly string[]
  /** Codes of the areas that are told of at all; null: every one. Of the others nobody here knows how many there are. */
  scope: readonly string[] | null
  figures: ReadonlyMap<string, AreaFigures>
  language: Language
  words: Words
  /** See readScale. */
  scale: number
}

/** Pixels of width an area needs at scale 1 to carry a name: the next tier, and the ones below that. */
const ROOM_PX = 180
const ROOM_BELOW_PX = 220

const known = new WeakMap<AreaTree, ReadonlyMap<string, readonly string[]>>()
/** Of every area, once for a tree: its figures change every second, the way to it does not. */
function pathsOf(tree: AreaTree): ReadonlyMap<string, readonly string[]> {
  let paths = known.get(tree)
  if (!paths) known.set(tree, (paths = new Map([...tree.byCode.keys()].map((it) => [it, pathOf(tree, it)]))))
  return paths
}

/** What was said a moment ago of the same areas in the same words: only figures may be other ones. */
export interface Said {
  labels: readonly AreaLabel[]
  figures: LabelInputs['figures']
}

/** `before` saves what is said of the areas, nearly all of them, in which nothing changed. */
export function areaLabels(
  { tree, area, shown, scope, figures, language, words, scale }: LabelInputs,
  before: Said | null = null,
): AreaLabel[] {
  const again = new Map(before?.labels.map((it) => [it.code, it]))
  const told = new Set(shown)
  const paths = pathsOf(tree)
  const around = new Set(shown.flatMap((code) => paths.get(code) ?? []))
  const labels: AreaLabel[] = []
  for (const it of tree.byCode.values()) {
    if (!it.place) continue
    if (before && figures.get(it.code) === before.figures.get(it.code)) {
      const known = again.get(it.code)
      if (known) labels.push(known)
      continue
    }
    const path = paths.get(it.code)!
    const isTold = told.has(it.code)
    const isWithin = path.some((code) => code !== it.code && told.has(code))
    const isAround = !isTold && around.has(it.code)
    if (isAround || (area !== null && path.includes(area) && !isTold && !isWithin)) continue
    const { open, overdue } = figures.get(it.code) ?? { open: 0, overdue: 0 }
    const counted = (n: number) => formatCount(n, language)
    const isKnown = scope === null || scope.some((code) => path.includes(code))
    const isCounted = isKnown && (isTold || (isWithin && open > 0))
    labels.push({
      code: it.code,
      lng: it.place[0],
      lat: it.place[1],
      name: nameIn(language, it),
      figures: isCounted ? words.map.areaOpen(counted(open)) : '',
      late: isCounted ? words.map.areaOverdue(counted(overdue)) : '',
      isLate: overdue > 0,
      rank: isTold ? 0 : isWithin ? 1 : 2,
      fromZoom: isTold ? 0 : zoomFor(it, (told.has(it.parent ?? '') ? ROOM_PX : ROOM_BELOW_PX) * scale),
    })
  }
  return labels
}

/** The zoom at which an area is so many pixels wide; 24 (never) without a shape. */
export function zoomFor({ bounds }: Pick<AreaNode, 'bounds'>, px: number): number {
  if (!bounds) return 24
  const width = mercatorX(bounds[2]) - mercatorX(bounds[0])
  return width > 0 ? Math.max(0, Math.log2(px / (width * WORLD_PX))) : 24
}
