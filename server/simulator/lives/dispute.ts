/** 矛盾纠纷: the life of a dispute, mediated first and always; to an agreement that is kept, or on to the law. */
import { AGREEMENT_BROKEN, CAME_BACK, MEDIATION_FAILED, REFERRED, WITHDRAWN } from '../catalogue.ts'
import { RATES, SATISFIED } from '../mixes.ts'
import { clockFrom, endsAtIntake, extendSome, handOver, signingHoursOf, workOn, type Brief } from './brief.ts'
import { overseen } from './oversight.ts'
import { DAY_MS, MINUTE_MS, type Script } from './script.ts'

/** It is talked over sooner than its limit of weeks says. */
const SOONER = 0.8
/** 司法所 sits on every panel that it does not lead. */
const JUSTICE = 'D18'

export function liveDispute(script: Script, brief: Brief): void {
  const { random } = script
  const { severity } = brief
  script.wait(10 * MINUTE_MS)
  if (endsAtIntake(script, brief)) return
  // A dispute has no blue.
  script.step('intake', {
    type: 'triage',
    severity: severity === null || severity === 'blue' ? 'yellow' : severity,
  })
  const triagedAt = script.at
  const { department } = handOver(script, brief, 'mediate', signingHoursOf(brief))
  if (random.chance(RATES.withdrawn)) {
    script.at += Math.round(random.between(0.3, 4) * DAY_MS)
    return script.step('intake', { type: 'withdraw', reason: random.pick(WITHDRAWN) })
  }
  if (!mediate(script, brief, department, triagedAt, true)) return
  if (random.chance(RATES.followedUp)) {
    script.at += Math.round(random.between(3, 9) * DAY_MS)
    script.step('intake', { type: 'follow_up', ...random.weighted(SATISFIED, ({ weight }) => weight).rating })
  }
  if (random.chance(RATES.reopened)) {
    script.at += Math.round(random.between(1, 8) * DAY_MS)
    script.step('dispatcher', { type: 'reopen', reason: random.pick(CAME_BACK) })
    mediate(script, brief, department, script.at, false)
  }
}

/** A round: mediated by one body, or by a panel; agreed and kept, or failed and referred. Answers whether it was settled. */
function mediate(
  script: Script,
  brief: Brief,
  department: string,
  startedAt: number,
  isFirst: boolean,
): boolean {
  const { random } = script
  const { matter, severity, tempo } = brief
  const clock = clockFrom(startedAt, brief)
  const members = [...new Set([JUSTICE, ...matter.departments])].filter((it) => it !== department)
  const convene = (): void => script.step('dispatcher', { type: 'convene', lead: department, members })
  const fail = (): void =>
    script.step('liaison', { type: 'fail', reason: random.pick(MEDIATION_FAILED) }, department)
  const isHard = severity === 'red' || random.chance(RATES.panel)

  script.waitAtWork(1)
  script.step('liaison', { type: 'sign' }, department)
  let begunAt = script.at
  extendSome(script, clock, department)
  if (isHard) {
    script.at = Math.max(script.at + 5 * MINUTE_MS, clock.whenUsed(random.between(0.08, 0.2)))
    if (random.chance(0.5)) {
      fail()
      script.waitAtWork(1)
    }
    convene()
    begunAt = script.at
  }
  workOn(script, clock, tempo.handling * SOONER)
  if (isFirst) overseen(script, brief, department, begunAt, script.at)
  if (random.chance(isHard ? RATES.failedOfHard : RATES.failed)) {
    fail()
    script.waitAtWork(2)
    script.step('dispatcher', { type: random.pick(REFERRED[matter.category] ?? ['refer_to_suit']) })
    return false
  }
  agree(script, brief, department)
  return true
}

/** 达成协议 and its performance, which some only keep the second time. */
function agree(script: Script, { tempo }: Brief, department: string): void {
  const { random } = script
  const isBroken = random.chance(RATES.reworked)
  const performed = (): void => {
    script.step(
      'liaison',
      { type: 'agree', performBy: script.at + Math.round(random.between(12, 30) * DAY_MS) },
      department,
    )
    if (random.chance(RATES.performedLater)) {
      script.waitAtWork(3)
      script.step('liaison', { type: 'perform' }, department)
      script.waitAtWork(tempo.checkHours)
    }
    script.waitAtWork(tempo.checkHours)
  }
  performed()
  if (isBroken) {
    script.step('verifier', { type: 'rework', reason: random.pick(AGREEMENT_BROKEN) })
    script.waitAtWork(5)
    performed()
  }
  script.step('verifier', { type: 'settle' })
}
