/**
 * By when, with what proof: what a category asks of its cases. A case keeps the policy it was reported under, so
 * a changed one never rewrites the past.
 */
import { Type, type Static } from 'typebox'
import { LimitSchema } from './calendar/calendar.ts'

export const LimitPolicySchema = Type.Object(
  {
    /** Category and edition, as the directory gave it: `0104b@2`. */
    id: Type.String({ minLength: 1, maxLength: 80 }),
    /** From filing to dispatch; the handling limit begins where it ends. */
    dispatch: Type.Union([LimitSchema, Type.Null()]),
    /** One after the other, each counted from filing (+ dispatch): stop, punish, demolish. Most have one. */
    stages: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 40 }),
          nameEn: Type.String({ minLength: 1, maxLength: 60 }),
          limit: LimitSchema,
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 6 },
    ),
    /** Pictures that a feedback needs. */
    evidence: Type.Enum(['none', 'after', 'before_after'] as const),
    /** What is measured when it is said to be done, and how it must come out. */
    criterion: Type.Union([
      Type.Object(
        {
          unit: Type.String({ minLength: 1, maxLength: 20 }),
          bound: Type.Enum(['at_most', 'at_least'] as const),
          value: Type.Number(),
        },
        { additionalProperties: false },
      ),
      Type.Null(),
    ]),
    /** 延期 and 退回 at most so many times. */
    extensions: Type.Integer({ minimum: 0, maximum: 10 }),
    returns: Type.Integer({ minimum: 0, maximum: 10 }),
  },
  { additionalProperties: false, title: 'LimitPolicy' },
)
export type LimitPolicy = Static<typeof LimitPolicySchema>

export const meetsCriterion = ({ bound, value }: NonNullable<LimitPolicy['criterion']>, measured: number) =>
  bound === 'at_most' ? measured <= value : measured >= value
