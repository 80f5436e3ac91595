/** 诉求/事件: the life of a ticket, from the hotline to what its reporter says of it. */
import { CAME_BACK, NOT_DONE, SELF_HANDLED, SUSPENDED, TRIVIAL } from '../catalogue.ts'
import { RATES, SATISFIED } from '../mixes.ts'
import {
  clockFrom,
  elements,
  endsAtIntake,
  extendSome,
  handOver,
  measure,
  signingHoursOf,
  workOn,
  type Brief,
} from './brief.ts'
import type { LimitClock } from './limit-clock.ts'
import { overseen } from './oversight.ts'
import { DAY_MS, MINUTE_MS, type Script } from './script.ts'

export function liveTicket(script: Script, brief: Brief): void {
  const { random } = script
  const { category } = brief.matter
  script.wait(5 * MINUTE_MS)
  if (random.chance(RATES.verified)) {
    script.step('intake', { type: 'verify' })
    script.wait(50 * MINUTE_MS)
  }
  if (endsAtIntake(script, brief)) return
  script.step('intake', { type: 'accept' })
  script.wait(3 * MINUTE_MS)
  if (TRIVIAL.has(category) && random.chance(RATES.selfHandled)) {
    script.wait(10 * MINUTE_MS)
    return script.step('intake', { type: 'close_self', reply: random.pick(SELF_HANDLED) })
  }
  script.step('intake', { type: 'file' })
  const filedAt = script.at
  const { department } = handOver(script, brief, 'dispatch', signingHoursOf(brief))
  const held = handle(script, brief, department, filedAt)
  overseen(script, brief, department, held.from, held.to)
  if (random.chance(RATES.rated)) {
    script.at += Math.round(random.between(0.3, 2.5) * DAY_MS)
    script.step('intake', { type: 'rate', ...random.weighted(SATISFIED, ({ weight }) => weight).rating })
  }
  if (random.chance(RATES.reopened)) {
    script.at += Math.round(random.between(0.5, 9) * DAY_MS)
    script.step('dispatcher', { type: 'reopen', reason: random.pick(CAME_BACK) })
    handle(script, brief, department, script.at)
  }
}

/** A round: signed, handled, fed back, checked, closed. Answers between when the department had it in hand. */
function handle(
  script: Script,
  brief: Brief,
  department: string,
  startedAt: number,
): { from: number; to: number } {
  const { random } = script
  const last = clockFrom(startedAt, brief)
  script.waitAtWork(signingHoursOf(brief))
  script.step('liaison', { type: 'sign' }, department)
  const signedAt = script.at
  script.waitAtWork(signingHoursOf(brief) * 0.7)
  script.step('liaison', { type: 'handle' }, department)
  const begunAt = script.at
  finishStages(script, brief, department, startedAt)
  const atWorkUntil = pausing(script, brief, department, last)
  const isReworked = random.chance(RATES.reworked)
  workOn(script, last, brief.tempo.handling)
  const passes = (it: boolean) => measure(brief, it, random)
  script.step(
    'liaison',
    { type: 'feedback', ...elements(signedAt, script.at, random), ...passes(!isReworked) },
    department,
  )
  const held = { from: begunAt, to: atWorkUntil ?? script.at }
  check(script, brief)
  if (isReworked) {
    script.step('verifier', { type: 'rework', reason: random.pick(NOT_DONE) })
    script.waitAtWork(1.5)
    script.step(
      'liaison',
      { type: 'feedback', ...elements(signedAt, script.at, random), ...passes(true) },
      department,
    )
    check(script, brief)
  }
  script.step('verifier', { type: 'close' })
  return held
}

function check(script: Script, { tempo }: Brief): void {
  script.waitAtWork(tempo.checkHours)
  script.step('verifier', { type: 'check' })
  script.waitAtWork(tempo.closeHours)
}

/** A limit in stages: each but the last is done within its own. */
function finishStages(script: Script, brief: Brief, department: string, startedAt: number): void {
  const stages = brief.policy?.stages.length ?? 1
  for (let stage = 0; stage < stages - 1; stage += 1) {
    workOn(script, clockFrom(startedAt, brief, stage), brief.tempo.handling)
    script.step('liaison', { type: 'finish_stage' }, department)
  }
}

/** 挂账 where a season or works stand in the way, 延期 for a few of the others. Answers when a pause began. */
function pausing(script: Script, { matter }: Brief, department: string, clock: LimitClock): number | null {
  const { random } = script
  const suspension = SUSPENDED[matter.category]
  if (suspension && random.chance(RATES.suspendedOfSuch)) {
    script.waitAtWork(1)
    const askedAt = script.at
    const until = askedAt + Math.round(random.between(8, 25) * DAY_MS)
    script.step('liaison', { type: 'request_suspension', ...suspension, until }, department)
    script.waitAtWork(0.5)
    script.step('duty_chief', { type: 'suspend' })
    const pausedAt = script.at
    // It can go on a day or more before the date that was set.
    script.at = Math.max(pausedAt + DAY_MS, Math.round(until - random.between(1, 3) * DAY_MS))
    script.step('dispatcher', { type: 'resume' })
    clock.pause(pausedAt, script.at)
    return askedAt
  }
  extendSome(script, clock, department)
  return null
}
