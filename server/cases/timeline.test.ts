import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseReply, TimelineReply } from '@shaotai/shared/contract/http.ts'
import { sentenceOf } from '@shaotai/shared/domain/timeline/sentence.ts'
import { openTestApp, type TestApp } from '../test/app.ts'

let it_: TestApp
let wall = ''
const ids: Record<string, string> = {}
let step = 0

async function act(who: string, id: string, body: Record<string, unknown>): Promise<void> {
  const { version } = (await it_.ask('chief', 'GET', `/api/cases/${id}`)).json() as CaseReply
  step += 1
  const answer = await it_.ask(who, 'POST', `/api/cases/${id}/commands`, {
    ...body,
    expectedVersion: version,
    commandId: `t${step}`,
  })
  expect(answer.statusCode, answer.body).toBe(200)
}
const timeline = async (who: string, id: string): Promise<TimelineReply> =>
  (await it_.ask(who, 'GET', `/api/cases/${id}/timeline`)).json() as TimelineReply

beforeAll(async () => {
  it_ = await openTestApp()
  wall = ((await it_.ask('admin', 'POST', '/api/devices', { name: 'hall' })).json() as { token: string })
    .token
  for (const name of ['one', 'other', 'dispute']) {
    const isDispute = name === 'dispute'
    const answer = await it_.report({
      kind: isDispute ? 'dispute' : 'ticket',
      category: isDispute ? '0301' : '0102',
      externalId: name,
    })
    ids[name] = (answer.json() as { caseId: string }).caseId
  }
  await act('intake', ids['one']!, { type: 'accept' })
  await act('intake', ids['one']!, { type: 'file' })
  await act('dispatcher', ids['one']!, { type: 'dispatch', department: 'D01' })
  await act('liaison', ids['one']!, { type: 'sign' })
  await act('liaison', ids['one']!, { type: 'request_return', code: 'misdirected', reason: '不归我们管' })
  await act('intake', ids['other']!, { type: 'merge', into: ids['one'] })
  await act('chief', ids['dispute']!, { type: 'triage', severity: 'red' })
})
afterAll(() => it_.close())

describe('timeline', () => {
  it('tells whoever sees the case whole what was done, by which role, with which codes', async () => {
    const { items, cases } = await timeline('leader', ids['one']!)
    expect(items.map(({ type, by }) => [type, by?.role])).toEqual([
      ['case.reported', 'ingest'],
      ['case.accepted', 'intake'],
      ['case.filed', 'intake'],
      ['case.dispatched', 'dispatcher'],
      ['case.signed', 'liaison'],
      ['case.return_requested', 'liaison'],
      ['case.joined', 'intake'],
    ])
    expect(items[5]).toMatchObject({ by: { department: 'D01' }, details: { reason: 'misdirected' } })
    expect(items[3]!.set?.department ?? items[3]!.details?.department).toBe('D01')
    const told = items.map((it) =>
      sentenceOf(it, {
        language: 'zh-CN',
        department: (code) => code,
        caseNo: (id) => cases[id] ?? null,
        instant: () => '某时',
      }),
    )
    expect(told[5]).toBe('D01联络员申请退回，原因：误派，待指挥中心确认。')
    expect(told[6]).toMatch(/^受理员将案件 GD\d{8}-?\d+并入此案。$/)
  })
  it('gives a person’s name to those whose work needs it, and to nobody else', async () => {
    const named = await timeline('intake', ids['one']!)
    expect(named.items[3]!.by?.name).toBe('派遣席')
    for (const who of ['leader', 'admin', wall])
      expect(JSON.stringify(await timeline(who, ids['one']!)), who).not.toContain('"name"')
  })
  it('gives a wall type and time of a dispute, and neither roles nor details', async () => {
    const { items, cases } = await timeline(wall, ids['dispute']!)
    expect(items.map(({ type }) => type)).toEqual(['case.reported', 'case.triaged'])
    for (const item of items)
      expect([item.by, item.details, item.from]).toEqual([undefined, undefined, undefined])
    expect(cases).toEqual({})
  })
  it('another department’s liaison does not find the case, before and after', async () => {
    expect((await it_.ask('liaison', 'GET', `/api/cases/${ids['other']}/timeline`)).statusCode).toBe(404)
    expect((await timeline('liaison', ids['one']!)).items.at(-1)!.type).toBe('case.joined')
  })
  it('the case tells its tasks, panel and evidence to those who see it whole alone', async () => {
    const read = async (who: string, id: string) =>
      (await it_.ask(who, 'GET', `/api/cases/${id}`)).json() as CaseReply
    expect((await read('leader', ids['one']!)).whole).toMatchObject({ tasks: [], reworks: 0, panel: null })
    expect((await read('leader', ids['one']!)).personal).toBeUndefined()
    expect((await read(wall, ids['dispute']!)).whole).toBeUndefined()
  })
})
