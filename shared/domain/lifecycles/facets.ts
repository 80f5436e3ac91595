/**
 * The edges that all three lives share and that lead nowhere: facets beside the status (domain: never encoded in
 * it). Each takes the statuses from which it is possible.
 */

/** While the case is open, whatever its step. */
export const whileOpen = <const S extends readonly string[]>(open: S) =>
  [
    // 催办: a list, never a flag; a second urge is seen as well as the first.
    {
      action: 'urge',
      from: open,
      to: null,
      event: 'case.urged',
    },
    // 批示: a leader's word on the case.
    { action: 'instruct', from: open, to: null, event: 'case.instructed' },
    // 上墙: put on the wall, for a while, and taken off before its time. It ends by the clock without an event.
    { action: 'spotlight', from: open, to: null, event: 'case.spotlit' },
    { action: 'unspotlight', from: open, to: null, event: 'case.unspotlit' },
    // 提级: a wider tier takes it on, by hand or by the ladder of what stays overdue. What was once reached stays in
    // the record, and counts against containment.
    {
      action: 'escalate',
      from: open,
      to: null,
      event: 'case.escalated',
    },
    // 降级: handed back down; the highest tier reached is not forgotten.
    {
      action: 'deescalate',
      from: open,
      to: null,
      event: 'case.deescalated',
    },
    // 佐证: a picture or a paper was put with the case.
    {
      action: 'attach',
      from: open,
      to: null,
      event: 'case.evidence_added',
    },
    // 子任务: a piece of the work for a department of its own, and its end.
    {
      action: 'give_task',
      from: open,
      to: null,
      event: 'case.task_given',
    },
    { action: 'finish_task', from: open, to: null, event: 'case.task_finished' },
    // 作废: proposed by one duty chief, done by another (protocol Y3: two people).
    {
      action: 'request_void',
      from: open,
      to: null,
      event: 'case.void_requested',
    },
    { action: 'refuse_void', from: open, to: null, event: 'case.void_refused' },
    { action: 'void', from: open, to: 'voided', event: 'case.voided' },
    // 并案, told on the case that took another one in.
    {
      action: 'join',
      from: open,
      to: null,
      event: 'case.joined',
    },
    // The timer's: 80 % of the limit used, then due, then twice and three times the limit used.
    { action: 'mark_near_due', from: open, to: null, event: 'case.near_due' },
    { action: 'mark_overdue', from: open, to: null, event: 'case.overdue' },
    {
      action: 'mark_overdue_twice',
      from: open,
      to: null,
      event: 'case.overdue_twice',
    },
    {
      action: 'mark_overdue_thrice',
      from: open,
      to: null,
      event: 'case.overdue_thrice',
    },
  ] as const

/** While a department has the case in hand. */
export const inHand = <const S extends readonly string[]>(held: S) =>
  [
    // 联系: the department spoke with the reporter.
    { action: 'contact', from: held, to: null, event: 'case.contacted' },
    // 协办: another department works with the lead; both see the case.
    {
      action: 'add_co_handler',
      from: held,
      to: null,
      event: 'case.co_handler_added',
    },
    {
      action: 'remove_co_handler',
      from: held,
      to: null,
      event: 'case.co_handler_removed',
    },
    // Who gave what: money, a contractor, hands, a word with others.
    { action: 'contribute', from: held, to: null, event: 'case.contributed' },
    // 延期: asked before the limit passes, granted by the shift chief.
    {
      action: 'request_extension',
      from: held,
      to: null,
      event: 'case.extension_requested',
    },
    {
      action: 'grant_extension',
      from: held,
      to: null,
      event: 'case.extended',
    },
    {
      action: 'refuse_extension',
      from: held,
      to: null,
      event: 'case.extension_refused',
    },
  ] as const

/** 退回 of what was wrongly dispatched: asked with a coded reason, confirmed by the command centre. */
export const returning = <const S extends readonly string[], const T extends string>(from: S, to: T) =>
  [
    { action: 'request_return', from, to: null, event: 'case.return_requested' },
    {
      action: 'refuse_return',
      from,
      to: null,
      event: 'case.return_refused',
    },
    { action: 'confirm_return', from, to, event: 'case.returned' },
  ] as const
