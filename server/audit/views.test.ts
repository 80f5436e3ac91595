import type { AuditItem } from '@shaotai/shared/contract/audit.ts'
import { VIEW_ACTIONS } from '@shaotai/shared/contract/audit-actions.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../test/app.ts'
import { jpegOf } from '../test/pictures.ts'
import { record } from './record.ts'

const SEED = Number(process.env['SEED'] ?? 7)
const TRIALS = 120
const WORD = '金丝雀'
const PHONE = '13900001234'
const WHO = [
  'chief',
  'dispatcher',
  'intake',
  'verifier',
  'liaison',
  'leader',
  'admin',
  'supervisor',
  'discipline',
]

let it_: TestApp
const cases: string[] = []
const files: string[] = []
beforeAll(async () => {
  it_ = await openTestApp({ tellsDeadlines: false })
  for (let i = 0; i < 4; i += 1) {
    const report = { title: WORD, narrative: WORD, address: WORD, department: i % 2 ? 'D01' : 'D02' }
    const answer = await it_.report({ ...report, reporter: { name: WORD, ...(i > 0 && { phone: PHONE }) } })
    cases.push((answer.json() as { caseId: string }).caseId)
  }
  for (const id of cases.slice(1)) {
    await it_.ask('chief', 'POST', `/api/cases/${id}/commands`, {
      type: 'accept',
      note: WORD,
      expectedVersion: 1,
      commandId: id,
    })
    const headers = {
      'content-type': 'image/jpeg',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${WORD}.jpg`)}`,
      'idempotency-key': id,
    }
    const added = await it_.ask(
      'chief',
      'POST',
      `/api/cases/${id}/evidence?role=other`,
      await jpegOf(64, 64),
      headers,
    )
    files.push((added.json() as { id: string }).id)
  }
})
afterAll(() => it_.close())

const viewsAfter = async (id: number): Promise<string[]> =>
  (
    await it_.database.writePool.query<{ line: string }>(
      `select format('%s %s %s', p.username, a.action, a.subject) as line from audit_entry a left join person p on p.id = a.actor
        where a.id > $1 and a.action = any ($2) order by a.id`,
      [id, VIEW_ACTIONS],
    )
  ).rows.map(({ line }) => line)
const lastEntry = async (): Promise<number> =>
  (await it_.database.writePool.query<{ id: number }>('select max(id) as id from audit_entry')).rows[0]!.id

it('the views on the trail are exactly the views that were given, over a random run', async () => {
  let state = SEED
  const pick = <T>(from: readonly T[]): T => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return from[Math.floor((state / 2_147_483_648) * from.length)]!
  }
  const from = await lastEntry()
  const given: string[] = []
  /** What an answer shows, read off the answer itself. */
  const steps: ((who: string) => Promise<void>)[] = [
    async (who) => {
      const id = pick(cases)
      const { personal } = (await it_.ask(who, 'GET', `/api/cases/${id}`)).json() as { personal?: object }
      // Masked or whole.
      if (personal) given.push(`${who} personal.viewed ${id}`)
    },
    async (who) => {
      const id = pick(cases)
      const answer = await it_.ask(who, 'GET', `/api/cases/${id}/timeline`)
      const { items = [] } = answer.json() as { items?: { by?: { name?: string } }[] }
      if (items.some(({ by }) => by?.name)) given.push(`${who} timeline.viewed ${id}`)
    },
    async (who) => {
      const id = pick(cases)
      const { body } = await it_.ask(who, 'GET', `/api/cases/${id}/evidence`)
      if (body.includes(WORD)) given.push(`${who} evidence.listed ${id}`)
    },
    async (who) => {
      const id = pick([...files, '01M80000000000000000000000'])
      const { headers } = await it_.ask(who, 'GET', `/api/evidence/${id}`)
      if (headers['content-type'] === 'image/jpeg') given.push(`${who} evidence.viewed ${id}`)
    },
    async (who) => {
      const id = pick(files)
      const { headers } = await it_.ask(who, 'GET', `/api/evidence/${id}/thumbnail`)
      if (headers['content-type'] === 'image/webp') given.push(`${who} evidence.previewed ${id}`)
    },
    async (who) => {
      const id = pick(cases)
      const { reporter } = (await it_.ask(who, 'GET', `/api/cases/${id}/similar`)).json() as {
        reporter?: object | null
      }
      if (reporter) given.push(`${who} reporter.matched ${id}`)
    },
    async (who) => {
      const answer = await it_.ask(who, 'POST', '/api/cases/words', { words: pick([WORD, 'nobody’s words']) })
      const { items = [] } = answer.json() as { items?: { id: string }[] }
      for (const { id } of items) given.push(`${who} personal.viewed ${id}`)
    },
    async (who) => {
      const phone = pick([PHONE, '139', undefined])
      const body = { category: '0102', lng: 117, lat: 30, ...(phone && { phone }) }
      const { reporter } = (await it_.ask(who, 'POST', `/api/cases/similar`, body)).json() as {
        reporter?: object | null
      }
      if (reporter) given.push(`${who} reporter.matched intake`)
    },
  ]
  for (let n = 0; n < TRIALS; n += 1) await pick(steps)(pick(WHO))
  expect(await viewsAfter(from)).toEqual(given)
  for (const action of VIEW_ACTIONS.filter((it) => it !== 'personal.exported'))
    expect(
      given.some((line) => line.includes(action)),
      `${action} was never given with seed ${SEED}`,
    ).toBe(true)
})

