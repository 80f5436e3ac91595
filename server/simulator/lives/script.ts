/**
 * How a life is written down: step after step, with the waits between them on the right clock. Desks work around the
 * clock, departments and checkers in office hours unless it burns. Knows no lifecycle.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import { clockOf } from '@shaotai/shared/domain/calendar/clock.ts'
import type { SentBody } from '@shaotai/shared/domain/commands.ts'
import type { Source } from '@shaotai/shared/domain/vocabulary.ts'
import type { Random } from '../random.ts'

export type ActingRole = 'intake' | 'dispatcher' | 'liaison' | 'verifier' | 'duty_chief' | 'leader'
/** The plan knows no case ids: a merge names its target as its reporter does. */
export interface PlannedMerge {
  type: 'merge'
  into: { source: Source; externalId: string }
}
export type PlannedBody = Exclude<SentBody, { type: 'merge' }> | PlannedMerge
export interface PlannedStep {
  role: ActingRole
  /** A liaison's own. */
  department: string | null
  body: PlannedBody
  /** Ms after the report. */
  afterMs: number
}

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
/** Two steps of a case never share a stamp: its history is in their order. */
const APART_MS = 1_000

export interface Script {
  readonly random: Random
  readonly office: Calendar
  /** Where the story has come to, epoch ms. */
  at: number
  /** On the clock on the wall; half of the waits are shorter than the median. */
  wait: (medianMs: number, sigma?: number) => void
  /** In office hours; on the wall's clock where everybody hurries. */
  waitAtWork: (medianHours: number) => void
  step: (role: ActingRole, body: PlannedBody, department?: string | null) => void
  /** Beside the story: some time between two instants, if there is time between them. Answers when, or null. */
  aside: (
    role: ActingRole,
    body: PlannedBody,
    from: number,
    to: number,
    department?: string | null,
  ) => number | null
  /** In the order of their stamps. */
  written: () => PlannedStep[]
}

export function openScript(at: number, random: Random, office: Calendar, hurries: boolean): Script {
  const startedAt = at
  const steps: (Omit<PlannedStep, 'afterMs'> & { at: number })[] = []
  const hurry = hurries ? 0.3 : 1
  const atWork = clockOf(office, 'working_hours')
  const asides = random.branch('asides')
  const script: Script = {
    random,
    office,
    at,
    wait(medianMs, sigma = 0.7) {
      script.at += Math.max(5_000, Math.round(random.logNormal(medianMs * hurry, sigma)))
    },
    waitAtWork(medianHours) {
      if (hurries) return script.wait(medianHours * HOUR_MS)
      const hours = random.logNormal(medianHours, 0.7)
      const then = Math.ceil(atWork.instantAt(atWork.position(script.at) + hours))
      script.at = Math.max(script.at + 5_000, then)
    },
    step(role, body, department = null) {
      steps.push({ role, department, body, at: script.at })
    },
    aside(role, body, from, to, department = null) {
      const when = Math.round(asides.between(from + 2 * APART_MS, to - 2 * APART_MS))
      if (when <= from || when >= to) return null
      steps.push({ role, department, body, at: when })
      return when
    },
    written() {
      let before = startedAt
      return steps
        .toSorted((a, b) => a.at - b.at)
        .map(({ at: then, ...step }) => {
          before = Math.max(then, before + APART_MS)
          return { ...step, afterMs: before - startedAt }
        })
    },
  }
  return script
}
