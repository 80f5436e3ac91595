/** The tree of areas over time: what a load changes, what stays with the cases, and what can still be asked. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AreaVersionReply, AreaVersionsReply, LoadAreasReply } from '@shaotai/shared/contract/areas.ts'
import type { AreasReply, KpiReply } from '@shaotai/shared/contract/http.ts'
import type { PlacedArea } from '@shaotai/shared/domain/area.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { box, toFeature } from '../test/boxes.ts'

/** A street of two communities; their common boundary runs at `lng`. */
const halves = (lng: number): PlacedArea[] => [
  box('S', 'street', null, [117, 30.5, 117.1, 30.6]),
  box('W', 'community', 'S', [117, 30.5, lng, 30.6]),
  box('E', 'community', 'S', [lng, 30.5, 117.1, 30.6]),
]

let it_: TestApp
beforeAll(async () => void (it_ = await openTestApp({ tellsDeadlines: false })))
afterAll(() => it_.close())

const post = (areas: PlacedArea[], over: object = {}, query = '') =>
  it_.ask(TEST_KEY, 'POST', `/api/areas${query}`, {
    type: 'FeatureCollection',
    features: areas.map(toFeature),
    ...over,
  })
const load = async (areas: PlacedArea[], over: object = {}, query = '') =>
  (await post(areas, over, query)).json() as LoadAreasReply
const get = async <T>(path: string) => (await it_.ask('chief', 'GET', path)).json() as T
const versions = async () => (await get<AreaVersionsReply>('/api/areas/versions')).items
const areasOf = async (query: string) =>
  (await get<AreasReply>(`/api/areas?form=list${query}`)).features.map(({ id, properties }) =>
    [id, properties.name, ...(properties.retired ? ['retired'] : [])].join(' '),
  )
const reports = async (query: string) =>
  (await get<KpiReply>(`/api/kpis?ids=reports${query}`)).items.map(({ group, n }) => [group ?? '', n])
const bear = async (lng: number, externalId: string) =>
  ((await it_.report({ lng, lat: 30.55, externalId })).json() as { caseId: string }).caseId
const areaOf = async (caseId: string) =>
  (await it_.database.writePool.query('select area from case_file where id = $1', [caseId])).rows[0]
    .area as string