it('no route at all gives what is personal without a row, whoever asks', async () => {
  const routes = Object.entries(it_.app.swagger().paths!).flatMap(([path, methods]) =>
    'get' in methods! ? [path] : [],
  )
  expect(routes.length).toBeGreaterThan(15)
  let shown = 0
  for (const path of routes) {
    const url = path
      .replace('/cases/{id}', `/cases/${cases[1]}`)
      .replace('/evidence/{id}', `/evidence/${files[0]}`)
    if (url.includes('{') && !url.includes('/kpis/')) continue
    for (const who of ['chief', 'liaison', 'leader', 'admin']) {
      const before = await lastEntry()
      const { body, headers } = await it_.ask(who, 'GET', url.replace('{id}', 'V01'))
      const isShown =
        body.includes(WORD) || body.includes(PHONE) || String(headers['content-type']).startsWith('image/')
      if (isShown) shown += 1
      expect((await viewsAfter(before)).length >= (isShown ? 1 : 0), `${who} ${url}`).toBe(true)
    }
  }
  expect(shown).toBeGreaterThan(7) // two of them, four routes
})

it('an administrator reads who did and saw what, a page at a time, and that is on the trail as well', async () => {
  type Page = {
    items: { id: number; name: string | null; action: string; subject: string }[]
    next: string | null
  }
  const page = async (query: string): Promise<Page> =>
    (await it_.ask('admin', 'GET', `/api/audit?${query}`)).json() as Page
  const all: Page['items'] = []
  for (let next: string | null = ''; next !== null;) {
    const it: Page = await page(`case=${cases[1]}&limit=10${next && `&cursor=${next}`}`)
    expect(it.items.length).toBeGreaterThan(0)
    all.push(...it.items)
    next = it.next
  }
  // The files' own views among them.
  expect(new Set(all.map(({ action }) => action))).toEqual(
    new Set(['evidence.added', ...VIEW_ACTIONS.filter((it) => it !== 'personal.exported')]),
  )
  const ids = all.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => b - a))
  const mine = await page('person=admin&action=audit.listed')
  expect(mine.items.length).toBeGreaterThan(2)
  const events = await page(`case=${cases[1]}&events=true&action=case.accepted`)
  expect(events.items).toHaveLength(1)
  expect(
    (await page(`from=${encodeURIComponent(new Date(Date.now() + 86_400_000).toISOString())}`)).items,
  ).toEqual([])
  for (const bad of ['cursor=x', 'case=nothing', 'more=1', 'limit=0'])
    expect((await it_.ask('admin', 'GET', `/api/audit?${bad}`)).statusCode, bad).toBe(400)
  expect((await it_.ask('chief', 'GET', '/api/audit')).statusCode).toBe(403)
})

