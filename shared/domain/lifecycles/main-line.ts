/**
 * The line that every kind of case rode on before each had its own life. No case is born with it any more;
 * those that were keep it to their end.
 */
import type { Lifecycle } from './shape.ts'

/** 案件主流程, the ticket's main line (GB/T 30428's seven links), then shared by hazards and disputes. */
export const MAIN_LINE_1 = {
  id: 'main/1',
  birth: { action: 'report', to: 'reported', event: 'case.reported' },
  /** status → phase. `null`: outside the phases, neither open nor closed. */
  statuses: {
    reported: 'intake', // 已上报
    accepted: 'intake', // 已受理
    filed: 'dispatch', // 已立案
    dispatched: 'dispatch', // 已派遣(待签收)
    signed: 'handle', // 已签收
    handling: 'handle', // 处置中
    feedback: 'verify', // 已反馈(待核查)
    checking: 'verify', // 核查中
    closed: 'closed', // 已结案
    rejected: null, // 不予受理
  },
  edges: [
    // GB/T 30428 link 2: the supervision centre takes the report on.
    {
      action: 'accept',
      from: ['reported'],
      to: 'accepted',
      event: 'case.accepted',
    },
    // 不予受理/不予立案: only before filing, with a coded reason and a reply to the reporter.
    {
      action: 'reject',
      from: ['reported', 'accepted'],
      to: 'rejected',
      event: 'case.rejected',
    },
    // 立案: the filing conditions are met; the deadline starts here.
    { action: 'file', from: ['accepted'], to: 'filed', event: 'case.filed' },
    // Link 3, 派遣: the command centre names the department that owns the case.
    {
      action: 'dispatch',
      from: ['filed'],
      to: 'dispatched',
      event: 'case.dispatched',
    },
    // 改派: until handling is done the owner may change; both departments see it.
    {
      action: 'reassign',
      from: ['dispatched', 'signed', 'handling'],
      to: 'dispatched',
      event: 'case.reassigned',
    },
    // 签收 by the owning department's liaison.
    { action: 'sign', from: ['dispatched'], to: 'signed', event: 'case.signed' },
    // Link 4, 处置.
    { action: 'handle', from: ['signed'], to: 'handling', event: 'case.handling' },
    // Link 5, 反馈: handling stops the clock provisionally.
    { action: 'feedback', from: ['handling'], to: 'feedback', event: 'case.feedback' },
    // Link 6, 核查. "The one who dispatches does not certify closure": another body's person checks.
    { action: 'check', from: ['feedback'], to: 'checking', event: 'case.check_started' },
    { action: 'close', from: ['checking'], to: 'closed', event: 'case.closed' },
    // 返工: the check failed; handling goes on as if it had never stopped.
    { action: 'rework', from: ['checking'], to: 'handling', event: 'case.rework' },
    // 重办 within 30 days: the citizen's complaint was substantiated; round + 1.
    {
      action: 'reopen',
      from: ['closed'],
      to: 'dispatched',
      event: 'case.reopened',
    },
    // History of another system: closed there, as it says, without our steps in between.
    {
      action: 'close_external',
      from: ['reported', 'accepted', 'filed', 'dispatched', 'signed', 'handling', 'feedback', 'checking'],
      to: 'closed',
      event: 'case.closed_external',
    },
  ],
} as const satisfies Lifecycle
