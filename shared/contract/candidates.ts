/**
 * Whom a case may be given to, as the desk is told: departments in an order, why each stands there, and why others do not.
 * A suggestion alone: nothing is dispatched by it.
 */
import { Type, type Static } from 'typebox'
import { CodeSchema } from '../domain/case-file.ts'
import { oneOf } from '../domain/vocabulary.ts'

const closed = { additionalProperties: false } as const

/** Why a department is offered, or what speaks against it; the facts behind each stand beside it. */
export const CANDIDATE_REASONS = [
  'rule',
  'rule_helper',
  'duty_lead',
  'duty_helper',
  'covers_area',
  'on_duty',
  'off_duty',
  'similar',
  'signs_in',
  'returned_before',
] as const
export type CandidateReason = (typeof CANDIDATE_REASONS)[number]
/** Why one that might be thought of is not offered. */
export const NOT_OFFERED = ['just_returned', 'has_it', 'retired', 'not_on_list'] as const
export type NotOffered = (typeof NOT_OFFERED)[number]

const count = Type.Integer({ minimum: 0 })
export const CandidateSchema = Type.Object(
  {
    department: CodeSchema,
    reasons: Type.Array(oneOf(CANDIDATE_REASONS)),
    /** Of what the asker may see: cases it has open, and how many of them are past due. */
    open: count,
    overdue: count,
    /** Of the cases of this category in the window, how many were its. */
    similar: Type.Object({ n: count, of: count }, closed),
    /** Median from dispatch to signature of its last ones; null: it signed for none in the window. */
    signing: Type.Union([Type.Object({ medianMs: count, n: count }, closed), Type.Null()]),
  },
  { ...closed, title: 'Candidate' },
)
export type Candidate = Static<typeof CandidateSchema>

export const CandidatesReplySchema = Type.Object(
  {
    /** Days that "lately" means. */
    days: Type.Integer({ minimum: 1 }),
    /** The routing rule that fired for this case, as it is called now; null: none. */
    rule: Type.Union([
      Type.Object({ code: CodeSchema, title: Type.String(), titleEn: Type.Optional(Type.String()) }, closed),
      Type.Null(),
    ]),
    /** Best first, at most nine: one a number key. */
    items: Type.Array(CandidateSchema, { maxItems: 9 }),
    notOffered: Type.Array(Type.Object({ department: CodeSchema, why: oneOf(NOT_OFFERED) }, closed)),
  },
  { ...closed, title: 'Candidates' },
)
export type CandidatesReply = Static<typeof CandidatesReplySchema>
