/** What an administrator may ask of the audit trail: who did and who saw what, in codes, without anything personal of a case. */
import { Type, type Static } from 'typebox'
import { CaseIdSchema } from '../domain/case-file.ts'
import { SUBJECT_KINDS } from './audit-actions.ts'

const closed = { additionalProperties: false } as const
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(it: T) => Type.Union([it, Type.Null()])
const StampSchema = Type.String({ format: 'date-time', maxLength: 40 })

export const AuditQuerySchema = Type.Object(
  {
    /** What was done to a case or its files, or seen of them. */
    case: Type.Optional(CaseIdSchema),
    /** Whose deeds: the id or the account of a person, the id of a device or a key. */
    person: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    action: Type.Optional(Type.String({ pattern: '^[a-z_]+(\\.[a-z_]+)?$', maxLength: 40 })),
    /** Only views of personal data. */
    views: Type.Optional(Type.Boolean({ default: false })),
    /** Only what was done to such things, or seen of them. */
    kind: Type.Optional(Type.Enum(SUBJECT_KINDS)),
    /** One of them: the id or the number of a case, with its files; the id, the account or the name of a person; the id or the name of a wall or a key. */
    about: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })),
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

/** What a subject is called, as far as the server knows it now. */
export const AuditSubjectSchema = Type.Object(
  {
    kind: Type.Enum(SUBJECT_KINDS),
    /** Of the case (where the subject is one of its files, too), the person, the wall, the key; null: of none that is known. */
    id: orNull(Type.String()),
    /** A case's number, else a name. */
    name: orNull(Type.String()),
    nameEn: orNull(Type.String()),
    /** What was personal of the case, or the file, is erased since. */
    erased: Type.Boolean(),
  },
  { ...closed, title: 'AuditSubject' },
)

export const AuditItemSchema = Type.Object(
  {
    id: Type.Integer(),
    at: StampSchema,
    actor: Type.String(),
    /** Of the person, the wall or the key that it was; null: the server itself, or one that is not known. */
    name: orNull(Type.String()),
    role: Type.String(),
    action: Type.String(),
    subject: Type.String(),
    about: AuditSubjectSchema,
    /** Place in the log; null: no event. */
    seq: orNull(Type.Integer()),
    details: Type.Record(
      Type.String({ pattern: '^[A-Za-z]{1,40}$' }),
      Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
      closed,
    ),
    reason: orNull(Type.String()),
  },
  { ...closed, title: 'AuditItem' },
)
export type AuditItem = Static<typeof AuditItemSchema>

export const AuditReplySchema = Type.Object(
  {
    /** Newest first. */
    items: Type.Array(AuditItemSchema),
    /** The cursor of the older ones. */
    next: orNull(Type.String()),
    /** Of the newer ones, where a cursor was given and there are any. */
    previous: orNull(Type.String()),
  },
  { ...closed, title: 'AuditReply' },
)
export type AuditReply = Static<typeof AuditReplySchema>
