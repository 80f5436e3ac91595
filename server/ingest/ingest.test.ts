import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'

let it_: TestApp
beforeAll(async () => void (it_ = await openTestApp()))
afterAll(() => it_.close())

const rows = async (): Promise<number> =>
  (await it_.database.readPool.query('select count(*)::int as n from event_log')).rows[0].n as number
const good = { kind: 'ticket', category: '0102', title: 't', lng: 117.05, lat: 30.52 }
const post = (body: unknown, headers: Record<string, string> = {}) =>
  it_.ask(TEST_KEY, 'POST', '/api/ingest/hotline', body, headers)

/** Refused with this code, a sentence, and nothing written. */
async function refused(
  answer: Promise<{ statusCode: number; json: () => unknown; headers: Record<string, unknown> }>,
  status: number,
  code: string,
  path?: string,
) {
  const before = await rows()
  const got = await answer
  const problem = got.json() as { code: string; detail: string; status: number; errors?: { path: string }[] }
  expect(problem).toMatchObject({ code, status })
  expect(got.statusCode).toBe(status)
  expect(got.headers['content-type']).toContain('application/problem+json')
  expect(problem.detail.length).toBeGreaterThan(10)
  if (path !== undefined) expect(problem.errors![0]!.path).toBe(path)
  expect(await rows()).toBe(before)
}

describe('POST /api/ingest/:source', () => {
  it('answers 201 with the case’s id, number, seq and version', async () => {
    const answer = await post({ ...good, externalId: 'first' })
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toEqual({
      caseId: expect.stringMatching(/^[0-9A-Z]{26}$/),
      caseNo: expect.stringMatching(/^GD\d{8}-\d{4}$/),
      seq: expect.any(Number),
      version: 1,
    })
  })

  it.each([
    ['a number as text', { ...good, lng: '117.05' }, '/lng'],
    ['a text as number', { ...good, title: 7 }, '/title'],
    ['an unknown field', { ...good, colour: 'red' }, '/'],
    ['an unknown kind', { ...good, kind: 'rumour' }, '/kind'],
    ['a missing title', { kind: 'ticket', category: '0102' }, '/'],
    ['a stamp without offset', { ...good, occurredAt: '2026-11-21T10:00:00' }, '/occurredAt'],
    ['a stamp that is no day', { ...good, occurredAt: '2026-02-31T10:00:00+08:00' }, '/occurredAt'],
    ['an unknown field of the reporter', { ...good, reporter: { name: 'x', iban: 'y' } }, '/reporter'],
    ['a body that is a word', '"hello"', '/'],
  ])('refuses %s and writes nothing', async (_, body, path) => {
    await refused(
      post(body, { 'content-type': 'application/json', 'idempotency-key': 'bad' }),
      400,
      'bad_request',
      path,
    )
  })

  it('refuses text that is not JSON, in another encoding, or of another type', async () => {
    const raw = (payload: string | Buffer, type = 'application/json') =>
      it_.app.inject({
        method: 'POST',
        url: '/api/ingest/hotline',
        payload,
        headers: { 'content-type': type, authorization: `Bearer ${TEST_KEY}` },
      })
    await refused(raw('{"kind":'), 400, 'bad_json')
    await refused(raw(''), 400, 'bad_json')
    await refused(raw('{"kind":"ticket","__proto__":{"x":1}}'), 400, 'bad_json')
    // "title" in GB18030: bytes that are no UTF-8.
    const gb18030 = Buffer.concat([
      Buffer.from('{"kind":"ticket","category":"0102","externalId":"gb","title":"'),
      Buffer.from([0xbb, 0xfd, 0xcb, 0xae]),
      Buffer.from('"}'),
    ])
    await refused(raw(gb18030), 400, 'bad_json')
    await refused(raw('kind=ticket', 'application/x-www-form-urlencoded'), 415, 'media_type')
    await refused(raw('<x/>', 'text/xml'), 415, 'media_type')
  })

  it('refuses places that are none', async () => {
    const keyed = (over: object) => post({ ...good, ...over, externalId: 'place' })
    await refused(keyed({ lng: 0, lat: 0 }), 422, 'bad_place')
    await refused(keyed({ lng: 181, lat: 30 }), 422, 'bad_place')
    await refused(
      post({ kind: 'ticket', category: '0102', title: 't', lng: 117, externalId: 'half' }),
      422,
      'bad_place',
    )
  })

  it('counts and lists a report without a place', async () => {
    const { lng: _, lat: __, ...nowhere } = good
    expect((await post({ ...nowhere, externalId: 'nowhere' })).statusCode).toBe(201)
  })

  it('refuses a stamp in the future and words the directory does not know', async () => {
    await refused(
      post({ ...good, externalId: 'f', occurredAt: new Date(Date.now() + 120_000).toISOString() }),
      422,
      'in_future',
    )
    await refused(post({ ...good, externalId: 'c', category: 'no such thing' }), 422, 'unknown_category')
    await refused(post({ ...good, externalId: 'd', department: 'no such office' }), 422, 'unknown_department')
  })

  it('takes a category by code, by Chinese name and by English name, whatever its spaces', async () => {
    const categories = await Promise.all(
      ['0104b', '路面积水', ' 路面积水 ', 'Standing water on the road'].map(async (category, i) => {
        const { caseId } = (await post({ ...good, category, externalId: `by-name-${i}` })).json() as {
          caseId: string
        }
        return ((await it_.ask('chief', 'GET', `/api/cases/${caseId}`)).json() as { category: string })
          .category
      }),
    )
    expect(categories).toEqual(['0104b', '0104b', '0104b', '0104b'])
  })

  it('C1 the same key with the same body gets the same answer, with another body 422', async () => {
    const first = await post({ ...good, externalId: 'same' })
    const again = await post({
      title: 't',
      lat: 30.52,
      lng: 117.05,
      category: '0102',
      kind: 'ticket',
      externalId: 'same',
    })
    expect(again.statusCode).toBe(201)
    expect(again.json()).toEqual(first.json())
    await refused(post({ ...good, title: 'another', externalId: 'same' }), 422, 'key_reused')
    const byHeader = await post(good, { 'idempotency-key': 'h1' })
    expect((await post(good, { 'idempotency-key': 'h1' })).json()).toEqual(byHeader.json())
    await refused(post({ ...good, title: 'x' }, { 'idempotency-key': 'h1' }), 422, 'key_reused')
    await refused(post(good), 400, 'key_missing')
  })

  it('C1 twenty at once with one key make one case', async () => {
    const before = await rows()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post({ ...good, externalId: 'at-once' })),
    )
    expect(new Set(answers.map((it) => it.body)).size).toBe(1)
    expect(await rows()).toBe(before + 1)
  })

  it('judges an array item by item, in order, each by itself', async () => {
    const before = await rows()
    const answer = await post([
      { ...good, externalId: 'a1' },
      { ...good, lng: 0, lat: 0, externalId: 'a2' },
      { nonsense: true },
      { ...good, externalId: 'a1' },
      { ...good, externalId: 'a3' },
    ])
    expect(answer.statusCode).toBe(207)
    const { results } = answer.json() as { results: { status: number; code?: string; caseId?: string }[] }
    expect(results.map((it) => it.status)).toEqual([201, 422, 400, 201, 201])
    expect(results[3]!.caseId).toBe(results[0]!.caseId)
    expect(await rows()).toBe(before + 2)
  })

  it('refuses 501 items and a body of 10 MB', async () => {
    await refused(post(Array.from({ length: 501 }, () => good)), 413, 'too_large')
    await refused(post({ ...good, externalId: 'big', narrative: 'x'.repeat(10_000_000) }), 413, 'too_large')
  })

  it('numbers the cases of a local day without holes', async () => {
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' })
      .format(new Date('2020-03-04T20:00:00Z'))
      .replaceAll('-', '')
    const numbers = []
    for (let n = 0; n < 3; n += 1)
      numbers.push(
        (
          (await post({ ...good, externalId: `day-${n}`, occurredAt: '2020-03-04T20:00:00Z' })).json() as {
            caseNo: string
          }
        ).caseNo,
      )
    expect(day).toBe('20200305')
    expect(numbers).toEqual(['GD20200305-0001', 'GD20200305-0002', 'GD20200305-0003'])
  })
})

