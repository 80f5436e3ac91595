/** 派遣、改派、退回与协办: whose case it is. */
import { MOST_CO_HANDLERS, type CaseFile } from '../case-file.ts'
import { NOTHING_PENDING, type Changes, type Moment, type Steps } from './step.ts'

/** 撤回 ≤ 10 s (domain, ticket main line). */
export const RECALL_WITHIN_MS = 10_000

/** The first hand-over of a round stamps it; a new owner has signed for nothing and owes everything. */
const handTo = (it: CaseFile, department: string, { at, actor }: Moment): Changes => ({
  set: {
    department,
    coHandlers: it.coHandlers.filter((other) => other !== department),
    dispatchedAt: it.dispatchedAt ?? at,
    signedAt: null,
    handledBy: null,
    dispatchedBy: actor.id,
    handedAt: at,
    reviewAt: null,
    ...withoutAsk(it),
  },
  details: { department },
})

/** What the department asked for goes with it; a void that a duty chief proposed does not. */
const withoutAsk = (it: CaseFile): Partial<CaseFile> => (it.pending === 'void' ? {} : NOTHING_PENDING)
/** Back at the command centre: nobody's, and the limit goes on. */
const takeBack = (it: CaseFile): Partial<CaseFile> => ({
  signedAt: null,
  department: null,
  handedAt: null,
  ...withoutAsk(it),
})

export const HANDING_OVER: Steps<
  | 'dispatch'
  | 'assign'
  | 'mediate'
  | 'recall'
  | 'reassign'
  | 'request_return'
  | 'confirm_return'
  | 'refuse_return'
  | 'add_co_handler'
  | 'remove_co_handler'
> = {
  dispatch: (it, { department }, moment) => handTo(it, department, moment),
  assign: (it, { department }, moment) => handTo(it, department, moment),
  mediate: (it, { department }, moment) => handTo(it, department, moment),
  recall: (it, _, { at, actor }) =>
    it.signedAt !== null || (!actor.history && at - (it.handedAt ?? 0) > RECALL_WITHIN_MS)
      ? 'recall_too_late'
      : { set: { ...takeBack(it), dispatchedAt: null, dispatchedBy: null } },
  reassign: (it, { department }, moment) =>
    department === it.department ? 'same_department' : handTo(it, department, moment),
  request_return: (it, { code }, { actor }) => {
    if (it.pending) return 'request_pending'
    if (it.policy && it.returns >= it.policy.returns && !actor.history) return 'too_many_returns'
    return { set: { pending: 'return', pendingBy: actor.id }, details: { reason: code } }
  },
  confirm_return: (it) =>
    it.pending === 'return' ? { set: { ...takeBack(it), returns: it.returns + 1 } } : 'nothing_pending',
  refuse_return: (it) => (it.pending === 'return' ? { set: NOTHING_PENDING } : 'nothing_pending'),
  add_co_handler: (it, { department }) => {
    if (department === it.department || it.coHandlers.includes(department)) return 'co_handler_known'
    if (it.coHandlers.length >= MOST_CO_HANDLERS) return 'too_many'
    return { set: { coHandlers: [...it.coHandlers, department].toSorted() }, details: { department } }
  },
  remove_co_handler: (it, { department }) =>
    it.coHandlers.includes(department)
      ? {
          set: { coHandlers: it.coHandlers.filter((other) => other !== department) },
          details: { department },
        }
      : 'co_handler_unknown',
}
