/**
 * Requests and replies of every HTTP route, as schemas: the types, the checks at the door and the OpenAPI
 * document are all read off these values. Stamps in bodies are ISO 8601 with an offset.
 */
import { Type, type Static, type TSchema } from 'typebox'
import { CaseFileSchema, CaseIdSchema, CaseViewSchema, CodeSchema } from '../domain/case-file.ts'
import { AreaSchema, type AreaShape } from '../domain/area.ts'
import { CommandBodySchemas, PersonalSchema, type SentBody } from '../domain/commands.ts'
import { LimitPolicySchema } from '../domain/limit-policy.ts'
import { CalendarSchema } from '../domain/calendar/calendar.ts'
import { LIFECYCLE_IDS, STATUSES } from '../domain/lifecycle.ts'
import {
  CrsSchema,
  KindSchema,
  PERSON_ROLES,
  PhaseSchema,
  PrioritySchema,
  SensitivitySchema,
  SeveritySchema,
  SourceSchema,
  TierSchema,
} from '../domain/vocabulary.ts'
import { PROFILES } from '../domain/redact.ts'
import { SECRET_REASONS } from '../domain/secret-view.ts'
import { EntrySchema, type Entry } from '../domain/timeline/entry.ts'
import { openBecause } from './closed.ts'
import { EnvelopeSchema, SkipsSchema } from './envelope.ts'
import { ProblemSchema } from './problem.ts'

const closed = { additionalProperties: false } as const
const optional = Type.Optional

/** Done, and nothing to say. */
export const NothingSchema = Type.Null()
export const AliveSchema = Type.Object({ status: Type.Literal('alive') }, closed)
export const ReadySchema = Type.Object(
  { status: Type.Enum(['ready', 'not_ready']), faults: Type.Array(Type.String()) },
  closed,
)

/** ISO 8601 with offset, as text. */
export const StampSchema = Type.String({ format: 'date-time', maxLength: 40 })
/** Idempotency keys and command ids: any short printable text the sender will remember. */
export const KeySchema = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
})
/** A code or a name of the directory. */
const NamedSchema = Type.String({ minLength: 1, maxLength: 200 })

// ── Reporting ────────────────────────────────────────────────────────────────────────────────────────

const reportFields = {
  kind: KindSchema,
  category: NamedSchema,
  title: Type.String({ minLength: 1, maxLength: 200 }),
  lng: optional(Type.Number()),
  lat: optional(Type.Number()),
  crs: optional(CrsSchema),
  occurredAt: optional(StampSchema),
  externalId: optional(KeySchema),
  priority: optional(PrioritySchema),
  severity: optional(SeveritySchema),
  department: optional(NamedSchema),
  sensitivity: optional(SensitivitySchema),
  address: optional(Type.String({ maxLength: 500 })),
  narrative: optional(Type.String({ maxLength: 20_000 })),
  reporter: PersonalSchema.properties.reporter,
  /** Tier that has it first; absent: its community. */
  tier: optional(TierSchema),
  exercise: optional(Type.Boolean()),
}
export const ReportRequestSchema = Type.Object(reportFields, { ...closed, title: 'ReportRequest' })
export type ReportRequest = Static<typeof ReportRequestSchema>

export const BATCH_LIMIT = 500
export const ReportAnswerSchema = Type.Object(
  { caseId: CaseIdSchema, caseNo: Type.String(), seq: Type.Integer(), version: Type.Integer() },
  { ...closed, title: 'ReportAnswer' },
)
export type ReportAnswer = Static<typeof ReportAnswerSchema>

/** Item by item, in the order sent: an answer with its status, or a problem with its status. */
export const BatchAnswerSchema = Type.Object(
  {
    results: Type.Array(
      Type.Object(
        {
          ...Type.Partial(ReportAnswerSchema).properties,
          ...Type.Partial(Type.Omit(ProblemSchema, ['current', 'changedBy'])).properties,
          status: Type.Integer(),
        },
        closed,
      ),
    ),
  },
  closed,
)

// ── Commands ─────────────────────────────────────────────────────────────────────────────────────────

/** One branch a command type; Ajv's discriminator picks the branch, so an error speaks of that type only. */
const commandBranches = (
  envelope: Record<string, TSchema>,
  /** Fields that a door has otherwise than the domain, by command. */
  instead: Partial<Record<keyof typeof CommandBodySchemas, Record<string, TSchema>>> = {},
) =>
  Object.entries(CommandBodySchemas).map(([type, body]) =>
    Type.Object(
      { ...asSent(body.properties), ...instead[type as keyof typeof CommandBodySchemas], ...envelope },
      closed,
    ),
  )