describe('stamps and numbers', () => {
  it.each(['2016-12-31T23:59:60Z', '2026-11-21T10:00:00+08', '0000-01-01T00:00:00Z', '1066-10-14T09:00:00Z'])(
    'refuses %s, which the grammar of stamps allows and which is no instant here, by every door',
    async (occurredAt) => {
      await refused(post({ ...good, externalId: 'stamp', occurredAt }), 400, 'bad_request', '/occurredAt')
      const history = await it_.ask(TEST_KEY, 'POST', '/api/history', [
        { ...good, type: 'report', source: 'import', externalId: 'stamp', occurredAt },
      ])
      expect((history.json() as { results: { code: string }[] }).results[0]!.code).toBe('bad_request')
      const query = new URLSearchParams({ from: occurredAt })
      expect((await it_.ask('chief', 'GET', `/api/kpis?${query}`)).statusCode).toBe(400)
    },
  )

  it('goes on numbering after 9,999 cases of a day', async () => {
    await it_.database.writePool.query(`insert into case_number (day, last) values ('20190607', 9998)`)
    const answers = []
    for (let i = 0; i < 3; i += 1) {
      answers.push(await post({ ...good, externalId: `many-${i}`, occurredAt: '2019-06-07T12:00:00+08:00' }))
    }
    expect(answers.map((it) => (it.json() as { caseNo: string }).caseNo)).toEqual([
      'GD20190607-9999',
      'GD20190607-10000',
      'GD20190607-10001',
    ])
  })
})

describe('a nearly full disk', () => {
  it('R19 refuses what is new with 507 and goes on reading', async () => {
    const full = await openTestApp({ isLow: () => true })
    try {
      const answer = await full.report()
      expect(answer.json()).toMatchObject({ code: 'no_space', status: 507 })
      expect((await full.ask(null, 'GET', '/readyz')).json()).toEqual({
        status: 'not_ready',
        faults: ['no_space'],
      })
      expect((await full.ask(null, 'GET', '/livez')).statusCode).toBe(200)
    } finally {
      await full.close()
    }
  })
})
