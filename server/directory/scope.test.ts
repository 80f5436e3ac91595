/** Whoever has areas sees and changes what lies in them, by every route and on the socket, and nothing else. */
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseReply, EventsReply, KpiReply } from '@shaotai/shared/contract/http.ts'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { readPicture } from '../realtime/read-picture.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { box, toFeature } from '../test/boxes.ts'
import { openLiveClient, type LiveClient } from '../test/live-client.ts'

const WEST = '340800001'
const EAST = '340800002'
const DISTRICT = [
  box('340800', 'district', null, [117, 30.5, 117.1, 30.6]),
  box(WEST, 'street', '340800', [117, 30.5, 117.05, 30.6]),
  box('340800001001', 'community', WEST, [117, 30.5, 117.05, 30.6]),
  box(EAST, 'street', '340800', [117.05, 30.5, 117.1, 30.6]),
  box('340800002001', 'community', EAST, [117.05, 30.5, 117.1, 30.6]),
]
const IN_WEST = { lng: 117.02, lat: 30.55 }
const IN_EAST = { lng: 117.08, lat: 30.55 }

let test: TestApp
let url: string
const ids: Record<'west' | 'east' | 'nowhere' | 'eastClosed', string> = {
  west: '',
  east: '',
  nowhere: '',
  eastClosed: '',
}
const clients: LiveClient[] = []

const report = async (over: Record<string, unknown>): Promise<string> =>
  (await test.report({ department: 'D01', ...over })).json<{ caseId: string }>().caseId
const setAreas = (username: string, areas: string[]) =>
  test.database.writePool.query('update person set areas = $2 where username = $1', [username, areas])
const items = async (who: string, path: string): Promise<string[]> =>
  (await test.ask(who, 'GET', path)).json<{ items: { id: string }[] }>().items.map(({ id }) => id)
const n = async (who: string, query = ''): Promise<number> =>
  (await test.ask(who, 'GET', `/api/kpis?ids=reports${query}`))
    .json<KpiReply>()
    .items.reduce((sum, it) => sum + (it.value ?? 0), 0)

