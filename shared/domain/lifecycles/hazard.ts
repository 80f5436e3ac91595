/** 隐患, the hazard: graded, rectified, inspected again, struck off for the time being, and looked back at. */
import { inHand, returning, whileOpen } from './facets.ts'
import type { Lifecycle } from './shape.ts'

const OPEN = ['found', 'graded', 'assigned', 'rectifying', 'contained', 'reinspect'] as const

export const HAZARD_1 = {
  id: 'hazard/1',
  birth: { action: 'report', to: 'found', event: 'case.reported' },
  statuses: {
    found: 'intake', // 发现
    graded: 'dispatch', // 定级
    assigned: 'handle', // 交办
    rectifying: 'handle', // 整改中
    contained: 'handle', // 稳控
    reinspect: 'verify', // 待复查
    cleared: 'closed', // 已销号(待验)
    verified: 'closed', // 回头看通过
    to_event: 'closed', // 转事件
    rejected: null, // 不予受理
    merged: null, // 已并案
    voided: null, // 作废
  },
  edges: [
    // 定级, red to blue: counts as filing, the limit starts here.
    {
      action: 'grade',
      from: ['found'],
      to: 'graded',
      event: 'case.graded',
    },
    {
      action: 'reject',
      from: ['found'],
      to: 'rejected',
      event: 'case.rejected',
    },
    {
      action: 'merge',
      from: ['found', 'graded'],
      to: 'merged',
      event: 'case.merged',
    },
    // 交办: a department is to rectify it.
    {
      action: 'assign',
      from: ['graded'],
      to: 'assigned',
      event: 'case.assigned',
    },
    {
      action: 'recall',
      from: ['assigned'],
      to: 'graded',
      event: 'case.recalled',
    },
    {
      action: 'reassign',
      from: ['assigned', 'rectifying', 'contained'],
      to: 'assigned',
      event: 'case.reassigned',
    },
    ...returning(['assigned'], 'graded'),
    // 整改: the department signs by beginning.
    {
      action: 'rectify',
      from: ['assigned'],
      to: 'rectifying',
      event: 'case.rectifying',
    },
    // 稳控: the danger is held, not gone; looked at again on a date. The limit goes on: holding is not rectifying.
    {
      action: 'contain',
      from: ['rectifying'],
      to: 'contained',
      event: 'case.contained',
    },
    {
      action: 'review',
      from: ['contained'],
      to: 'rectifying',
      event: 'case.reviewed',
    },
    // 整改完成, 待复查: stops the clock provisionally.
    {
      action: 'submit',
      from: ['rectifying', 'contained'],
      to: 'reinspect',
      event: 'case.rectified',
    },
    // 复查: struck off for the time being, or back to work.
    { action: 'clear', from: ['reinspect'], to: 'cleared', event: 'case.cleared' },
    { action: 'rework', from: ['reinspect'], to: 'rectifying', event: 'case.rework' },
    // 回头看: still gone, or 反弹: back again, a new round.
    {
      action: 'look_back',
      from: ['cleared'],
      to: 'verified',
      event: 'case.look_back_passed',
    },
    {
      action: 'relapse',
      from: ['cleared', 'verified'],
      to: 'rectifying',
      event: 'case.relapsed',
    },
    // 转事件: it is no hazard any more but something that happened; handled as a case of its own.
    {
      action: 'turn_into_event',
      from: ['graded', 'assigned', 'rectifying', 'contained'],
      to: 'to_event',
      event: 'case.turned_into_event',
    },
    // 挂牌督办: listed under a leader's eye until it is gone.
    {
      action: 'list',
      from: ['graded', 'assigned', 'rectifying', 'contained', 'reinspect'],
      to: null,
      event: 'case.listed',
    },
    ...inHand(['assigned', 'rectifying', 'contained']),
    ...whileOpen(OPEN),
    {
      action: 'close_external',
      from: OPEN,
      to: 'cleared',
      event: 'case.closed_external',
    },
  ],
} as const satisfies Lifecycle
