import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after, born, lived, refusedFor, TO_HANDLING, tried } from '../test/lived.ts'
import { aReport, CALENDAR, idOf, NOW, worlds } from '../test/worlds.ts'
import { decide, decideReport } from './decide.ts'
import { LIFECYCLES } from './lifecycle.ts'
import type { Actor } from './policy.ts'

const INTAKE: Actor = { id: 'a', role: 'intake', department: null, history: false }
const HISTORY: Actor = { id: 'key', role: 'ingest', department: null, history: true }

describe('decide', () => {
  it('refuses a step that the table has not, before it looks at who asks', () =>
    expect(refusedFor(born(), 'close', { by: { role: 'leader' } })).toBe('illegal_step'))

  it('C2 refuses a command that saw another version', () => {
    const decision = decide(
      born(),
      { body: { type: 'accept' }, expectedVersion: 2, occurredAt: null },
      { actor: INTAKE, now: NOW, calendar: CALENDAR },
    )
    expect(decision).toEqual({ ok: false, refusal: 'version_conflict' })
  })

  it('takes past stamps only from history, and future ones from nobody', () => {
    const accept = (occurredAt: number, actor: Actor) =>
      decide(
        born(),
        { body: { type: 'accept' }, expectedVersion: 1, occurredAt },
        { actor, now: NOW, calendar: CALENDAR },
      )
    expect(accept(NOW, INTAKE)).toEqual({ ok: false, refusal: 'history_right_needed' })
    expect(accept(NOW + 61_000, HISTORY)).toEqual({ ok: false, refusal: 'in_future' })
    expect(accept(NOW - 1, HISTORY)).toEqual({ ok: false, refusal: 'before_reported' })
    expect(decideReport(idOf(2), aReport(), NOW + 61_000, { actor: HISTORY, now: NOW })).toEqual({
      ok: false,
      refusal: 'in_future',
    })
    expect(decideReport(idOf(2), aReport(), NOW + 59_000, { actor: HISTORY, now: NOW }).ok).toBe(true)
  })

  it('keeps a case that another system closed before it was reported, and counts it as filed', () => {
    const decision = decide(
      born(),
      { body: { type: 'close_external' }, expectedVersion: null, occurredAt: NOW - 5_000 },
      { actor: HISTORY, now: NOW, calendar: CALENDAR },
    )
    expect(decision.ok && decision.state).toMatchObject({
      status: 'closed',
      closedAt: NOW - 5_000,
      filedAt: NOW,
      acceptedAt: NOW,
    })
  })

  it('R4 keeps every free text out of the event', () => {
    const decision = tried(lived(born(), 'accept', 'file', 'dispatch'), {
      type: 'reassign',
      department: 'D02',
      reason: 'CANARY',
    })
    expect(decision.ok && decision.personal).toEqual({ reason: 'CANARY' })
    expect(JSON.stringify(decision.ok && decision.event)).not.toContain('CANARY')
    const report = decideReport(
      idOf(3),
      aReport({ personal: { title: 'CANARY', reporter: { phone: 'CANARY' } } }),
      null,
      { actor: HISTORY, now: NOW },
    )
    expect(JSON.stringify(report.ok && [report.event, report.state])).not.toContain('CANARY')
  })

  it('says in the event what changed, and nothing that did not', () => {
    const decision = tried(lived(born(), 'accept', 'file', 'dispatch'), 'sign')
    if (!decision.ok) throw new Error(decision.refusal)
    expect(decision.event.set).toEqual({ signedAt: decision.event.at })
  })

  it('a request that nobody can decide any more is gone, and a proposed void is not', () => {
    const asked = after(lived(born(), ...TO_HANDLING), 'request_extension')
    expect(after(asked, 'feedback')).toMatchObject({ pending: null, pendingBy: null, asked: null })
    const signed = lived(born(), 'accept', 'file', 'dispatch', 'sign', 'request_return')
    expect(after(signed, 'handle').pending).toBeNull()
    expect(after(signed, { type: 'reassign', department: 'D02' }).pending).toBeNull()
    const proposed = lived(born(), 'accept', 'file', 'request_void', 'dispatch')
    expect(proposed.pending).toBe('void')
    expect(lived(proposed, 'sign', 'handle', 'feedback', 'check', 'close').pending).toBeNull()
  })

  it('a case of main/1 goes on without the timer, whose marks its table has not', () => {
    const old = { ...born(), lifecycle: 'main/1' as const }
    expect(lived(old, 'accept', 'file')).toMatchObject({ status: 'filed', nextMarkAt: null })
    expect(lived(born(), 'accept', 'file').nextMarkAt).not.toBeNull()
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

describe.each(Object.values(LIFECYCLES))('the table of $id', ({ birth, statuses, edges }) => {
  it('lets an event lead to one place, and an edge only to statuses that it has', () => {
    const known = Object.keys(statuses)
    const targets = new Map<string, string | null>()
    for (const { from, to, event } of edges) {
      for (const status of [...from, ...(to === null ? [] : [to])]) expect(known).toContain(status)
      expect(targets.get(event) ?? to, event).toBe(to)
      targets.set(event, to)
    }
    expect(known).toContain(birth.to)
  })

  it('has a way from the report to every status', () => {
    const reached = new Set<string>([birth.to])
    for (let before = 0; before < reached.size;) {
      before = reached.size
      for (const { from, to } of edges)
        if (to !== null && from.some((status) => reached.has(status))) reached.add(to)
    }
    expect([...reached].toSorted()).toEqual(Object.keys(statuses).toSorted())
  })
})