/** Stamps of a body travel as ISO 8601 with an offset, like every other. */
export const STAMPS_OF_BODIES = ['until', 'acceptedAt', 'doneBy', 'performBy'] as const
/** A body as a client sends it. */
export const toSent = (body: SentBody): Enveloped =>
  Object.fromEntries(
    Object.entries(body).map(([field, value]) => [
      field,
      (STAMPS_OF_BODIES as readonly string[]).includes(field)
        ? new Date(value as number).toISOString()
        : value,
    ]),
  ) as unknown as Enveloped
const asSent = (properties: Record<string, TSchema>): Record<string, TSchema> =>
  Object.fromEntries(
    Object.entries(properties).map(([field, schema]) => {
      if (!(STAMPS_OF_BODIES as readonly string[]).includes(field)) return [field, schema]
      return [field, Type.IsOptional(schema) ? optional(StampSchema) : StampSchema]
    }),
  )
const byType = <T>(branches: TSchema[], title: string) =>
  Type.Unsafe<T>({
    type: 'object',
    title,
    required: ['type'],
    discriminator: { propertyName: 'type' },
    oneOf: branches,
  })

/** What a door has to look at; the rest of a body passes as its schema let it in. */
export interface Enveloped {
  type: keyof typeof CommandBodySchemas
  department?: string
  lead?: string
  members?: string[]
  until?: string
  acceptedAt?: string
  doneBy?: string
  performBy?: string
  reason?: string
  reply?: string
  note?: string
}
export interface CommandRequest extends Enveloped {
  expectedVersion: number
  commandId: string
  occurredAt?: string
}
const commandEnvelope = {
  expectedVersion: Type.Integer({ minimum: 1 }),
  commandId: KeySchema,
  occurredAt: optional(StampSchema),
}
export const CommandRequestSchema = byType<CommandRequest>(commandBranches(commandEnvelope), 'CommandRequest')
export const CommandAnswerSchema = Type.Object({ seq: Type.Integer(), version: Type.Integer() }, closed)
export type CommandAnswer = Static<typeof CommandAnswerSchema>

/** The same over the socket, where no path names the case. */
export const SocketCommandSchema = byType<CommandRequest & { caseId: string }>(
  commandBranches({ ...commandEnvelope, caseId: CaseIdSchema }),
  'SocketCommand',
)

// ── History ──────────────────────────────────────────────────────────────────────────────────────────

/** On whose authority a past step was taken; judged by the same rules as if they took it now. */
const HistoryActorSchema = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    role: Type.Enum([...PERSON_ROLES]),
    department: optional(CodeSchema),
  },
  closed,
)
const historyEnvelope = {
  source: SourceSchema,
  externalId: KeySchema,
  occurredAt: StampSchema,
  actor: optional(HistoryActorSchema),
}
export interface HistoryReport extends ReportRequest {
  type: 'report'
  source: Static<typeof SourceSchema>
  externalId: string
  occurredAt: string
  actor?: Static<typeof HistoryActorSchema>
}
/** A case as the system that reported it names it: whoever loads a past knows no ids of ours. */
export const ExternalCaseSchema = Type.Object({ source: SourceSchema, externalId: KeySchema }, closed)
export type ExternalCase = Static<typeof ExternalCaseSchema>
export interface HistoryCommand extends Enveloped, ExternalCase {
  occurredAt: string
  /** Of a merge only. */
  into?: ExternalCase
  actor?: Static<typeof HistoryActorSchema>
}
export type HistoryItem = HistoryReport | HistoryCommand
/** A report, or a step of the case that (source, externalId) names. */
export const HistoryItemSchema = byType<HistoryItem>(
  [
    Type.Object({ ...reportFields, type: Type.Literal('report'), ...historyEnvelope }, closed),
    ...commandBranches(historyEnvelope, {
      merge: {
        into: Type.Object(ExternalCaseSchema.properties, {
          ...closed,
          description:
            'The case to merge into, by its report. It must have come with an earlier request, and be open there: its own later steps come after the merge.',
        }),
      },
    }),
  ],
  'HistoryItem',
)

// ── Cases ────────────────────────────────────────────────────────────────────────────────────────────

