/** How long the stages of the work take, and who had a case in hand: type-7 quantiles of natural time (domain §9.4). */
import type { Fact } from './facts.ts'
import { NEVER, OF_CLOSED, UNIVERSAL, type Duration, type Kpi } from './figure.ts'

type Stage = Pick<Kpi, 'cohort' | 'of' | 'exclusions'> & {
  time: Duration
  version?: number
  counted?: readonly Fact[]
  fromEvents?: true
  en: string
  zh: string
}
const PERCENTS = [50, 90] as const

const quantilesOf = (
  { time, version = 1, counted = [], en, zh, fromEvents, ...rest }: Stage,
  percents: readonly number[] = PERCENTS,
): Kpi[] =>
  percents.map((percent) => ({
    ...rest,
    id: `${time}_p${percent}`,
    version,
    unit: 'seconds',
    text: {
      en: `${en} that ${percent} % of them did not exceed (type-7 quantile).`,
      'zh-CN': `${zh}，${percent}% 的案件不超过此值（第7类分位数）。`,
    },
    measure: { quantile: percent / 100, of: time },
    counted,
    ...(fromEvents && { fromEvents }),
  }))

const custody = (holder: 'centre' | 'department' | 'verifier', en: string, zh: string): Kpi[] =>
  quantilesOf(
    {
      time: `${holder}_custody`,
      en: `Of the cases closed in the window that ${en} ever held, the natural time, over all rounds, in which it owed the next step,`,
      zh: `窗口内结案且曾由${zh}持有的案件，各轮次中由其承担下一步的自然时长（持球时长）`,
      cohort: 'closed_at',
      of: ['closed_in_window'],
      counted: [`held_by_${holder}`],
      exclusions: OF_CLOSED,
      fromEvents: true,
    },
    [50],
  )

export const STAGES: readonly Kpi[] = [
  ...quantilesOf(
    {
      time: 'first_response',
      version: 2,
      en: 'Of the cases answered in the window, the natural time from the dispatch of the round to the first contact with the reporter or the signing of the standing department, whichever came first,',
      zh: '窗口内首次响应的案件，从本轮派遣到首次联系来件人或现承办部门签收（取较早者）的自然时长',
      cohort: 'responded_at',
      of: ['responded_in_window'],
      exclusions: [...NEVER, 'relapsed', 'responded_before_dispatched'],
    },
    [50],
  ),
  ...quantilesOf({
    time: 'dispatch_time',
    en: 'Of the cases first dispatched in the window, the natural time from acceptance to dispatch,',
    zh: '窗口内首次派遣的案件，从受理到派遣的自然时长（派遣时长）',
    cohort: 'dispatched_at',
    of: ['dispatched_in_window'],
    exclusions: [...UNIVERSAL, 'later_round', 'dispatched_before_accepted'],
  }),
  ...quantilesOf({
    time: 'sign_time',
    en: 'Of the cases signed for in the window, the natural time from the dispatch of the round to the signing of the standing department,',
    zh: '窗口内签收的案件，从本轮派遣到现承办部门签收的自然时长（签收时长）',
    cohort: 'signed_at',
    of: ['signed_in_window'],
    exclusions: [...UNIVERSAL, 'relapsed', 'signed_before_dispatched'],
  }),
  ...quantilesOf({
    time: 'handle_time',
    en: 'Of the cases whose standing feedback lies in the window, the natural time from signing to it,',
    zh: '现行反馈在窗口内的案件，从签收到反馈的自然时长（处置时长）',
    cohort: 'feedback_at',
    of: ['fed_back_in_window'],
    exclusions: [...UNIVERSAL, 'never_signed', 'fed_back_before_signed'],
  }),
  ...quantilesOf({
    time: 'check_time',
    en: 'Of the cases closed in the window on a feedback, the natural time from it to the closing,',
    zh: '窗口内经反馈后结案的案件，从现行反馈到结案的自然时长（核查时长）',
    cohort: 'closed_at',
    of: ['closed_in_window', 'has_feedback'],
    exclusions: [...NEVER, 'closed_before_feedback'],
  }),
  ...custody('centre', 'the centre', '指挥中心'),
  ...custody('department', 'a department', '承办部门'),
  ...custody('verifier', 'the verifiers', '核查方'),
]
