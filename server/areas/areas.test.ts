import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AreasReply } from '@shaotai/shared/contract/http.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { box, SMALL_DISTRICT, toFeature } from '../test/boxes.ts'
import { openAreas } from './areas.ts'
import type { PlacedArea } from '@shaotai/shared/domain/area.ts'

let it_: TestApp
beforeAll(async () => void (it_ = await openTestApp()))
afterAll(() => it_.close())

const load = (areas: PlacedArea[], over: object = {}) =>
  it_.ask(TEST_KEY, 'POST', '/api/areas', {
    type: 'FeatureCollection',
    features: areas.map(toFeature),
    ...over,
  })
const stateOf = async (caseId: string) =>
  (
    await it_.database.writePool.query(
      `select area, area_path as "areaPath", community from case_file where id = $1`,
      [caseId],
    )
  ).rows[0] as object
const caseIdOf = (answer: { json: () => unknown }) => (answer.json() as { caseId: string }).caseId
const revision = async () =>
  (await it_.database.writePool.query('select revision from area_tree')).rows[0].revision as number

describe('areas on the server', () => {
  it('are none at first: any place is good, and a case lies nowhere', async () => {
    const answer = await it_.report({ lng: -122.4, lat: 37.7 })
    expect(answer.statusCode).toBe(201)
    expect(await stateOf(caseIdOf(answer))).toEqual({ area: null, areaPath: [], community: null })
    expect((await it_.ask('chief', 'GET', '/api/areas')).json()).toEqual({
      type: 'FeatureCollection',
      features: [],
    })
  })

  it('go in whole, a second time without a change, and a changed one alone', async () => {
    const first = (await load(SMALL_DISTRICT)).json()
    const before = await revision()
    expect(first).toMatchObject({ loaded: 6, changed: 6, removed: 0, version: before, accepted: true })
    const second = (await load(SMALL_DISTRICT)).json()
    expect(second).toMatchObject({ loaded: 6, changed: 0, removed: 0, version: null, changes: [] })
    expect(await revision()).toBe(before)
    const renamed = SMALL_DISTRICT.map((it) => (it.tier === 'grid' ? { ...it, households: 1_200 } : it))
    expect((await load(renamed)).json()).toMatchObject({ changed: 1 })
    expect(await revision()).toBe(before + 1)
  })

  it('give a report its path and refuse one outside, by both doors', async () => {
    const inside = await it_.report({ lng: 117.05, lat: 30.52 })
    expect(await stateOf(caseIdOf(inside))).toEqual({
      area: '34080000100100101',
      areaPath: ['340800', '340800001', '340800001001', '340800001001001', '34080000100100101'],
      community: '340800001001',
    })
    const outside = await it_.report({ lng: 121, lat: 31 })
    expect([outside.statusCode, (outside.json() as { code: string }).code]).toEqual([422, 'outside_district'])

    const past = (externalId: string, place: object) => ({
      type: 'report',
      source: 'import',
      externalId,
      occurredAt: '2024-05-01T08:00:00+08:00',
      kind: 'ticket',
      category: '0102',
      title: 't',
      ...place,
    })
    const { results } = (
      await it_.ask(TEST_KEY, 'POST', '/api/history', [
        past('in', { lng: 117.05, lat: 30.57 }),
        past('out', { lng: 121, lat: 31 }),
        past('nowhere', {}),
      ])
    ).json() as { results: { status: number; code?: string; caseId: string }[] }
    expect(results.map((it) => it.code ?? it.status)).toEqual([201, 'outside_district', 201])
    expect(await stateOf(results[0]!.caseId)).toMatchObject({
      area: '340800001002',
      community: '340800001002',
    })
    expect(await stateOf(results[2]!.caseId)).toEqual({ area: null, areaPath: [], community: null })
  })

  it('say of a place what a report of it would be told, in the system it was read in', async () => {
    const ask = async (body: object) => (await it_.ask('intake', 'POST', '/api/areas/at', body)).json()
    const told = { lng: 117.055_9, lat: 30.517_8, crs: 'gcj02' }
    const born = await stateOf(caseIdOf(await it_.report(told)))
    expect(await ask(told)).toEqual({
      lng: expect.closeTo(117.05, 2),
      lat: expect.closeTo(30.52, 2),
      accepted: true,
      path: (born as { areaPath: string[] }).areaPath,
    })
    expect((await it_.report({ lng: 121, lat: 31 })).statusCode).toBe(422)
    expect(await ask({ lng: 121, lat: 31 })).toEqual({ lng: 121, lat: 31, accepted: false, path: [] })
    expect((await it_.report({ lng: 0, lat: 0 })).statusCode).toBe(422)
    expect(await ask({ lng: 0, lat: 0 })).toEqual({ lng: 0, lat: 0, accepted: false, path: [] })
  })

  it('are refused as a whole with every fault named, and nothing is written', async () => {
    const before = [await revision(), (await it_.ask('chief', 'GET', '/api/areas')).body]
    const answer = await load([
      box('good', 'sector', '340800001002', [117, 30.55, 117.1, 30.6]),
      box('orphan', 'grid', 'nobody', [117, 30.55, 117.1, 30.6]),
      { ...box('flat', 'grid', '340800001', [117, 30.5, 117, 30.6]), name: '' },
    ])
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({
      code: 'bad_areas',
      errors: [
        {
          path: '/features/1',
          message: 'feature 2 (orphan) has the parent nobody, which is neither in the file nor loaded.',
        },
        { path: '/features/2', message: expect.stringMatching(/^feature 3 \(flat\) has no name/) },
        { path: '/features/2', message: expect.stringMatching(/^feature 3 \(flat\) ring 1 has 2 corner/) },
      ],
    })
    expect([await revision(), (await it_.ask('chief', 'GET', '/api/areas')).body]).toEqual(before)
  })

  it('are followed by another process within seconds', async () => {
    const other = await openAreas(it_.database, () => {})
    try {
      expect(other.at(117.25, 30.55)).toBeNull()
      await load([box('340900', 'district', null, [117.2, 30.5, 117.3, 30.6])])
      const loadedAt = Date.now()
      while (other.at(117.25, 30.55) === null) {
        expect(Date.now() - loadedAt).toBeLessThan(10_000)
        await new Promise((done) => setTimeout(done, 50))
      }
      expect(other.at(117.25, 30.55)?.path).toEqual(['340900'])
    } finally {
      other.stop()
    }
  })

  it('stay with the cases that were born in them, also when they are replaced by others', async () => {
    const born = caseIdOf(await it_.report({ lng: 117.05, lat: 30.52 }))
    const before = await stateOf(born)
    const answer = await load([box('new', 'district', null, [117, 30.5, 117.1, 30.6])], { replace: true })
    expect(answer.json()).toMatchObject({ loaded: 1, changed: 1, removed: 7 })
    expect(await stateOf(born)).toEqual(before)
    expect(await stateOf(caseIdOf(await it_.report({ lng: 117.05, lat: 30.52 })))).toMatchObject({
      area: 'new',
    })
    await load(SMALL_DISTRICT, { replace: true })
  })

  it('are loaded by who has the history right, and the audit names them', async () => {
    // A principal is held for a second at most, so a right comes and goes with a delay.
    const setRight = async (history: boolean, answers: number) => {
      await it_.database.writePool.query('update api_key set history = $1', [history])
      for (;;) {
        const answer = await load(SMALL_DISTRICT)
        if (answer.statusCode === answers) return answer.json() as { code?: string }
        await new Promise((done) => setTimeout(done, 100))
      }
    }
    expect((await setRight(false, 403)).code).toBe('history_right_needed')
    await setRight(true, 200)
    const { rows } = await it_.database.writePool.query(
      `select distinct actor, role from audit_entry where action = 'areas.loaded'`,
    )
    expect(rows).toEqual([{ actor: 'key-bootstrap', role: 'ingest' }])
  })
})

