/** What a figure is: names of conditions, and what is done with those for whom they hold. Holds no figure. */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import type { Acts } from './acts.ts'
import type { Cohort, Fact } from './facts.ts'

export interface Kpi {
  id: string
  version: number
  unit: KpiItem['unit']
  text: { en: string; 'zh-CN': string }
  cohort: Cohort
  /**
   * `count`: the numerator is the value. `share`: numerator ÷ denominator. `net`: openings less endings.
   * Else a type-7 quantile of a time.
   */
  measure: 'count' | 'share' | 'net' | { quantile: number; of: Duration }
  /** Whom it looks at: all of these hold. Less the exclusions this is the denominator. */
  of: readonly [Fact, ...Fact[]]
  /** Whom of them it counts: these hold too. */
  counted: readonly Fact[]
  /** Left out and counted; the reason is the fact's name. */
  exclusions: readonly Fact[]
  /** A state at the end of the window: ignores its start. */
  isState?: true
  /** Looks at acts in the window and not at cases: numerator and denominator count those. */
  acts?: Acts
  /** Dear: asked of the events and not read off the cases. Answered where it is named. */
  fromEvents?: true
}
export type Duration =
  | 'time_to_close'
  | 'first_response'
  | 'dispatch_time'
  | 'sign_time'
  | 'handle_time'
  | 'check_time'
  | 'centre_custody'
  | 'department_custody'
  | 'verifier_custody'

export const NEVER: readonly Fact[] = ['exercise']
/** domain §9.1: practice, and what turned out to be no case of its own. Each is counted. */
export const UNIVERSAL: readonly Fact[] = ['exercise', 'rejected', 'merged', 'voided']
export const WITH_DEADLINE: readonly Fact[] = [...UNIVERSAL, 'no_deadline']
/** Of closings: what was settled on the spot has a figure of its own. */
export const OF_CLOSED: readonly Fact[] = ['exercise', 'self_handled']
