/**
 * The way of one case through the whole line: who does what, how long after the report. Knows the lifecycle's words and
 * the mixes; whether a step is legal is judged by `decide`, in a test for all of them and by the server for each.
 */
import type { SentBody } from '@shaotai/shared/domain/commands.ts'
import { CAME_BACK, DONE, NOT_DONE, NOT_OURS, PASSED_ON, type Matter } from './catalogue.ts'
import { ON_TIME, REASSIGNED, REJECTED, REOPENED, REWORKED, type Tempo } from './mixes.ts'
import type { Random } from './random.ts'

export type ActingRole = 'intake' | 'dispatcher' | 'liaison' | 'verifier'
export interface PlannedStep {
  role: ActingRole
  /** A liaison's own. */
  department: string | null
  body: SentBody
  /** Ms after the report. */
  afterMs: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** A category without a limit is handled as if it had three days. */
const USUAL_LIMIT_MINUTES = 4_320

export interface LifeOptions {
  limitMinutes: number | null
  tempo: Tempo
  /** Everybody hurries: a red hazard, a gas leak. */
  urgent: boolean
}

export function planLife(
  { departments, kind }: Matter,
  random: Random,
  { limitMinutes, tempo, urgent }: LifeOptions,
): PlannedStep[] {
  const steps: PlannedStep[] = []
  const hurry = urgent ? 0.3 : 1
  const limitMs = (limitMinutes ?? USUAL_LIMIT_MINUTES) * MINUTE_MS
  let at = 0
  /** Half of the waits are shorter than the median. */
  const wait = (medianMs: number, sigma = 0.7): void => {
    at += Math.max(5_000, Math.round(random.logNormal(medianMs * hurry, sigma)))
  }
  const step = (role: ActingRole, body: SentBody, department: string | null = null): void =>
    void steps.push({ role, department, body, afterMs: at })

  wait(5 * MINUTE_MS)
  if (random.chance(REJECTED)) {
    wait(12 * MINUTE_MS)
    step('intake', { type: 'reject', ...random.pick(NOT_OURS) })
    return steps
  }
  step('intake', { type: 'accept' })
  wait(3 * MINUTE_MS)
  step('intake', { type: 'file' })
  const filedAt = at
  wait(7 * MINUTE_MS)
  let [department, other] = departments
  const isMisdirected = random.chance(REASSIGNED)
  if (isMisdirected) [department, other] = [other, department]
  step('dispatcher', { type: 'dispatch', department })
  // Short limits leave no time to wait for a signature.
  const signing = Math.min(35 * MINUTE_MS, limitMs * 0.06)
  if (isMisdirected) {
    wait(signing)
    step('dispatcher', { type: 'reassign', department: other, reason: random.pick(PASSED_ON) })
    department = other
  }
  const liaison = (body: SentBody): void => step('liaison', body, department)

  const handleFrom = (startedAt: number): void => {
    wait(signing)
    liaison({ type: 'sign' })
    wait(signing * 0.7)
    liaison({ type: 'handle' })
    // A dispute is talked over sooner than its limit of weeks says.
    const share = tempo.handling * (kind === 'dispute' ? 0.7 : 1)
    at = Math.max(at + 5 * MINUTE_MS, startedAt + Math.round(limitMs * shareUsed(share, random)))
    liaison({ type: 'feedback', note: random.pick(DONE) })
  }
  const checkIt = (): void => {
    wait(tempo.checkHours * HOUR_MS)
    step('verifier', { type: 'check' })
    wait(tempo.closeHours * HOUR_MS)
  }

  handleFrom(filedAt)
  checkIt()
  if (random.chance(REWORKED)) {
    step('verifier', { type: 'rework', reason: random.pick(NOT_DONE) })
    wait(4 * HOUR_MS)
    liaison({ type: 'feedback', note: random.pick(DONE) })
    checkIt()
  }
  step('verifier', { type: 'close' })
  if (random.chance(REOPENED)) {
    at += Math.round(random.between(0.5, 12) * DAY_MS)
    step('dispatcher', { type: 'reopen', reason: random.pick(CAME_BACK) })
    handleFrom(at)
    checkIt()
    step('verifier', { type: 'close' })
  }
  return steps
}

/** How much of its limit a case uses: most less than all of it, a few a little more, one in a hundred far more. */
function shareUsed(median: number, random: Random): number {
  if (random.chance(ON_TIME)) {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const used = random.logNormal(median, 0.6)
      if (used < 0.97) return used
    }
    return median
  }
  return random.chance(0.65) ? random.between(1.05, 1.9) : random.between(2, 4)
}
