/**
 * The case file 案卷: the thing that is handled. `CaseView` is what a screen may hold, `CaseFile` what the
 * server keeps beside it. Neither carries a name, a title, an address or a narrative: personal data lives
 * in a side table keyed by (case, version) and is never part of an event (protocol R1, R4).
 */
import { Type, type Static } from 'typebox'
import { BASES, LimitSchema } from './calendar/calendar.ts'
import { LIFECYCLE_IDS, STATUSES } from './lifecycle.ts'
import { LimitPolicySchema } from './limit-policy.ts'
import {
  CrsSchema,
  InstantSchema,
  KindSchema,
  OutcomeSchema,
  PendingSchema,
  PrioritySchema,
  SensitivitySchema,
  SeveritySchema,
  SATISFACTIONS,
  SourceSchema,
  TASK_KINDS,
  TierSchema,
} from './vocabulary.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

export const CaseIdSchema = Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{26}$', description: 'ULID' })
export const CodeSchema = Type.String({ minLength: 1, maxLength: 64, description: 'code of the directory' })

export const MOST_CO_HANDLERS = 12

/** 派遣建议: which rule fired when it was filed, in which edition, and whom it named. */
export const RoutedSchema = Type.Object(
  {
    rule: CodeSchema,
    revision: Type.Integer({ minimum: 1 }),
    department: CodeSchema,
    coHandlers: Type.Array(CodeSchema, { maxItems: MOST_CO_HANDLERS }),
    /** Nobody was asked: the rule says that the system dispatches. */
    automatic: Type.Boolean(),
  },
  { additionalProperties: false, title: 'Routed' },
)
export type Routed = Static<typeof RoutedSchema>

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
    /** Departments that work with the owner; empty where the audience may not know. */
    coHandlers: Type.Array(CodeSchema, { maxItems: MOST_CO_HANDLERS }),
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
    /** The measure of the limit and how much of it there is (hours, working hours, working days): null, natural time from filing. */
    basis: nullable(Type.Enum(BASES)),
    limit: nullable(Type.Number({ exclusiveMinimum: 0 })),
    /** Suspended since: the clock stands still. */
    pausedAt: nullable(InstantSchema),
    /** When a suspended or contained case is looked at again, an agreement is to be performed. */
    reviewAt: nullable(InstantSchema),
    /** 层级 that has it now. */
    tier: nullable(TierSchema),
    /** What waits for somebody's decision. */
    pending: nullable(PendingSchema),
    /** 催办, 批示, 退回 so far. */
    urges: Type.Integer({ minimum: 0 }),
    instructions: Type.Integer({ minimum: 0 }),
    returns: Type.Integer({ minimum: 0 }),
    /** 反映次数: how many reports are in this case, merged ones among them. */
    reports: Type.Integer({ minimum: 1 }),
    /** 挂牌督办. */
    listed: Type.Boolean(),
    /** 上墙: on the wall until then; whether it still is, the clock says. */
    spotlitUntil: nullable(InstantSchema),
    outcome: nullable(OutcomeSchema),
    /** What a routing rule suggested when it was filed; null: none matched, or the audience dispatches nothing. */
    routed: nullable(RoutedSchema),
    changedAt: InstantSchema,
  },
  { additionalProperties: false, title: 'CaseView' },
)
export type CaseView = Static<typeof CaseViewSchema>
export const CASE_VIEW_FIELDS = Object.keys(CaseViewSchema.properties).toSorted() as (keyof CaseView)[]

const AskedSchema = Type.Object(
  { extra: Type.Optional(LimitSchema), until: Type.Optional(InstantSchema) },
  { additionalProperties: false },
)

