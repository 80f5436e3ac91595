/**
 * One GeoJSON feature of unknown origin: an area that can be trusted by itself, or every reason why not. Mends what
 * has one meaning only. Knows nothing of the other features.
 */
import type { Area, AreaShape, PlacedArea, Polygon, Position } from '@shaotai/shared/domain/area.ts'
import {
  finding,
  isRefused,
  type AreaFinding,
  type AreaFindingCode,
} from '@shaotai/shared/domain/area-finding.ts'
import { TIERS, type Crs, type Tier } from '@shaotai/shared/domain/vocabulary.ts'
import { toWgs84 } from './coordinates.ts'
import { crossingOf } from './crossings.ts'
import { FIT_LIMITS, isSliverOf } from './fit-limits.ts'
import { planeAround, type Piece } from './plane.ts'
import { tidyRing } from './rings.ts'

export interface CheckedFeature {
  /** Place in the list, from 1. */
  feature: number
  /** As far as they could be read: what hangs on a faulty area is not told a second time. */
  code: string | null
  parent: string | null
  /** null: it has a fault. */
  area: PlacedArea | null
  findings: AreaFinding[]
  turned: number
  dropped: number
}

/** Codes go into filters (`area=a,b`) and addresses: letters of any script, digits, and what joins them. */
const CODE = /^[\p{L}\p{N}._:-]{1,64}$/u
const isTier = (value: unknown): value is Tier => TIERS.includes(value as Tier)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= 200
const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null
/** What a file says may be long or anything: enough of it to be found again. */
const told = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 80)

/** Properties read: code, tier, parent, name, nameEn, households; others are left aside. `feature`: from 1. */
export function checkFeature(given: unknown, feature: number, crs: Crs): CheckedFeature {
  const checked: CheckedFeature = {
    feature,
    code: null,
    parent: null,
    area: null,
    findings: [],
    turned: 0,
    dropped: 0,
  }
  if (!isRecord(given) || !isRecord(given['properties'])) {
    checked.findings.push(finding('not_a_feature', { feature }))
    return checked
  }
  const properties = given['properties']
  if (typeof properties['code'] === 'string') checked.code = properties['code'].slice(0, 64)
  if (typeof properties['parent'] === 'string') checked.parent = properties['parent']
  const say: Say = (code, facts = {}) =>
    void checked.findings.push(finding(code, { feature, area: checked.code, ...facts }))
  for (const [code, property, isRight] of PROPERTIES)
    if (!isRight(properties[property])) say(code, { told: told(properties[property]) })
  const shape = tidyShape(given['geometry'], crs, say, checked)
  if (isRefused(checked.findings) || !shape) return checked
  const { code, tier, parent, name, nameEn, households } = properties as unknown as Area
  checked.area = {
    code,
    tier,
    parent: parent ?? null,
    name: name.trim(),
    nameEn: nameEn?.trim() || null,
    households: households ?? null,
    geometry: shape,
  }
  return checked
}

type Say = (code: AreaFindingCode, facts?: Partial<AreaFinding>) => void

const PROPERTIES: [code: AreaFindingCode, property: string, isRight: (value: unknown) => boolean][] = [
  ['no_code', 'code', (it) => !isAbsent(it)],
  ['bad_code', 'code', (it) => isAbsent(it) || (typeof it === 'string' && CODE.test(it))],
  ['bad_tier', 'tier', isTier],
  ['bad_parent', 'parent', (it) => isAbsent(it) || typeof it === 'string'],
  ['no_name', 'name', isName],
  ['bad_name_en', 'nameEn', (it) => isAbsent(it) || it === '' || isName(it)],
  [
    'bad_households',
    'households',
    (it) => isAbsent(it) || (Number.isInteger(it) && (it as number) >= 0 && (it as number) < 2 ** 31),
  ],
]

function tidyShape(
  geometry: unknown,
  crs: Crs,
  say: Say,
  count: { turned: number; dropped: number },
): AreaShape | null {
  const type = isRecord(geometry) ? geometry['type'] : null
  const coordinates = isRecord(geometry) ? geometry['coordinates'] : null
  const parts: unknown = type === 'Polygon' ? [coordinates] : coordinates
  if (
    (type !== 'Polygon' && type !== 'MultiPolygon') ||
    !Array.isArray(parts) ||
    parts.length === 0 ||
    !parts.every((part) => Array.isArray(part) && part.length > 0)
  ) {
    say('no_outline', { told: typeof type === 'string' ? told(type) : 'nothing' })
    return null
  }
  let isWhole = true
  const tidy = (parts as unknown[][]).map((part, p) =>
    part.map((untidy, r): Position[] => {
      const ring = tidyRing(untidy, r > 0, (place) => toWgs84(place, crs))
      if ('code' in ring) {
        const { code, position, ...facts } = ring
        const where = `${parts.length > 1 ? `part ${p + 1}, ` : ''}ring ${r + 1}`
        say(code, { ...facts, told: position === undefined ? where : `${where}, position ${position}` })
        isWhole = false
        return []
      }
      count.turned += ring.turned ? 1 : 0
      count.dropped += ring.dropped
      return ring.ring
    }),
  )
  if (!isWhole) return null
  const shape: AreaShape = { type, coordinates: type === 'Polygon' ? (tidy[0] as Polygon) : tidy }
  const place = crossingOf(tidy)
  if (!place && tidy.flat().length === 1) return shape
  // Rings that do not cross may still be wrong: a hole beside its outline, a part upon another part.
  const wrong = insideOut(shape, tidy[0]![0]![0]!)
  const squareMetres = wrong.reduce((sum, it) => sum + it.squareMetres, 0)
  const isSliver = wrong.every((it) => isSliverOf(FIT_LIMITS.siblings, it))
  if (place) say(isSliver ? 'sliver_loop' : 'ring_crosses', { place, squareMetres })
  else if (!isSliver) say('rings_overlap', { place: wrong[0]!.place, squareMetres })
  return isSliver ? shape : null
}

/** What the even-odd rule and the way that the rings run tell differently: loops, misplaced holes, doubled parts. */
function insideOut(shape: AreaShape, middle: Position): Piece[] {
  const plane = planeAround(middle)
  const outline = plane.outlineOf(shape)
  return plane.either(outline, plane.together([outline])).toSorted((a, b) => b.squareMetres - a.squareMetres)
}
