/**
 * Lives in the present: reports what comes, and takes the next step of each open case when it is due, as the person whose
 * step it is. Whoever else acts on a case wins: the player lets go of it. Knows no plan beyond the lives it was given.
 */
import type { Api, Outcome } from './api.ts'
import { DONE_ALREADY } from './catalogue.ts'
import type { ActingRole, PlannedStep } from './lives/script.ts'
import type { Pace } from './pace.ts'
import type { Life } from './plan.ts'
import { toSent, type CommandRequest } from '@shaotai/shared/contract/http.ts'
import { standingAfter, stepsMade } from './standing.ts'
import { stampOf, stepItem } from './to-history.ts'

export interface Playing {
  life: Life
  pace: Pace
  /** Absent until it is reported. */
  caseId?: string
  /** Steps of its life that were taken. */
  made: number
  /** Of the case; the timer's marks and merged reports are versions too. */
  version: number
  /** Whether the report says when it happened; else it happens when it is reported. */
  stamped?: boolean
}
export interface Clock {
  /** Epoch ms. */
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
export interface PlayerOptions {
  api: Pick<Api, 'report' | 'history' | 'command' | 'timeline'>
  clock: Clock
  /** Department of the demo's one liaison: the others' people work in systems of their own, through the history door. */
  ownDepartment: string
  onFault?: (why: string) => void
}
export interface Player {
  add: (playing: Playing) => void
  /** Does what is due, and then waits for the next; ends when asked, or when nothing is left and `untilEmpty`. */
  run: (signal: AbortSignal, untilEmpty?: boolean) => Promise<void>
  readonly left: number
  readonly count: { reported: number; steps: number; letGo: number }
}

const LOOK_MS = 60_000 // clocks are set and machines sleep: never wait for longer
const AT_ONCE = 4
const LONGEST_WAIT_MS = 30_000

export function openPlayer({ api, clock, ownDepartment, onFault = () => {} }: PlayerOptions): Player {
  const playing = new Map<string, Playing & { dueAt: number; stamp?: number }>()
  const count = { reported: 0, steps: 0, letGo: 0 }
  /** Demo people whose account is gone or has another password. */
  const absent = new Set<string>()
  /** Answers in a row that said: not now. */
  let faults = 0
  let wake = new AbortController()

  const stepOf = ({ life, made }: Playing): PlannedStep | undefined => life.steps[made]
  const schedule = (it: Playing): void => {
    const { life, pace, caseId } = it
    const step = stepOf(it)
    if (caseId !== undefined && !step) return void playing.delete(life.externalId)
    const planned = caseId === undefined ? life.at : life.at + step!.afterMs
    playing.set(life.externalId, { ...it, dueAt: pace.realOf(planned) })
  }

  /** Through their own session, or where they have none as a person of a system that reports to us. */
  const take = async (
    { life, version, caseId }: Playing,
    step: PlannedStep,
    stamp: number,
  ): Promise<Outcome<{ version: number }>> => {
    const username = PEOPLE[step.role]
    const body = bodyOf(step)
    if (body && !absent.has(username) && (step.department === null || step.department === ownDepartment)) {
      const outcome = await api.command(username, caseId!, {
        ...body,
        expectedVersion: version,
        commandId: `${life.externalId}:${version}`,
      })
      if (!('refused' in outcome) || outcome.refused !== 'nobody') return outcome
      absent.add(username)
    }
    return api.history(stepItem(life, step, stamp))
  }

  /** As a session sends it; null where only the history door can say it: a merge into a case whose id is not known. */
  const bodyOf = ({ body }: PlannedStep): Omit<CommandRequest, 'expectedVersion' | 'commandId'> | null => {
    if (body.type !== 'merge') return toSent(body)
    const into = playing.get(body.into.externalId)?.caseId
    return into === undefined ? null : toSent({ type: 'merge', into })
  }

  /** What the step came to; a case that the timer or a leader touched meanwhile is taken as it is now. */
  const takeAsItStands = async (
    it: Playing,
    stamp: number,
  ): Promise<{ outcome: Outcome<{ version: number }>; it: Playing }> => {
    const step = stepOf(it)!
    const outcome = await take(it, step, stamp)
    if (!('refused' in outcome)) return { outcome, it }
    if (outcome.refused === 'version_conflict') {
      const events = await api.timeline(it.caseId!).catch(() => null)
      if (!events) return { outcome: { notNow: outcome.refused }, it }
      const made = stepsMade(it.life, events)
      const statusAt = (steps: number) => standingAfter(it.life, steps).status
      // It was moved, and not by us: somebody has it in hand.
      if (made === null || statusAt(made) !== statusAt(it.made)) return { outcome, it }
      const now = { ...it, version: events.at(-1)!.version }
      // A word of somebody that our plan would have said next counts for it.
      return made > it.made
        ? { outcome: { done: { version: now.version } }, it: { ...now, made: made - 1 } }
        : { outcome: await take(now, step, stamp), it: now }
    }
    const instead = insteadOf(step, outcome.refused)
    return { outcome: instead ? await take(it, instead, stamp) : outcome, it }
  }

  const act = async (it: Playing & { dueAt: number; stamp?: number }): Promise<void> => {
    // The same stamp when it is tried again, so that an answer that was lost is found again.
    const stamp = (it.stamp ??= clock.now())
    const { life } = it
    if (it.caseId === undefined) {
      const occurredAt = it.stamped ? { occurredAt: stampOf(life.at) } : {}
      const outcome = await api.report(life.source, {
        ...life.report,
        externalId: life.externalId,
        ...occurredAt,
      })
      if ('done' in outcome) {
        faults = 0
        count.reported += 1
        schedule({ ...it, caseId: outcome.done.caseId, made: 0, version: 1 })
      } else settle(it, outcome)
      return
    }
    const { outcome, it: now } = await takeAsItStands(it, stamp)
    if ('done' in outcome) {
      faults = 0
      count.steps += 1
      const { life, pace, caseId, stamped, made } = now
      // Replayed or overtaken: the version that the server says is the one that counts.
      schedule({
        life,
        pace,
        caseId: caseId!,
        ...(stamped !== undefined && { stamped }),
        made: made + 1,
        version: outcome.done.version,
      })
    } else settle(it, outcome)
  }

  const settle = (it: Playing, outcome: { refused: string } | { notNow: string }): void => {
    if ('notNow' in outcome) {
      faults += 1
      return onFault(outcome.notNow)
    }
    count.letGo += 1
    playing.delete(it.life.externalId)
    if (it.caseId === undefined) onFault(`${it.life.externalId}: ${outcome.refused}`)
  }

  return {
    add(it) {
      schedule(it)
      wake.abort()
    },
    async run(signal, untilEmpty = false) {
      while (!signal.aborted && !(untilEmpty && playing.size === 0)) {
        const now = clock.now()
        const due = [...playing.values()]
          .filter(({ dueAt }) => dueAt <= now)
          .sort((a, b) => a.dueAt - b.dueAt)
        let isRefused = false
        for (let from = 0; from < due.length && !signal.aborted && !isRefused; from += AT_ONCE) {
          const before = faults
          await Promise.all(due.slice(from, from + AT_ONCE).map(act))
          isRefused = faults > before
        }
        if (due.length > 0 && !isRefused) continue // more may have come due meanwhile
        const next = Math.min(...[...playing.values()].map(({ dueAt }) => dueAt))
        const waitMs = isRefused
          ? Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(faults, 10))
          : Math.min(LOOK_MS, Math.max(1, next - now))
        wake = new AbortController()
        await clock.sleep(waitMs, AbortSignal.any([signal, wake.signal]))
      }
    },
    get left() {
      return playing.size
    },
    count,
  }
}

/** A merge that comes too late is the answer that the matter was handled already. */
export function insteadOf(
  { role, department, body, afterMs }: PlannedStep,
  refused: string,
): PlannedStep | null {
  return body.type === 'merge' && refused.startsWith('target_')
    ? { role, department, body: { type: 'reject', ...DONE_ALREADY }, afterMs }
    : null
}

const PEOPLE: Record<ActingRole, string> = {
  intake: 'intake',
  dispatcher: 'dispatcher',
  liaison: 'liaison',
  verifier: 'verifier',
  duty_chief: 'chief',
  leader: 'leader',
}