describe('a version of the areas', () => {
  let middle = ''
  it('is made by a load, and tells who loaded it, from which document and when', async () => {
    const first = await load(halves(117.05), {
      sourceDocument: '区划调整批复〔2026〕1 号',
      validFrom: '2026-01-01T00:00:00+08:00',
    })
    expect(first).toMatchObject({ version: 1, accepted: true, dryRun: false, openCasesElsewhere: 0 })
    expect(first.changes.map(({ code, kinds }) => [code, kinds])).toEqual([
      ['E', ['added']],
      ['S', ['added']],
      ['W', ['added']],
    ])
    expect(await versions()).toEqual([
      {
        version: 1,
        validFrom: Date.parse('2026-01-01T00:00:00+08:00'),
        loadedAt: expect.any(Number),
        loadedBy: 'key-bootstrap',
        sourceDocument: '区划调整批复〔2026〕1 号',
        crs: 'wgs84',
        accepted: [],
        areas: 3,
        counts: { added: 3, removed: 0, renamed: 0, moved: 0, redrawn: 0, amended: 0 },
        openCasesElsewhere: 0,
      },
    ])
  })

  it('is tried first: a dry run says what it would change and how many open cases would fall elsewhere', async () => {
    middle = await bear(117.045, 'middle')
    await bear(117.01, 'west')
    await bear(117.09, 'east')
    const named = halves(117.04).with(0, { ...halves(117.04)[0]!, name: '新街' })
    const tried = await load(named, {}, '?dryRun=true')
    expect(tried).toMatchObject({ dryRun: true, accepted: true, version: null, openCasesElsewhere: 1 })
    const square = 957.8 * 11_119.5 // 0.01° of longitude at 30.55° by 0.1° of latitude, metres
    expect(tried.changes.map(({ code, kinds, openCases }) => [code, kinds, openCases])).toEqual([
      ['E', ['moved'], 0],
      ['S', ['renamed'], 0],
      ['W', ['moved'], 1],
    ])
    for (const { movedSquareMetres } of tried.changes)
      if (movedSquareMetres !== null) expect(movedSquareMetres / square).toBeCloseTo(1, 2)
    expect(await versions()).toHaveLength(1)
  })

  it('that would be refused is told by a dry run with every fault, and as a load with the same', async () => {
    const gap = halves(117.05).with(1, box('W', 'community', 'S', [117, 30.5, 117.04, 30.6]))
    const tried = await load(gap, {}, '?dryRun=true')
    expect(tried).toMatchObject({ accepted: false, loaded: 0 })
    expect(tried.findings.map(({ code, area }) => [code, area])).toEqual([['uncovered', 'S']])
    const answer = await post(gap)
    const { errors } = answer.json() as { errors: { message: string }[] }
    expect([answer.statusCode, errors.map(({ message }) => message)]).toEqual([
      422,
      tried.findings.map(({ says }) => says),
    ])
    const inChinese = await it_.ask(
      TEST_KEY,
      'POST',
      '/api/areas?dryRun=true',
      { type: 'FeatureCollection', features: gap.map(toFeature) },
      { 'accept-language': 'zh-CN' },
    )
    expect((inChinese.json() as LoadAreasReply).findings[0]!.says).toMatch(/^要素 1（S）未被下级区域完全覆盖/)
    expect(await versions()).toHaveLength(1)
  })

  it('moves a boundary, and no case: each keeps the area of its birth, and new ones get the new', async () => {
    const before = await reports('&by=area')
    expect(before.toSorted()).toEqual([
      ['E', 1],
      ['W', 2],
    ])
    const moved = await load(halves(117.04))
    expect(moved).toMatchObject({ version: 2, openCasesElsewhere: 1 })
    expect(await areaOf(middle)).toBe('W')
    expect(await reports('&by=area')).toEqual(before)
    expect(await areaOf(await bear(117.045, 'after'))).toBe('E')
  })

  it('is kept: an old one can be asked for its areas and its outlines', async () => {
    const edge = async (query: string) =>
      (await get<AreasReply>(`/api/areas?${query}`)).features.find(({ id }) => id === 'W')!.geometry!
        .coordinates
    expect(JSON.stringify(await edge('version=1'))).toContain('117.05')
    expect(JSON.stringify(await edge('version=2'))).toContain('117.04')
    expect(await edge('')).toEqual(await edge('version=2'))
    expect((await it_.ask('chief', 'GET', '/api/areas?version=99')).statusCode).toBe(404)
    expect((await it_.ask('chief', 'GET', '/api/areas/versions/99')).statusCode).toBe(404)
    expect((await get<AreaVersionReply>('/api/areas/versions/2')).changes.map(({ code }) => code)).toEqual([
      'E',
      'W',
    ])
  })

  it('that removes an area keeps it as retired, with its name, and so do the figures below it', async () => {
    const one = [
      halves(117.04)[0]!,
      { ...box('N', 'community', 'S', [117, 30.5, 117.1, 30.6]), name: '新村' },
    ]
    const merged = await load(one, { replace: true })
    expect(merged).toMatchObject({ version: 3, removed: 2, changed: 1 })
    expect(await areasOf('')).toEqual(['S 区 S', 'N 新村'])
    expect(await areasOf('&retired=true')).toEqual(['S 区 S', 'N 新村', 'E 区 E retired', 'W 区 W retired'])
    expect(await areasOf('&version=2&retired=true')).toEqual(['S 区 S', 'E 区 E', 'W 区 W'])
    expect(await reports('&area=W')).toEqual([['', 2]])
    const cases = await get<{ items: { id: string }[] }>('/api/cases?area=W')
    expect(cases.items.map(({ id }) => id)).toContain(middle)
  })

  it('that brings one back ends its retirement, and one that says nothing new is none', async () => {
    const back = await load([{ ...halves(117.04)[0]!, name: '老街' }, ...halves(117.04).slice(1)], {
      replace: true,
    })
    expect(back.changes.map(({ code, kinds, was }) => [code, kinds, was])).toEqual([
      ['E', ['added'], null],
      ['N', ['removed'], null],
      ['S', ['renamed'], '区 S'],
      ['W', ['added'], null],
    ])
    expect(await areasOf('&retired=true')).toEqual(['S 老街', 'E 区 E', 'W 区 W', 'N 新村 retired'])
    const again = await load([{ ...halves(117.04)[0]!, name: '老街' }, ...halves(117.04).slice(1)])
    expect(again).toMatchObject({ version: null, changed: 0, changes: [] })
    expect(await versions()).toHaveLength(4)
  })

  it('is valid from no day that is still to come, and from none before the one it replaces', async () => {
    const later = await post(halves(117.06), { validFrom: '2999-01-01T00:00:00Z' })
    const earlier = await post(halves(117.06), { validFrom: '2025-01-01T00:00:00Z' })
    expect(
      [later, earlier].map((it) => (it.json() as { errors: { message: string }[] }).errors[0]!.message),
    ).toEqual([
      'The areas would be valid from 2999-01-01T00:00:00.000Z, which is still to come. Load them when it has come.',
      'The areas would be valid from 2025-01-01T00:00:00.000Z, before the version that they replace.',
    ])
  })

  it('of two loads at once is made by each in turn, and the tree fits afterwards', async () => {
    const before = (await versions()).length
    const holder = await it_.database.writePool.connect()
    await holder.query('begin')
    await holder.query('select from area_tree for update')
    const both = [load(halves(117.03)), load(halves(117.07))]
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%area_tree for update%'`
    // Both were judged against the same tree, and wait for the word.
    while ((await it_.database.writePool.query(waiting)).rowCount !== 2)
      await new Promise((done) => setTimeout(done, 20))
    await holder.query('commit')
    holder.release()
    const answers = await Promise.all(both)
    expect(answers.map(({ version }) => version).toSorted()).toEqual([before + 1, before + 2])
    const { rows } = await it_.database.writePool.query(
      'select code, count(*)::int as n from area_history where until is null group by code',
    )
    expect(rows.toSorted((a, b) => (a.code < b.code ? -1 : 1))).toEqual(
      ['E', 'S', 'W'].map((code) => ({ code, n: 1 })),
    )
  })

  it('that replaces the whole leaves the one root that stands as the whole of the figures', async () => {
    const district = [
      box('D', 'district', null, [117, 30.5, 117.1, 30.6]),
      box('T', 'street', 'D', [117, 30.5, 117.1, 30.6]),
    ]
    await load(district, { replace: true })
    await bear(117.05, 'in the district')
    expect((await reports('&by=area')).toSorted()).toEqual([
      ['E', 2],
      ['T', 1],
      ['W', 2],
    ])
    await load(halves(117.04), { replace: true })
  })

  it('moves the revision on, by which screens know that they must read again', async () => {
    const { revision } = await get<{ revision: number }>('/api/areas/revision')
    await load(halves(117.02))
    expect(await get('/api/areas/revision')).toEqual({ revision: revision + 1 })
  })
})

