import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aReport, idOf, NOW, worlds } from '../test/worlds.ts'
import type { CaseFile } from './case-file.ts'
import type { CommandBody } from './commands.ts'
import { decide, decideReport } from './decide.ts'
import { ACTIONS, EVENT_TYPES, MAIN_LINE_1, STATUSES, type Action, type Status } from './lifecycle.ts'
import type { Actor } from './policy.ts'
import type { Role } from './vocabulary.ts'

const actor = (role: Role, over: Partial<Actor> = {}): Actor => ({
  id: `a-${role}`,
  role,
  department: role === 'liaison' ? 'D01' : null,
  history: role === 'ingest',
  ...over,
})
const birth = decideReport(idOf(1), aReport({ department: 'D01' }), null, {
  actor: actor('ingest'),
  now: NOW,
})
if (!birth.ok) throw new Error('no case to test with')
const at = (status: Status, over: Partial<CaseFile> = {}): CaseFile => ({
  ...birth.state,
  status,
  closedAt: status === 'closed' ? NOW : null,
  ...over,
})
const body = (type: Action): CommandBody =>
  ({ type, department: 'D02', reason: 'r', reply: 'r' }) as CommandBody
const tried = (it: CaseFile, type: Action, by: Actor) =>
  decide(it, { body: body(type), expectedVersion: it.version, occurredAt: null }, { actor: by, now: NOW })

/**
 * The expected table, written by hand from the district's process (domain §11.1) and not from lifecycle.ts:
 * status → action → [who may, where it leads].
 */
const EXPECTED: Record<Status, Partial<Record<Action, [Role[], Status]>>> = {
  reported: {
    accept: [['intake', 'duty_chief'], 'accepted'],
    reject: [['intake', 'duty_chief'], 'rejected'],
    close_external: [['ingest'], 'closed'],
  },
  accepted: {
    file: [['intake', 'duty_chief'], 'filed'],
    reject: [['intake', 'duty_chief'], 'rejected'],
    close_external: [['ingest'], 'closed'],
  },
  filed: { dispatch: [['dispatcher', 'duty_chief'], 'dispatched'], close_external: [['ingest'], 'closed'] },
  dispatched: {
    sign: [['liaison'], 'signed'],
    reassign: [['dispatcher', 'duty_chief'], 'dispatched'],
    close_external: [['ingest'], 'closed'],
  },
  signed: {
    handle: [['liaison'], 'handling'],
    reassign: [['dispatcher', 'duty_chief'], 'dispatched'],
    close_external: [['ingest'], 'closed'],
  },
  handling: {
    feedback: [['liaison'], 'feedback'],
    reassign: [['dispatcher', 'duty_chief'], 'dispatched'],
    close_external: [['ingest'], 'closed'],
  },
  feedback: { check: [['verifier'], 'checking'], close_external: [['ingest'], 'closed'] },
  checking: {
    close: [['verifier'], 'closed'],
    rework: [['verifier'], 'handling'],
    close_external: [['ingest'], 'closed'],
  },
  closed: { reopen: [['dispatcher', 'duty_chief'], 'dispatched'] },
  rejected: {},
}
const PEOPLE: Role[] = [
  'wall_device',
  'leader',
  'intake',
  'dispatcher',
  'liaison',
  'verifier',
  'duty_chief',
  'admin',
  'ingest',
]

