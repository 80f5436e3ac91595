/** 诉求/事件, the ticket: GB/T 30428's seven links with the side exits that the field practises. */
import { inHand, returning, whileOpen } from './facets.ts'
import type { Lifecycle } from './shape.ts'

const OPEN = [
  'reported',
  'verifying',
  'accepted',
  'filed',
  'dispatched',
  'signed',
  'handling',
  'suspended',
  'feedback',
  'checking',
] as const

export const TICKET_1 = {
  id: 'ticket/1',
  birth: { action: 'report', to: 'reported', event: 'case.reported' },
  statuses: {
    reported: 'intake', // 已上报
    verifying: 'intake', // 待核实
    accepted: 'intake', // 已受理
    filed: 'dispatch', // 已立案
    dispatched: 'dispatch', // 已派遣(待签收)
    signed: 'handle', // 已签收
    handling: 'handle', // 处置中
    suspended: 'handle', // 挂账
    feedback: 'verify', // 已反馈(待核查)
    checking: 'verify', // 核查中
    closed: 'closed', // 已结案
    evaluated: 'closed', // 已评价
    archived: 'closed', // 已归档
    rejected: null, // 不予受理
    merged: null, // 已并案
    voided: null, // 作废
  },
  edges: [
    // 委托核实: somebody goes and looks before it is accepted.
    {
      action: 'verify',
      from: ['reported'],
      to: 'verifying',
      event: 'case.verify_requested',
    },
    // GB/T 30428 link 2: the supervision centre takes the report on.
    {
      action: 'accept',
      from: ['reported', 'verifying'],
      to: 'accepted',
      event: 'case.accepted',
    },
    // 不予受理/不予立案: only before filing, with a coded reason and a reply to the reporter.
    {
      action: 'reject',
      from: ['reported', 'verifying', 'accepted'],
      to: 'rejected',
      event: 'case.rejected',
    },
    // 并案: the same matter is already being handled; the target keeps the count.
    {
      action: 'merge',
      from: ['reported', 'verifying', 'accepted', 'filed'],
      to: 'merged',
      event: 'case.merged',
    },
    // 立案: the filing conditions are met; the deadline starts here.
    { action: 'file', from: ['accepted'], to: 'filed', event: 'case.filed' },
    // 自处置/直接答复: settled on the spot. Never filed, so it cannot pad the closing rates.
    {
      action: 'close_self',
      from: ['accepted'],
      to: 'closed',
      event: 'case.closed_self',
    },
    // Link 3, 派遣: the command centre names the department that owns the case.
    {
      action: 'dispatch',
      from: ['filed'],
      to: 'dispatched',
      event: 'case.dispatched',
    },
    // 撤回 within ten seconds, before anybody signed.
    {
      action: 'recall',
      from: ['dispatched'],
      to: 'filed',
      event: 'case.recalled',
    },
    // 改派: until handling is done the owner may change; both departments see it. The limit goes on.
    {
      action: 'reassign',
      from: ['dispatched', 'signed', 'handling'],
      to: 'dispatched',
      event: 'case.reassigned',
    },
    ...returning(['dispatched', 'signed'], 'filed'),
    // 签收 by the owning department's liaison.
    { action: 'sign', from: ['dispatched'], to: 'signed', event: 'case.signed' },
    // Link 4, 处置.
    { action: 'handle', from: ['signed'], to: 'handling', event: 'case.handling' },
    // A limit in stages (stop, then punish, then demolish): one is done, the next one's limit counts.
    {
      action: 'finish_stage',
      from: ['handling'],
      to: null,
      event: 'case.stage_finished',
    },
    // 挂账: seasons and engineering works; the clock stands still until a date or a condition.
    {
      action: 'request_suspension',
      from: ['handling'],
      to: null,
      event: 'case.suspension_requested',
    },
    {
      action: 'refuse_suspension',
      from: ['handling'],
      to: null,
      event: 'case.suspension_refused',
    },
    {
      action: 'suspend',
      from: ['handling'],
      to: 'suspended',
      event: 'case.suspended',
    },
    // 恢复: by hand, or by the timer on the date that was set.
    {
      action: 'resume',
      from: ['suspended'],
      to: 'handling',
      event: 'case.resumed',
    },
    // Link 5, 反馈: handling stops the clock provisionally.
    { action: 'feedback', from: ['handling'], to: 'feedback', event: 'case.feedback' },
    // Link 6, 核查. "The one who dispatches does not certify closure": another body's person checks.
    { action: 'check', from: ['feedback'], to: 'checking', event: 'case.check_started' },
    { action: 'close', from: ['checking'], to: 'closed', event: 'case.closed' },
    // 返工: the check failed; the clock goes on as if it had never stopped.
    { action: 'rework', from: ['checking'], to: 'handling', event: 'case.rework' },
    // Link 7, 回访评价: what the reporter says of it.
    { action: 'rate', from: ['closed'], to: 'evaluated', event: 'case.rated' },
    {
      action: 'archive',
      from: ['closed', 'evaluated'],
      to: 'archived',
      event: 'case.archived',
    },
    // 重办 within 30 days: the citizen's complaint was substantiated; round + 1, a new limit.
    {
      action: 'reopen',
      from: ['closed', 'evaluated'],
      to: 'dispatched',
      event: 'case.reopened',
    },
    ...inHand(['signed', 'handling']),
    ...whileOpen(OPEN),
    // History of another system: closed there, as it says, without our steps in between.
    {
      action: 'close_external',
      from: OPEN,
      to: 'closed',
      event: 'case.closed_external',
    },
  ],
} as const satisfies Lifecycle
