/** 督办: what is done about a case from above or beside it, and the timer's marks. */
import { nextMark } from '../clock-moves.ts'
import type { RefusalCode } from '../refusal.ts'
import { isSpotlit } from '../spotlight.ts'
import { TIERS, type Tier } from '../vocabulary.ts'
import type { CaseFile } from '../case-file.ts'
import { NOTHING_PENDING, type Changes, type Moment, type Steps } from './step.ts'

/** 0 is the widest. */
const rank = (tier: Tier | null): number => TIERS.indexOf(tier ?? 'unit')
const wider = (a: Tier, b: Tier | null): Tier => (rank(a) < rank(b) ? a : b!)

/** What it was about is told with it: the deadline may move afterwards. */
const mark =
  (raised: number) =>
  (it: CaseFile, _: unknown, { at, calendar }: Moment): Changes | RefusalCode => {
    // Decided on the case as it is now: an extension that came between has moved the mark.
    const next = it.marks === raised - 1 ? nextMark(it, it.marks, calendar) : null
    if (!next || at < next.at || it.dueAt === null) return 'nothing_pending'
    return { set: { marks: raised }, details: { until: it.dueAt } }
  }

export const OVERSEEING: Steps<
  | 'urge'
  | 'instruct'
  | 'list'
  | 'spotlight'
  | 'unspotlight'
  | 'escalate'
  | 'deescalate'
  | 'request_void'
  | 'void'
  | 'refuse_void'
  | 'mark_near_due'
  | 'mark_overdue'
  | 'mark_overdue_twice'
  | 'mark_overdue_thrice'
> = {
  urge: (it) => ({ set: { urges: it.urges + 1 } }),
  instruct: (it) => ({ set: { instructions: it.instructions + 1 } }),
  list: (it) => (it.listed ? 'already_listed' : { set: { listed: true } }),
  spotlight: (it, { minutes }, { at }) => {
    // No wall may show it: whoever asked would look for it in vain.
    if (it.sensitivity === 'secret') return 'not_for_walls'
    const spotlitUntil = at + minutes * 60_000
    return { set: { spotlitUntil }, details: { until: spotlitUntil } }
  },
  unspotlight: (it, _, { at }) => (isSpotlit(it, at) ? { set: { spotlitUntil: null } } : 'not_on_wall'),
  escalate: (it, { tier }) =>
    rank(tier) < rank(it.tier)
      ? { set: { tier, maxTier: wider(tier, it.maxTier) }, details: { tier } }
      : 'tier_not_wider',
  deescalate: (it, { tier }) =>
    rank(tier) > rank(it.tier) ? { set: { tier }, details: { tier } } : 'tier_not_narrower',
  request_void: (it, _, { actor }) =>
    it.pending ? 'request_pending' : { set: { pending: 'void', pendingBy: actor.id } },
  void: (it, _, { at }: Moment) =>
    it.pending === 'void' ? { set: { leftAt: at, ...NOTHING_PENDING } } : 'nothing_pending',
  refuse_void: (it) => (it.pending === 'void' ? { set: NOTHING_PENDING } : 'nothing_pending'),
  mark_near_due: mark(1),
  mark_overdue: mark(2),
  mark_overdue_twice: mark(3),
  mark_overdue_thrice: mark(4),
}