beforeAll(async () => {
  test = await openTestApp({ tellsDeadlines: false })
  await test.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(test.app.server.address() as AddressInfo).port}`
  const loaded = await test.ask(TEST_KEY, 'POST', '/api/areas', {
    type: 'FeatureCollection',
    features: DISTRICT.map(toFeature),
  })
  expect(loaded.statusCode).toBe(200)
  ids.west = await report(IN_WEST)
  ids.east = await report(IN_EAST)
  ids.nowhere = await report({ lng: undefined, lat: undefined })
  ids.eastClosed = await report(IN_EAST)
  const closed = await test.ask(TEST_KEY, 'POST', `/api/cases/${ids.eastClosed}/commands`, {
    type: 'close_external',
    expectedVersion: 1,
    commandId: 'closed elsewhere',
  })
  expect(closed.statusCode).toBe(200)
  // A street's leader, and its own desk; everybody else has the district.
  await setAreas('street', [WEST])
  await setAreas('intake', [WEST])
  await setAreas('grid', ['340800002001'])
})
afterAll(async () => {
  for (const client of clients) client.close()
  await test.close()
})

const open = async (username: string, profile: 'brief' | 'desk' | 'wall'): Promise<LiveClient> => {
  const client = openLiveClient(url, { token: await test.signIn(username), profile })
  clients.push(client)
  return client
}

describe('whoever has areas', () => {
  it('lists, opens and reads the past of what lies in them; the rest is not there', async () => {
    for (const who of ['street', 'intake']) {
      expect(await items(who, '/api/cases')).toEqual([ids.west])
      expect(await items(who, `/api/cases?area=${EAST}`)).toEqual([])
      for (const path of ['', '/timeline']) {
        expect((await test.ask(who, 'GET', `/api/cases/${ids.west}${path}`)).statusCode).toBe(200)
        for (const id of [ids.east, ids.nowhere, ids.eastClosed])
          expect((await test.ask(who, 'GET', `/api/cases/${id}${path}`)).json()).toMatchObject({
            code: 'not_found',
          })
      }
    }
    expect((await items('leader', '/api/cases')).toSorted()).toEqual(Object.values(ids).toSorted())
    expect((await items('grid', '/api/cases')).toSorted()).toEqual([ids.east, ids.eastClosed].toSorted())
  })

  it('has the figures of them and no wider ones, grouped and behind the number too', async () => {
    expect([await n('leader'), await n('street'), await n('grid')]).toEqual([4, 1, 2])
    // Asked again at once: an answer is shared by those who have the same areas, and by nobody else.
    expect([await n('street'), await n('grid'), await n('leader')]).toEqual([1, 2, 4])
    expect(await n('street', `&area=${EAST}`)).toBe(0)
    expect([await n('street', '&by=area'), await n('street', '&by=kind')]).toEqual([1, 1])
    const behind = await test.ask('street', 'GET', '/api/kpis/reports/cases')
    expect(behind.json()).toMatchObject({ n: 1, items: [{ id: ids.west }] })
  })

  it('has the closed layer, the events and the like of them alone', async () => {
    const closed = async (who: string) =>
      (await test.ask(who, 'GET', '/api/cases/closed-layer')).json<{ id: string[] }>().id
    expect([await closed('street'), await closed('grid')]).toEqual([[], [ids.eastClosed]])
    const told = (await test.ask('street', 'GET', '/api/events')).json<EventsReply>()
    expect(new Set(told.events.map(({ caseId }) => caseId))).toEqual(new Set([ids.west]))
    expect(told.events.length + told.skips!.reduce((sum, [from, to]) => sum + to - from + 1, 0)).toBe(
      told.head,
    )
    const like = (who: string) =>
      test.ask(who, 'POST', '/api/cases/similar', { category: '0102', ...IN_EAST })
    expect((await like('intake')).json()).toMatchObject({ duplicates: { items: [] }, chronic: { n: 0 } })
    expect((await like('chief')).json()).toMatchObject({ duplicates: { items: [{ id: ids.east }] } })
  })

  it('changes nothing outside, and is told that it is not there', async () => {
    const accept = (who: string, id: string) =>
      test.ask(who, 'POST', `/api/cases/${id}/commands`, {
        type: 'verify',
        expectedVersion: 1,
        commandId: `${who}-${id}`,
      })
    for (const id of [ids.east, ids.nowhere])
      expect((await accept('intake', id)).json()).toMatchObject({ code: 'not_found' })
    const sent = await test.ask(
      'intake',
      'POST',
      `/api/cases/${ids.east}/evidence?role=before`,
      Buffer.from('x'),
      {
        'content-type': 'application/octet-stream',
        'idempotency-key': 'foreign',
      },
    )
    expect(sent.json()).toMatchObject({ code: 'not_found' })
    const versions = await test.database.readPool.query<{ version: number }>(
      'select version from case_file where id = any ($1)',
      [[ids.east, ids.nowhere]],
    )
    expect(versions.rows.map(({ version }) => version)).toEqual([1, 1])
    expect((await accept('intake', ids.west)).statusCode).toBe(200)
  })

  it('a secret case is changed by nobody who may not see it', async () => {
    const secret = await report({ sensitivity: 'secret', ...IN_WEST })
    const accept = (commandId: string) =>
      test.ask('chief', 'POST', `/api/cases/${secret}/commands`, {
        type: 'accept',
        expectedVersion: 1,
        commandId,
      })
    expect((await accept('first')).json()).toMatchObject({ code: 'not_found' })
    await test.database.writePool.query(`update person set cleared = true where username = 'chief'`)
    await expect.poll(async () => (await accept('second')).statusCode, { timeout: 5_000 }).toBe(200)
  })
})

describe('beside an earlier window, whoever has areas', () => {
  it('is told of them alone', async () => {
    const HOUR = 3_600_000
    const stamp = (hoursAgo: number) => new Date(Date.now() - hoursAgo * HOUR).toISOString()
    for (const place of [IN_WEST, IN_EAST, IN_EAST]) await report({ ...place, occurredAt: stamp(36) })
    const before = async (who: string) => {
      const query = `ids=reports&compare=previous&from=${stamp(24)}&to=${stamp(0)}`
      const answer = await test.ask(who, 'GET', `/api/kpis?${query}`)
      return answer.json<KpiReply>().items[0]!.previous!.n
    }
    expect([await before('leader'), await before('street')]).toEqual([3, 1])
  })
})

describe('on the socket, whoever has areas', () => {
  it('F7 H7 gets a picture of them, which stays the database’s own through what happens elsewhere', async () => {
    const [brief, another, wall] = await Promise.all([
      open('street', 'brief'),
      open('street', 'brief'),
      open('street', 'wall'),
    ])
    const answer = await brief.hello()
    expect(answer).toMatchObject({ audience: { profile: 'brief', areas: [WEST] } })
    await another.hello()
    await wall.hello()
    await report(IN_EAST)
    const mine = await report(IN_WEST)
    await expect.poll(() => brief.picture().cases.has(mine)).toBe(true)
    const direct = await readPicture(test.database, {
      profile: 'brief',
      department: null,
      cleared: false,
      areas: [WEST],
    })
    for (const client of [brief, another]) {
      await expect.poll(() => client.picture().seq).toBe(direct.seq)
      expect(hashOf(client.picture())).toBe(hashOf(direct))
    }
    await expect.poll(() => wall.picture().cases.has(mine)).toBe(true)
    expect([...wall.picture().cases.keys()]).not.toContain(ids.east)
  })

  it('R3 is cut within 2 s when the areas change, and comes back to the new ones', async () => {
    const client = await open('street', 'brief')
    await client.hello()
    const changedAt = Date.now()
    await setAreas('street', [EAST])
    await client.closed
    expect(Date.now() - changedAt).toBeLessThan(2_000)
    const again = await open('street', 'brief')
    await expect
      .poll(async () => (await again.hello()) as object, { timeout: 5_000 })
      .toMatchObject({ audience: { areas: [EAST] } })
    expect(again.picture().cases.has(ids.east)).toBe(true)
  })
})

describe('a role that something binds', () => {
  it('has no screen and no case while it lacks it', async () => {
    await setAreas('sector', [])
    await test.database.writePool.query(`update person set department = null where username = 'mediator'`)
    for (const who of ['sector', 'mediator']) {
      const session = (await test.ask(who, 'GET', '/api/session')).json<{ person: { audiences: string[] } }>()
      expect(session.person.audiences).toEqual([])
      for (const path of ['/api/cases', '/api/events', '/api/kpis', '/api/kpis/reports/cases'])
        expect((await test.ask(who, 'GET', path)).json()).toMatchObject({ code: 'not_allowed' })
      expect((await test.ask(who, 'GET', `/api/cases/${ids.west}`)).statusCode).toBe(404)
    }
  })

  it('a grid worker settles what they reported in their grid, and offers no other step', async () => {
    const reported = await test.ask('grid', 'POST', '/api/ingest/grid', {
      kind: 'ticket',
      category: '0102',
      title: 't',
      externalId: 'own report',
      ...IN_EAST,
    })
    expect(reported.statusCode).toBe(201)
    const { caseId } = reported.json<{ caseId: string }>()
    await test.ask('chief', 'POST', `/api/cases/${caseId}/commands`, {
      type: 'accept',
      expectedVersion: 1,
      commandId: 'accepted',
    })
    const offered = (await test.ask('grid', 'GET', `/api/cases/${caseId}`)).json<CaseReply>().allowedActions
    expect(offered.toSorted()).toEqual(['attach', 'close_self'])
    const other = (await test.ask('grid', 'GET', `/api/cases/${ids.east}`)).json<CaseReply>().allowedActions
    expect(other).toEqual(['attach'])
  })
})
