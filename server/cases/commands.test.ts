import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { CaseEvent } from '@shaotai/shared/domain/events.ts'
import { evolve } from '@shaotai/shared/domain/evolve.ts'
import { openTestApp, type TestApp } from '../test/app.ts'

let it_: TestApp
let caseId = ''
let n = 0
beforeAll(async () => void (it_ = await openTestApp()))
afterAll(() => it_.close())
beforeEach(async () => void (caseId = ((await it_.report()).json() as { caseId: string }).caseId))

const command = async (who: string, type: string, expectedVersion: number, over: object = {}) => {
  const answer = await it_.ask(who, 'POST', `/api/cases/${caseId}/commands`, {
    type,
    expectedVersion,
    commandId: `c-${(n += 1)}`,
    ...over,
  })
  return answer.json() as {
    seq?: number
    version?: number
    code?: string
    current?: { version: number; status: string }
    changedBy?: { name: string; role: string }
  }
}

const NOW = new Date().toISOString()
const DONE = { acceptedAt: NOW, contacted: 'the reporter', measures: 'swept', doneBy: NOW, note: 'done' }

describe('POST /api/cases/:id/commands', () => {
  it('takes a ticket through the whole loop, each role its own step', async () => {
    const steps: [string, string, object?][] = [
      ['intake', 'accept'],
      ['intake', 'file'],
      ['dispatcher', 'dispatch', { department: 'D01' }],
      ['liaison', 'sign'],
      ['liaison', 'handle'],
      ['liaison', 'feedback', DONE],
      ['verifier', 'check'],
      ['verifier', 'rework', { reason: 'not clean' }],
      ['liaison', 'feedback', DONE],
      ['verifier', 'check'],
      ['verifier', 'close'],
      ['chief', 'reopen', { reason: 'again' }],
    ]
    for (const [i, [who, type, over]] of steps.entries())
      expect(await command(who, type, i + 1, over)).toMatchObject({ version: i + 2 })
    const { items } = (await it_.ask('chief', 'GET', `/api/cases/${caseId}/timeline`)).json() as {
      items: { type: string; version: number }[]
    }
    expect(items.map((it) => it.type)).toEqual([
      'case.reported',
      'case.accepted',
      'case.filed',
      'case.dispatched',
      'case.signed',
      'case.handling',
      'case.feedback',
      'case.check_started',
      'case.rework',
      'case.feedback',
      'case.check_started',
      'case.closed',
      'case.reopened',
    ])
  })

  it('C2 of twenty at once one wins, and every loser sees what won and who decided it', async () => {
    await command('intake', 'accept', 1)
    await command('intake', 'file', 2)
    const departments = Array.from({ length: 20 }, (_, i) => `D${String(i + 1).padStart(2, '0')}`)
    const answers = await Promise.all(
      departments.map((department) => command('dispatcher', 'dispatch', 3, { department })),
    )
    expect(answers.filter((it) => it.version === 4)).toHaveLength(1)
    const losers = answers.filter((it) => it.version !== 4)
    expect(losers).toHaveLength(19)
    for (const it of losers)
      expect(it).toMatchObject({
        code: 'version_conflict',
        current: { version: 4, status: 'dispatched' },
        changedBy: { name: '派遣席', role: 'dispatcher' },
      })
  })

  it('C1 the same commandId again gets the same answer, with another body 422', async () => {
    const body = { type: 'accept', expectedVersion: 1, commandId: 'once' }
    const send = (it: object) => it_.ask('intake', 'POST', `/api/cases/${caseId}/commands`, it)
    const first = await send(body)
    expect((await send(body)).json()).toEqual(first.json())
    expect((await send({ ...body, note: 'x' })).json()).toMatchObject({ code: 'key_reused' })
  })

  it('C4 refuses an unknown command, a missing field and a foreign field, and says of which', async () => {
    expect(await command('intake', 'dance', 1)).toMatchObject({ code: 'bad_request' })
    expect(await command('dispatcher', 'dispatch', 1)).toMatchObject({
      code: 'bad_request',
      errors: [{ message: expect.stringContaining('department') }],
    })
    expect(await command('intake', 'accept', 1, { department: 'D01' })).toMatchObject({
      code: 'bad_request',
      errors: [{ message: expect.stringContaining('department') }],
    })
    expect(await command('dispatcher', 'dispatch', 1, { department: 'no such office' })).toMatchObject({
      code: 'unknown_department',
    })
    expect(await command('chief', 'accept', 1, { occurredAt: '2024-01-01T00:00:00Z' })).toMatchObject({
      code: 'history_right_needed',
    })
  })

  it('writes one audit row an event, in the same transaction', async () => {
    await command('intake', 'accept', 1)
    const { rows } = await it_.database.writePool.query(
      'select count(*)::int as events, (select count(*)::int from audit_entry where seq is not null) as audited, (select count(*)::int from event_log e join audit_entry a on a.seq = e.seq and a.subject = e.case_id and a.action = e.type) as matching from event_log',
    )
    expect(rows[0].audited).toBe(rows[0].events)
    expect(rows[0].matching).toBe(rows[0].events)
  })

  it('leaves cases that are exactly what their events fold to', async () => {
    const { rows: log } = await it_.database.readPool.query('select event from event_log order by seq')
    const { rows: cases } = await it_.database.readPool.query('select id, state from case_file')
    const folded = new Map<string, CaseFile>()
    for (const { event } of log as { event: CaseEvent }[])
      folded.set(event.caseId, evolve(folded.get(event.caseId) ?? null, event))
    expect(cases.length).toBeGreaterThan(3)
    for (const { id, state } of cases) expect(state).toEqual(folded.get(id))
  })
})