describe('decide', () => {
  it('Y1 grants exactly the steps of the table: every status, action and role', () => {
    let cells = 0
    for (const status of STATUSES) {
      for (const action of ACTIONS) {
        for (const role of PEOPLE) {
          const expected = EXPECTED[status][action]
          // A key with the history right replays what other people decided: it may take any step of the table.
          const may = expected !== undefined && (expected[0].includes(role) || role === 'ingest')
          const decision = tried(at(status), action, actor(role))
          expect(decision.ok, `${status} ${action} ${role}`).toBe(may)
          if (decision.ok) expect(decision.state.status, `${status} ${action}`).toBe(expected![1])
          cells += 1
        }
      }
    }
    expect(cells).toBe(10 * 13 * 9)
  })

  it('refuses a step that the table has not, before it looks at who asks', () => {
    expect(tried(at('reported'), 'close', actor('leader'))).toEqual({ ok: false, refusal: 'illegal_step' })
  })

  it('C2 refuses a command that saw another version', () => {
    const decision = decide(
      at('reported'),
      { body: body('accept'), expectedVersion: 2, occurredAt: null },
      { actor: actor('intake'), now: NOW },
    )
    expect(decision).toEqual({ ok: false, refusal: 'version_conflict' })
  })

  it('Y3 lets nobody verify what they handled or dispatched', () => {
    expect(tried(at('feedback', { handledBy: 'a-verifier' }), 'check', actor('verifier'))).toEqual({
      ok: false,
      refusal: 'verifier_handled_it',
    })
    expect(tried(at('checking', { dispatchedBy: 'a-verifier' }), 'close', actor('verifier'))).toEqual({
      ok: false,
      refusal: 'verifier_handled_it',
    })
  })

  it('lets a liaison act only for the own department', () => {
    expect(tried(at('dispatched'), 'sign', actor('liaison', { department: 'D02' }))).toEqual({
      ok: false,
      refusal: 'not_your_department',
    })
  })

  it('takes past stamps only from history, and future ones from nobody', () => {
    const accept = (occurredAt: number, by: Actor) =>
      decide(
        at('reported'),
        { body: body('accept'), expectedVersion: 1, occurredAt },
        { actor: by, now: NOW },
      )
    expect(accept(NOW, actor('intake'))).toEqual({ ok: false, refusal: 'history_right_needed' })
    expect(accept(NOW + 61_000, actor('ingest'))).toEqual({ ok: false, refusal: 'in_future' })
    expect(accept(NOW - 1, actor('ingest'))).toEqual({ ok: false, refusal: 'before_reported' })
    expect(decideReport(idOf(2), aReport(), NOW + 61_000, { actor: actor('ingest'), now: NOW })).toEqual({
      ok: false,
      refusal: 'in_future',
    })
    expect(decideReport(idOf(2), aReport(), NOW + 59_000, { actor: actor('ingest'), now: NOW }).ok).toBe(true)
  })

  it('keeps a case that another system closed before it was reported, and counts it as filed', () => {
    const decision = decide(
      at('reported'),
      { body: { type: 'close_external' }, expectedVersion: null, occurredAt: NOW - 5_000 },
      { actor: actor('ingest'), now: NOW },
    )
    expect(decision.ok && decision.state).toMatchObject({
      status: 'closed',
      closedAt: NOW - 5_000,
      filedAt: NOW,
      acceptedAt: NOW,
    })
  })

  it('reopens within 30 days, in a new round, for a named or the last department', () => {
    const closed = at('closed', { closedAt: NOW - 30 * 86_400_000 })
    const reopened = decide(
      closed,
      { body: { type: 'reopen', reason: 'again' }, expectedVersion: 1, occurredAt: null },
      { actor: actor('dispatcher'), now: NOW },
    )
    expect(reopened.ok && reopened.state).toMatchObject({
      status: 'dispatched',
      round: 2,
      department: 'D01',
      closedAt: null,
      feedbackAt: null,
    })
    expect(
      tried(at('closed', { closedAt: NOW - 30 * 86_400_000 - 1 }), 'reopen', actor('dispatcher')),
    ).toEqual({ ok: false, refusal: 'reopen_too_late' })
  })

  it('R4 keeps every free text out of the event', () => {
    const decision = decide(
      at('dispatched'),
      {
        body: { type: 'reassign', department: 'D02', reason: 'CANARY' },
        expectedVersion: 1,
        occurredAt: null,
      },
      { actor: actor('dispatcher'), now: NOW },
    )
    expect(decision.ok && decision.personal).toEqual({ reason: 'CANARY' })
    expect(JSON.stringify(decision.ok && decision.event)).not.toContain('CANARY')
    const report = decideReport(
      idOf(3),
      aReport({ personal: { title: 'CANARY', reporter: { phone: 'CANARY' } } }),
      null,
      { actor: actor('ingest'), now: NOW },
    )
    expect(JSON.stringify(report.ok && [report.event, report.state])).not.toContain('CANARY')
  })

  it('numbers the versions of a case 1, 2, 3 … and folds its own events to its own state', () => {
    fc.assert(
      fc.property(worlds(), ({ log, cases }) => {
        for (const [id, state] of cases) {
          const versions = log.filter((it) => it.caseId === id).map((it) => it.version)
          expect(versions).toEqual(versions.map((_, i) => i + 1))
          expect(state.version).toBe(versions.length)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('the lifecycle table', () => {
  it('names an event once, and every status an edge leads to', () => {
    const events = MAIN_LINE_1.edges.map((edge) => edge.event)
    expect(new Set(events).size).toBe(events.length)
    expect(EVENT_TYPES).toHaveLength(events.length + 1)
    for (const { from, to } of MAIN_LINE_1.edges)
      for (const status of [...from, to]) expect(STATUSES).toContain(status)
  })
})
