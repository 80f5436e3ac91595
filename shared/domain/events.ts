/**
 * Facts, in the past tense: what the log keeps for ever. An event is self-describing: `scope` says who may
 * see it without asking any state, and `case` carries the whole case wherever a screen may not hold it yet,
 * so that redaction needs nothing but the event, at any age.
 */
import { Type, type Static } from 'typebox'
import { CaseFileSchema, CaseIdSchema, CodeSchema } from './case-file.ts'
import { EVENT_TYPES } from './lifecycle.ts'
import { InstantSchema, KindSchema, RoleSchema, SensitivitySchema } from './vocabulary.ts'

export const ScopeSchema = Type.Object(
  {
    kind: KindSchema,
    sensitivity: SensitivitySchema,
    /** Owner after the event. */
    department: Type.Union([CodeSchema, Type.Null()]),
    /** Owner before it, when it changed: both sides of a reassignment see it (protocol F7). */
    from: Type.Optional(Type.Union([CodeSchema, Type.Null()])),
  },
  { additionalProperties: false },
)

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
    /** The new owner, where the event names one. */
    department: Type.Optional(CodeSchema),
    /** The new deadline, where the event sets one: a policy changed later never rewrites it. */
    dueAt: Type.Optional(InstantSchema),
    /** When the case is born, changes hands or comes back: the case after this event. */
    case: Type.Optional(CaseFileSchema),
  },
  { additionalProperties: false, title: 'CaseEvent' },
)
export type CaseEvent = Static<typeof CaseEventSchema>

/** An event with its place in the log. */
export type LogEvent = CaseEvent & { seq: number; recordedAt: number }
