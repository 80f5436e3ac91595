/**
 * Every figure as one object: what it is called, what it means in both languages, whom it counts and how.
 * The number, its tooltip and its documentation come from here (ids and formulas: docs/glossary.md, after
 * the field's published definitions). Counting only; the query is built in measure.ts.
 */
import { sql, type RawBuilder } from 'kysely'

/** The stamp that decides whether a case belongs to the window, and to which day. */
export type Cohort = 'reported_at' | 'accepted_at' | 'filed_at' | 'closed_at'

type Condition = RawBuilder<boolean>
export interface Kpi {
  id: string
  version: number
  unit: 'cases' | 'share' | 'seconds'
  text: { en: string; 'zh-CN': string }
  cohort: Cohort
  /** `count`: the numerator is the value. `share`: numerator ÷ denominator. Else a type-7 quantile of natural time to close. */
  measure: 'count' | 'share' | 'p50' | 'p90'
  /** Beside the cohort and the exclusions. */
  numerator: Condition
  /** Left out and counted, a reason each. */
  exclusions: { reason: string; where: Condition }[]
  /** Ignores the start of the window: a state at its end, not a flow. */
  isState?: true
}

/** The instant everything is judged by; a common table expression named `at` holds it. */
const asOf = sql.raw('(select instant from at)')
/** The last instant of the window, for states: not after what we judge by. */
const atEnd = sql.raw('(select ending from at)')
const closedByThen = sql<boolean>`(status = 'closed' and closed_at <= ${asOf})`
const anyone = sql<boolean>`true`

const exercise = { reason: 'exercise', where: sql<boolean>`exercise` }
const rejected = { reason: 'rejected', where: sql<boolean>`status = 'rejected'` }
const beforeReported = { reason: 'closed_before_reported', where: sql<boolean>`closed_at < reported_at` }

export const KPIS: readonly Kpi[] = [
  {
    id: 'reports',
    version: 1,
    unit: 'cases',
    text: {
      en: 'All reports received in the window, whatever became of them.',
      'zh-CN': '窗口内上报的全部案件，不论后续结果。',
    },
    cohort: 'reported_at',
    measure: 'count',
    numerator: anyone,
    exclusions: [exercise],
  },
  {
    id: 'accepted',
    version: 1,
    unit: 'cases',
    text: { en: 'Cases accepted in the window.', 'zh-CN': '窗口内受理的案件。' },
    cohort: 'accepted_at',
    measure: 'count',
    numerator: anyone,
    exclusions: [exercise, rejected],
  },
  {
    id: 'filed',
    version: 1,
    unit: 'cases',
    text: {
      en: 'Cases filed in the window; a case closed by another system counts as filed when it was reported.',
      'zh-CN': '窗口内立案的案件；由外部系统结案者按上报时间计立案。',
    },
    cohort: 'filed_at',
    measure: 'count',
    numerator: anyone,
    exclusions: [exercise, rejected],
  },
  {
    id: 'closed',
    version: 1,
    unit: 'cases',
    text: { en: 'Cases whose last closing lies in the window.', 'zh-CN': '末次结案时间在窗口内的案件。' },
    cohort: 'closed_at',
    measure: 'count',
    numerator: closedByThen,
    exclusions: [exercise],
  },
  {
    id: 'backlog',
    version: 1,
    unit: 'cases',
    text: { en: 'Filed and not closed at the end of the window.', 'zh-CN': '窗口结束时已立案未结案的案件。' },
    cohort: 'filed_at',
    measure: 'count',
    numerator: sql<boolean>`not (status = 'closed' and closed_at <= ${atEnd})`,
    exclusions: [exercise, rejected],
    isState: true,
  },
  {
    id: 'closed_share',
    version: 1,
    unit: 'share',
    text: {
      en: 'Of the cases reported in the window, the share closed by the as-of instant. Open 311 data calls it resolution rate.',
      'zh-CN': '窗口内上报的案件中，截至统计时刻已结案的比例（开放311数据称为解决率）。',
    },
    cohort: 'reported_at',
    measure: 'share',
    numerator: closedByThen,
    exclusions: [exercise, rejected],
  },
  ...([50, 90] as const).map((percent): Kpi => ({
    id: `time_to_close_p${percent}`,
    version: 1,
    unit: 'seconds',
    text: {
      en: `Natural time from report to closing that ${percent} % of the cases closed in the window did not exceed (type-7 quantile). Cases closed before they were reported are left out and counted.`,
      'zh-CN': `窗口内结案的案件从上报到结案的自然时长，${percent}% 的案件不超过此值（第7类分位数）；结案早于上报的案件不计入并单独计数。`,
    },
    cohort: 'closed_at',
    measure: percent === 50 ? 'p50' : 'p90',
    numerator: closedByThen,
    exclusions: [exercise, beforeReported],
  })),
]
