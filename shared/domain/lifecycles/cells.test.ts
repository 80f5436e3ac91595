import { describe, expect, it } from 'vitest'
import { expectedStatuses, expectedStep } from '../../test/expected-steps.ts'
import { born, tried } from '../../test/lived.ts'
import { NOW } from '../../test/worlds.ts'
import type { CaseFile } from '../case-file.ts'
import {
  ACTIONS,
  LIFECYCLE_IDS,
  phaseOf,
  tableOf,
  type Action,
  type LifecycleId,
  type Status,
} from '../lifecycle.ts'
import { ROLES, type Kind, type Pending } from '../vocabulary.ts'

const KIND_OF: Record<LifecycleId, Kind> = {
  'main/1': 'ticket',
  'ticket/1': 'ticket',
  'hazard/1': 'hazard',
  'dispute/1': 'dispute',
}
const DECIDES: Partial<Record<Action, Pending>> = {
  confirm_return: 'return',
  refuse_return: 'return',
  grant_extension: 'extension',
  refuse_extension: 'extension',
  suspend: 'suspension',
  refuse_suspension: 'suspension',
  void: 'void',
  refuse_void: 'void',
}
/** 12 hours of natural time, due at NOW + 12 h; each stage as long again. */
const HOURS = { basis: 'natural_hours', amount: 12 } as const
const stage = { name: '一', nameEn: 'one', limit: HOURS }
const POLICY = {
  id: 'test@1',
  dispatch: null,
  stages: [stage, stage],
  evidence: 'none',
  criterion: null,
  extensions: 3,
  returns: 3,
} as const

const MARKED: Action[] = ['mark_near_due', 'mark_overdue', 'mark_overdue_twice', 'mark_overdue_thrice']

/** Such a case that nothing but the table and the role can stand in the way of the action. */
function ripeFor(lifecycle: LifecycleId, status: Status, action: Action): CaseFile {
  const it: CaseFile = {
    ...born({ kind: KIND_OF[lifecycle], department: 'D01' }),
    lifecycle,
    status,
    policy: { ...POLICY, stages: [...POLICY.stages] },
    acceptedAt: NOW,
    filedAt: NOW,
    dispatchedAt: NOW,
    handedAt: NOW,
    dueAt: NOW + 12 * 3_600_000,
    basis: 'natural_hours',
    limit: 12,
    pending: DECIDES[action] ?? null,
    pendingBy: DECIDES[action] ? 'somebody' : null,
    asked: action === 'grant_extension' ? { extra: HOURS } : null,
    coHandlers: action === 'remove_co_handler' ? ['D02'] : [],
    tasks: action === 'finish_task' ? [{ id: 1, department: 'D01', kind: 'handle', done: false }] : [],
    spotlitUntil: action === 'unspotlight' ? NOW + 3_600_000 : null,
    marks: Math.max(MARKED.indexOf(action), 0),
  }
  return { ...it, closedAt: phaseOf(it) === 'closed' ? NOW : null }
}

describe.each(LIFECYCLE_IDS)('%s', (lifecycle) => {
  it('has the statuses of the field and no other', () =>
    expect(Object.keys(tableOf(lifecycle).statuses).toSorted()).toEqual(
      expectedStatuses(lifecycle).toSorted(),
    ))

  it('Y1 grants exactly the steps of the field: every status, action and role', () => {
    const wrong: string[] = []
    let cells = 0
    for (const status of expectedStatuses(lifecycle)) {
      for (const action of ACTIONS) {
        const expected = expectedStep(lifecycle, status, action)
        const it = ripeFor(lifecycle, status, action)
        for (const role of ROLES) {
          const decision = tried(
            it,
            ['reassign', 'reopen', 'add_co_handler', 'remove_co_handler'].includes(action)
              ? { type: action, department: 'D02' }
              : action,
            {
              // Whoever the case is nearest to: of its department, its area, its reporter.
              by: {
                id: role === 'grid_worker' ? it.reportedBy! : `a-${role}`,
                role,
                department: role === 'liaison' || role === 'mediator' ? 'D01' : null,
                history: role === 'ingest',
                bounds: { areas: it.areaPath.slice(1, 2), cleared: false },
              },
              at: MARKED.includes(action) ? NOW + 48 * 3_600_000 : NOW + 1_000,
              target: { ...it, id: 'another', status: expectedStatuses(lifecycle)[0]! },
            },
          )
          // A key with the history right replays what other people decided: it may take any step of the table.
          const may = expected !== undefined && (expected.roles.includes(role) || role === 'ingest')
          const told = decision.ok ? decision.state.status : decision.refusal
          const wanted = may ? expected.to : expected ? 'not_your_role' : 'illegal_step'
          if (told !== wanted) wrong.push(`${status} · ${action} · ${role}: ${told}, expected ${wanted}`)
          cells += 1
        }
      }
    }
    expect(wrong).toEqual([])
    expect(cells).toBe(expectedStatuses(lifecycle).length * ACTIONS.length * ROLES.length)
  })
})
