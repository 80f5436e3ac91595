import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { born, lived, TO_HANDLING } from '../test/lived.ts'
import { NOW, worlds } from '../test/worlds.ts'
import type { CaseView } from './case-file.ts'
import { deadlineOf } from './deadline.ts'
import { isOpen } from './lifecycle.ts'
import { needsAction, regretOf } from './regret.ts'
import { PRIORITIES, SEVERITIES } from './vocabulary.ts'

const HOUR = 3_600_000
/** Any open case of a random world, with any priority and severity, and two instants, the first not later. */
const situations = fc
  .record({
    world: worlds(60),
    which: fc.nat(1_000),
    priority: fc.constantFrom(...PRIORITIES),
    severity: fc.constantFrom(null, ...SEVERITIES),
    at: fc.integer({ min: 0, max: 90 * 24 * HOUR }),
    later: fc.integer({ min: 0, max: 90 * 24 * HOUR }),
  })
  .map(({ world, which, priority, severity, at, later }) => {
    const open = [...world.cases.values()].filter(isOpen)
    const found = open[which % Math.max(1, open.length)]
    const now = NOW + at
    return { it: found ? { ...found, priority, severity } : null, now, after: now + later }
  })
  .filter((made): made is { it: NonNullable<typeof made.it>; now: number; after: number } => made.it !== null)

/** Somebody works on it, or it waits to be checked. */
const IN_HANDS = new Set(
  (
    'signed handling suspended feedback checking assigned rectifying contained reinspect ' +
    'pre_mediation panel failed agreed performing'
  ).split(' '),
)

describe('regret', () => {
  it('never falls as time passes', () => {
    fc.assert(
      fc.property(situations, ({ it, now, after }) => {
        expect(regretOf(it, after, null)).toBeGreaterThanOrEqual(regretOf(it, now, null))
      }),
    )
  })
  it('is larger with a higher priority, and never smaller with a higher severity', () => {
    fc.assert(
      fc.property(situations, ({ it, now }) => {
        const byPriority = PRIORITIES.map((priority) => regretOf({ ...it, priority }, now, null))
        for (let i = 1; i < byPriority.length; i += 1)
          expect(byPriority[i - 1]).toBeGreaterThan(byPriority[i]!)
        const bySeverity = SEVERITIES.map((severity) => regretOf({ ...it, severity }, now, null))
        for (let i = 1; i < bySeverity.length; i += 1)
          expect(bySeverity[i - 1]).toBeGreaterThanOrEqual(bySeverity[i]!)
      }),
    )
  })
  it('of two cases alike in all but their deadline, the one due earlier is regretted at least as much', () => {
    fc.assert(
      fc.property(situations, fc.integer({ min: 1, max: 500 }), ({ it, now }, hours) => {
        if (it.dueAt === null) return
        const earlier = { ...it, dueAt: it.dueAt - hours * HOUR }
        const startedAt = (it.round > 1 ? it.dispatchedAt : it.filedAt) ?? it.dueAt
        fc.pre(earlier.dueAt > startedAt && now >= startedAt)
        expect(regretOf(earlier, now, null)).toBeGreaterThanOrEqual(regretOf(it, now, null))
      }),
    )
  })
  it('what is late, nearly late, or grave and in nobody’s hands needs action; what has time and hands does not', () => {
    fc.assert(
      fc.property(situations, ({ it, now }) => {
        const level = deadlineOf(it, now, null)?.level
        if (level === 'overdue') expect(needsAction(it, now, null)).toBe(true)
        const isGrave = it.priority === 'P1' || it.severity === 'red'
        const isHandled = IN_HANDS.has(it.status)
        if (isGrave && !isHandled) expect(needsAction(it, now, null)).toBe(true)
        if (level === 'on_track' && (!isGrave || isHandled)) expect(needsAction(it, now, null)).toBe(false)
        const done: CaseView = { ...it, status: 'closed', closedAt: now }
        expect([needsAction(done, now, null), regretOf(done, now, null)]).toEqual([false, 0])
      }),
    )
  })
  it('a deadline reached weighs twice a case just begun; twice the limit twice that of the limit', () => {
    const it: CaseView = {
      ...situationOf(),
      filedAt: NOW,
      dispatchedAt: NOW,
      dueAt: NOW + 10 * HOUR,
      priority: 'P3',
      severity: null,
    }
    expect([0, 10, 20, 40].map((hours) => regretOf(it, NOW + hours * HOUR, null))).toEqual([1, 2, 4, 6])
  })
})

/** One open case whose clock runs. */
const situationOf = (): CaseView => lived(born(), ...TO_HANDLING)