describe('GET /api/areas', () => {
  it('has the widest first, by tier and with or without outlines', async () => {
    const of = async (query: string) =>
      (await it_.ask('chief', 'GET', `/api/areas${query}`)).json() as AreasReply
    const codes = (reply: AreasReply) => reply.features.map(({ id }) => id)
    expect(codes(await of(''))).toEqual(SMALL_DISTRICT.map(({ code }) => code))
    expect(codes(await of('?tier=grid,street'))).toEqual(['340800001', '340800001001001'])
    const list = await of('?form=list&tier=district')
    expect(list.features).toEqual([
      {
        type: 'Feature',
        id: '340800',
        properties: {
          code: '340800',
          tier: 'district',
          parent: null,
          name: '区 340800',
          nameEn: null,
          households: null,
        },
        geometry: null,
      },
    ])
    expect((await of('?tier=district')).features[0]!.geometry).toEqual(SMALL_DISTRICT[0]!.geometry)
    const wrong = await it_.ask('chief', 'GET', '/api/areas?tier=grid,village')
    expect([wrong.statusCode, wrong.headers['cache-control']]).toEqual([400, 'no-store'])
  })

  it('is compressed, kept by its content, and read a second time for nothing', async () => {
    const ask = (headers: Record<string, string>) =>
      it_.ask('chief', 'GET', '/api/areas?tier=street,community,grid', undefined, headers)
    const first = await ask({ 'accept-encoding': 'gzip, br' })
    expect(first.headers).toMatchObject({
      'content-encoding': 'gzip',
      'cache-control': 'private, no-cache',
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
    })
    const etag = String(first.headers['etag'])
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await ask({ 'accept-encoding': 'gzip', 'if-none-match': known })
      expect([again.statusCode, again.body]).toEqual([304, ''])
    }
    expect((await ask({ 'if-none-match': '"other"' })).statusCode).toBe(200)
    await load(SMALL_DISTRICT.map((it) => (it.tier === 'grid' ? { ...it, name: '另一网格' } : it)))
    const changed = await ask({ 'if-none-match': etag })
    expect(changed.statusCode).toBe(200)
    expect(changed.body).toContain('另一网格')
    await load(SMALL_DISTRICT)
    expect((await ask({ 'if-none-match': etag })).statusCode).toBe(304)
  })

  it('gives six decimals of a degree', async () => {
    await load([box('fine', 'district', null, [118.12345678, 30.5, 118.2, 30.6])])
    const { features } = (await it_.ask('chief', 'GET', '/api/areas')).json() as AreasReply
    expect(JSON.stringify(features.find(({ id }) => id === 'fine')!.geometry)).toContain('[118.123457,30.5]')
  })
})
