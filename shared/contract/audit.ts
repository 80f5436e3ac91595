/** What an administrator may ask of the audit trail: who did and who saw what, in codes, without anything personal of a case. */
import { Type, type Static } from 'typebox'
import { CaseIdSchema } from '../domain/case-file.ts'

const closed = { additionalProperties: false } as const
const StampSchema = Type.String({ format: 'date-time', maxLength: 40 })

export const AuditQuerySchema = Type.Object(
  {
    /** What was done to a case or its files, or seen of them. */
    case: Type.Optional(CaseIdSchema),
    /** Whose deeds: the id or the account of a person, the id of a device or a key. */
    person: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    action: Type.Optional(Type.String({ pattern: '^[a-z_]+(\\.[a-z_]+)?$', maxLength: 40 })),
    from: Type.Optional(StampSchema),
    /** Not of it any more. */
    to: Type.Optional(StampSchema),
    /** The log's events too, which a case's timeline tells otherwise. */
    events: Type.Optional(Type.Boolean({ default: false })),
    cursor: Type.Optional(Type.String({ maxLength: 40 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  closed,
)
export type AuditQuery = Static<typeof AuditQuerySchema>

export const AuditItemSchema = Type.Object(
  {
    id: Type.Integer(),
    at: StampSchema,
    actor: Type.String(),
    /** Of a person of the directory. */
    name: Type.Union([Type.String(), Type.Null()]),
    role: Type.String(),
    action: Type.String(),
    subject: Type.String(),
    /** Place in the log; null: no event. */
    seq: Type.Union([Type.Integer(), Type.Null()]),
    details: Type.Record(
      Type.String({ pattern: '^[A-Za-z]{1,40}$' }),
      Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
      closed,
    ),
    reason: Type.Union([Type.String(), Type.Null()]),
  },
  { ...closed, title: 'AuditItem' },
)
export type AuditItem = Static<typeof AuditItemSchema>

export const AuditReplySchema = Type.Object(
  {
    /** Newest first. */
    items: Type.Array(AuditItemSchema),
    next: Type.Union([Type.String(), Type.Null()]),
  },
  { ...closed, title: 'AuditReply' },
)
export type AuditReply = Static<typeof AuditReplySchema>