describe('a report in another system', () => {
  const stateOf = async (caseId: string) =>
    (
      await it_.database.writePool.query(
        `select lng, lat, state->>'crs' as crs from case_file where id = $1`,
        [caseId],
      )
    ).rows[0] as { lng: number; lat: number; crs: string }
  const HERE = { lng: 117.05, lat: 30.55 }

  it('is turned into WGS-84 once, by every door, and the case remembers what its source spoke', async () => {
    // What 高德 shows for HERE, by the published formula.
    const there = { lng: 117.055422, lat: 30.547696, crs: 'gcj02' }
    const told = (await it_.report({ ...there, externalId: 'gcj' })).json() as { caseId: string }
    const kept = await stateOf(told.caseId)
    expect(kept.crs).toBe('gcj02')
    expect(Math.hypot(kept.lng - HERE.lng, kept.lat - HERE.lat) * 111_195).toBeLessThan(0.5)
    const { results } = (
      await it_.ask(TEST_KEY, 'POST', '/api/history', [
        {
          type: 'report',
          source: 'import',
          externalId: 'gcj-past',
          occurredAt: '2024-05-01T08:00:00+08:00',
          kind: 'ticket',
          category: '0102',
          title: 't',
          ...there,
        },
      ])
    ).json() as { results: { caseId: string }[] }
    expect(await stateOf(results[0]!.caseId)).toEqual(kept)
    // Sent on as it is kept, it is not turned a second time.
    const again = (await it_.report({ lng: kept.lng, lat: kept.lat, externalId: 'gcj-on' })).json() as {
      caseId: string
    }
    expect(await stateOf(again.caseId)).toEqual({ ...kept, crs: 'wgs84' })
    // The same report a second time is the same case.
    expect(((await it_.report({ ...there, externalId: 'gcj' })).json() as { caseId: string }).caseId).toBe(
      told.caseId,
    )
  })
})
