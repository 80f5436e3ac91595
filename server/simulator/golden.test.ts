import { expect, it } from 'vitest'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { deadlineOf } from '@shaotai/shared/domain/deadline.ts'
import { CLOSING_EVENTS, isOpen, LEAVING_EVENTS, type EventType } from '@shaotai/shared/domain/lifecycle.ts'
import { CALENDAR_2026 } from '@shaotai/shared/test/calendar-2026.ts'
import { KINDS, type Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { DAY_MS } from './days.ts'
import { planDay } from './plan.ts'
import { fixturePlan, SEED } from './testing/fixture-plan.ts'
import { play } from './testing/play.ts'

/** Monday, 31 August 2026, midnight in the district: ninety days with 国庆 in them. */
const BEGINS = Date.UTC(2026, 7, 30, 16)
const AFTER_DAYS = [1, 7, 30, 90]
/** What is counted of the log: the first three follow from the tables. */
const COUNTED: Record<string, ReadonlySet<EventType>> = {
  filed: new Set(['case.filed', 'case.graded', 'case.triaged']),
  closed: new Set(CLOSING_EVENTS),
  left: new Set(LEAVING_EVENTS),
  rejected: new Set(['case.rejected']),
  merged: new Set(['case.merged']),
  returned: new Set(['case.returned']),
  reassigned: new Set(['case.reassigned']),
  reworked: new Set(['case.rework']),
  reopened: new Set(['case.reopened', 'case.relapsed']),
  extended: new Set(['case.extended']),
  suspended: new Set(['case.suspended']),
  'self-handled': new Set(['case.closed_self']),
  escalated: new Set(['case.escalated']),
  urged: new Set(['case.urged']),
  contained: new Set(['case.contained']),
  referred: new Set(['case.referred_to_suit', 'case.referred_to_arbitration', 'case.referred_to_petition']),
}

/** A line a figure, a column a kind: a changed rate is a changed line. */
function figuresAt(at: number, counts: ReadonlyMap<string, number>, cases: readonly CaseFile[]): string[] {
  const line = (name: string, of: (kind: Kind) => number): string =>
    [name.padEnd(14), ...KINDS.map((kind) => String(of(kind)).padStart(8))].join('')
  const standing = (which: (it: CaseFile) => boolean) => (kind: Kind) =>
    cases.filter((it) => it.kind === kind && which(it)).length
  const isLate = (it: CaseFile) => isOpen(it) && deadlineOf(it, at, CALENDAR_2026)?.level === 'overdue'
  return [
    line(
      'reports',
      standing(() => true),
    ),
    ...Object.keys(COUNTED).map((name) => line(name, (kind) => counts.get(`${name} ${kind}`) ?? 0)),
    line('open', standing(isOpen)),
    line('overdue', standing(isLate)),
    line(
      'fed back late',
      standing((it) => it.feedbackAt !== null && it.dueAt !== null && it.feedbackAt > it.dueAt),
    ),
  ]
}

it('has the figures that it had after 1, 7, 30 and 90 days: a changed rate, policy or rule is seen here', async () => {
  const plan = { ...fixturePlan(SEED, BEGINS + 90 * DAY_MS) }
  const first = plan.calendar.dayOf(BEGINS)
  const lives = Array.from({ length: 90 }, (_, n) => planDay(plan.calendar.shifted(first, n), plan)).flat()
  const counts = new Map<string, number>()
  const { cases, until } = play(lives, {
    onEvent: ({ type }, { kind }) => {
      for (const [name, types] of Object.entries(COUNTED))
        if (types.has(type)) counts.set(`${name} ${kind}`, (counts.get(`${name} ${kind}`) ?? 0) + 1)
    },
  })
  const tables = AFTER_DAYS.flatMap((days) => {
    const at = BEGINS + days * DAY_MS
    until(at)
    const head = [`after ${days} days`.padEnd(14), ...KINDS.map((kind) => kind.padStart(8))].join('')
    return [head, ...figuresAt(at, counts, [...cases.values()]), '']
  })
  await expect(`seed ${SEED}\n\n${tables.join('\n')}`).toMatchFileSnapshot('./testing/golden-figures.txt')
})
