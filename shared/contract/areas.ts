/** Areas on the wire: loading them, what a load found, and the versions of the tree. */
import { Type, type Static } from 'typebox'
import { AreaFindingSchema, AcceptableSchema } from '../domain/area-finding.ts'
import { CodeSchema } from '../domain/case-file.ts'
import { CrsSchema } from '../domain/vocabulary.ts'
import { openBecause } from './closed.ts'

const closed = { additionalProperties: false } as const
const optional = Type.Optional
const VersionSchema = Type.Integer({ minimum: 1 })
const StampSchema = Type.String({ format: 'date-time' })
const CountSchema = Type.Integer({ minimum: 0 })

/** What a load may weigh as JSON, wherever it comes from. */
export const LOAD_AREAS_BYTES = 16 * 1024 * 1024
/** Outlines are judged for 15 s at most, and then written. */
export const LOAD_AREAS_MS = 60_000

/** Features as `GET /api/areas` gives them; each is judged by itself and all together, and all go in or none. */
export const LoadAreasSchema = Type.Object(
  {
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(Type.Unknown(openBecause('each is judged by itself, and says where it is wrong')), {
      minItems: 1,
      maxItems: 20_000,
    }),
    /** The system of the coordinates; absent: WGS-84. Converted once, here. */
    crs: optional(CrsSchema),
    /** Removes the areas that are not among the features; absent: they stay. */
    replace: optional(Type.Boolean()),
    /** Faults between outlines that were looked at and are right: warned of instead of refused. */
    accept: optional(Type.Array(AcceptableSchema, { maxItems: 4, uniqueItems: true })),
    /** From when the boundaries are valid; not in the future, not before the version they replace. Absent: now. */
    validFrom: optional(StampSchema),
    /** What they were taken from: the number and title of an order, a file's name. */
    sourceDocument: optional(Type.String({ minLength: 1, maxLength: 300 })),
  },
  { ...closed, title: 'LoadAreas' },
)
export type LoadAreas = Static<typeof LoadAreasSchema>
export const LoadAreasQuerySchema = Type.Object({ dryRun: optional(Type.Boolean()) }, closed)

export const AREA_CHANGE_KINDS = ['added', 'removed', 'renamed', 'moved', 'redrawn', 'amended'] as const
export type AreaChangeKind = (typeof AREA_CHANGE_KINDS)[number]
/** What a version did to one area. */
export const AreaChangeSchema = Type.Object(
  {
    code: CodeSchema,
    name: Type.String(),
    /** Its name before, where it was renamed. */
    was: Type.Union([Type.String(), Type.Null()]),
    /** `redrawn`: the same place in other corners. `amended`: tier, parent or households. */
    kinds: Type.Array(Type.Enum([...AREA_CHANGE_KINDS]), { minItems: 1 }),
    /** What only one of the two outlines has; null: not moved. */
    movedSquareMetres: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    /** Open cases that lay in it before and would now fall elsewhere. They keep the area of their birth. */
    openCases: CountSchema,
  },
  { ...closed, title: 'AreaChange' },
)
export type AreaChange = Static<typeof AreaChangeSchema>

export const SaidFindingSchema = Type.Object(
  {
    ...AreaFindingSchema.properties,
    /** The sentence, in the language of the request. */
    says: Type.String(),
  },
  { ...closed, title: 'SaidAreaFinding' },
)

/** Of a load, and of a dry run, which may also answer what would have been refused. */
export const LoadAreasReplySchema = Type.Object(
  {
    dryRun: Type.Boolean(),
    /** false only in a dry run: as a load it would be refused. */
    accepted: Type.Boolean(),
    /** Features taken; `changed` of them are new or other than before, `removed` were there and are gone. */
    loaded: CountSchema,
    changed: CountSchema,
    removed: CountSchema,
    /** The version that it made; null: nothing is other than it was, or a dry run. */
    version: Type.Union([VersionSchema, Type.Null()]),
    /** Open cases that would fall into other areas if they were reported now. */
    openCasesElsewhere: CountSchema,
    changes: Type.Array(AreaChangeSchema),
    findings: Type.Array(SaidFindingSchema),
  },
  { ...closed, title: 'LoadedAreas' },
)
export type LoadAreasReply = Static<typeof LoadAreasReplySchema>

const versionFields = {
  version: VersionSchema,
  /** Epoch ms. */
  validFrom: Type.Integer(),
  loadedAt: Type.Integer(),
  /** A person's or a key's id; null: the server itself, or from before versions were kept. */
  loadedBy: Type.Union([Type.String(), Type.Null()]),
  sourceDocument: Type.Union([Type.String(), Type.Null()]),
  crs: CrsSchema,
  accepted: Type.Array(AcceptableSchema),
  /** How many areas it had, and how many of each kind of change it made. */
  areas: CountSchema,
  counts: Type.Object(
    {
      added: CountSchema,
      removed: CountSchema,
      renamed: CountSchema,
      moved: CountSchema,
      redrawn: CountSchema,
      amended: CountSchema,
    },
    closed,
  ),
  openCasesElsewhere: CountSchema,
}
/** Newest first. */
export const AreaVersionsReplySchema = Type.Object(
  { items: Type.Array(Type.Object(versionFields, closed)) },
  { ...closed, title: 'AreaVersions' },
)
export type AreaVersionsReply = Static<typeof AreaVersionsReplySchema>
export const AreaVersionReplySchema = Type.Object(
  { ...versionFields, changes: Type.Array(AreaChangeSchema) },
  { ...closed, title: 'AreaVersion' },
)
export type AreaVersionReply = Static<typeof AreaVersionReplySchema>

/** Asked often and of a few bytes: areas are read again when it has moved on. */
export const AreaRevisionReplySchema = Type.Object(
  { revision: Type.Integer({ minimum: 0 }) },
  { ...closed, title: 'AreaRevision' },
)
export type AreaRevisionReply = Static<typeof AreaRevisionReplySchema>

// ── A place, before a report of it ───────────────────────────────────────────────────────────────────

/** In a body: where somebody calls about is in no address and no log. */
export const PlaceRequestSchema = Type.Object(
  {
    lng: Type.Number({ minimum: -180, maximum: 180 }),
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    /** The system of the two; absent: WGS-84. */
    crs: optional(CrsSchema),
  },
  { ...closed, title: 'PlaceRequest' },
)
export type PlaceRequest = Static<typeof PlaceRequestSchema>
export const PlaceReplySchema = Type.Object(
  {
    /** As a case would keep it: degrees WGS-84, six decimals. */
    lng: Type.Number(),
    lat: Type.Number(),
    /** False: a report of it would be refused with `outside_district`, or with `bad_place` at 0,0. */
    accepted: Type.Boolean(),
    /** Codes of the areas that hold it, widest first; empty where none are loaded. */
    path: Type.Array(CodeSchema),
  },
  { ...closed, title: 'Place' },
)
export type PlaceReply = Static<typeof PlaceReplySchema>
