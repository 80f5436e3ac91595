import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  ChangedReplySchema,
  DirectoryReply,
  EntriesReply,
  HistoryReply,
  ImportReply,
} from '@shaotai/shared/contract/directory.ts'
import type { Categories, Departments } from '@shaotai/shared/contract/http.ts'
import type { Problem } from '@shaotai/shared/contract/problem.ts'
import { toLimitPolicy, type PolicyListEntry } from '@shaotai/shared/directory/lists/policies.ts'
import { LIST_IDS } from '@shaotai/shared/directory/lists.ts'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { Static } from 'typebox'
import { openDirectory } from '../directory.ts'
import { openTestApp, type TestApp } from '../../test/app.ts'

type Changed = Static<typeof ChangedReplySchema> & Problem

let it_: TestApp
beforeAll(async () => void (it_ = await openTestApp({ tellsDeadlines: false })))
afterAll(() => it_.close())

const read = async (list: string, query = ''): Promise<EntriesReply> =>
  (await it_.ask('admin', 'GET', `/api/directory/${list}${query}`)).json() as EntriesReply
const entryOf = async (list: string, key: string) =>
  (await read(list, '?retired=true')).items.find((it) => it.key === key)!
const put = async (list: string, key: string, entry: unknown, expectedRevision = 0, headers = {}) =>
  (
    await it_.ask(
      'admin',
      'PUT',
      `/api/directory/${list}/${key}`,
      { expectedRevision, entry, reason: 'a test' },
      headers,
    )
  ).json() as Changed
const retire = async (list: string, key: string, expectedRevision: number) =>
  (
    await it_.ask(
      'admin',
      'DELETE',
      `/api/directory/${list}/${key}?expectedRevision=${expectedRevision}&reason=gone`,
    )
  ).json() as Changed
/** Everything that a refused change must leave as it was. */
const written = async (): Promise<unknown> =>
  (
    await it_.database.writePool.query(
      `select (select revision from directory_head) as head, (select count(*) from directory_version) as editions,
              (select md5(string_agg(d::text, ',' order by code)) from department d) as departments,
              (select md5(string_agg(c::text, ',' order by code)) from category c) as categories,
              (select count(*) from audit_entry where action like 'directory.%') as audited`,
    )
  ).rows[0]
const untouched = async <T>(ask: () => Promise<T>): Promise<T> => {
  const before = await written()
  const answer = await ask()
  expect(await written()).toEqual(before)
  return answer
}
const department = (over: object = {}) => ({
  code: 'D90',
  name: '测试局',
  nameEn: 'Test Bureau',
  kind: 'bureau',
  liaisons: [],
  ...over,
})
const rule = (over: object = {}) => ({
  code: 'R-1',
  order: 5,
  name: '测试规则',
  when: { categories: ['0102'] },
  department: 'D12',
  coHandlers: [],
  dispatch: 'suggest',
  ...over,
})

describe('the directory', () => {
  it('tells its lists with the words of every field in both languages', async () => {
    const { items } = (await it_.ask('liaison', 'GET', '/api/directory')).json() as DirectoryReply
    expect(items.map((it) => it.id)).toEqual(LIST_IDS)
    for (const { id, schema, columns, key } of items) {
      const fields = schema['properties'] as Record<string, { 'x-words'?: { title: Record<string, string> } }>
      for (const [name, field] of Object.entries(fields)) {
        expect(field['x-words']?.title['zh-CN'], `${id}.${name}`).toMatch(/\p{Script=Han}/u)
        expect(field['x-words']?.title['en'], `${id}.${name}`).toMatch(/^[A-Z]/)
      }
      for (const column of [...columns, key]) expect(Object.keys(fields), id).toContain(column)
    }
  })
  it('shows the working calendar and lets nobody change it here', async () => {
    const { items } = await read('calendars')
    expect(items[0]!.entry).toMatchObject({ code: 'in_use', weekend: [0, 6] })
    const years = items[0]!.entry['years'] as { year: number; daysOff: number }[]
    expect(years.find((it) => it.year === 2026)!.daysOff).toBeGreaterThan(20)
    expect(await untouched(() => put('calendars', 'in_use', items[0]!.entry, 1))).toMatchObject({
      code: 'list_read_only',
    })
  })
})

