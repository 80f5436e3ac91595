/**
 * How the properties of a boundary file are read, as a form: what can be guessed from the file, what somebody still has to
 * say, and the mapping that comes of it. Pure.
 */
import type { AreaMapping } from '@shaotai/shared/domain/area-mapping.ts'
import { TIERS, type Crs, type Tier } from '@shaotai/shared/domain/vocabulary.ts'

/** A property of the features: its words, each once, in the order of the file. */
export interface FileProperty {
  name: string
  words: ReadonlySet<string>
  /** How many features have it. */
  count: number
}
export const PARENT_WAYS = ['none', 'property', 'first', 'prefix'] as const
export type ParentWay = (typeof PARENT_WAYS)[number]
export interface MappingForm {
  crs: Crs
  code: string | null
  name: string | null
  nameEn: string | null
  households: string | null
  /** One tier for all features; null: `tierProperty` says it. */
  tier: Tier | null
  tierProperty: string | null
  /** What the words of `tierProperty` mean. */
  tiers: Readonly<Record<string, Tier | null>>
  parentWay: ParentWay
  parentProperty: string | null
  /** With `first`: so many characters of the code. */
  parentFirst: number | null
}

const isRecord = (it: unknown): it is Record<string, unknown> =>
  typeof it === 'object' && it !== null && !Array.isArray(it)

export function propertiesIn(features: readonly unknown[]): FileProperty[] {
  const found = new Map<string, { name: string; words: Set<string>; count: number }>()
  for (const feature of features) {
    const properties = isRecord(feature) ? feature['properties'] : null
    if (!isRecord(properties)) continue
    for (const [name, value] of Object.entries(properties)) {
      const it = found.get(name) ?? { name, words: new Set<string>(), count: 0 }
      if (!found.has(name)) found.set(name, it)
      const word = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
      if (word === '') continue
      it.words.add(word)
      it.count += 1
    }
  }
  return [...found.values()]
}

/** More kinds of areas than this in one property are no tiers. */
const MOST_TIER_WORDS = 20
const isTier = (word: string): word is Tier => (TIERS as readonly string[]).includes(word)
const named = (pattern: RegExp) => (it: FileProperty) => pattern.test(it.name)
const richest = (of: readonly FileProperty[]): string | null =>
  of.length === 0 ? null : of.reduce((a, b) => (b.words.size > a.words.size ? b : a)).name

const CODE = /^[\p{L}\p{N}._:-]{1,64}$/u
/** The most different words first, then the longest: a code is finer than its parent's, also where a file has one twice. */
const byDetail = (a: FileProperty, b: FileProperty): number =>
  b.words.size - a.words.size || lengthOf(b) - lengthOf(a)
const lengthOf = ({ words }: FileProperty): number => Math.max(0, ...[...words].map((it) => it.length))

/** What is likely; a reader looks it over. `known`: codes of the areas that stand, among which a parent may be. */
export function guessForm(
  properties: readonly FileProperty[],
  featureCount: number,
  known: ReadonlySet<string>,
): MappingForm {
  const mayBeCode = (it: FileProperty): boolean =>
    it.words.size > featureCount / 2 && [...it.words].every((word) => CODE.test(word))
  const ids = properties.filter(mayBeCode).toSorted(byDetail)
  const code =
    (
      ids.find(named(/^code$/i)) ??
      ids.find(named(/code|编码|代码|編碼|代碼/i)) ??
      ids.find((it) => it.words.size === featureCount)
    )?.name ?? null
  const english = properties.filter(named(/eng|en$/i))
  const names = properties.filter((it) => named(/name|名/i)(it) && !english.includes(it))
  const codes = properties.find((it) => it.name === code)?.words ?? new Set<string>()
  const isParent = (it: FileProperty): boolean =>
    it.name !== code && it.words.size > 0 && [...it.words].every((word) => known.has(word) || codes.has(word))
  const parent = properties.filter(isParent)
  const tier = properties
    .filter(named(/tier|level|层级|級別|级别/i))
    .find(({ words }) => words.size > 0 && words.size <= MOST_TIER_WORDS)
  return {
    crs: 'wgs84',
    code,
    name: richest(names),
    nameEn: richest(english),
    households: properties.find(named(/household|户数|戶數/i))?.name ?? null,
    tier: null,
    tierProperty: tier?.name ?? null,
    tiers: tier ? tiersOf(tier) : {},
    parentWay: parent.length > 0 ? 'property' : 'none',
    parentProperty: (parent.find(named(/parent|上级|上級/i)) ?? parent.at(0))?.name ?? null,
    parentFirst: null,
  }
}

/** A word that is a tier already means itself. */
export const tiersOf = ({ words }: FileProperty): Record<string, Tier | null> =>
  Object.fromEntries(
    [...words].slice(0, MOST_TIER_WORDS).map((word) => [word, isTier(word) ? word : null] as const),
  )

export type MissingField = 'code' | 'name' | 'tier' | 'tiers' | 'parent'

/** What has to be said before the file can be judged. */
export function missingIn(form: MappingForm): MissingField[] {
  const missing: MissingField[] = []
  if (form.code === null) missing.push('code')
  if (form.name === null) missing.push('name')
  if (form.tier === null && form.tierProperty === null) missing.push('tier')
  if (form.tier === null && Object.values(form.tiers).includes(null)) missing.push('tiers')
  if (form.parentWay === 'property' && form.parentProperty === null) missing.push('parent')
  if (form.parentWay === 'first' && form.parentFirst === null) missing.push('parent')
  return missing
}

/** Of a form in which nothing is missing. As JSON it is a mapping for `npm run import -- areas`. */
export function toMapping(form: MappingForm): AreaMapping {
  const property = (name: string | null) => ({ property: name! })
  const renamed = Object.entries(form.tiers).filter(([word, tier]) => word !== tier)
  const parents = {
    none: undefined,
    property: property(form.parentProperty),
    first: { ...property(form.code), first: form.parentFirst! },
    prefix: { prefix: true as const },
  }
  const parent = parents[form.parentWay]
  return {
    crs: form.crs,
    code: property(form.code),
    ...(parent && { parent }),
    tier:
      form.tier !== null
        ? { constant: form.tier }
        : {
            ...property(form.tierProperty),
            ...(renamed.length > 0 && { values: Object.fromEntries(renamed) as Record<string, string> }),
          },
    name: property(form.name),
    ...(form.nameEn !== null && { nameEn: property(form.nameEn) }),
    ...(form.households !== null && { households: property(form.households) }),
  }
}
