/**
 * The case file 案卷: the thing that is handled. `CaseView` is what a screen may hold, `CaseFile` what the
 * server keeps beside it. Neither carries a name, a title, an address or a narrative: personal data lives
 * in a side table keyed by (case, version) and is never part of an event (protocol R1, R4).
 */
import { Type, type Static } from 'typebox'
import { LIFECYCLE_IDS, STATUSES } from './lifecycle.ts'
import {
  CrsSchema,
  InstantSchema,
  KindSchema,
  PrioritySchema,
  SensitivitySchema,
  SeveritySchema,
  SourceSchema,
} from './vocabulary.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

export const CaseIdSchema = Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{26}$', description: 'ULID' })
export const CodeSchema = Type.String({ minLength: 1, maxLength: 64, description: 'code of the directory' })

/** Closed: what redact.ts may let through to a screen, and not a field more. */
export const CaseViewSchema = Type.Object(
  {
    id: CaseIdSchema,
    /** Human case number, GD + day + running number of that day. */
    no: Type.String({ maxLength: 24 }),
    kind: KindSchema,
    lifecycle: Type.Enum(LIFECYCLE_IDS),
    status: Type.Enum(STATUSES),
    category: CodeSchema,
    /** Owning department's code; null until somebody is named, or where the audience may not know. */
    department: nullable(CodeSchema),
    source: nullable(SourceSchema),
    priority: PrioritySchema,
    severity: nullable(SeveritySchema),
    sensitivity: SensitivitySchema,
    /** WGS-84 degrees; both null: counted and listed, not mapped. */
    lng: nullable(Type.Number({ minimum: -180, maximum: 180 })),
    lat: nullable(Type.Number({ minimum: -90, maximum: 90 })),
    /** The smallest loaded area that holds the place, or its community where the audience may know no more. */
    area: nullable(CodeSchema),
    exercise: Type.Boolean(),
    /** 1, and one more at every reopening. */
    round: Type.Integer({ minimum: 1 }),
    /** Number of events so far; the guard of every change (protocol C2). */
    version: Type.Integer({ minimum: 1 }),
    /** Business stamps: when it happened in the district, not when we heard of it. */
    reportedAt: InstantSchema,
    acceptedAt: nullable(InstantSchema),
    filedAt: nullable(InstantSchema),
    dispatchedAt: nullable(InstantSchema),
    signedAt: nullable(InstantSchema),
    feedbackAt: nullable(InstantSchema),
    closedAt: nullable(InstantSchema),
    /** Deadline of this round; null: not filed yet, or its category has no limit. */
    dueAt: nullable(InstantSchema),
    changedAt: InstantSchema,
  },
  { additionalProperties: false, title: 'CaseView' },
)
export type CaseView = Static<typeof CaseViewSchema>
export const CASE_VIEW_FIELDS = Object.keys(CaseViewSchema.properties).toSorted() as (keyof CaseView)[]

/** What only the server keeps: ties to other systems, and who did what where a rule needs it. */
export const CaseFileSchema = Type.Object(
  {
    ...CaseViewSchema.properties,
    source: SourceSchema,
    externalId: nullable(Type.String({ maxLength: 200 })),
    crs: CrsSchema,
    /** Codes of every area that holds the place, widest first; the last one is `area`. */
    areaPath: Type.Array(CodeSchema, { maxItems: 12 }),
    /** The one of `areaPath` that a dim audience may know; null: none of them. */
    community: nullable(CodeSchema),
    /** Limit of its category when it was reported, natural minutes; null: none. */
    limitMinutes: nullable(Type.Integer({ minimum: 1 })),
    /** Person who gave the standing feedback: may not check or close it (protocol Y3). */
    handledBy: nullable(Type.String()),
    /** Person who last dispatched it: does not certify its closure either. */
    dispatchedBy: nullable(Type.String()),
  },
  { additionalProperties: false, title: 'CaseFile' },
)
export type CaseFile = Static<typeof CaseFileSchema>
