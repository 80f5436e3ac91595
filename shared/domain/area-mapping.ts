/**
 * How the properties of a file of boundaries are read: which says the code, the tier, the parent, the name. One feature in
 * the words that the server knows. Pure: the page and `npm run import -- areas` read alike. Whether the areas are good is
 * judged by the server alone, server/areas/check-areas.ts.
 */
import { Type, type Static } from 'typebox'
import { CrsSchema } from './vocabulary.ts'

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

export const MAPPED_WORDS = ['code', 'parent', 'tier', 'name', 'nameEn', 'households'] as const

/** The properties that a mapping reads, to be looked for before anything is sent. */
export const propertiesOf = (mapping: AreaMapping): string[] => [
  ...new Set(MAPPED_WORDS.flatMap((key) => mapping[key]?.property ?? [])),
]

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every feature of a file as the server takes it. */
export function toAreaFeatures(mapping: AreaMapping, given: readonly unknown[]): unknown[] {
  const mapped = given.map((it) => toAreaFeature(mapping, it))
  return mapping.parent?.prefix ? withParentsFromCodes(mapped) : mapped
}

/** A GeoJSON feature with the server's properties. What cannot be read stays as it is, for the check to name. */
function toAreaFeature(mapping: AreaMapping, given: unknown): unknown {
  if (!isRecord(given) || !isRecord(given['properties'])) return given
  const properties = given['properties']
  const word = (key: (typeof MAPPED_WORDS)[number]): string | null => {
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
function withParentsFromCodes(features: readonly unknown[]): unknown[] {
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
