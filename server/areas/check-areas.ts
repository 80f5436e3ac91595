/**
 * From GeoJSON of unknown origin to areas that can be trusted, or every reason why not. Pure. Two passes: each feature
 * by itself, then all together with what is loaded already. Whether polygons overlap or leave gaps is not judged.
 */
import type { Area, AreaShape, Polygon } from '@shaotai/shared/domain/area.ts'
import { TIERS, type Tier } from '@shaotai/shared/domain/vocabulary.ts'
import { tidyRing } from './rings.ts'

export interface PlacedArea extends Area {
  geometry: AreaShape
}
export interface AreaFault {
  /** Place in the list, from 1. */
  feature: number
  code: string | null
  says: string
}
export interface CheckedAreas {
  /** As given, without those that have faults. */
  areas: PlacedArea[]
  faults: AreaFault[]
  warnings: string[]
}

/** How wide a tier is: 0 is the widest. */
export const widthOf = (tier: Tier): number => TIERS.indexOf(tier)
/** Codes go into filters (`area=a,b`) and addresses: letters of any script, digits, and what joins them. */
const CODE = /^[\p{L}\p{N}._:-]{1,64}$/u
const isTier = (value: unknown): value is Tier => TIERS.includes(value as Tier)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= 200

/**
 * `features`: GeoJSON features with properties code, tier, parent, name, nameEn, households; more are ignored.
 * `standing`: areas that will stay beside them; a parent may be one of these. null: not known here, so that a parent
 * which is not among the features is taken on trust.
 */
export function checkAreas(features: readonly unknown[], standing: readonly Area[] | null): CheckedAreas {
  return checkTogether(checkEach(features), standing)
}

/** The first pass, whose time grows with the outlines. */
export interface CheckedEach {
  good: { feature: number; area: PlacedArea }[]
  faults: AreaFault[]
  warnings: string[]
}

/** The second pass: over codes, tiers and parents alone. */
export function checkTogether(
  { good, faults, warnings }: CheckedEach,
  standing: readonly Area[] | null,
): CheckedAreas {
  const bad = new Set(faults.map(({ code }) => code))
  const all = [...faults, ...TREE_CHECKS.flatMap((check) => check(good, standing, bad))]
  return {
    areas: good.map(({ area }) => area),
    faults: all.toSorted((a, b) => a.feature - b.feature),
    warnings,
  }
}

export function checkEach(features: readonly unknown[]): CheckedEach {
  const good: CheckedEach['good'] = []
  const faults: AreaFault[] = []
  let turned = 0
  let dropped = 0
  features.forEach((given, i) => {
    const feature = i + 1
    if (!isRecord(given) || !isRecord(given['properties'])) {
      return void faults.push({ feature, code: null, says: 'is not a GeoJSON feature with properties' })
    }
    const properties = given['properties']
    const code = typeof properties['code'] === 'string' ? properties['code'] : null
    const say = (says: string): void => void faults.push({ feature, code, says })
    const before = faults.length
    for (const [isRight, says] of PROPERTY_CHECKS) if (!isRight(properties)) say(says(properties))
    const shape = tidyShape(given['geometry'], say)
    if (faults.length > before || !shape) return
    turned += shape.turned
    dropped += shape.dropped
    const { tier, parent, name, nameEn, households } = properties as unknown as Area
    good.push({
      feature,
      area: {
        code: code!,
        tier,
        parent: parent ?? null,
        name: name.trim(),
        nameEn: nameEn?.trim() || null,
        households: households ?? null,
        geometry: shape.geometry,
      },
    })
  })
  const warnings: string[] = []
  if (turned > 0) warnings.push(`${turned} ring(s) ran the other way than RFC 7946 says and were turned`)
  if (dropped > 0)
    warnings.push(`${dropped} corner(s) stood twice in a row and were dropped; the shape is the same`)
  return { good, faults, warnings }
}

