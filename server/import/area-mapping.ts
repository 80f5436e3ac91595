/**
 * The mapping of a file of boundaries: which property says what, read from YAML or JSON, and one feature in the words
 * that the server knows. Whether the areas are good is server/areas/check-areas.ts; nothing is judged here twice.
 */
import { CrsSchema, TIERS } from '@shaotai/shared/domain/vocabulary.ts'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { readMappingText } from './mapping-text.ts'
import { Stop } from './stop.ts'

const closed = { additionalProperties: false } as const
const optional = Type.Optional
const Property = Type.String({ minLength: 1 })

const WordSchema = Type.Object(
  {
    property: optional(Property),
    constant: optional(Type.String()),
    /** Only so many characters of it: in a code that begins with its parent's. */
    first: optional(Type.Integer({ minimum: 1, maximum: 64 })),
    values: optional(Type.Record(Type.String(), Type.String())),
  },
  closed,
)
export type WordRule = Static<typeof WordSchema>

/** `prefix`: the longest other code of the file that its own begins with; for files of several tiers. */
const ParentSchema = Type.Object({ ...WordSchema.properties, prefix: optional(Type.Literal(true)) }, closed)

export const AreaMappingSchema = Type.Object(
  {
    crs: CrsSchema,
    code: WordSchema,
    /** Absent, or empty in a feature: it stands at the top. */
    parent: optional(ParentSchema),
    tier: WordSchema,
    name: WordSchema,
    nameEn: optional(WordSchema),
    households: optional(WordSchema),
  },
  { ...closed, title: 'AreaMapping' },
)
export type AreaMapping = Static<typeof AreaMappingSchema>

const WORDS = ['code', 'parent', 'tier', 'name', 'nameEn', 'households'] as const

/** `file` is how the mapping is called in messages. Throws one Stop that lists every mistake with its line. */
export function toAreaMapping(text: string, file: string): AreaMapping {
  const { told, lineOf } = readMappingText(text, file)
  const spelled = spellOut(told)
  const faults: string[] = []
  const say = (at: string[], says: string): void =>
    void faults.push(`line ${lineOf(at)}, ${at.join('.') || 'the whole'}: ${says}`)
  for (const { instancePath, keyword, message, params } of Value.Errors(AreaMappingSchema, spelled)) {
    const at = instancePath.split('/').slice(1)
    const named = params as Record<string, string[]>
    if (keyword === 'boolean') continue // said again, better, as additionalProperties
    if (keyword === 'additionalProperties')
      for (const key of named['additionalProperties']!) say([...at, key], 'there is no such setting here')
    else if (keyword === 'required')
      for (const key of named['requiredProperties']!) say([...at, key], 'is missing; add it')
    else if (keyword === 'enum') say(at, `must be one of ${named['allowedValues']!.join(', ')}`)
    else say(at, message)
  }
  if (faults.length === 0) {
    const mapping = spelled as AreaMapping
    for (const key of WORDS) {
      const rule = mapping[key]
      if (key === 'parent' && mapping.parent?.prefix) {
        if (Object.keys(mapping.parent).length > 1) say([key], 'has prefix, which stands alone')
      } else if (rule && (rule.property === undefined) === (rule.constant === undefined))
        say([key], 'needs one of property and constant')
    }
    const tiers = [mapping.tier.constant, ...Object.values(mapping.tier.values ?? {})]
    for (const tier of tiers)
      if (tier !== undefined && !TIERS.includes(tier as never))
        say(['tier'], `"${tier}" is no tier; tiers are ${TIERS.join(', ')}`)
  }
  if (faults.length === 0) return spelled as AreaMapping
  throw new Stop([
    `The mapping ${file} has ${faults.length} mistake(s), so nothing was read. docs/import.md, Areas, says what it may hold.`,
    ...faults,
  ])
}

/** `tier: community` → `{constant: community}`, and what YAML read as a number becomes a text again. */
function spellOut(told: unknown): unknown {
  if (!isRecord(told)) return told
  const whole: Record<string, unknown> = { ...told }
  for (const key of WORDS) {
    const rule = whole[key]
    if (typeof rule === 'string' || typeof rule === 'number') whole[key] = { constant: String(rule) }
    else if (isRecord(rule) && isRecord(rule['values'])) {
      const values = Object.entries(rule['values']).map(([from, to]) => [from, String(to)])
      whole[key] = { ...rule, values: Object.fromEntries(values) as unknown }
    }
  }
  return whole
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The properties that a mapping reads, to be looked for before anything is sent. */
export const propertiesOf = (mapping: AreaMapping): string[] => [
  ...new Set(WORDS.flatMap((key) => mapping[key]?.property ?? [])),
]

/** A GeoJSON feature with the server's properties. What cannot be read stays as it is, for the check to name. */
export function toAreaFeature(mapping: AreaMapping, given: unknown): unknown {
  if (!isRecord(given) || !isRecord(given['properties'])) return given
  const properties = given['properties']
  const word = (key: (typeof WORDS)[number]): string | null => {
    const rule = mapping[key]
    return rule ? toWord(rule, properties) : null
  }
  const households = word('households')
  const count = households?.replaceAll(/[,\s]/g, '') // 1,204
  return {
    type: 'Feature',
    properties: {
      code: word('code'),
      tier: word('tier'),
      parent: word('parent'),
      name: word('name'),
      nameEn: word('nameEn'),
      households: count !== undefined && /^\d+$/.test(count) ? Number(count) : households,
    },
    geometry: given['geometry'],
  }
}

/** Features as toAreaFeature makes them, each below the longest other code that its own begins with. */
export function withParentsFromCodes(features: readonly unknown[]): unknown[] {
  const codeOf = (it: unknown): string | null =>
    ((it as { properties?: { code?: string | null } } | null)?.properties?.code ?? null) || null
  const codes = new Set(features.map(codeOf))
  return features.map((it) => {
    const code = codeOf(it)
    if (code === null) return it
    const begins = Array.from({ length: code.length - 1 }, (_, i) => code.slice(0, code.length - 1 - i))
    const parent = begins.find((begin) => codes.has(begin)) ?? null
    const feature = it as { properties: object }
    return { ...feature, properties: { ...feature.properties, parent } }
  })
}

/** null where the feature says nothing. */
function toWord(
  { property, constant, first, values }: WordRule,
  properties: Record<string, unknown>,
): string | null {
  const cell = property === undefined ? constant : properties[property]
  if (typeof cell !== 'string' && typeof cell !== 'number') return null
  const whole = String(cell).trim()
  const cut = first === undefined ? whole : whole.slice(0, first)
  return (values?.[cut] ?? cut) || null
}