describe('an entry', () => {
  it('is added, changed, retired and brought back, and every edition stays', async () => {
    expect(await put('departments', 'D90', department())).toMatchObject({ revision: 1, retired: false })
    expect(await put('departments', 'D90', department({ name: '新测试局' }), 1)).toMatchObject({
      revision: 2,
    })
    expect(await retire('departments', 'D90', 2)).toMatchObject({ revision: 3, retired: true })
    expect((await read('departments')).items.some((it) => it.key === 'D90')).toBe(false)
    expect(await put('departments', 'D90', department(), 3)).toMatchObject({ revision: 4, retired: false })
    const { items } = (
      await it_.ask('admin', 'GET', '/api/directory/departments/D90/history')
    ).json() as HistoryReply
    expect(items.map((it) => [it.revision, it.entry['name'], it.retired, it.reason])).toEqual([
      [4, '测试局', false, 'a test'],
      [3, '新测试局', true, 'gone'],
      [2, '新测试局', false, 'a test'],
      [1, '测试局', false, 'a test'],
    ])
    const audit = await it_.database.writePool.query<{ subject: string; action: string }>(
      `select action, subject from audit_entry where subject like 'departments/D90@%' order by id`,
    )
    expect(audit.rows.map((it) => `${it.action} ${it.subject}`)).toEqual([
      'directory.changed departments/D90@1',
      'directory.changed departments/D90@2',
      'directory.retired departments/D90@3',
      'directory.changed departments/D90@4',
    ])
    for (const sql of [
      'update directory_version set revision = revision + 1000',
      'delete from directory_version',
    ])
      await expect(it_.database.writePool.query(sql)).rejects.toThrow('never changed')
  })
  it('that is as it was makes no new edition', async () => {
    const { revision, entry } = await entryOf('departments', 'D02')
    expect(await untouched(() => put('departments', 'D02', entry, revision))).toMatchObject({ revision })
  })
  it('of two who change it at once one wins, and the other is told what stands', async () => {
    const { revision } = await entryOf('departments', 'D03')
    const answers = await Promise.all(
      ['甲局', '乙局'].map((name) => put('departments', 'D03', department({ code: 'D03', name }), revision)),
    )
    const lost = answers.filter((it) => it.code === 'entry_conflict')
    expect(lost).toHaveLength(1)
    expect(lost[0]).toMatchObject({ status: 409, current: { revision: revision + 1 } })
    expect((await entryOf('departments', 'D03')).revision).toBe(revision + 1)
  })
  it('is known to every server on the database after its next look', async () => {
    const other = await openDirectory(it_.database, () => {})
    other.stop()
    await put('departments', 'D91', department({ code: 'D91', name: '第九十一局' }))
    await put('routing_rules', 'R-2', rule({ code: 'R-2', order: 6 }))
    await other.refresh()
    expect(other.department('第九十一局')?.code).toBe('D91')
    expect(other.rules().some((it) => it.rule.code === 'R-2' && it.revision === 1)).toBe(true)
    await retire('routing_rules', 'R-2', 1)
    await other.refresh()
    expect(other.rules().some((it) => it.rule.code === 'R-2')).toBe(false)
  })
  it('retired keeps its name for the past and takes nothing new', async () => {
    await put('categories', '0199', { code: '0199', name: '旧事项', kind: 'ticket', sensitivity: 'internal' })
    expect((await it_.report({ category: '旧事项' })).statusCode).toBe(201)
    expect(await untouched(() => retire('categories', '0199', 1))).toMatchObject({
      code: 'entry_in_use',
      errors: [{ path: '/0199', message: 'is referred to by 1 open cases' }],
    })
    await put('categories', '0198', {
      code: '0198',
      name: '更旧事项',
      kind: 'ticket',
      sensitivity: 'internal',
    })
    expect(await retire('categories', '0198', 1)).toMatchObject({ retired: true })
    expect((await it_.report({ category: '更旧事项' })).json()).toMatchObject({ code: 'unknown_category' })
    const { items } = (await it_.ask('admin', 'GET', '/api/categories')).json() as Categories
    expect(items.find((it) => it.code === '0198')).toMatchObject({ name: '更旧事项', retired: true })
    expect('retired' in items.find((it) => it.code === '0102')!).toBe(false)
  })
})