type Properties = Record<string, unknown>
const PROPERTY_CHECKS: [isRight: (it: Properties) => boolean, says: (it: Properties) => string][] = [
  [
    ({ code }) => typeof code === 'string' && CODE.test(code),
    ({ code }) =>
      code === undefined || code === null
        ? 'has no code'
        : `has the code ${JSON.stringify(code)}; a code is a text of 1 to 64 letters, digits and . _ : -`,
  ],
  [
    ({ tier }) => isTier(tier),
    ({ tier }) => `is of the tier ${JSON.stringify(tier)}; tiers are ${TIERS.join(', ')}`,
  ],
  [
    ({ parent }) => parent === undefined || parent === null || typeof parent === 'string',
    ({ parent }) => `has the parent ${JSON.stringify(parent)}; it must be a code, or null at the top`,
  ],
  [({ name }) => isName(name), () => 'has no name, or one of more than 200 characters'],
  [
    ({ nameEn }) => nameEn === undefined || nameEn === null || nameEn === '' || isName(nameEn),
    () => 'has an English name that is no text of up to 200 characters',
  ],
  [
    ({ households }) =>
      households === undefined ||
      households === null ||
      (Number.isInteger(households) && (households as number) >= 0 && (households as number) < 2 ** 31),
    ({ households }) => `has ${JSON.stringify(households)} households; it must be a whole number, or null`,
  ],
]

function tidyShape(
  geometry: unknown,
  say: (says: string) => void,
): { geometry: AreaShape; turned: number; dropped: number } | null {
  const type = isRecord(geometry) ? geometry['type'] : null
  if (!isRecord(geometry) || (type !== 'Polygon' && type !== 'MultiPolygon')) {
    say(`has ${type ? `a ${String(type)}` : 'nothing'} as geometry; it must be a Polygon or a MultiPolygon`)
    return null
  }
  const told = geometry['coordinates']
  const parts: unknown = type === 'Polygon' ? [told] : told
  if (!Array.isArray(parts) || parts.length === 0) {
    say('has a geometry without coordinates')
    return null
  }
  let turned = 0
  let dropped = 0
  let isWhole = true
  const wrong = (says: string): void => {
    isWhole = false
    say(says)
  }
  const polygons: Polygon[] = parts.map((part: unknown, p) => {
    const where = parts.length > 1 ? `part ${p + 1}, ` : ''
    if (!Array.isArray(part) || part.length === 0) {
      wrong(`${where || 'the geometry '}has no rings`)
      return []
    }
    return part.map((untidy: unknown, r) => {
      const ring = tidyRing(untidy, r > 0)
      if (typeof ring === 'string') {
        wrong(`${where}ring ${r + 1} ${ring}`)
        return []
      }
      turned += ring.turned ? 1 : 0
      dropped += ring.dropped
      return ring.ring
    })
  })
  if (!isWhole) return null
  const coordinates = type === 'Polygon' ? polygons[0]! : polygons
  return { geometry: { type, coordinates }, turned, dropped }
}

/** `bad`: codes of features that have a fault of their own; what hangs on them is not told a second time. */
type TreeCheck = (
  given: CheckedEach['good'],
  standing: readonly Area[] | null,
  bad: ReadonlySet<string | null>,
) => AreaFault[]

const codesAreUnique: TreeCheck = (given) => {
  const first = new Map<string, number>()
  return given.flatMap(({ feature, area: { code } }) => {
    const earlier = first.get(code)
    if (earlier === undefined) first.set(code, feature)
    return earlier === undefined ? [] : [{ feature, code, says: `has the code of feature ${earlier}` }]
  })
}

/** A parent is known and wider than its child, which also means that nothing is above itself. */
const parentsAreKnownAndWider: TreeCheck = (given, standing, bad) => {
  const tierOf = new Map<string, Tier>(
    [...(standing ?? []), ...given.map(({ area }) => area)].map(({ code, tier }) => [code, tier]),
  )
  const own = given.flatMap(({ feature, area: { code, parent, tier } }) => {
    if (parent === null || bad.has(parent)) return []
    const above = tierOf.get(parent)
    if (above === undefined) {
      if (standing === null) return []
      return [{ feature, code, says: `has the parent ${parent}, which is neither in the file nor loaded` }]
    }
    return widthOf(above) < widthOf(tier)
      ? []
      : [{ feature, code, says: `is a ${tier} below ${parent}, a ${above}; a parent is of a wider tier` }]
  })
  // What is loaded already must still fit below what is given.
  const changed = new Map(given.map((it) => [it.area.code, it]))
  const others = (standing ?? []).flatMap((child) => {
    const parent = child.parent === null ? undefined : changed.get(child.parent)
    if (!parent || changed.has(child.code) || widthOf(parent.area.tier) < widthOf(child.tier)) return []
    const says = `would be a ${parent.area.tier} above ${child.code}, a ${child.tier} that is loaded already`
    return [{ feature: parent.feature, code: parent.area.code, says }]
  })
  return [...own, ...others]
}

const TREE_CHECKS: readonly TreeCheck[] = [codesAreUnique, parentsAreKnownAndWider]
