import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DryRunReply } from '@shaotai/shared/contract/directory.ts'
import type { CaseReply, TimelineReply } from '@shaotai/shared/contract/http.ts'
import type { Problem } from '@shaotai/shared/contract/problem.ts'
import type { RoutingRule } from '@shaotai/shared/directory/lists/routing-rule-fields.ts'
import { sentenceOf, type TellingLanguage } from '@shaotai/shared/domain/timeline/sentence.ts'
import { openTestApp, type TestApp } from '../test/app.ts'

let it_: TestApp
beforeAll(async () => void (it_ = await openTestApp({ tellsDeadlines: false })))
afterAll(() => it_.close())

let n = 0
const command = async (who: string, caseId: string, type: string, over: object = {}) => {
  const { version } = (await it_.ask('chief', 'GET', `/api/cases/${caseId}`)).json() as CaseReply
  const answer = await it_.ask(who, 'POST', `/api/cases/${caseId}/commands`, {
    type,
    expectedVersion: version,
    commandId: `r-${(n += 1)}`,
    ...over,
  })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json() as { seq: number; version: number }
}
const filed = async (report: Record<string, unknown> = {}): Promise<string> => {
  const { caseId } = (await it_.report(report)).json() as { caseId: string }
  await command('intake', caseId, 'accept')
  await command('intake', caseId, 'file')
  return caseId
}
const see = async (who: string, caseId: string) =>
  (await it_.ask(who, 'GET', `/api/cases/${caseId}`)).json() as CaseReply
const told = async (caseId: string, language: TellingLanguage) => {
  const { items } = (await it_.ask('chief', 'GET', `/api/cases/${caseId}/timeline`)).json() as TimelineReply
  const teller = { language, department: (it: string) => it, caseNo: () => null, instant: () => '' }
  return items.map((it) => sentenceOf(it, teller))
}
const put = async (entry: RoutingRule, expectedRevision = 0) => {
  const answer = await it_.ask('admin', 'PUT', `/api/directory/routing_rules/${entry.code}`, {
    expectedRevision,
    entry,
    reason: 'a test',
  })
  expect(answer.statusCode, answer.body).toBe(200)
}
const rule = (over: Partial<RoutingRule>): RoutingRule => ({
  code: 'R-1',
  order: 1,
  name: '测试规则',
  nameEn: 'Test rule',
  when: {},
  department: 'D12',
  coHandlers: [],
  dispatch: 'suggest',
  ...over,
})
const dryRun = async (body: object = {}) =>
  (await it_.ask('chief', 'POST', '/api/directory/routing_rules/dry-run', body)).json() as DryRunReply &
    Problem

describe('filing', () => {
  it('suggests what the rule says, tells which one fired, and keeps it when the rule changes', async () => {
    const caseId = await filed({ category: '0202', kind: 'ticket' })
    const routed = {
      rule: 'R-010',
      revision: 1,
      department: 'D22',
      coHandlers: ['D06', 'D07'],
      automatic: false,
    }
    expect(await see('dispatcher', caseId)).toMatchObject({ status: 'filed', department: null, routed })
    expect((await see('leader', caseId)).routed).toBeNull()
    expect((await told(caseId, 'zh-CN')).at(-1)).toContain('规则“燃气泄漏”（R-010 第 1 版）建议派往D22。')
    expect((await told(caseId, 'en')).at(-1)).toContain('Rule “Gas leaks” (R-010, edition 1) suggests D22.')
    await put(rule({ code: 'R-010', order: 10, department: 'D06' }), 1)
    expect((await see('dispatcher', caseId)).routed).toEqual(routed)
    const after = await filed({ category: '0202', kind: 'ticket' })
    expect((await see('dispatcher', after)).routed).toMatchObject({ revision: 2, department: 'D06' })
    await it_.ask('admin', 'DELETE', '/api/directory/routing_rules/R-010?expectedRevision=2&reason=x')
  })
  it('dispatches at once where the rule says so, in the system’s name and in one commit', async () => {
    const when = { categories: ['0113'] }
    await put(rule({ code: 'R-2', when, department: 'D13', coHandlers: ['D08'], dispatch: 'automatic' }))
    const { caseId } = (await it_.report({ category: '0113' })).json() as { caseId: string }
    await command('intake', caseId, 'accept')
    expect(await command('intake', caseId, 'file')).toMatchObject({ version: 3 })
    expect(await see('dispatcher', caseId)).toMatchObject({
      status: 'dispatched',
      department: 'D13',
      coHandlers: [],
      version: 4,
    })
    const { items } = (await it_.ask('chief', 'GET', `/api/cases/${caseId}/timeline`)).json() as TimelineReply
    expect(items.map((it) => [it.type, it.by?.role])).toEqual([
      ['case.reported', 'ingest'],
      ['case.accepted', 'intake'],
      ['case.filed', 'intake'],
      ['case.dispatched', 'system'],
    ])
    await it_.ask('admin', 'DELETE', '/api/directory/routing_rules/R-2?expectedRevision=1&reason=x')
  })
})

