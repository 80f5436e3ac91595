/**
 * The durable timer: near due, overdue, twice and three times over, and the dates on which a suspended or contained
 * case is looked at again. What is due is read from the cases themselves and written through the same road as
 * everything else, so that a crash, a restart or a clock that is set back neither loses nor doubles one: the case
 * says which marks it has, and each mark has a key of its own.
 */
import type pg from 'pg'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { MARKS, nextMark } from '@shaotai/shared/domain/clock-moves.ts'
import type { CommandBody } from '@shaotai/shared/domain/commands.ts'
import type { Actor } from '@shaotai/shared/domain/policy.ts'
import type { CaseRequest, CaseService, Group } from '../cases/case-service.ts'
import { readDueCases } from './due-cases.ts'

export interface TimerOptions {
  pool: pg.Pool
  cases: CaseService
  calendar: Calendar
  now: () => number
  onFault: (fault: Error) => void
}
export interface DeadlineTimer {
  /** Raises what is due; answers how many events it wrote. */
  tick: () => Promise<number>
  stop: () => Promise<void>
}

const EVERY_MS = 2_000
/** After a long time away the rest comes with the next tick, at once. */
const AT_A_TIME = 200
/** The server itself: it tells what was due at the instant it was due, however late it says so. */
const TIMER: Actor = { id: 'timer', role: 'system', department: null, history: true }

export function startDeadlineTimer({ pool, cases, calendar, now, onFault }: TimerOptions): DeadlineTimer {
  let stopped = false
  let running: Promise<number> | null = null

  const run = async (): Promise<number> => {
    const due = await readDueCases(pool, now(), AT_A_TIME)
    if (due.length === 0 || stopped) return 0
    const results = await cases.handle(due.map((it) => groupOf(it, now(), calendar)))
    return results.flat().filter((it) => it.ok && !it.replayed).length
  }
  /** One at a time: a slow one is waited for. */
  const tick = (): Promise<number> => (running ??= run().finally(() => (running = null)))

  const timer = setInterval(() => void tick().catch(onFault), EVERY_MS)
  timer.unref()
  return {
    tick,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await running?.catch(() => {})
    },
  }
}

/** All that is due of one case, in order. */
function groupOf(it: CaseFile, now: number, calendar: Calendar): Group {
  const requests: CaseRequest[] = []
  const ask = (body: CommandBody, at: number, about: string): void =>
    void requests.push({
      op: 'command',
      actor: TIMER,
      keys: [{ source: 'timer', key: `${it.id}:${it.round}:${about}`, sha256: '00'.repeat(32) }],
      command: { body, expectedVersion: null, occurredAt: at },
    })
  if (it.reviewAt !== null && it.reviewAt <= now) {
    if (it.status === 'suspended') ask({ type: 'resume' }, it.reviewAt, `resume:${it.reviewAt}`)
    if (it.status === 'contained') ask({ type: 'review' }, it.reviewAt, `review:${it.reviewAt}`)
  }
  for (let raised = it.marks; raised < MARKS.length; raised += 1) {
    const mark = nextMark(it, raised, calendar)
    if (!mark || mark.at > now) break
    ask({ type: mark.action }, mark.at, `${mark.action}:${it.dueAt}`)
  }
  return { locate: { caseId: it.id }, requests }
}
