/**
 * What kind of day it is. A scenario says how many times more cases come at an hour of it, which matters they are about
 * and where; everything else is as on any day. Adding one: an entry here, and its name in docs/demo.md.
 */
import type { Priority } from '@shaotai/shared/domain/vocabulary.ts'

export interface Surge {
  /** How many times the cases of a normal hour, on top of them, `hours` after the scenario began. */
  extra: (hours: number) => number
  /** Category → weight; these cases come to the low-lying points. */
  matters: Readonly<Record<string, number>>
  priority: Readonly<Record<Priority, number>>
}
export interface Scenario {
  /** Of a normal day's cases, those that come anyway. */
  level: number
  surge: Surge | null
}

/** Begins at once, full after a quarter of an hour, for three hours; then it ebbs away with a half-life of an hour. */
const downpour = (hours: number): number =>
  9 * (hours < 0.25 ? hours / 0.25 : hours < 3 ? 1 : 0.5 ** (hours - 3))

export const SCENARIOS = {
  'normal-day': { level: 1, surge: null },
  rainstorm: {
    level: 1,
    surge: {
      extra: downpour,
      matters: { '0104b': 40, '0116': 20, '0207': 18, '0106': 10, '0205': 6, '0206': 3, '0113': 3 },
      priority: { P1: 14, P2: 46, P3: 38, P4: 2 },
    },
  },
  quiet: { level: 0.2, surge: null },
} as const satisfies Record<string, Scenario>
export type ScenarioName = keyof typeof SCENARIOS
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[]