it('is asked for by what was seen or done, to what and to which one, and each subject has its name', async () => {
  type Page = { items: AuditItem[]; next: string | null; previous: string | null }
  const page = async (query: Record<string, string>): Promise<Page> =>
    (await it_.ask('admin', 'GET', `/api/audit?${new URLSearchParams(query)}`)).json() as Page
  const id = cases[1]!
  const { rows } = await it_.database.writePool.query<{ no: string }>(
    'select no from case_file where id = $1',
    [id],
  )
  const no = rows[0]!.no
  // Who saw what is personal of a case, by the number that stands on paper: the same rows as by its id.
  const seen = await page({ views: 'true', about: no, limit: '200' })
  expect(seen.items.length).toBeGreaterThan(10)
  expect(seen.items.map((it) => it.id)).toEqual(
    (await page({ case: id, limit: '200' })).items
      .filter(({ action }) => (VIEW_ACTIONS as string[]).includes(action))
      .map((it) => it.id),
  )
  for (const it of seen.items) {
    expect(it.about).toEqual({ kind: 'case', id, name: no, nameEn: null, erased: false })
    expect(it.name).toMatch(/\p{Script=Han}/u)
  }
  expect(seen.items.some(({ subject }) => subject === files[0])).toBe(true)

  const key = (await it_.ask('admin', 'POST', '/api/keys', { name: 'a key' })).json<{
    entry: { id: string }
  }>()
  await it_.ask('admin', 'POST', '/api/devices', { name: 'a hall' })
  const made = await it_.ask('admin', 'POST', '/api/people', {
    username: 'new.one',
    name: '新人',
    role: 'viewer',
  })
  expect(made.statusCode).toBe(201)
  for (const [kind, about, name] of [
    ['key', key.entry.id, 'a key'],
    ['key', 'a key', 'a key'],
    ['wall', 'a hall', 'a hall'],
    ['person', 'new.one', '新人'],
    ['person', ' 新人 ', '新人'],
  ] as const) {
    const { items } = await page({ kind, about })
    expect(
      items.map((it) => [it.about.kind, it.about.name]),
      about,
    ).toEqual([[kind, name]])
  }
  const [entry] = (await page({ kind: 'system' })).items
  expect(entry!.action).toBe('audit.listed')
  const steps = await page({ kind: 'case', about: no, events: 'true', limit: '200' })
  expect(steps.items.some(({ action, seq }) => action === 'case.accepted' && seq !== null)).toBe(true)
  expect((await page({ about: 'no such thing' })).items).toEqual([])
  expect((await it_.ask('admin', 'GET', '/api/audit?kind=planet')).statusCode).toBe(400)
})

it('pages lead back as they lead on, whatever is written meanwhile', async () => {
  type Page = { items: { id: number }[]; next: string | null; previous: string | null }
  const page = async (cursor: string | null): Promise<Page> =>
    (
      await it_.ask(
        'admin',
        'GET',
        `/api/audit?case=${cases[2]}&limit=7${cursor === null ? '' : `&cursor=${cursor}`}`,
      )
    ).json() as Page
  const ids = (it: Page) => it.items.map(({ id }) => id)
  const first = await page(null)
  expect(first.previous).toBe(null)
  const second = await page(first.next)
  await it_.ask('chief', 'GET', `/api/cases/${cases[2]}`)
  expect(ids(await page(second.previous))).toEqual(ids(first))
  // Less than a page is newer: the newest page, whole.
  const newest = await page(`n${first.items[0]!.id}`)
  expect(ids(newest).slice(1)).toEqual(ids(first).slice(0, 6))
  expect(newest.previous).toBe(null)
})

it('what is erased says so wherever it was seen before, and what is seen after it does not', async () => {
  const id = cases[3]!
  await it_.ask('chief', 'GET', `/api/cases/${id}`)
  const admin = { id: 'system', role: 'system' }
  await it_.database.write
    .transaction()
    .execute((write) => record(write, { by: admin, action: 'personal.erased', subject: id, reason: 'order' }))
  await it_.ask('chief', 'GET', `/api/cases/${id}/timeline`)
  const { items } = (await it_.ask('admin', 'GET', `/api/audit?case=${id}&limit=3`)).json() as {
    items: AuditItem[]
  }
  const said = items.map(({ action, about }) => [action, about.erased])
  expect(said).toContainEqual(['personal.erased', false])
  expect(said).toContainEqual(['personal.viewed', true])
  expect(said).toContainEqual(['timeline.viewed', false])
})
