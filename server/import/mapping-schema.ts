/**
 * The shape of a mapping: what a user may say about a file of cases without writing code. Shape only: reading
 * the YAML and telling mistakes is mapping-file.ts, applying it to a row is row-mapping.ts. Short forms
 * (`kind: ticket`, `title: {column: x}`) are already spelled out when a value meets this schema.
 */
import { CrsSchema } from '@shaotai/shared/domain/vocabulary.ts'
import { Type, type Static } from 'typebox'

const closed = { additionalProperties: false } as const
const optional = Type.Optional
const Column = Type.String({ minLength: 1 })
const Words = Type.Record(Type.String(), Type.String())

/** A word of a closed list: always the same, or read from a column through `values`. */
export const ChoiceSchema = Type.Object(
  {
    constant: optional(Type.String()),
    column: optional(Column),
    values: optional(Words),
    default: optional(Type.String()),
  },
  closed,
)
export type Choice = Static<typeof ChoiceSchema>

/** A text: always the same, one or more columns joined, or a template with {column} in it. */
export const TextRuleSchema = Type.Object(
  {
    constant: optional(Type.String()),
    columns: optional(Type.Array(Column, { minItems: 1 })),
    join: optional(Type.String()),
    template: optional(Type.String({ minLength: 1 })),
    values: optional(Words),
    default: optional(Type.String()),
    normalise: optional(Type.Boolean()),
  },
  closed,
)
export type TextRule = Static<typeof TextRuleSchema>

export const StampRuleSchema = Type.Object(
  {
    column: Column,
    /** Tried in this order. */
    format: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
    /** An IANA name, a fixed offset, or `as given`: the text carries its offset and is believed. */
    zone: Type.String({ minLength: 1 }),
    ignoreOffset: optional(Type.Boolean()),
  },
  closed,
)
export type StampRule = Static<typeof StampRuleSchema>

const ConditionSchema = Type.Object(
  {
    column: Column,
    is: optional(Type.Array(Type.String(), { minItems: 1 })),
    isNot: optional(Type.Array(Type.String(), { minItems: 1 })),
    empty: optional(Type.Boolean()),
  },
  closed,
)
export type Condition = Static<typeof ConditionSchema>

export const FileRuleSchema = Type.Object(
  {
    delimiter: optional(Type.String({ minLength: 1, maxLength: 1, pattern: '^[\\u0001-\\u007f]$' })),
    quote: optional(Type.Enum(['"', "'", 'none'])),
    encoding: optional(Type.Enum(['utf-8', 'gb18030', 'auto'])),
    header: optional(Type.Boolean()),
    columns: optional(Type.Array(Column, { minItems: 1 })),
    skipLines: optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
  },
  closed,
)
export type FileRule = Static<typeof FileRuleSchema>

export const MappingSchema = Type.Object(
  {
    name: optional(Type.String()),
    file: optional(FileRuleSchema),
    source: ChoiceSchema,
    externalId: Type.Object({ column: Column, prefix: optional(Type.String({ maxLength: 40 })) }, closed),
    occurredAt: StampRuleSchema,
    closed: optional(
      Type.Object(
        {
          at: StampRuleSchema,
          /** Absent: a row with a closing stamp is closed. */
          when: optional(ConditionSchema),
          /** What to do with a row that says closed and does not say when. Absent: refuse. */
          whenMissing: optional(Type.Enum(['refuse', 'leave_open'])),
          note: optional(TextRuleSchema),
        },
        closed,
      ),
    ),
    kind: ChoiceSchema,
    category: TextRuleSchema,
    department: optional(TextRuleSchema),
    title: optional(TextRuleSchema),
    narrative: optional(TextRuleSchema),
    address: optional(TextRuleSchema),
    place: optional(
      Type.Object(
        {
          lng: Column,
          lat: Column,
          crs: CrsSchema,
          zeroIsNoPlace: optional(Type.Boolean()),
        },
        closed,
      ),
    ),
    priority: optional(ChoiceSchema),
    severity: optional(ChoiceSchema),
    sensitivity: optional(ChoiceSchema),
    reporter: optional(Type.Object({ name: optional(Column), phone: optional(Column) }, closed)),
    /** Rows not to import, each with the reason that the report shows. */
    ignore: optional(
      Type.Array(
        Type.Object(
          { ...ConditionSchema.properties, reason: Type.String({ minLength: 1, maxLength: 300 }) },
          closed,
        ),
      ),
    ),
  },
  { ...closed, title: 'Mapping' },
)
export type Mapping = Static<typeof MappingSchema>
