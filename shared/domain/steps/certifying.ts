/** 核查、结案与重办: done, in the eyes of somebody else than who did it; or not. */
import { startClock } from '../clock-moves.ts'
import type { CaseFile } from '../case-file.ts'
import { meetsCriterion } from '../limit-policy.ts'
import type { Outcome } from '../vocabulary.ts'
import { nothing, type Changes, type Moment, type Steps } from './step.ts'

/** 重办 ≤ 30 d (domain, ticket main line). */
const REOPEN_WITHIN_MS = 30 * 86_400_000

const done = (outcome: Outcome, { at }: Moment): Changes => ({
  set: { closedAt: at, outcome, reviewAt: null },
  details: { outcome },
})
/** The limit goes on as if it had never stopped. */
const again = (it: CaseFile): Changes => ({
  set: { feedbackAt: null, reviewAt: null, reworks: it.reworks + 1 },
})

/** A new round with a limit of its own. */
const anotherRound = (it: CaseFile, department: string, { at, actor, calendar }: Moment): Changes => ({
  set: {
    round: it.round + 1,
    department,
    filedAt: it.filedAt ?? at,
    acceptedAt: it.acceptedAt ?? at,
    dispatchedAt: at,
    signedAt: null,
    handedAt: at,
    contactedAt: null,
    feedbackAt: null,
    closedAt: null,
    // Another system may have closed it while it was suspended or contained.
    pausedAt: null,
    reviewAt: null,
    coHandlers: it.coHandlers.filter((other) => other !== department),
    outcome: null,
    rating: null,
    handledBy: null,
    dispatchedBy: actor.id,
    measured: null,
    stage: 0,
    ...startClock({ ...it, round: it.round + 1, stage: 0 }, at, calendar),
  },
  details: { department },
})

export const CERTIFYING: Steps<
  | 'check'
  | 'close'
  | 'rework'
  | 'clear'
  | 'look_back'
  | 'relapse'
  | 'turn_into_event'
  | 'settle'
  | 'follow_up'
  | 'rate'
  | 'archive'
  | 'reopen'
  | 'close_external'
> = {
  check: nothing,
  close: (it, { outcome = 'solved' }, moment) => {
    const criterion = it.policy?.criterion
    if (criterion && it.measured !== null && outcome === 'solved' && !meetsCriterion(criterion, it.measured))
      return 'criterion_not_met'
    return done(outcome, moment)
  },
  rework: again,
  clear: (it, _, moment) => {
    const criterion = it.policy?.criterion
    if (criterion && it.measured !== null && !meetsCriterion(criterion, it.measured))
      return 'criterion_not_met'
    return done('eliminated', moment)
  },
  look_back: nothing,
  relapse: (it, _, moment) => {
    const round = anotherRound(it, it.department ?? '', moment)
    // It was theirs, and it is theirs again: nobody has to sign anew.
    return it.department === null
      ? 'department_needed'
      : { set: { ...round.set, signedAt: moment.at }, details: { department: it.department } }
  },
  turn_into_event: (_, __, moment) => done('turned_into_event', moment),
  settle: (_, __, moment) => done('settled', moment),
  follow_up: (_, { satisfied, resolved = null }) => ({
    set: { rating: { satisfied, resolved } },
    details: { satisfied },
  }),
  rate: (_, { satisfied, resolved = null }) => ({
    set: { rating: { satisfied, resolved } },
    details: { satisfied },
  }),
  archive: nothing,
  reopen: (it, { department }, moment) => {
    if (it.closedAt !== null && moment.at - it.closedAt > REOPEN_WITHIN_MS) return 'reopen_too_late'
    const owner = department ?? it.department
    return owner === null ? 'department_needed' : anotherRound(it, owner, moment)
  },
  // Another system's history knows no filing of its own: it counts as filed when it was reported.
  close_external: (it, _, { at }) => ({
    set: {
      closedAt: at,
      acceptedAt: it.acceptedAt ?? it.reportedAt,
      filedAt: it.filedAt ?? it.reportedAt,
    },
  }),
}