describe('a dry run', () => {
  it('counts what rules would have done beside what dispatchers did, and writes nothing', async () => {
    const rubbish = await filed({ category: '0104' })
    const noise = await filed({ category: '0106' })
    await filed({ category: '0106' })
    await command('dispatcher', rubbish, 'dispatch', { department: 'D12' })
    await command('dispatcher', noise, 'dispatch', { department: 'D13' })
    const head = async () =>
      (
        await it_.database.writePool.query(
          'select (select seq from log_head), (select revision from directory_head)',
        )
      ).rows
    const before = await head()
    const rules = [
      rule({ code: 'A', when: { categories: ['0104'] }, department: 'D12' }),
      rule({ code: 'B', order: 2, when: { categories: ['0106'] }, department: 'D13' }),
      rule({ code: 'C', order: 3, when: { categories: ['0106'], priorities: ['P1'] }, department: 'D01' }),
    ]
    const answer = await dryRun({ rules })
    expect(answer.rules).toEqual([
      { code: 'A', department: 'D12', fired: 1, agreement: { agreed: 1, of: 1 } },
      { code: 'B', department: 'D13', fired: 2, agreement: { agreed: 1, of: 1 } },
      { code: 'C', department: 'D01', fired: 0, agreement: { agreed: 0, of: 0 } },
    ])
    expect(answer.asked.agreement).toEqual({ agreed: 2, of: 2 })
    expect(answer.asked.unmatched).toBe(answer.cases - 3)
    expect(answer.moves).toContainEqual({ from: 'D11', to: 'D13', cases: 2 })
    expect(answer.moved).toBe(answer.moves.reduce((sum, it) => sum + it.cases, 0))
    expect(answer.warnings).toMatchObject([{ code: 'rule_never_fires', key: 'C', because: 'B' }])
    expect(await head()).toEqual(before)
  })
  it('of the rules as they are moves nothing, and an empty window has no cases', async () => {
    const answer = await dryRun()
    expect([answer.moved, answer.moves, answer.standing]).toEqual([0, [], answer.asked])
    expect(answer.cases).toBeGreaterThan(3)
    const empty = await dryRun({ from: '2001-01-01T00:00:00Z', to: '2001-02-01T00:00:00Z' })
    expect([empty.cases, empty.cut, empty.asked.unmatched]).toEqual([0, false, 0])
  })
  it.each<[string, object, string]>([
    [
      'a rule that names nobody',
      { rules: [{ ...rule({}), department: undefined }] },
      'rule_without_department',
    ],
    ['an unknown category', { rules: [rule({ when: { categories: ['9999'] } })] }, 'unknown_category'],
    ['the same rule twice', { rules: [rule({}), rule({})] }, 'bad_entry'],
    [
      'a window that ends before it begins',
      { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' },
      'bad_request',
    ],
  ])('refuses %s', async (_, body, code) => expect(await dryRun(body)).toMatchObject({ code }))
})