/** What only the server keeps: ties to other systems, and who did what where a rule needs it. */
export const CaseFileSchema = Type.Object(
  {
    ...CaseViewSchema.properties,
    source: SourceSchema,
    externalId: nullable(Type.String({ maxLength: 200 })),
    /** The system that its source spoke; `lng` and `lat` are WGS-84 whatever it says. */
    crs: CrsSchema,
    /** Codes of every area that holds the place, widest first; the last one is `area`. */
    areaPath: Type.Array(CodeSchema, { maxItems: 12 }),
    /** The one of `areaPath` that a dim audience may know; null: none of them. */
    community: nullable(CodeSchema),
    /** Limit of its category when it was reported, natural minutes; null: none. */
    limitMinutes: nullable(Type.Integer({ minimum: 1 })),
    /** What its category asked for when it was reported; null: only `limitMinutes`, or nothing. */
    policy: nullable(LimitPolicySchema),
    /** Which of the policy's stages runs, from 0. */
    stage: Type.Integer({ minimum: 0 }),
    /** 80 % of the limit used. */
    nearAt: nullable(InstantSchema),
    /** When the timer has the next mark to raise, and how many it raised for this deadline. */
    nextMarkAt: nullable(InstantSchema),
    marks: Type.Integer({ minimum: 0, maximum: 4 }),
    /** 延期 granted, 返工 so far. */
    extensions: Type.Integer({ minimum: 0 }),
    reworks: Type.Integer({ minimum: 0 }),
    /** When its present owner got it. */
    handedAt: nullable(InstantSchema),
    /** First contact of the department with the reporter. */
    contactedAt: nullable(InstantSchema),
    /** Tier it was born at, and the widest that ever had it (containment). */
    tierAtBirth: nullable(TierSchema),
    maxTier: nullable(TierSchema),
    /** When it left the loop without being closed: rejected, merged, voided. */
    leftAt: nullable(InstantSchema),
    mergedInto: nullable(CaseIdSchema),
    /** Who asked for what is pending: somebody else decides it. */
    pendingBy: nullable(Type.String()),
    /** What the pending extension asks for, or until when the suspension is asked. */
    asked: nullable(AskedSchema),
    tasks: Type.Array(
      Type.Object(
        {
          id: Type.Integer({ minimum: 1 }),
          department: CodeSchema,
          kind: Type.Enum([...TASK_KINDS]),
          done: Type.Boolean(),
        },
        { additionalProperties: false },
      ),
      { maxItems: 40 },
    ),
    /** 联调联处: who leads the panel and who sits on it. */
    panel: nullable(
      Type.Object(
        { lead: CodeSchema, members: Type.Array(CodeSchema, { maxItems: 12 }) },
        { additionalProperties: false },
      ),
    ),
    /** Pictures and papers with the case. */
    evidence: Type.Object(
      {
        before: Type.Integer({ minimum: 0 }),
        after: Type.Integer({ minimum: 0 }),
        other: Type.Integer({ minimum: 0 }),
      },
      { additionalProperties: false },
    ),
    /** Last measured value, in the policy's unit. */
    measured: nullable(Type.Number()),
    rating: nullable(
      Type.Object(
        { satisfied: Type.Enum([...SATISFACTIONS]), resolved: nullable(Type.Boolean()) },
        { additionalProperties: false },
      ),
    ),
    /** Who reported it: a person or a key; null: reported before it was kept. */
    reportedBy: nullable(Type.String()),
    /** Person who gave the standing feedback: may not check or close it (protocol Y3). */
    handledBy: nullable(Type.String()),
    /** Person who last dispatched it: does not certify its closure either. */
    dispatchedBy: nullable(Type.String()),
  },
  { additionalProperties: false, title: 'CaseFile' },
)
export type CaseFile = Static<typeof CaseFileSchema>

/** What a case has that was recorded before there was such a thing. */
const ABSENT = {
  area: null,
  areaPath: [],
  community: null,
  limitMinutes: null,
  dueAt: null,
  coHandlers: [],
  basis: null,
  limit: null,
  pausedAt: null,
  reviewAt: null,
  tier: null,
  pending: null,
  urges: 0,
  instructions: 0,
  returns: 0,
  reports: 1,
  listed: false,
  spotlitUntil: null,
  outcome: null,
  routed: null,
  policy: null,
  stage: 0,
  nearAt: null,
  nextMarkAt: null,
  marks: 0,
  extensions: 0,
  reworks: 0,
  handedAt: null,
  contactedAt: null,
  tierAtBirth: null,
  maxTier: null,
  leftAt: null,
  mergedInto: null,
  pendingBy: null,
  asked: null,
  tasks: [],
  panel: null,
  evidence: { before: 0, after: 0, other: 0 },
  measured: null,
  rating: null,
  reportedBy: null,
} satisfies Partial<CaseFile>
export type Absent = keyof typeof ABSENT

/** A stored case of any age as this version knows it. */
export const complete = (stored: Omit<CaseFile, Absent> & Partial<CaseFile>): CaseFile => ({
  ...ABSENT,
  ...stored,
})
/** What a new case begins with. */
export const atBirth = (): Pick<CaseFile, Absent> => ({ ...ABSENT })
