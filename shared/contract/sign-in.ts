/** Requests and replies of people, sessions, keys and the pairing of walls. What a secret is told, it is told once. */
import { Type, type Static } from 'typebox'
import { CodeSchema } from '../domain/case-file.ts'
import { PersonRoleSchema, SourceSchema } from '../domain/vocabulary.ts'
import { StampSchema } from './http.ts'

const closed = { additionalProperties: false } as const
const optional = Type.Optional
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(it: T) => Type.Union([it, Type.Null()])
const NameSchema = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })
/** Letters, digits and a few signs, so that nobody signs in as somebody who only looks alike. */
const UsernameSchema = Type.String({ minLength: 2, maxLength: 64, pattern: '^[a-z0-9][a-z0-9._-]*$' })
/** Codes of areas of any tier; empty: the whole district. */
const AreasSchema = Type.Array(CodeSchema, { maxItems: 200, uniqueItems: true })
export const IdParamsSchema = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }, closed)

// ── Own password and sessions ────────────────────────────────────────────────────────────────────────

/** `next` is judged by rule: 12 to 128 characters, and none that is easily guessed. */
export const PasswordChangeSchema = Type.Object(
  {
    current: Type.String({ minLength: 1, maxLength: 256 }),
    next: Type.String({ minLength: 1, maxLength: 256 }),
  },
  { ...closed, title: 'PasswordChange' },
)
export const OwnSessionSchema = Type.Object(
  {
    id: Type.String(),
    createdAt: StampSchema,
    usedAt: StampSchema,
    /** At the latest; without use it ends earlier. */
    expiresAt: StampSchema,
    /** What the browser called itself. */
    agent: orNull(Type.String()),
    /** The session that asks. */
    current: Type.Boolean(),
  },
  { ...closed, title: 'OwnSession' },
)
export type OwnSession = Static<typeof OwnSessionSchema>
export const OwnSessionsReplySchema = Type.Object({ items: Type.Array(OwnSessionSchema) }, closed)

// ── People ───────────────────────────────────────────────────────────────────────────────────────────

export const NewPersonSchema = Type.Object(
  {
    username: UsernameSchema,
    name: NameSchema,
    role: PersonRoleSchema,
    /** Whoever works for one has one: liaison, mediator. */
    department: optional(orNull(CodeSchema)),
    /** May see secret cases. */
    cleared: optional(Type.Boolean()),
    areas: optional(AreasSchema),
  },
  { ...closed, title: 'NewPerson' },
)
export type NewPersonRequest = Static<typeof NewPersonSchema>
/** What is absent stays. Changed rights end the person's sessions. */
export const PersonChangeSchema = Type.Object(
  {
    name: optional(NameSchema),
    role: optional(PersonRoleSchema),
    department: optional(orNull(CodeSchema)),
    cleared: optional(Type.Boolean()),
    areas: optional(AreasSchema),
  },
  { ...closed, title: 'PersonChange', minProperties: 1 },
)
export type PersonChange = Static<typeof PersonChangeSchema>
export const PersonEntrySchema = Type.Object(
  {
    id: Type.String(),
    username: Type.String(),
    name: Type.String(),
    role: Type.String(),
    department: orNull(Type.String()),
    cleared: Type.Boolean(),
    areas: AreasSchema,
    disabled: Type.Boolean(),
    /** Until then a one-time password waits to be changed; null: none does. */
    oneTimeUntil: orNull(StampSchema),
    createdAt: StampSchema,
    /** Sessions that are open now. */
    sessions: Type.Integer({ minimum: 0 }),
  },
  { ...closed, title: 'PersonEntry' },
)
export type PersonEntry = Static<typeof PersonEntrySchema>
export const PeopleReplySchema = Type.Object({ items: Type.Array(PersonEntrySchema) }, closed)
/** The password is told this once; it opens nothing but its own change. */
export const OneTimePasswordSchema = Type.Object(
  { person: PersonEntrySchema, oneTimePassword: Type.String() },
  { ...closed, title: 'OneTimePassword' },
)

// ── Reporting keys ───────────────────────────────────────────────────────────────────────────────────

export const NewKeySchema = Type.Object(
  {
    name: NameSchema,
    /** Absent: any source. */
    sources: optional(Type.Array(SourceSchema, { minItems: 1, uniqueItems: true })),
    /** May load the past. */
    history: optional(Type.Boolean()),
    expiresAt: optional(StampSchema),
  },
  { ...closed, title: 'NewKey' },
)
export type NewKeyRequest = Static<typeof NewKeySchema>
export const KeyEntrySchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    sources: orNull(Type.Array(SourceSchema)),
    history: Type.Boolean(),
    createdAt: StampSchema,
    expiresAt: orNull(StampSchema),
    /** To the minute. */
    lastUsedAt: orNull(StampSchema),
    /** Until then the key before the last rotation is valid too. */
    previousUntil: orNull(StampSchema),
    revoked: Type.Boolean(),
  },
  { ...closed, title: 'KeyEntry' },
)
export type KeyEntry = Static<typeof KeyEntrySchema>
export const KeysReplySchema = Type.Object({ items: Type.Array(KeyEntrySchema) }, closed)
/** How long the old key is valid beside the new one; 0: not at all. */
export const KeyRotationSchema = Type.Object(
  { overlapHours: optional(Type.Integer({ minimum: 0, maximum: 336, default: 24 })) },
  { ...closed, title: 'KeyRotation' },
)
/** The key is told this once; only its hash is kept. */
export const KeyToldSchema = Type.Object(
  { entry: KeyEntrySchema, key: Type.String() },
  { ...closed, title: 'KeyTold' },
)

// ── Walls ────────────────────────────────────────────────────────────────────────────────────────────

export const PairingReplySchema = Type.Object(
  {
    /** Six characters, shown to whoever stands before the screen. */
    code: Type.String(),
    /** The screen's own: it alone gets the token. */
    secret: Type.String(),
    expiresAt: StampSchema,
  },
  { ...closed, title: 'Pairing' },
)
export type PairingReply = Static<typeof PairingReplySchema>
export const CodeParamsSchema = Type.Object({ code: Type.String({ pattern: '^[A-Za-z0-9]{6}$' }) }, closed)
export const PairingApprovalSchema = Type.Object(
  { name: NameSchema, profile: optional(Type.Enum(['wall', 'lobby'])) },
  { ...closed, title: 'PairingApproval' },
)
export const PairingApprovedSchema = Type.Object(
  { name: Type.String(), profile: Type.Enum(['wall', 'lobby']) },
  closed,
)
export const PairingSecretSchema = Type.Object(
  { secret: Type.String({ minLength: 1, maxLength: 100 }) },
  closed,
)
/** `token` and what it is for, once; null while nobody approved it. */
export const PairingTokenSchema = Type.Object(
  {
    token: orNull(Type.String()),
    name: orNull(Type.String()),
    profile: orNull(Type.Enum(['wall', 'lobby'])),
  },
  { ...closed, title: 'PairingToken' },
)
export type PairingToken = Static<typeof PairingTokenSchema>
/** A new token in exchange for one that is old enough; null: it is not. */
export const NextTokenSchema = Type.Object({ token: orNull(Type.String()) }, closed)
