/**
 * The whole socket surface, seven names: the client asks `hello`, `command` and `look`, the server sends `events`,
 * `tick`, `check` and `looking`. Rules with ids: docs/protocol.md.
 */
import { Type, type Static, type TSchema } from 'typebox'
import { CaseIdSchema } from '../domain/case-file.ts'
import type { Frame } from '../domain/picture.ts'
import { PROFILES } from '../domain/redact.ts'
import { openBecause } from './closed.ts'
import { FrameSchema } from './envelope.ts'
import { SocketCommandSchema, type CommandRequest } from './http.ts'
import { ProblemSchema, type Problem } from './problem.ts'

const closed = { additionalProperties: false } as const

export const SOCKET_PATH = '/socket.io'

/** H1. `audience` and `scope` may ask for less than the session grants, never more (H6). */
export const HelloSchema = Type.Object(
  {
    protocol: Type.Integer(),
    epoch: Type.Optional(Type.String({ maxLength: 64 })),
    seq: Type.Optional(Type.Integer({ minimum: 0 })),
    audience: Type.Enum([...PROFILES]),
    /** B4: asked again because a check did not match; counted by the server. */
    diverged: Type.Optional(Type.Boolean()),
    scope: Type.Optional(
      Type.Object(
        { department: Type.Optional(Type.String({ maxLength: 64 })) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, title: 'Hello' },
)
export type Hello = Static<typeof HelloSchema>

const granted = Type.Object(
  {
    profile: Type.Enum([...PROFILES]),
    department: Type.Union([Type.String(), Type.Null()]),
    cleared: Type.Boolean(),
    areas: Type.Optional(Type.Array(Type.String())),
  },
  { additionalProperties: false },
)

/** H3: one of the two, never neither; or a problem. `body` of a snapshot is gzip of snapshot.ts's text. */
export const HelloAnswerSchema = Type.Union([
  Type.Object(
    {
      mode: Type.Literal('delta'),
      epoch: Type.String(),
      seq: Type.Integer(),
      audience: granted,
      frames: Type.Array(FrameSchema),
    },
    closed,
  ),
  Type.Object(
    {
      mode: Type.Literal('snapshot'),
      epoch: Type.String(),
      seq: Type.Integer(),
      audience: granted,
      body: Type.Unknown(openBecause('bytes')),
    },
    closed,
  ),
  Type.Object({ mode: Type.Literal('refused'), problem: ProblemSchema }, closed),
])
export type HelloAnswer =
  | { mode: 'delta'; epoch: string; seq: number; audience: Static<typeof granted>; frames: Frame[] }
  | {
      mode: 'snapshot'
      epoch: string
      seq: number
      audience: Static<typeof granted>
      body: Uint8Array | ArrayBuffer
    }
  | { mode: 'refused'; problem: Problem }

export type SocketCommand = CommandRequest & { caseId: string }
export const SocketCommandAnswerSchema = Type.Union([
  Type.Object({ ok: Type.Literal(true), seq: Type.Integer(), version: Type.Integer() }, closed),
  Type.Object({ ok: Type.Literal(false), problem: ProblemSchema }, closed),
])
export type SocketCommandAnswer = { ok: true; seq: number; version: number } | { ok: false; problem: Problem }

/** B1, every 5 s: the newest seq the database holds, and the server's clock (epoch ms). */
export const TickSchema = Type.Object(
  { head: Type.Integer(), serverAt: Type.Integer() },
  { additionalProperties: false, title: 'Tick' },
)
export type Tick = Static<typeof TickSchema>

/** B4, every 30 s: the hash of this audience's picture at this seq. */
export const CheckSchema = Type.Object(
  { seq: Type.Integer(), hash: Type.String() },
  { additionalProperties: false, title: 'Check' },
)
export type Check = Static<typeof CheckSchema>

/** A desk says which case it has open; null: none. It looks at one at a time. */
export const LookSchema = Type.Object(
  { caseId: Type.Union([CaseIdSchema, Type.Null()]) },
  { additionalProperties: false, title: 'Look' },
)
export type Look = Static<typeof LookSchema>
export const LookAnswerSchema = Type.Union([
  Type.Object({ ok: Type.Literal(true) }, closed),
  Type.Object({ ok: Type.Literal(false), problem: ProblemSchema }, closed),
])
export type LookAnswer = { ok: true } | { ok: false; problem: Problem }

/** As many as a desk is told of. */
export const MOST_LOOKING = 12
/** Who else has the case open, longest there first; `since` is epoch ms of the server's clock. Told to desks alone. */
export const LookingSchema = Type.Object(
  {
    caseId: CaseIdSchema,
    people: Type.Array(
      Type.Object({ name: Type.String({ maxLength: 200 }), since: Type.Integer() }, closed),
      { maxItems: MOST_LOOKING },
    ),
  },
  { additionalProperties: false, title: 'Looking' },
)
export type Looking = Static<typeof LookingSchema>

/** Socket.IO's type maps, from the same values. */
export interface ClientToServer {
  hello: (hello: Hello, answer: (answer: HelloAnswer) => void) => void
  command: (request: SocketCommand, answer: (answer: SocketCommandAnswer) => void) => void
  look: (look: Look, answer: (answer: LookAnswer) => void) => void
}
export interface ServerToClient {
  events: (frame: Frame) => void
  tick: (tick: Tick) => void
  check: (check: Check) => void
  looking: (looking: Looking) => void
}

/** What a client may ask: takes, answers. */
export const SOCKET_REQUESTS = {
  hello: [HelloSchema, HelloAnswerSchema],
  command: [SocketCommandSchema, SocketCommandAnswerSchema],
  look: [LookSchema, LookAnswerSchema],
} as const satisfies Record<keyof ClientToServer, readonly [TSchema, TSchema]>

/** Everything that crosses the wire, for the contract hash. */
export const SOCKET_CONTRACT = {
  path: SOCKET_PATH,
  ...SOCKET_REQUESTS,
  events: FrameSchema,
  tick: TickSchema,
  check: CheckSchema,
  looking: LookingSchema,
}

/** Promised times, ms (protocol B). */
export const TICK_EVERY_MS = 5_000
export const CHECK_EVERY_MS = 30_000
export const STALE_WITHOUT_TICK_MS = 12_000 // two ticks missed and one late: under the 15 s promised to people
export const STALE_BEHIND_HEAD_MS = 5_000
