/**
 * How much it would be regretted not to act on a case now: one number that orders what people see first, on a
 * wall and at a desk. Knows deadlines and priorities; nothing of who could act.
 */
import type { Calendar } from './calendar/calendar.ts'
import type { CaseView } from './case-file.ts'
import { deadlineOf, type Deadline } from './deadline.ts'
import { isOpen, phaseOf } from './lifecycle.ts'
import type { DeadlineLevel, Priority, Severity } from './vocabulary.ts'

/** Each step of priority doubles what is at stake. */
const PRIORITY_WEIGHT: Record<Priority, number> = { P1: 8, P2: 4, P3: 2, P4: 1 }
const SEVERITY_WEIGHT: Record<Severity, number> = { red: 4, orange: 2, yellow: 1.5, blue: 1 }
/** A case that is not filed has no deadline yet; a day without that is as bad as one deadline reached. */
const UNFILED_MS = 86_400_000
/** Once feedback stands the clock does too: checking it still matters, but makes nothing earlier. */
const STANDING_CLOCK = 0.5

/**
 * `regret = priority × severity × pressure(u) × clock`, with u the share of the time limit that is used up:
 *
 * - priority 8, 4, 2, 1 for P1…P4; severity 4, 2, 1.5, 1 for red…blue, 1 where there is none;
 * - pressure: ½ + u²/2 before the deadline (slow at first, then steep), 1 at it, 1 + log₂ u after it: each
 *   doubling of the lateness counts the same, so that nothing old drowns what is urgent for ever;
 * - u of a case without a deadline: time since the report ÷ 24 h, at most 1;
 * - clock ½ while feedback stands, else 1.
 *
 * Never falls as time passes, nor with a higher priority or severity. 0 for a case that is not open.
 * `now` is epoch ms; `calendar` null: natural time. `deadline`: as it stands now, for whoever knows it already.
 */
export function regretOf(
  it: CaseView,
  now: number,
  calendar: Calendar | null,
  deadline: Deadline | null = deadlineOf(it, now, calendar),
): number {
  if (!isOpen(it)) return 0
  const stake = PRIORITY_WEIGHT[it.priority] * (it.severity ? SEVERITY_WEIGHT[it.severity] : 1)
  return stake * pressureOf(usedShareOf(it, now, deadline)) * (it.feedbackAt === null ? 1 : STANDING_CLOCK)
}

/**
 * Does somebody have to act now? Past its deadline, near it, or of the highest priority or severity and not in
 * anybody's hands yet. What is merely open, or being handled with time to spare, is work and not an alarm.
 */
export const needsAction = (it: CaseView, now: number, calendar: Calendar | null): boolean =>
  needsActionAt(it, deadlineOf(it, now, calendar)?.level ?? null)

/** The same for whoever knows how its deadline stands; null: it has none. */
export function needsActionAt(it: CaseView, level: DeadlineLevel | null): boolean {
  if (!isOpen(it)) return false
  if (isGrave(it) && !isInHands(it)) return true
  return level === 'overdue' || (level === 'near_due' && it.feedbackAt === null)
}

const isGrave = ({ priority, severity }: CaseView): boolean => priority === 'P1' || severity === 'red'
const isInHands = (it: CaseView): boolean => phaseOf(it) === 'handle' || phaseOf(it) === 'verify'

const usedShareOf = (it: CaseView, now: number, deadline: Deadline | null): number =>
  deadline?.used ?? Math.min(1, Math.max(0, now - it.reportedAt) / UNFILED_MS)

const pressureOf = (used: number): number => (used < 1 ? 0.5 + used ** 2 / 2 : 1 + Math.log2(used))
