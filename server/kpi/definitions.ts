/**
 * Every figure as one object: what it is called, what it means in both languages, whom it looks at, whom it
 * counts and whom it leaves out. The number, its tooltip, the cases behind it and its documentation come from
 * here. Names conditions only (they are SQL in facts.ts); formulas after the field's published definitions.
 * Here: volume, resolution, backlog. Stages of the work are in stages.ts, how well it was done in quality.ts.
 */
import { NEVER, OF_CLOSED, UNIVERSAL, WITH_DEADLINE, type Kpi } from './figure.ts'
import { QUALITY } from './quality.ts'
import { STAGES } from './stages.ts'

const LEDGER: readonly Kpi[] = [
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
    of: ['reported_in_window'],
    counted: [],
    exclusions: NEVER,
  },
  {
    id: 'accepted',
    version: 2,
    unit: 'cases',
    text: { en: 'Cases accepted in the window.', 'zh-CN': '窗口内受理的案件。' },
    cohort: 'accepted_at',
    measure: 'count',
    of: ['accepted_in_window'],
    counted: [],
    exclusions: UNIVERSAL,
  },
  {
    id: 'filed',
    version: 2,
    unit: 'cases',
    text: {
      en: 'Cases filed in the window: tickets filed, hazards graded, disputes triaged. A case closed by another system counts as filed when it was reported.',
      'zh-CN': '窗口内立案的案件：诉求立案、隐患定级、纠纷研判定级；由外部系统结案者按上报时间计立案。',
    },
    cohort: 'filed_at',
    measure: 'count',
    of: ['filed_in_window'],
    counted: [],
    exclusions: UNIVERSAL,
  },
  {
    id: 'closed',
    version: 2,
    unit: 'cases',
    text: {
      en: 'Cases whose last closing lies in the window: closed, struck off, settled, referred, withdrawn or turned into an event. What was settled on the spot is counted apart.',
      'zh-CN': '末次结案时间在窗口内的案件（结案、销号、化解、转办、撤回、转事件）；自处置另计。',
    },
    cohort: 'closed_at',
    measure: 'count',
    of: ['closed_in_window'],
    counted: [],
    exclusions: OF_CLOSED,
  },
  {
    id: 'self_handled',
    version: 1,
    unit: 'cases',
    text: {
      en: 'Cases settled on the spot in the window, never filed: a family apart, in no rate.',
      'zh-CN': '窗口内自处置（当场办结、未立案）的案件；单列，不进入各项比率。',
    },
    cohort: 'closed_at',
    measure: 'count',
    of: ['closed_in_window', 'self_handled'],
    counted: [],
    exclusions: NEVER,
  },
  ...(
    [
      ['rejected', 'not accepted', '不予受理'],
      ['merged', 'merged into another case', '并入其他案件'],
      ['voided', 'voided', '作废'],
    ] as const
  ).map(([status, en, zh]): Kpi => ({
    id: status,
    version: 1,
    unit: 'cases',
    text: { en: `Cases ${en} in the window.`, 'zh-CN': `窗口内${zh}的案件。` },
    cohort: 'left_at',
    measure: 'count',
    of: ['left_in_window', status],
    counted: [],
    exclusions: NEVER,
  })),
  {
    id: 'backlog',
    version: 3,
    unit: 'cases',
    text: {
      en: 'Cases open at the end of the window, as it happened: filed or reopened, and since then neither closed nor merged nor voided. In groups of time: by when they were filed.',
      'zh-CN':
        '窗口结束时在办的案件，按事件实际发生计：已立案或重办，且此后未结案、未并案、未作废。按时间分组时依立案时间。',
    },
    cohort: 'filed_at',
    measure: 'count',
    of: ['open_at_end'],
    counted: [],
    exclusions: NEVER,
    isState: true,
  },
  {
    id: 'overdue_open',
    version: 2,
    unit: 'cases',
    text: {
      en: 'Of the backlog, the cases past their deadline: the standing feedback, else the suspension that lasts, else the end of the window, lies after it.',
      'zh-CN': '在办案件中已超期者：现行反馈时间（无反馈则挂账时刻，均无则窗口结束时刻）晚于时限。',
    },
    cohort: 'filed_at',
    measure: 'count',
    of: ['open_at_end'],
    counted: ['overdue_at_end'],
    exclusions: [...NEVER, 'no_deadline'],
    isState: true,
  },
  {
    id: 'near_due_open',
    version: 2,
    unit: 'cases',
    text: {
      en: 'Of the backlog, the cases not past their deadline that have used at least 80 % of their limit on its own calendar (yellow).',
      'zh-CN': '在办案件中未超期但按其日历已用时限达80%以上者（黄灯）。',
    },
    cohort: 'filed_at',
    measure: 'count',
    of: ['open_at_end'],
    counted: ['near_due_at_end'],
    exclusions: [...NEVER, 'no_deadline'],
    isState: true,
  },
  {
    id: 'clearance_rate',
    version: 2,
    unit: 'share',
    text: {
      en: 'Of the cases open at the start of the window or filed in it, the share whose last closing lies in it.',
      'zh-CN': '窗口开始时在办及窗口内立案的案件中，末次结案在窗口内的比例（清结率）。',
    },
    cohort: 'filed_at',
    measure: 'share',
    of: ['in_hand'],
    counted: ['closed_in_window'],
    exclusions: UNIVERSAL,
  },
  {
    id: 'net_flow',
    version: 2,
    unit: 'cases',
    text: {
      en: 'Filed and reopened less closed, merged and voided in the window, counted as events as they happened: the backlog at its end less the backlog at its start. An ending takes effect no earlier than the opening it ends. The numerator is how many cases moved.',
      'zh-CN':
        '窗口内立案数加重办数减结案、并案、作废数，按事件实际发生计，等于期末在办减期初在办；终结不早于其所结束的立案或重办生效。分子为发生变动的案件数。',
    },
    cohort: 'moved_at',
    measure: 'net',
    of: ['moved_in_window'],
    counted: [],
    exclusions: NEVER,
  },
  {
    id: 'closed_share',
    version: 2,
    unit: 'share',
    text: {
      en: 'Of the cases reported in the window, the share closed by the as-of instant. Open 311 data calls it resolution rate.',
      'zh-CN': '窗口内上报的案件中，截至统计时刻已结案的比例（开放311数据称为解决率）。',
    },
    cohort: 'reported_at',
    measure: 'share',
    of: ['reported_in_window'],
    counted: ['closed_by_instant'],
    exclusions: [...UNIVERSAL, 'self_handled'],
  },
  {
    id: 'should_close',
    version: 2,
    unit: 'cases',
    text: {
      en: 'Cases filed in the window that are closed or past their deadline at the instant of judging (应结案数).',
      'zh-CN': '窗口内立案且截至判定时刻已结案或已超期的案件（应结案数）。',
    },
    cohort: 'filed_at',
    measure: 'count',
    of: ['filed_in_window'],
    counted: ['should_be_closed'],
    exclusions: WITH_DEADLINE,
  },
  {
    id: 'resolution_rate',
    version: 2,
    unit: 'share',
    text: {
      en: 'Official resolution rate: of the cases filed in the window that should be closed (closed, or past their deadline), the share that is.',
      'zh-CN': '结案率：窗口内立案的应结案件（已结案或已超期）中已结案的比例。',
    },
    cohort: 'filed_at',
    measure: 'share',
    of: ['filed_in_window', 'should_be_closed'],
    counted: ['closed_by_then'],
    exclusions: WITH_DEADLINE,
  },
  {
    id: 'on_time_rate',
    version: 2,
    unit: 'share',
    text: {
      en: 'Official on-time rate: of the cases filed in the window that should be closed, the share closed with the standing feedback, else the closing, by the deadline. Open overdue cases count against it.',
      'zh-CN':
        '按期结案率：窗口内立案的应结案件中，已结案且现行反馈（无反馈则结案）不晚于时限的比例；超期未结计入分母。',
    },
    cohort: 'filed_at',
    measure: 'share',
    of: ['filed_in_window', 'should_be_closed'],
    counted: ['closed_by_then', 'on_time'],
    exclusions: WITH_DEADLINE,
  },
  {
    id: 'on_time_rate_due',
    version: 2,
    unit: 'share',
    text: {
      en: 'Of the cases whose deadline lies in the window and has come, the share finished by it: unbiased for recent days. The deadline of a suspended case has not come.',
      'zh-CN': '时限在窗口内且已到期的案件中按期完成的比例（到期口径，近期无偏）；挂账中的案件视为未到期。',
    },
    cohort: 'due_at',
    measure: 'share',
    of: ['due_in_window'],
    counted: ['on_time'],
    exclusions: [...UNIVERSAL, 'suspended'],
  },
  {
    id: 'on_time_rate_closed',
    version: 2,
    unit: 'share',
    text: {
      en: 'Of the cases closed in the window, the share finished by their deadline. For comparison only: it hides what is open and overdue.',
      'zh-CN': '窗口内结案的案件中按期完成的比例（已结口径，仅供对照，不含超期未结）。',
    },
    cohort: 'closed_at',
    measure: 'share',
    of: ['closed_in_window'],
    counted: ['on_time'],
    exclusions: [...OF_CLOSED, 'no_deadline'],
  },
  ...([50, 90] as const).map((percent): Kpi => ({
    id: `time_to_close_p${percent}`,
    version: 2,
    unit: 'seconds',
    text: {
      en: `Natural time from report to closing that ${percent} % of the cases closed in the window did not exceed (type-7 quantile). Cases closed before they were reported are left out and counted.`,
      'zh-CN': `窗口内结案的案件从上报到结案的自然时长，${percent}% 的案件不超过此值（第7类分位数）；结案早于上报的案件不计入并单独计数。`,
    },
    cohort: 'closed_at',
    measure: { quantile: percent / 100, of: 'time_to_close' },
    of: ['closed_in_window'],
    counted: [],
    exclusions: [...OF_CLOSED, 'closed_before_reported'],
  })),
]

export const KPIS: readonly Kpi[] = [...LEDGER, ...STAGES, ...QUALITY]
