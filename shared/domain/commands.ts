/**
 * Requests, in the imperative: a report that makes a case, and the commands that move one. Shapes only;
 * whether a command is granted is decide.ts, and a command's stamps come as epoch milliseconds (the HTTP
 * and file doors translate ISO 8601 before they ask).
 */
import { Type, type Static } from 'typebox'
import { LimitSchema } from './calendar/calendar.ts'
import { CaseIdSchema, CodeSchema } from './case-file.ts'
import { LimitPolicySchema } from './limit-policy.ts'
import {
  CONTRIBUTIONS,
  CrsSchema,
  EVIDENCE_ROLES,
  InstantSchema,
  KindSchema,
  oneOf,
  PrioritySchema,
  REJECT_REASONS,
  RETURN_REASONS,
  SATISFACTIONS,
  SensitivitySchema,
  SeveritySchema,
  SourceSchema,
  SUSPENSION_REASONS,
  TASK_KINDS,
  TierSchema,
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
    /** Feedback's four elements in words: whom the department spoke with, what it did. */
    contacted: Type.Optional(Type.String({ maxLength: 200 })),
    measures: Type.Optional(Type.String({ maxLength: 2_000 })),
    /** What a suspended case waits for. */
    condition: Type.Optional(Type.String({ maxLength: 500 })),
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
  policy: Type.Union([LimitPolicySchema, Type.Null()]),
  tier: Type.Union([TierSchema, Type.Null()]),
  exercise: Type.Boolean(),
  externalId: Type.Union([Type.String(), Type.Null()]),
  personal: PersonalSchema,
})
export type Report = Static<typeof ReportSchema>

/** What is on a wall for longer is not looked at any more. */
const LONGEST_SPOTLIGHT_MINUTES = 60

const Reason = Type.String({ minLength: 1, maxLength: 500 })
const MaybeReason = Type.Optional(Reason)
const Note = Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 }))
const Reply = Type.String({ minLength: 1, maxLength: 2_000 })
const command = <T extends string, P extends Record<string, Parameters<typeof Type.Optional>[0]>>(
  type: T,
  properties: P,
) => Type.Object({ type: Type.Literal(type), ...properties }, { additionalProperties: false })

