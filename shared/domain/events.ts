/**
 * Facts, in the past tense: what the log keeps for ever. An event is self-describing: `scope` says who may
 * see it without asking any state, and `case` carries the whole case wherever a screen may not hold it yet,
 * so that redaction needs nothing but the event, at any age.
 */
import { Type, type Static } from 'typebox'
import { LimitSchema } from './calendar/calendar.ts'
import { CaseFileSchema, CaseIdSchema, CodeSchema } from './case-file.ts'
import { EVENT_TYPES } from './lifecycle.ts'
import {
  CONTRIBUTIONS,
  EVIDENCE_ROLES,
  InstantSchema,
  KindSchema,
  OutcomeSchema,
  REASONS,
  RoleSchema,
  SATISFACTIONS,
  SensitivitySchema,
  SeveritySchema,
  TASK_KINDS,
  TierSchema,
} from './vocabulary.ts'

export const ScopeSchema = Type.Object(
  {
    kind: KindSchema,
    sensitivity: SensitivitySchema,
    /** Owner after the event. */
    department: Type.Union([CodeSchema, Type.Null()]),
    /** Owner before it, when it changed: both sides of a reassignment see it (protocol F7). */
    from: Type.Optional(Type.Union([CodeSchema, Type.Null()])),
    /** Co-handlers before or after it. */
    with: Type.Optional(Type.Array(CodeSchema)),
    /** Areas that hold the place, widest first. Older events lack it: whoever reads them adds their case's. */
    areaPath: Type.Optional(Type.Array(CodeSchema, { maxItems: 12 })),
  },
  { additionalProperties: false },
)

/**
 * What a timeline says of an event beside its type: coded, never text (a text is personal and lies in the side
 * table under the same version).
 */
export const EventDetailsSchema = Type.Object(
  {
    reason: Type.Optional(Type.Enum([...REASONS])),
    department: Type.Optional(CodeSchema),
    members: Type.Optional(Type.Array(CodeSchema)),
    tier: Type.Optional(TierSchema),
    severity: Type.Optional(SeveritySchema),
    outcome: Type.Optional(OutcomeSchema),
    /** Extension asked for or granted. */
    extra: Type.Optional(LimitSchema),
    /** Review or reactivation date, day of performance, the deadline that a mark is about. */
    until: Type.Optional(InstantSchema),
    into: Type.Optional(CaseIdSchema),
    /** Of a merge, told on the case that took the other in. */
    joined: Type.Optional(CaseIdSchema),
    task: Type.Optional(
      Type.Object(
        { id: Type.Integer({ minimum: 1 }), kind: Type.Enum([...TASK_KINDS]) },
        { additionalProperties: false },
      ),
    ),
    contribution: Type.Optional(Type.Enum([...CONTRIBUTIONS])),
    evidence: Type.Optional(Type.String({ maxLength: 64 })),
    evidenceRole: Type.Optional(Type.Enum([...EVIDENCE_ROLES])),
    measured: Type.Optional(Type.Number()),
    satisfied: Type.Optional(Type.Enum([...SATISFACTIONS])),
    stage: Type.Optional(Type.Integer({ minimum: 0 })),
    /** The routing rule that fired, as it was called then, and whom it named. */
    rule: Type.Optional(
      Type.Object(
        {
          code: CodeSchema,
          revision: Type.Integer({ minimum: 1 }),
          title: Type.String(),
          titleEn: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
    suggested: Type.Optional(CodeSchema),
  },
  { additionalProperties: false, title: 'EventDetails' },
)
export type EventDetails = Static<typeof EventDetailsSchema>

export const CaseEventSchema = Type.Object(
  {
    caseId: CaseIdSchema,
    /** The case's version after this event: 1, 2, 3 … without holes. */
    version: Type.Integer({ minimum: 1 }),
    type: Type.Enum(EVENT_TYPES),
    /** Business stamp, epoch ms. The order of events is `seq`, never this. */
    at: InstantSchema,
    /** Who decided it: an id of the directory and the role it acted in. */
    actor: Type.Object({ id: Type.String(), role: RoleSchema }, { additionalProperties: false }),
    scope: ScopeSchema,
    /** What it changed beside the status: values, so that a policy or a calendar changed later never rewrites it. */
    set: Type.Optional(Type.Partial(CaseFileSchema, { additionalProperties: false })),
    details: Type.Optional(EventDetailsSchema),
    /** Of main/1: the new owner and the new deadline, as they were told before there was `set`. */
    department: Type.Optional(CodeSchema),
    dueAt: Type.Optional(InstantSchema),
    /** When the case is born, changes hands or comes back: the case after this event. */
    case: Type.Optional(CaseFileSchema),
  },
  { additionalProperties: false, title: 'CaseEvent' },
)
export type CaseEvent = Static<typeof CaseEventSchema>

/** An event with its place in the log. */
export type LogEvent = CaseEvent & { seq: number; recordedAt: number }

/** Where its case lies, for an event of the time before events said so; a case's areas are those of its birth. */
export const withPath = (event: CaseEvent, areaPath: readonly string[]): CaseEvent =>
  event.scope.areaPath ? event : { ...event, scope: { ...event.scope, areaPath: [...areaPath] } }
