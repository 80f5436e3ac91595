/**
 * 矛盾纠纷, the dispute: the centre moves the procedure, the department settles the substance (综治中心负责程序性推进、
 * 办理部门负责实质性解决).
 */
import { inHand, returning, whileOpen } from './facets.ts'
import type { Lifecycle } from './shape.ts'

const OPEN = ['registered', 'triaged', 'pre_mediation', 'panel', 'failed', 'agreed', 'performing'] as const

export const DISPUTE_1 = {
  id: 'dispute/1',
  birth: { action: 'report', to: 'registered', event: 'case.reported' },
  statuses: {
    registered: 'intake', // 登记受理
    triaged: 'dispatch', // 研判定级
    pre_mediation: 'handle', // 先行调解
    panel: 'handle', // 联合调解(联调联处)
    failed: 'handle', // 调解不成
    agreed: 'verify', // 达成协议
    performing: 'verify', // 履行中
    settled: 'closed', // 案结事了
    followed_up: 'closed', // 回访
    to_suit: 'closed', // 转诉讼
    to_arbitration: 'closed', // 转仲裁
    to_petition: 'closed', // 转信访
    to_pil: 'closed', // 转公益诉讼
    withdrawn: 'closed', // 撤回
    rejected: null, // 不予受理
    merged: null, // 已并案
    voided: null, // 作废
  },
  edges: [
    // 研判定级, red to yellow: counts as filing, the limit starts here.
    {
      action: 'triage',
      from: ['registered'],
      to: 'triaged',
      event: 'case.triaged',
    },
    {
      action: 'reject',
      from: ['registered'],
      to: 'rejected',
      event: 'case.rejected',
    },
    {
      action: 'merge',
      from: ['registered', 'triaged'],
      to: 'merged',
      event: 'case.merged',
    },
    // 先行调解: mediation is always tried first, by the body that is named.
    {
      action: 'mediate',
      from: ['triaged'],
      to: 'pre_mediation',
      event: 'case.mediation_started',
    },
    {
      action: 'recall',
      from: ['pre_mediation'],
      to: 'triaged',
      event: 'case.recalled',
    },
    {
      action: 'reassign',
      from: ['pre_mediation', 'panel'],
      to: 'pre_mediation',
      event: 'case.reassigned',
    },
    ...returning(['pre_mediation'], 'triaged'),
    // 签收 by the mediating body: beside the status, mediation has begun already.
    { action: 'sign', from: ['pre_mediation'], to: null, event: 'case.signed' },
    // 联调联处: a panel with a lead and its members.
    {
      action: 'convene',
      from: ['pre_mediation', 'failed'],
      to: 'panel',
      event: 'case.panel_convened',
    },
    // 达成协议, with the day by which it is to be performed.
    {
      action: 'agree',
      from: ['pre_mediation', 'panel'],
      to: 'agreed',
      event: 'case.agreed',
    },
    {
      action: 'fail',
      from: ['pre_mediation', 'panel'],
      to: 'failed',
      event: 'case.mediation_failed',
    },
    // 履行, or 违约: the agreement was not kept, the panel sits again.
    {
      action: 'perform',
      from: ['agreed'],
      to: 'performing',
      event: 'case.performing',
    },
    {
      action: 'rework',
      from: ['agreed', 'performing'],
      to: 'panel',
      event: 'case.rework',
    },
    // 案结事了: performed, and somebody else than the mediator says so.
    {
      action: 'settle',
      from: ['agreed', 'performing'],
      to: 'settled',
      event: 'case.settled',
    },
    {
      action: 'follow_up',
      from: ['settled'],
      to: 'followed_up',
      event: 'case.followed_up',
    },
    // 引导: where mediation failed, the road of the law.
    {
      action: 'refer_to_suit',
      from: ['failed'],
      to: 'to_suit',
      event: 'case.referred_to_suit',
    },
    {
      action: 'refer_to_arbitration',
      from: ['failed'],
      to: 'to_arbitration',
      event: 'case.referred_to_arbitration',
    },
    {
      action: 'refer_to_petition',
      from: ['failed'],
      to: 'to_petition',
      event: 'case.referred_to_petition',
    },
    {
      action: 'refer_to_pil',
      from: ['failed'],
      to: 'to_pil',
      event: 'case.referred_to_pil',
    },
    // 撤回 by the parties themselves.
    {
      action: 'withdraw',
      from: ['registered', 'triaged', 'pre_mediation', 'panel'],
      to: 'withdrawn',
      event: 'case.withdrawn',
    },
    // 重办 within 30 days.
    {
      action: 'reopen',
      from: ['settled', 'followed_up', 'withdrawn'],
      to: 'pre_mediation',
      event: 'case.reopened',
    },
    ...inHand(['pre_mediation', 'panel']),
    ...whileOpen(OPEN),
    {
      action: 'close_external',
      from: OPEN,
      to: 'settled',
      event: 'case.closed_external',
    },
  ],
} as const satisfies Lifecycle