/** What a command says, apart from its envelope (id, expected version, stamp). Stamps within are epoch ms. */
export const CommandBodySchemas = {
  // Taking in
  verify: command('verify', { note: Note }),
  accept: command('accept', { note: Note }),
  reject: command('reject', {
    /** Needed by every life but main/1. */
    code: Type.Optional(oneOf(REJECT_REASONS)),
    reason: MaybeReason,
    reply: Reply,
  }),
  merge: command('merge', { into: CaseIdSchema, note: Note }),
  file: command('file', { note: Note }),
  close_self: command('close_self', { reply: Reply }),
  grade: command('grade', { severity: SeveritySchema, note: Note }),
  triage: command('triage', { severity: SeveritySchema, note: Note }),
  // Handing over
  dispatch: command('dispatch', { department: CodeSchema, note: Note }),
  assign: command('assign', { department: CodeSchema, note: Note }),
  mediate: command('mediate', { department: CodeSchema, note: Note }),
  recall: command('recall', { reason: MaybeReason }),
  reassign: command('reassign', { department: CodeSchema, reason: Reason }),
  request_return: command('request_return', { code: oneOf(RETURN_REASONS), reason: MaybeReason }),
  confirm_return: command('confirm_return', { note: Note }),
  refuse_return: command('refuse_return', { reason: Reason }),
  add_co_handler: command('add_co_handler', { department: CodeSchema, note: Note }),
  remove_co_handler: command('remove_co_handler', { department: CodeSchema, note: Note }),
  // Handling
  sign: command('sign', { note: Note }),
  contact: command('contact', { note: Note }),
  handle: command('handle', { note: Note }),
  finish_stage: command('finish_stage', { note: Note }),
  rectify: command('rectify', { note: Note }),
  contain: command('contain', { until: InstantSchema, note: Note }),
  review: command('review', { note: Note }),
  request_suspension: command('request_suspension', {
    code: oneOf(SUSPENSION_REASONS),
    /** One of the two at least: a day, or what it waits for. */
    until: Type.Optional(InstantSchema),
    condition: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  }),
  suspend: command('suspend', { note: Note }),
  refuse_suspension: command('refuse_suspension', { reason: Reason }),
  resume: command('resume', { note: Note }),
  request_extension: command('request_extension', { extra: LimitSchema, reason: Reason }),
  grant_extension: command('grant_extension', { extra: Type.Optional(LimitSchema), note: Note }),
  refuse_extension: command('refuse_extension', { reason: Reason }),
  contribute: command('contribute', { contribution: oneOf(CONTRIBUTIONS), note: Note }),
  attach: command('attach', {
    evidence: Type.String({ minLength: 1, maxLength: 64 }),
    role: oneOf(EVIDENCE_ROLES),
  }),
  give_task: command('give_task', { department: CodeSchema, kind: oneOf(TASK_KINDS), note: Note }),
  finish_task: command('finish_task', { task: Type.Integer({ minimum: 1 }), note: Note }),
  feedback: command('feedback', {
    /** 四要素: when the department took it on, whom it spoke with, what it did, by when it is or was done. */
    acceptedAt: Type.Optional(InstantSchema),
    contacted: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    measures: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
    doneBy: Type.Optional(InstantSchema),
    measured: Type.Optional(Type.Number()),
    note: Note,
  }),
  submit: command('submit', {
    measures: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
    measured: Type.Optional(Type.Number()),
    note: Note,
  }),
  // Mediating
  convene: command('convene', {
    lead: CodeSchema,
    members: Type.Array(CodeSchema, { minItems: 1, maxItems: 12 }),
    note: Note,
  }),
  agree: command('agree', { performBy: InstantSchema, note: Note }),
  fail: command('fail', { reason: Reason }),
  perform: command('perform', { note: Note }),
  settle: command('settle', { note: Note }),
  follow_up: command('follow_up', {
    satisfied: oneOf(SATISFACTIONS),
    resolved: Type.Optional(Type.Boolean()),
    note: Note,
  }),
  refer_to_suit: command('refer_to_suit', { note: Note }),
  refer_to_arbitration: command('refer_to_arbitration', { note: Note }),
  refer_to_petition: command('refer_to_petition', { note: Note }),
  refer_to_pil: command('refer_to_pil', { note: Note }),
  withdraw: command('withdraw', { reason: Reason }),
  // Certifying
  check: command('check', { note: Note }),
  close: command('close', {
    outcome: Type.Optional(oneOf(['solved', 'partly_solved', 'unsolved'])),
    note: Note,
  }),
  rework: command('rework', { reason: Reason }),
  clear: command('clear', { note: Note }),
  look_back: command('look_back', { note: Note }),
  relapse: command('relapse', { reason: Reason }),
  turn_into_event: command('turn_into_event', { reason: Reason }),
  rate: command('rate', {
    satisfied: oneOf(SATISFACTIONS),
    resolved: Type.Optional(Type.Boolean()),
    note: Note,
  }),
  archive: command('archive', { note: Note }),
  reopen: command('reopen', { department: Type.Optional(CodeSchema), reason: Reason }),
  // Overseeing
  urge: command('urge', { note: Note }),
  instruct: command('instruct', { note: Type.String({ minLength: 1, maxLength: 2_000 }) }),
  list: command('list', { reason: Reason }),
  spotlight: command('spotlight', {
    minutes: Type.Integer({ minimum: 1, maximum: LONGEST_SPOTLIGHT_MINUTES }),
    note: Note,
  }),
  unspotlight: command('unspotlight', { note: Note }),
  escalate: command('escalate', { tier: TierSchema, reason: Reason }),
  deescalate: command('deescalate', { tier: TierSchema, reason: Reason }),
  request_void: command('request_void', { reason: Reason }),
  void: command('void', { note: Note }),
  refuse_void: command('refuse_void', { reason: Reason }),
  close_external: command('close_external', { note: Note }),
} as const

/** The actions that a person or a system may send; the others are the server's own. */
export const SENT_ACTIONS = Object.keys(CommandBodySchemas) as SentBody['type'][]

/** What only the server itself may say: the timer's marks, and the other half of a merge. */
export type OwnBody =
  | { type: 'mark_near_due' | 'mark_overdue' | 'mark_overdue_twice' | 'mark_overdue_thrice' }
  | { type: 'join'; child: string; reports: number }
export type CommandBody =
  | {
      [K in keyof typeof CommandBodySchemas]: Static<(typeof CommandBodySchemas)[K]>
    }[keyof typeof CommandBodySchemas]
  | OwnBody
/** What a person or a system may send. */
export type SentBody = Exclude<CommandBody, OwnBody>
export type BodyOf<A extends CommandBody['type']> = Extract<CommandBody, { type: A }>

/** The envelope of a command once a door has let it in. */
export interface Command {
  body: CommandBody
  /** Version the sender saw; null: "whatever it is", for history only. */
  expectedVersion: number | null
  /** Past stamp, epoch ms; needs the history right. */
  occurredAt: number | null
}
export const OccurredAtSchema = InstantSchema