describe('a policy', () => {
  it('that changes holds for cases reported after it; those before keep theirs', async () => {
    const stateOf = async (caseId: string) =>
      (
        await it_.database.writePool.query<{ state: CaseFile }>('select state from case_file where id = $1', [
          caseId,
        ])
      ).rows[0]!.state
    const report = async () => ((await it_.report({ category: '0105' })).json() as { caseId: string }).caseId
    const before = await report()
    const { revision, entry } = await entryOf('policies', '0105')
    expect(revision).toBe(1)
    await put('policies', '0105', { ...entry, extensions: 3 }, revision)
    const after = await report()
    expect((await stateOf(before)).policy).toMatchObject({ id: '0105@1', extensions: 1 })
    expect((await stateOf(after)).policy).toMatchObject({ id: '0105@2', extensions: 3 })
  })
})

describe('bad input', () => {
  it.each<[string, () => Promise<Changed>, string, RegExp]>([
    [
      'a field nobody knows',
      () => put('departments', 'D92', department({ code: 'D92', boss: 'x' })),
      'bad_entry',
      /not known: boss/,
    ],
    [
      'a name of controls',
      () => put('departments', 'D92', department({ code: 'D92', name: 'a\u0007b' })),
      'bad_entry',
      /pattern/,
    ],
    [
      'another key than its path',
      () => put('departments', 'D93', department({ code: 'D92' })),
      'bad_entry',
      /must be D93/,
    ],
    [
      'a name that is taken',
      () => put('departments', 'D92', department({ code: 'D92', name: '教育局' })),
      'bad_entry',
      /name of D17/,
    ],
    [
      'a day that is none',
      () =>
        put('duty_roster', 'X', {
          code: 'X',
          department: 'D01',
          post: '岗',
          weekdays: ['1'],
          begins: '08:00',
          ends: '09:00',
          validFrom: '2026-02-30',
        }),
      'bad_entry',
      /no day/,
    ],
    [
      'a rule that names no department',
      () => put('routing_rules', 'R-1', rule({ department: '' })),
      'rule_without_department',
      /nobody/,
    ],
    [
      'a rule of an unknown category',
      () => put('routing_rules', 'R-1', rule({ when: { categories: ['9999'] } })),
      'unknown_category',
      /9999/,
    ],
    [
      'a rule for an unknown department',
      () => put('routing_rules', 'R-1', rule({ department: 'D99' })),
      'unknown_department',
      /D99/,
    ],
    [
      'a rule for an area that is not loaded',
      () => put('routing_rules', 'R-1', rule({ when: { areas: ['7'] } })),
      'unknown_reference',
      /areas/,
    ],
    [
      'a rule whose lead helps itself',
      () => put('routing_rules', 'R-1', rule({ coHandlers: ['D12'] })),
      'bad_entry',
      /leads/,
    ],
    [
      'a figure that does not exist',
      () =>
        put('targets', 'T', {
          code: 'T',
          name: '目标',
          kpi: 'happiness',
          year: 2026,
          bound: 'at_least',
          value: 1,
        }),
      'unknown_reference',
      /kpis/,
    ],
    [
      'a liaison who is nobody',
      () => put('departments', 'D92', department({ code: 'D92', liaisons: ['ghost'] })),
      'unknown_reference',
      /ghost/,
    ],
    [
      'a circle of departments',
      async () =>
        put('departments', 'D01', { ...(await entryOf('departments', 'D01')).entry, parent: 'D11' }, 1),
      'reference_cycle',
      /D01 → D11 → D01/,
    ],
    ['retiring what a rule names', () => retire('departments', 'D12', 1), 'entry_in_use', /routing_rules R-/],
    [
      'retiring somebody’s department',
      () => retire('departments', 'D01', 1),
      'entry_in_use',
      /departments D11/,
    ],
    ['retiring what is not there', () => retire('departments', 'D99', 1), 'not_found', /not there/],
  ])('%s has its own code, and nothing is written', async (_, ask, code, says) => {
    const answer = await untouched(ask)
    expect(answer.code).toBe(code)
    expect(JSON.stringify(answer.errors)).toMatch(says)
    expect(answer.detail.length).toBeGreaterThan(8)
  })
  it('a rule that an earlier one leaves nothing to is stored and warned of, in the reader’s language', async () => {
    await put('routing_rules', 'R-3', rule({ code: 'R-3', order: 1 }))
    const late = rule({ code: 'R-4', order: 2, when: { categories: ['0102'], priorities: ['P1'] } })
    const answer = await put('routing_rules', 'R-4', late, 0, { 'accept-language': 'zh-CN' })
    expect(answer.warnings).toContainEqual({
      code: 'rule_never_fires',
      key: 'R-4',
      because: 'R-3',
      message: '规则 R-4 永远不会生效：排在前面的 R-3 已包含其全部条件。',
    })
    await retire('routing_rules', 'R-4', 1)
    await retire('routing_rules', 'R-3', 1)
  })
  it('a key that no entry could have is refused before anybody looks for it', async () => {
    for (const key of ['%00', '%ED%A0%80', 'a%20b', '-', 'x'.repeat(65)]) {
      const answer = await it_.ask('admin', 'GET', `/api/directory/departments/${key}/history`)
      expect([400, 404], `${key}: ${answer.body}`).toContain(answer.statusCode)
      expect(answer.body).not.toMatch(/syntax|sql|at \//i)
    }
  })
  it('a list that there is not is not found', async () => {
    for (const list of ['people', 'constructor', '__proto__'])
      expect((await it_.ask('admin', 'GET', `/api/directory/${list}`)).statusCode).toBe(404)
  })
})

describe('files', () => {
  const export_ = async (list: string, format: string) =>
    it_.ask('admin', 'GET', `/api/directory/${list}/export?format=${format}`)
  const import_ = async (list: string, body: unknown, query = '', type = 'text/csv') =>
    (
      await it_.ask('admin', 'POST', `/api/directory/${list}/import${query}`, body, { 'content-type': type })
    ).json() as ImportReply & Problem

  it.each(LIST_IDS.filter((it) => it !== 'calendars'))(
    '%s come back as they went, from both forms',
    async (list) => {
      const csv = await export_(list, 'csv')
      expect(csv.headers['content-disposition']).toMatch(
        /^attachment; filename="shaotai-[a-z-]+-\d{8}\.csv"$/,
      )
      expect(csv.body.startsWith('\uFEFF')).toBe(true)
      const xlsx = await export_(list, 'xlsx')
      expect(xlsx.headers['content-type']).toMatch(/spreadsheetml/)
      expect(xlsx.rawPayload.subarray(0, 2).toString()).toBe('PK')
      const { items } = await read(list)
      for (const answer of [
        await untouched(() => import_(list, csv.body)),
        await untouched(async () =>
          import_(list, (await export_(list, 'json')).body, '', 'application/json'),
        ),
      ]) {
        expect(answer.rows.filter((it) => it.outcome !== 'same')).toEqual([])
        expect(answer.counts).toEqual({ added: 0, changed: 0, same: items.length, refused: 0 })
      }
    },
  )
  it('a dry run says row by row what it would do, and does nothing', async () => {
    const [head, ...rows] = (await export_('departments', 'csv')).body.trimEnd().split('\r\n')
    const changed = rows.find((it) => it.startsWith('D04,'))!.replace('市场监督管理局', '市场监管局')
    const sheet = [
      head,
      rows[1],
      changed,
      'D95,第九十五局,,,bureau,,,,,',
      'D96,,,,bureau,,,,,',
      'D97,九七,,,bureau,D99,,,,',
    ].join('\n')
    const answer = await untouched(() => import_('departments', sheet, '?dryRun=true'))
    expect(answer.rows.map((it) => [it.row, it.key, it.outcome, it.code])).toEqual([
      [1, 'D02', 'same', undefined],
      [2, 'D04', 'changed', undefined],
      [3, 'D95', 'added', undefined],
      [4, 'D96', 'refused', 'bad_entry'],
      [5, 'D97', 'refused', 'unknown_department'],
    ])
    const refused = await untouched(() => import_('departments', sheet))
    expect(refused).toMatchObject({ status: 422, code: 'import_refused' })
    expect(refused.errors!.map((it) => it.path)).toEqual(['/4', '/5'])
    const whole = await import_('departments', sheet.split('\n').slice(0, 4).join('\n'))
    expect(whole).toMatchObject({ written: true, counts: { added: 1, changed: 1, same: 1, refused: 0 } })
    expect((await entryOf('departments', 'D04')).entry['name']).toBe('市场监管局')
  })
  it('entries of one file may refer to one another, and not in a circle', async () => {
    const items = (parents: (string | undefined)[]) => ({
      items: parents.map((parent, i) => ({
        entry: department({ code: `E${i}`, name: `环 ${i}`, nameEn: `Ring ${i}`, ...(parent && { parent }) }),
      })),
    })
    const circle = await untouched(() =>
      import_('departments', items(['E1', 'E2', 'E0']), '?dryRun=true', 'application/json'),
    )
    expect(circle.rows.map((it) => it.code)).toEqual([
      'reference_cycle',
      'reference_cycle',
      'reference_cycle',
    ])
    const chain = await import_('departments', items([undefined, 'E0', 'E1']), '', 'application/json')
    expect(chain.counts.added).toBe(3)
  })
  it('a file of thousands that hang on one another is judged in one pass', async () => {
    const chain = Array.from({ length: 3_000 }, (_, i) => ({
      entry: department({
        code: `C${i}`,
        name: `链 ${i}`,
        nameEn: `Chain ${i}`,
        parent: `C${(i + 1) % 3_000}`,
      }),
    }))
    const circle = await untouched(() =>
      import_('departments', { items: chain }, '?dryRun=true', 'application/json'),
    )
    expect(circle.counts).toEqual({ added: 0, changed: 0, same: 0, refused: 3_000 })
    expect(circle.rows[7]!.message).toContain('C7 → C8 → C9')
    const free = chain.map(({ entry }, i) => ({ entry: i === 2_999 ? { ...entry, parent: 'D02' } : entry }))
    const answer = await import_('departments', { items: free }, '?dryRun=true', 'application/json')
    expect(answer.counts.added).toBe(3_000)
  })
  it('a row that was exported before somebody’s change is refused', async () => {
    const old = (await export_('departments', 'csv')).body
    const { entry, revision } = await entryOf('departments', 'D05')
    await put('departments', 'D05', { ...entry, phone: '8999' }, revision)
    const answer = await untouched(() => import_('departments', old, '?dryRun=true'))
    expect(answer.rows.filter((it) => it.outcome === 'refused')).toMatchObject([
      { key: 'D05', code: 'entry_conflict' },
    ])
  })
  it.each<[string, string]>([
    ['another encoding', Buffer.from('code,name\nD98,\xb2\xe2', 'latin1') as unknown as string],
    ['a column nobody knows', 'code,name,boss\nD98,x,y'],
    ['no key', 'name\nx'],
    ['rows of different length', 'code,name\nD98'],
    ['nothing', ''],
  ])('%s is no table of the list', async (_, body) => {
    expect(await untouched(() => import_('departments', body))).toMatchObject({
      code: 'bad_csv',
      status: 422,
    })
  })
})

describe('the projection', () => {
  it('is what the newest editions say, after all of this', async () => {
    const editions = new Map((await read('policies')).items.map((it) => [it.key, it]))
    const { items: categories } = (await it_.ask('admin', 'GET', '/api/categories')).json() as Categories
    const told = (await read('categories', '?retired=true')).items
    expect(categories.map((it) => it.code)).toEqual(told.map((it) => it.key).toSorted())
    for (const { code, policy, name } of categories) {
      const { entry } = told.find((it) => it.key === code)!
      const governing = editions.get(entry['policy'] as string)
      expect([name, policy]).toEqual([
        entry['name'],
        governing ? toLimitPolicy(governing.entry as unknown as PolicyListEntry, governing.revision) : null,
      ])
    }
    const { items } = (await it_.ask('admin', 'GET', '/api/departments')).json() as Departments
    const names = (await read('departments', '?retired=true')).items.map((it) => [it.key, it.entry['name']])
    expect(items.map((it) => [it.code, it.name])).toEqual(names)
  })
})
