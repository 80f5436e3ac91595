import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'

let it_: TestApp
beforeAll(async () => void (it_ = await openTestApp()))
afterAll(() => it_.close())

interface Answer {
  status: number
  code?: string
  caseId?: string
  seq?: number
  version?: number
}
const send = async (items: unknown[]): Promise<Answer[]> => {
  const answer = await it_.ask(TEST_KEY, 'POST', '/api/history', items)
  expect(answer.statusCode).toBe(207)
  return (answer.json() as { results: Answer[] }).results
}
const report = (externalId: string, over: object = {}) => ({
  type: 'report',
  source: 'import',
  externalId,
  occurredAt: '2024-05-01T08:00:00+08:00',
  kind: 'ticket',
  category: '0102',
  title: 't',
  ...over,
})
const step = (externalId: string, type: string, occurredAt: string, over: object = {}) => ({
  type,
  source: 'import',
  externalId,
  occurredAt,
  ...over,
})
const rows = async (): Promise<number> =>
  (await it_.database.readPool.query('select count(*)::int as n from event_log')).rows[0].n as number

describe('POST /api/history', () => {
  it('takes a case through its whole life in one batch, as the people of its time', async () => {
    const by = (role: string, id = role) => ({
      actor: { id, role, ...(role === 'liaison' && { department: 'D01' }) },
    })
    const results = await send([
      report('life'),
      step('life', 'accept', '2024-05-01T08:05:00+08:00', by('intake')),
      step('life', 'file', '2024-05-01T08:06:00+08:00', by('intake')),
      step('life', 'dispatch', '2024-05-01T08:10:00+08:00', {
        ...by('dispatcher'),
        department: '城市管理局',
      }),
      step('life', 'sign', '2024-05-01T09:00:00+08:00', by('liaison')),
      step('life', 'handle', '2024-05-01T09:30:00+08:00', by('liaison')),
      step('life', 'feedback', '2024-05-01T12:00:00+08:00', by('liaison')),
      step('life', 'check', '2024-05-01T13:00:00+08:00', by('verifier')),
      step('life', 'close', '2024-05-01T14:00:00+08:00', by('verifier')),
    ])
    expect(results.map((it) => it.status)).toEqual(Array(9).fill(201))
    expect(results.map((it) => it.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    const first = results[0]!.seq!
    expect(results.map((it) => it.seq! - first)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    const seen = (await it_.ask('chief', 'GET', `/api/cases/${results[0]!.caseId}`)).json() as Record<
      string,
      unknown
    >
    expect(seen).toMatchObject({
      status: 'closed',
      department: 'D01',
      closedAt: Date.parse('2024-05-01T14:00:00+08:00'),
    })
  })

  it('is judged by the same rules: a wrong role, a wrong order and the handler as verifier are refused, the rest goes in', async () => {
    const results = await send([
      report('judged'),
      step('judged', 'accept', '2024-05-01T08:05:00+08:00', { actor: { id: 'v', role: 'verifier' } }),
      step('judged', 'dispatch', '2024-05-01T08:10:00+08:00', { department: 'D01' }),
      step('judged', 'accept', '2024-04-30T08:05:00+08:00'),
      step('judged', 'accept', '2099-05-01T08:05:00+08:00'),
      step('judged', 'accept', '2024-05-01T08:05:00+08:00'),
      step('nobody', 'accept', '2024-05-01T08:05:00+08:00'),
    ])
    expect(results.map((it) => it.code ?? it.status)).toEqual([
      201,
      'not_your_role',
      'illegal_step',
      'before_reported',
      'in_future',
      201,
      'not_found',
    ])
  })

  it('answers 200 and writes nothing when the same history comes again, also across reports and steps', async () => {
    const items = [report('twice'), step('twice', 'close_external', '2024-05-02T08:00:00+08:00')]
    const first = await send(items)
    const before = await rows()
    const again = await send(items)
    expect(again.map((it) => it.status)).toEqual([200, 200])
    expect(again.map(({ caseId, seq, version }) => ({ caseId, seq, version }))).toEqual(
      first.map(({ caseId, seq, version }) => ({ caseId, seq, version })),
    )
    expect((await send([report('twice', { title: 'another' })])).map((it) => it.code)).toEqual(['key_reused'])
    expect(await rows()).toBe(before)
  })

  it('takes the same report twice in one batch as one', async () => {
    const results = await send([
      report('twin'),
      report('twin'),
      report('twin', { title: 'another' }),
      step('twin', 'accept', '2024-05-01T08:05:00+08:00'),
      step('twin', 'accept', '2024-05-01T08:05:00+08:00'),
    ])
    expect(results.map((it) => it.code ?? it.status)).toEqual([201, 200, 'key_reused', 201, 200])
    expect(results[1]!.seq).toBe(results[0]!.seq)
    expect(results[4]!.seq).toBe(results[3]!.seq)
  })

  it('merges a case into one that the reporter names by its own number: counted on both sides, once', async () => {
    const into = { source: 'import', externalId: 'first' }
    const [first] = await send([report('first')])
    const past = [report('second'), step('second', 'merge', '2024-05-01T08:10:00+08:00', { into })]
    const merged = await send(past)
    expect(merged.map((it) => it.code ?? it.status)).toEqual([201, 201])
    const again = await send(past)
    expect(again.map((it) => it.status)).toEqual([200, 200])
    const read = async (id: string) =>
      (await it_.database.readPool.query('select state from case_file where id = $1', [id])).rows[0].state
    expect(await read(merged[0]!.caseId!)).toMatchObject({ status: 'merged', mergedInto: first!.caseId })
    expect(await read(first!.caseId!)).toMatchObject({ status: 'reported', reports: 2 })
  })

  it('does not merge into a case that is not there, is done, is itself, or is named by an id', async () => {
    const merge = (externalId: string, into: unknown) =>
      step(externalId, 'merge', '2024-05-01T08:10:00+08:00', { into })
    const named = (externalId: string) => ({ source: 'import', externalId })
    const [over] = await send([
      report('over'),
      step('over', 'close_external', '2024-05-02T08:00:00+08:00'),
      report('lonely'),
    ])
    const results = await send([
      merge('lonely', named('nowhere')),
      merge('lonely', named('over')),
      merge('lonely', named('lonely')),
      merge('lonely', over!.caseId),
    ])
    expect(results.map((it) => it.code)).toEqual([
      'target_not_found',
      'target_not_open',
      'same_case',
      'bad_request',
    ])
  })

  it('knows a report that came through the other door by its own number', async () => {
    await it_.report({ externalId: 'door', occurredAt: '2024-05-01T08:00:00+08:00' }, 'import')
    const [same, other] = await send([
      report('door', { title: 'a title', lng: 117.05, lat: 30.52 }),
      report('door', { title: 'b title', lng: 117.05, lat: 30.52 }),
    ])
    expect([same!.status, other!.code]).toEqual([200, 'key_reused'])
  })

  it('adds categories and departments it did not know, once, and keeps a case closed before it was reported', async () => {
    const results = await send([
      report('new-words', { category: '  Sewer   Issues ', department: 'PUC Sewer Ops' }),
      report('new-words-2', { category: 'Sewer Issues', department: 'PUC Sewer Ops' }),
      step('new-words', 'close_external', '2024-04-01T08:00:00+08:00'),
    ])
    expect(results.map((it) => it.status)).toEqual([201, 201, 201])
    const { items } = (await it_.ask('chief', 'GET', '/api/categories')).json() as {
      items: { name: string }[]
    }
    expect(items.filter((it) => it.name === 'Sewer Issues')).toHaveLength(1)
    const { rows } = await it_.database.writePool.query<{ list: string }>(
      `select split_part(subject, '/', 1) as list from audit_entry
        where action = 'directory.changed' and role = 'ingest' order by id`,
    )
    expect(rows.map(({ list }) => list)).toEqual(['departments', 'categories'])
  })

  it('a person, and a batch of 501, are refused whole', async () => {
    expect((await it_.ask('chief', 'POST', '/api/history', [])).statusCode).toBe(403)
    expect((await it_.ask(TEST_KEY, 'POST', '/api/history', Array(501).fill(report('x')))).statusCode).toBe(
      400,
    )
  })
})