export const CaseFiltersSchema = Type.Object(
  {
    kind: optional(KindSchema),
    status: optional(Type.Enum(STATUSES)),
    phase: optional(PhaseSchema),
    department: optional(NamedSchema),
    category: optional(NamedSchema),
    source: optional(SourceSchema),
    /** An area's code, of any tier: cases anywhere in it. */
    area: optional(CodeSchema),
    /** Only those past due (`true`), or only the others. */
    overdue: optional(Type.Boolean()),
    /** Reported in [from, to). */
    from: optional(StampSchema),
    to: optional(StampSchema),
  },
  closed,
)
export type CaseFilters = Static<typeof CaseFiltersSchema>
export const CaseQuerySchema = Type.Object(
  {
    ...CaseFiltersSchema.properties,
    q: optional(Type.String({ minLength: 1, maxLength: 100, description: 'case number or external id' })),
    cursor: optional(Type.String({ maxLength: 200 })),
    limit: optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  },
  closed,
)
/** A view, and for those who may: the personal part, each view of which is audited. */
export const CaseReplySchema = Type.Object(
  {
    ...CaseViewSchema.properties,
    phase: Type.Union([PhaseSchema, Type.Null()]),
    allowedActions: Type.Array(Type.String()),
    /** A secret case that is seen on request: until then, epoch ms. */
    secretUntil: optional(Type.Integer()),
    externalId: optional(Type.Union([Type.String(), Type.Null()])),
    personal: optional(PersonalSchema),
    /** For those who see it whole: how it stands beyond what a screen shows, nothing of it personal. */
    whole: optional(
      Type.Pick(
        CaseFileSchema,
        [
          'areaPath',
          'nearAt',
          'stage',
          'extensions',
          'reworks',
          'contactedAt',
          'tierAtBirth',
          'maxTier',
          'mergedInto',
          'asked',
          'tasks',
          'panel',
          'evidence',
          'measured',
          'rating',
        ],
        closed,
      ),
    ),
    /** What people wrote with a step, by the version it made. */
    notes: optional(
      Type.Array(
        Type.Object(
          {
            version: Type.Integer(),
            reason: PersonalSchema.properties.reason,
            reply: PersonalSchema.properties.reply,
            note: PersonalSchema.properties.note,
            contacted: PersonalSchema.properties.contacted,
            measures: PersonalSchema.properties.measures,
            condition: PersonalSchema.properties.condition,
          },
          closed,
        ),
      ),
    ),
  },
  { ...closed, title: 'CaseReply' },
)
export type CaseReply = Static<typeof CaseReplySchema>
export const SecretViewRequestSchema = Type.Object(
  { reason: Type.Enum([...SECRET_REASONS]) },
  { ...closed, title: 'SecretViewRequest' },
)
export type SecretViewRequest = Static<typeof SecretViewRequestSchema>
/** Until when the case is seen, epoch ms; null: it is seen without asking. */
export const SecretViewReplySchema = Type.Object(
  { until: Type.Union([Type.Integer(), Type.Null()]) },
  { ...closed, title: 'SecretView' },
)
export type SecretViewReply = Static<typeof SecretViewReplySchema>
export const CaseListReplySchema = Type.Object(
  { items: Type.Array(CaseViewSchema), next: Type.Union([Type.String(), Type.Null()]) },
  closed,
)
export const TimelineReplySchema = Type.Object(
  {
    items: Type.Array(EntrySchema),
    /** Numbers of the cases that its merges speak of, by id, where the caller may know them. */
    cases: Type.Record(CaseIdSchema, Type.String(), closed),
  },
  closed,
)
export type TimelineReply = Omit<Static<typeof TimelineReplySchema>, 'items'> & { items: Entry[] }

/** Words of a title or an address. Personal: in the body alone, never in an address or a log. */
export const WordsRequestSchema = Type.Object(
  { words: Type.String({ minLength: 2, maxLength: 100 }) },
  { ...closed, title: 'WordsRequest' },
)
export type WordsRequest = Static<typeof WordsRequestSchema>
/** Newest report first, at most 8. */
export const WordsReplySchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        { id: CaseIdSchema, no: Type.String(), title: Type.Union([Type.String(), Type.Null()]) },
        closed,
      ),
    ),
  },
  { ...closed, title: 'WordsReply' },
)
export type WordsReply = Static<typeof WordsReplySchema>

