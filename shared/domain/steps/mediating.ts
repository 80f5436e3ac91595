/** 调解: what only disputes have, from the panel to the agreement, or to the road of the law. */
import { MOST_CO_HANDLERS } from '../case-file.ts'
import type { Outcome } from '../vocabulary.ts'
import { nothing, type Changes, type Moment, type Steps } from './step.ts'

const ended =
  (outcome: Outcome) =>
  (_: unknown, __: unknown, { at }: Moment): Changes => ({
    set: { closedAt: at, outcome },
    details: { outcome },
  })

export const MEDIATING: Steps<
  | 'convene'
  | 'agree'
  | 'fail'
  | 'perform'
  | 'refer_to_suit'
  | 'refer_to_arbitration'
  | 'refer_to_petition'
  | 'refer_to_pil'
  | 'withdraw'
> = {
  // The members work with the owner: they see the case, and their word counts among the contributions.
  convene: (it, { lead, members }) => {
    const others = [...new Set([lead, ...members])].filter((other) => other !== it.department)
    if (others.length > MOST_CO_HANDLERS) return 'too_many'
    return {
      set: { panel: { lead, members }, coHandlers: others.toSorted() },
      details: { department: lead, members },
    }
  },
  agree: (_, { performBy }, { at, actor }) =>
    performBy <= at && !actor.history
      ? 'date_in_past'
      : {
          set: { feedbackAt: at, handledBy: actor.id, reviewAt: performBy },
          details: { until: performBy },
        },
  fail: nothing,
  perform: nothing,
  refer_to_suit: ended('to_suit'),
  refer_to_arbitration: ended('to_arbitration'),
  refer_to_petition: ended('to_petition'),
  refer_to_pil: ended('to_pil'),
  withdraw: ended('withdrawn'),
}
