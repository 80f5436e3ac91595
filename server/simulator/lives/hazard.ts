/** 隐患: the life of a hazard, from being found to the look back that finds it gone, or there again. */
import { CAME_BACK, LISTED, NOT_DONE, TURNED_INTO_EVENT } from '../catalogue.ts'
import { RATES } from '../mixes.ts'
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
import { DAY_MS, HOUR_MS, MINUTE_MS, type Script } from './script.ts'

export function liveHazard(script: Script, brief: Brief): void {
  const { random } = script
  script.wait(8 * MINUTE_MS)
  if (endsAtIntake(script, brief)) return
  script.step('intake', { type: 'grade', severity: brief.severity ?? 'yellow' })
  const gradedAt = script.at
  const { department } = handOver(script, brief, 'assign', signingHoursOf(brief))
  script.waitAtWork(signingHoursOf(brief))
  script.step('liaison', { type: 'rectify' }, department)
  const begunAt = script.at
  const clock = clockFrom(gradedAt, brief)
  if (random.chance(RATES.turnedIntoEvent)) {
    script.waitAtWork(1)
    return script.step('duty_chief', { type: 'turn_into_event', reason: TURNED_INTO_EVENT })
  }
  if (brief.severity === 'red' && random.chance(RATES.listedOfRed)) {
    script.waitAtWork(0.5)
    script.step('leader', { type: 'list', reason: LISTED })
  }
  hold(script, brief, clock)
  extendSome(script, clock, department)
  workOn(script, clock, brief.tempo.handling)
  overseen(script, brief, department, begunAt, script.at)
  rectified(script, brief, department, begunAt)
  if (random.chance(RATES.relapsed)) {
    script.at += Math.round(random.between(2, 12) * DAY_MS)
    script.step('duty_chief', { type: 'relapse', reason: random.pick(CAME_BACK) })
    const againAt = script.at
    workOn(script, clockFrom(againAt, brief), brief.tempo.handling)
    rectified(script, brief, department, againAt)
  }
  if (random.chance(RATES.lookedBack)) {
    script.at += Math.round(random.between(6, 14) * DAY_MS)
    script.waitAtWork(1)
    script.step('verifier', { type: 'look_back' })
  }
}

/** 稳控: held first and looked at again, while the limit goes on. */
function hold(script: Script, { severity }: Brief, clock: LimitClock): void {
  const { random } = script
  if ((severity !== 'red' && severity !== 'orange') || !random.chance(RATES.containedOfGrave)) return
  script.waitAtWork(0.5)
  const reviewedAt = Math.max(script.at + HOUR_MS, clock.whenUsed(random.between(0.1, 0.3)))
  // Looked at again well before the date that was set.
  script.step('duty_chief', { type: 'contain', until: reviewedAt + DAY_MS })
  script.at = reviewedAt
  script.step('dispatcher', { type: 'review' })
}

/** Rectified, inspected again, struck off; some only at the second inspection. */
function rectified(script: Script, brief: Brief, department: string, begunAt: number): void {
  const { random } = script
  const isReworked = random.chance(RATES.reworked)
  const submit = (passes: boolean): void => {
    const { measures } = elements(begunAt, script.at, random)
    script.step('liaison', { type: 'submit', measures, ...measure(brief, passes, random) }, department)
  }
  submit(!isReworked)
  const inspect = (): void => script.waitAtWork(brief.tempo.checkHours + brief.tempo.closeHours)
  inspect()
  if (isReworked) {
    script.step('verifier', { type: 'rework', reason: random.pick(NOT_DONE) })
    script.waitAtWork(1.5)
    submit(true)
    inspect()
  }
  script.step('verifier', { type: 'clear' })
}