/** A report that is being taken in, so that its like may be found. */
export const SimilarRequestSchema = Type.Object(
  {
    category: CodeSchema,
    lng: optional(Type.Number({ minimum: -180, maximum: 180 })),
    lat: optional(Type.Number({ minimum: -90, maximum: 90 })),
    crs: optional(CrsSchema),
    /** Personal: in the body alone, never in an address or a log. */
    phone: optional(Type.String({ maxLength: 40 })),
  },
  { ...closed, title: 'SimilarRequest' },
)
export type SimilarRequest = Static<typeof SimilarRequestSchema>
const LikeSchema = Type.Object(
  {
    id: CaseIdSchema,
    no: Type.String(),
    status: CaseViewSchema.properties.status,
    reportedAt: CaseViewSchema.properties.reportedAt,
    metres: Type.Integer({ minimum: 0 }),
  },
  closed,
)
/** Radii in metres, windows in days, beside what was found in them; nearest or newest first, at most 20 a list. */
export const SimilarReplySchema = Type.Object(
  {
    duplicates: Type.Object({ radiusMetres: Type.Integer(), items: Type.Array(LikeSchema) }, closed),
    chronic: Type.Object(
      {
        radiusMetres: Type.Integer(),
        days: Type.Integer(),
        /** This many are a chronic site. */
        from: Type.Integer(),
        n: Type.Integer({ minimum: 0 }),
        isChronic: Type.Boolean(),
        items: Type.Array(LikeSchema),
      },
      closed,
    ),
    /** Null: no phone is known to match. Counts and numbers of cases, nobody's name. */
    reporter: Type.Union([
      Type.Object(
        {
          days: Type.Integer(),
          n: Type.Integer({ minimum: 0 }),
          open: Type.Integer({ minimum: 0 }),
          items: Type.Array(Type.Omit(LikeSchema, ['metres'], closed)),
        },
        closed,
      ),
      Type.Null(),
    ]),
  },
  { ...closed, title: 'SimilarReply' },
)
export type SimilarReply = Static<typeof SimilarReplySchema>

/** Closed cases for a map, by closing time in [from, to): columns, newest first (protocol B5). */
export const ClosedLayerQuerySchema = Type.Object(
  {
    from: optional(StampSchema),
    to: optional(StampSchema),
    /** Which screen asks; absent: the widest that the session may open. Never wider than the session grants (H6). */
    audience: optional(Type.Enum([...PROFILES])),
    kind: optional(KindSchema),
    cursor: optional(Type.String({ maxLength: 200 })),
    limit: optional(Type.Integer({ minimum: 1, maximum: 20_000, default: 20_000 })),
  },
  closed,
)
export const ClosedLayerReplySchema = Type.Object(
  {
    id: Type.Array(Type.String()),
    kind: Type.Array(KindSchema),
    lng: Type.Array(Type.Number()),
    lat: Type.Array(Type.Number()),
    closedAt: Type.Array(Type.Integer()),
    next: Type.Union([Type.String(), Type.Null()]),
  },
  { ...closed, title: 'ClosedLayer' },
)
export type ClosedLayer = Static<typeof ClosedLayerReplySchema>

// ── Events ───────────────────────────────────────────────────────────────────────────────────────────

/** What a number of JSON and a bigint of the database can both hold. */
const MOST_SEQ = Number.MAX_SAFE_INTEGER
export const EventsQuerySchema = Type.Object(
  {
    after: optional(Type.Integer({ minimum: 0, maximum: MOST_SEQ, default: 0 })),
    limit: optional(Type.Integer({ minimum: 1, maximum: 2_000, default: 500 })),
  },
  closed,
)
export const EventsReplySchema = Type.Object(
  {
    events: Type.Array(EnvelopeSchema),
    epoch: Type.String(),
    head: Type.Integer(),
    skips: optional(SkipsSchema),
  },
  { ...closed, title: 'EventsReply' },
)
export type EventsReply = Static<typeof EventsReplySchema>

// ── KPIs ─────────────────────────────────────────────────────────────────────────────────────────────

