/**
 * Requests, in the imperative: a report that makes a case, and the commands that move one. Shapes only;
 * whether a command is granted is decide.ts, and a command's stamps come as epoch milliseconds (the HTTP
 * and file doors translate ISO 8601 before they ask).
 */
import { Type, type Static } from 'typebox'
import { CodeSchema } from './case-file.ts'
import {
  CrsSchema,
  InstantSchema,
  KindSchema,
  PrioritySchema,
  SensitivitySchema,
  SeveritySchema,
  SourceSchema,
} from './vocabulary.ts'

/** Personal data (protocol R1): kept in the side table, never in an event. */
export const PersonalSchema = Type.Object(
  {
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    address: Type.Optional(Type.String({ maxLength: 500 })),
    narrative: Type.Optional(Type.String({ maxLength: 20_000 })),
    reporter: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(Type.String({ maxLength: 100 })),
          phone: Type.Optional(Type.String({ maxLength: 40 })),
        },
        { additionalProperties: false },
      ),
    ),
    /** Free text of a command: a reason, a reply, a note (protocol R4). */
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    reply: Type.Optional(Type.String({ maxLength: 2_000 })),
    note: Type.Optional(Type.String({ maxLength: 2_000 })),
  },
  { additionalProperties: false },
)
export type Personal = Static<typeof PersonalSchema>

/** A report whose category and department are already codes of the directory. */
export const ReportSchema = Type.Object({
  kind: KindSchema,
  category: CodeSchema,
  department: Type.Union([CodeSchema, Type.Null()]),
  source: SourceSchema,
  priority: PrioritySchema,
  severity: Type.Union([SeveritySchema, Type.Null()]),
  sensitivity: SensitivitySchema,
  lng: Type.Union([Type.Number(), Type.Null()]),
  lat: Type.Union([Type.Number(), Type.Null()]),
  crs: CrsSchema,
  area: Type.Union([CodeSchema, Type.Null()]),
  areaPath: Type.Array(CodeSchema),
  community: Type.Union([CodeSchema, Type.Null()]),
  limitMinutes: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  exercise: Type.Boolean(),
  externalId: Type.Union([Type.String(), Type.Null()]),
  personal: PersonalSchema,
})
export type Report = Static<typeof ReportSchema>

const Reason = Type.String({ minLength: 1, maxLength: 500 })
const Note = Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 }))
const command = <T extends string, P extends Record<string, Parameters<typeof Type.Optional>[0]>>(
  type: T,
  properties: P,
) => Type.Object({ type: Type.Literal(type), ...properties }, { additionalProperties: false })

/** What a command says, apart from its envelope (id, expected version, stamp). */
export const CommandBodySchemas = {
  accept: command('accept', { note: Note }),
  reject: command('reject', { reason: Reason, reply: Type.String({ minLength: 1, maxLength: 2_000 }) }),
  file: command('file', { note: Note }),
  dispatch: command('dispatch', { department: CodeSchema, note: Note }),
  reassign: command('reassign', { department: CodeSchema, reason: Reason }),
  sign: command('sign', { note: Note }),
  handle: command('handle', { note: Note }),
  feedback: command('feedback', { note: Note }),
  check: command('check', { note: Note }),
  close: command('close', { note: Note }),
  rework: command('rework', { reason: Reason }),
  reopen: command('reopen', { department: Type.Optional(CodeSchema), reason: Reason }),
  close_external: command('close_external', { note: Note }),
} as const
export type CommandBody = {
  [K in keyof typeof CommandBodySchemas]: Static<(typeof CommandBodySchemas)[K]>
}[keyof typeof CommandBodySchemas]

/** The envelope of a command once a door has let it in. */
export interface Command {
  body: CommandBody
  /** Version the sender saw; null: "whatever it is", for history only. */
  expectedVersion: number | null
  /** Past stamp, epoch ms; needs the history right. */
  occurredAt: number | null
}
export const OccurredAtSchema = InstantSchema