export const KPI_GROUPS = [
  'kind',
  'phase',
  'department',
  'category',
  'source',
  'hour',
  'day',
  'month',
  'area',
  'time_to_close',
  'age',
] as const
export const KpiQuerySchema = Type.Object(
  {
    ...CaseFiltersSchema.properties,
    /** A stamp: judged by business stamps as of it. A seq: the ledger as it stood there. Absent: now. */
    asOf: optional(Type.Union([Type.Integer({ minimum: 0, maximum: MOST_SEQ }), StampSchema])),
    /** `area`: the tier below the filter's area, else below the root. `time_to_close`: buckets of natural time; `age`: of the time since acceptance. */
    by: optional(Type.Enum([...KPI_GROUPS])),
    /** Also the same figures over the same elapsed time before: the period before this one, or a year ago. */
    compare: optional(Type.Enum(['previous', 'last_year'])),
    /** Only these figures, by id, comma-separated; absent: all that are read off the cases. Those read from events come by name. */
    ids: optional(Type.String({ maxLength: 2_000, pattern: '^[a-z0-9_]+(,[a-z0-9_]+)*$' })),
  },
  closed,
)
export type KpiQuery = Static<typeof KpiQuerySchema>
const numberOrNull = Type.Union([Type.Number(), Type.Null()])
export const KpiItemSchema = Type.Object(
  {
    id: Type.String(),
    version: Type.Integer(),
    /** null where n is 0: never 0 % and never 100 % of nothing. */
    value: numberOrNull,
    numerator: numberOrNull,
    denominator: numberOrNull,
    excluded: Type.Array(Type.Object({ reason: Type.String(), n: Type.Integer() }, closed)),
    n: Type.Integer(),
    unit: Type.Enum(['cases', 'share', 'seconds']),
    window: Type.Object(
      {
        from: Type.Union([Type.String(), Type.Null()]),
        to: Type.Union([Type.String(), Type.Null()]),
      },
      closed,
    ),
    text: Type.Object({ en: Type.String(), 'zh-CN': Type.String() }, closed),
    group: optional(Type.String()),
    /** What the annual plan of the year asks of it; absent where it asks nothing. */
    target: optional(
      Type.Object({ bound: Type.Enum(['at_least', 'at_most']), value: Type.Number() }, closed),
    ),
    /** What it was in the window it is compared with; its change is the reader's to say (share: percentage points). */
    previous: optional(
      Type.Object(
        {
          value: numberOrNull,
          n: Type.Integer(),
          window: Type.Object({ from: Type.String(), to: Type.String() }, closed),
        },
        closed,
      ),
    ),
  },
  { ...closed, title: 'Kpi' },
)
export type KpiItem = Static<typeof KpiItemSchema>
export const KpiReplySchema = Type.Object(
  { asOfSeq: Type.Integer(), asOf: Type.String(), items: Type.Array(KpiItemSchema) },
  closed,
)
export type KpiReply = Static<typeof KpiReplySchema>

/** The cases behind a number, newest first: a page of what the caller may see, and how many there are in all. */
export const KPI_SIDES = ['numerator', 'denominator'] as const
export const KpiCasesQuerySchema = Type.Object(
  {
    ...CaseFiltersSchema.properties,
    asOf: KpiQuerySchema.properties.asOf,
    side: optional(Type.Enum([...KPI_SIDES])),
    /** As in `by` and the item's `group`: only the cases of that group. */
    by: KpiQuerySchema.properties.by,
    group: optional(Type.String({ maxLength: 200 })),
    cursor: optional(Type.String({ maxLength: 200 })),
    limit: optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  },
  closed,
)
export type KpiCasesQuery = Static<typeof KpiCasesQuerySchema>
export const KpiCasesReplySchema = Type.Object(
  {
    asOfSeq: Type.Integer(),
    asOf: Type.String(),
    /** On this side of the figure, whoever may see them. */
    n: Type.Integer(),
    items: Type.Array(CaseViewSchema),
    next: Type.Union([Type.String(), Type.Null()]),
  },
  { ...closed, title: 'KpiCases' },
)
export type KpiCasesReply = Static<typeof KpiCasesReplySchema>

// ── Areas and the ground they lie on ─────────────────────────────────────────────────────────────────

export const AreasQuerySchema = Type.Object(
  {
    /** Comma-separated tiers; absent: all. */
    tier: optional(Type.String({ maxLength: 100 })),
    /** With `geojson` each area has its geometry; `list` leaves it out. */
    form: optional(Type.Enum(['geojson', 'list'])),
    /** As they were in a version of `GET /api/areas/versions`; absent: as they stand. */
    version: optional(Type.Integer({ minimum: 1 })),
    /** Also those that stood once and stand no more, last and without geometry: cases may lie in them. */
    retired: optional(Type.Boolean()),
  },
  closed,
)
const GeometrySchema = Type.Unsafe<AreaShape>({
  type: 'object',
  properties: {
    type: { type: 'string', enum: ['Polygon', 'MultiPolygon'] },
    coordinates: openBecause('positions, nested as deep as the type asks'),
  },
  required: ['type', 'coordinates'],
  additionalProperties: false,
})
/** GeoJSON; `features` come widest tier first, then by code. */
export const AreasReplySchema = Type.Object(
  {
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(
      Type.Object(
        {
          type: Type.Literal('Feature'),
          id: Type.String(),
          properties: Type.Object({ ...AreaSchema.properties, retired: optional(Type.Boolean()) }, closed),
          geometry: Type.Union([GeometrySchema, Type.Null()]),
        },
        closed,
      ),
    ),
  },
  { ...closed, title: 'Areas' },
)
export type AreasReply = Static<typeof AreasReplySchema>

/** What the map draws under the cases, and what must be said of it. */
export const BasemapReplySchema = Type.Object(
  {
    /** `demo`: GeoJSON at `url` made with the demo district. `pmtiles`: an archive read by ranges. `none`: areas alone. */
    kind: Type.Enum(['none', 'demo', 'pmtiles']),
    url: Type.Union([Type.String(), Type.Null()]),
    /** To be shown on the map; plain text. */
    attribution: Type.Union([Type.String(), Type.Null()]),
    minZoom: Type.Integer(),
    maxZoom: Type.Integer(),
    /** [west, south, east, north]; null: unknown. */
    bounds: Type.Union([Type.Array(Type.Number(), { minItems: 4, maxItems: 4 }), Type.Null()]),
  },
  { ...closed, title: 'Basemap' },
)
export type BasemapReply = Static<typeof BasemapReplySchema>

// ── People, devices, directory ───────────────────────────────────────────────────────────────────────

export const SignInSchema = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
  },
  closed,
)
export const PersonSchema = Type.Object(
  {
    id: Type.String(),
    username: Type.String(),
    name: Type.String(),
    role: Type.String(),
    department: Type.Union([Type.String(), Type.Null()]),
    /** Codes of the areas whose cases this person may see; empty: the whole district. */
    areas: Type.Array(CodeSchema),
    /** The screens this session may open. */
    audiences: Type.Array(Type.Enum([...PROFILES])),
    /** A one-time password opened this session: nothing but its change is let in. */
    mustChangePassword: Type.Boolean(),
  },
  { ...closed, title: 'Person' },
)
export type Person = Static<typeof PersonSchema>
export const SessionReplySchema = Type.Object(
  {
    person: PersonSchema,
    token: optional(Type.String()),
    /** IANA name of the zone in which the district's days begin. */
    timeZone: Type.String(),
  },
  closed,
)
export type SessionReply = Static<typeof SessionReplySchema>

const DemoAccountSchema = Type.Object(
  { username: Type.String(), password: Type.String(), name: Type.String(), role: Type.String() },
  closed,
)
export const DemoAccountsSchema = Type.Object({ accounts: Type.Array(DemoAccountSchema) }, closed)

export const DeviceRequestSchema = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 60 }), profile: optional(Type.Enum(['wall', 'lobby'])) },
  closed,
)
/** The token is told this once; only its hash is kept. */
export const DeviceReplySchema = Type.Object(
  { id: Type.String(), name: Type.String(), profile: Type.String(), token: Type.String() },
  closed,
)
export const DeviceListReplySchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: Type.String(),
          profile: Type.String(),
          createdAt: StampSchema,
          /** When its token was made: exchanged by the wall itself every 90 days. */
          tokenAt: StampSchema,
          lastSeen: Type.Union([Type.String(), Type.Null()]),
          revoked: Type.Boolean(),
        },
        closed,
      ),
    ),
  },
  closed,
)

const named = {
  code: CodeSchema,
  name: Type.String(),
  nameEn: Type.Union([Type.String(), Type.Null()]),
  /** Cases of the past have it; nothing new may be given to it. */
  retired: optional(Type.Boolean()),
}
export const DepartmentsReplySchema = Type.Object({ items: Type.Array(Type.Object(named, closed)) }, closed)
export const CategoriesReplySchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          ...named,
          kind: KindSchema,
          sensitivity: SensitivitySchema,
          /** From filing to due, natural minutes; null: no limit. */
          limitMinutes: Type.Union([Type.Integer(), Type.Null()]),
          policy: Type.Union([LimitPolicySchema, Type.Null()]),
        },
        closed,
      ),
    ),
  },
  closed,
)
/** Small enough to be sent whole. */
export const CalendarReplySchema = CalendarSchema
export type Departments = Static<typeof DepartmentsReplySchema>
export type Categories = Static<typeof CategoriesReplySchema>

export const LifecycleIdSchema = Type.Enum(LIFECYCLE_IDS)
