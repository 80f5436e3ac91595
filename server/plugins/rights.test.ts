import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LookAnswer, SocketCommandAnswer } from '@shaotai/shared/contract/socket.ts'
import { PROFILES } from '@shaotai/shared/domain/redact.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { box, toFeature } from '../test/boxes.ts'
import {
  EXCEPT,
  OBJECTS,
  PRINCIPALS,
  ROUTES,
  SEES,
  SOCKET_COMMANDS,
  SOCKET_SCREENS,
  type ObjectName,
  type Of,
  type Row,
  type Who,
} from '../test/expected-rights.ts'
import { openLiveClient } from '../test/live-client.ts'
import { pngOf } from '../test/pictures.ts'
import { openPrincipals } from '../test/principals.ts'

const WEST = '340800001'
const EAST = '340800002'
const ABSENT = '01M8ABSENT0000000000000000'
const EVERYBODY = Object.keys(PRINCIPALS) as Who[]

let it_: TestApp
let url = ''
const pagesDir = mkdtempSync(join(tmpdir(), 'shaotai-rights-'))
let principals: Awaited<ReturnType<typeof openPrincipals>>
/** Ids of the cases and of a picture of each. */
const ids: Record<'case' | 'file', Record<ObjectName, string>> = {
  case: { absent: ABSENT } as Record<ObjectName, string>,
  file: { absent: ABSENT } as Record<ObjectName, string>,
}
let cells = 0

beforeAll(async () => {
  writeFileSync(join(pagesDir, 'index.html'), '<!doctype html>')
  it_ = await openTestApp({ tellsDeadlines: false, pagesDir })
  await it_.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(it_.app.server.address() as AddressInfo).port}`
  const loaded = await it_.ask(TEST_KEY, 'POST', '/api/areas', {
    type: 'FeatureCollection',
    features: [
      box('340800', 'district', null, [117, 30.5, 117.1, 30.6]),
      box(WEST, 'street', '340800', [117, 30.5, 117.05, 30.6]),
      box(EAST, 'street', '340800', [117.05, 30.5, 117.1, 30.6]),
    ].map(toFeature),
  })
  expect(loaded.statusCode).toBe(200)
  principals = await openPrincipals(it_, { west: WEST, east: EAST })
  const IN_WEST = { lng: 117.02, lat: 30.55, department: 'D01' }
  const reports: Record<Exclude<ObjectName, 'absent'>, Record<string, unknown>> = {
    own: IN_WEST,
    'in the east': { ...IN_WEST, lng: 117.08 },
    'of D02': { ...IN_WEST, department: 'D02' },
    secret: { ...IN_WEST, sensitivity: 'secret' },
    'without a place': { department: 'D01', lng: undefined, lat: undefined },
  }
  const picture = await pngOf(8, 8)
  for (const [name, report] of Object.entries(reports) as [ObjectName, Record<string, unknown>][]) {
    const { caseId } = (await it_.report(report)).json<{ caseId: string }>()
    ids.case[name] = caseId
    const chief = principals.tokenOf('cleared chief')
    const sent = await it_.ask(chief, 'POST', `/api/cases/${caseId}/evidence?role=before`, picture, {
      'content-type': 'image/png',
      'idempotency-key': name,
    })
    expect(sent.statusCode, sent.body).toBe(201)
    ids.file[name] = sent.json<{ id: string }>().id
  }
})
afterAll(async () => {
  await it_.close()
  rmSync(pagesDir, { recursive: true })
})

const BODIES: Record<string, unknown> = {
  'POST /api/session': {}, // refused by its shape: a password is not worth 20 ms here
  'POST /api/ingest/:source': { kind: 'ticket', category: '0102', title: 't', externalId: 'rights' },
  'POST /api/history': [],
  'POST /api/cases/:id/commands': { type: 'urge', expectedVersion: 99, commandId: 'x' },
  'POST /api/cases/:id/secret-view': { reason: 'instruction' },
  'POST /api/cases/similar': { category: '0102', lng: 117, lat: 30 },
  'POST /api/cases/words': { words: '路面' },
  'POST /api/devices': { name: 'x' },
  'PUT /api/directory/:list/:key': { expectedRevision: 0, entry: {}, reason: 'because' },
  'POST /api/directory/:list/import': { items: [] },
  'POST /api/directory/routing_rules/dry-run': {},
  'POST /api/session/password': {}, // likewise
  'POST /api/people': {},
  'POST /api/people/:id': { name: 'x' },
  'POST /api/keys': {},
  'POST /api/keys/:id/rotate': {},
  'POST /api/devices/pairing/:code/approve': { name: 'x' },
  'POST /api/devices/pairing/:code/token': { secret: 'x' },
  'POST /api/areas': { type: 'FeatureCollection', features: [{}] },
}
/** What a route will not look further without. */
const QUERIES: Record<string, string> = { 'POST /api/cases/:id/evidence': '?role=before' }
/** What `own` is, of routes about something else than a case; made for each time it may be taken away. */
const OWN: Record<string, (who: Who) => Promise<string>> = {
  'DELETE /api/sessions/:id': async (who) => {
    const { items } = (await it_.ask(await principals.anewOf(who), 'GET', '/api/sessions')).json<{
      items: { id: string; current: boolean }[]
    }>()
    return items.find((it) => it.current)!.id
  },
  ...Object.fromEntries(
    ['', '/disable', '/enable', '/reset', '/sign-out'].map((act) => [
      `POST /api/people/:id${act}`,
      async () => {
        const person = { username: `own.${cells}${act.replace('/', '.')}`, name: 'own', role: 'viewer' }
        return (await it_.ask('admin', 'POST', '/api/people', person)).json<{ person: { id: string } }>()
          .person.id
      },
    ]),
  ),
  ...Object.fromEntries(
    ['POST /api/keys/:id/rotate', 'DELETE /api/keys/:id'].map((route) => [
      route,
      async () =>
        (await it_.ask('admin', 'POST', '/api/keys', { name: 'own' })).json<{ entry: { id: string } }>().entry
          .id,
    ]),
  ),
  'GET /api/directory/:list/:key/history': async () => 'D01',
  'DELETE /api/devices/:id': async () =>
    (await it_.ask('admin', 'POST', '/api/devices', { name: 'own' })).json<{ id: string }>().id,
}

/** The files of the API's own pages, and the answers to an unknown path. */
const IS_OF_A_LIBRARY = /^GET (\/api\/docs\/static\/|\/\*$)/

type Verdict = 'in' | 'not_signed_in' | 'not_allowed' | 'not_found'
interface Cell {
  who: Who
  object: ObjectName | null
  expected: Verdict
}
const OBJECTS_OF: Record<Of, readonly (ObjectName | null)[]> = {
  '-': [null],
  cases: [null],
  case: OBJECTS,
  file: OBJECTS,
  id: ['own', 'absent'],
}

function cellsOf(route: string, [who, of]: Row): Cell[] {
  const may = new Set(who.split(' '))
  const verdict = (it: Who, object: ObjectName | null): Verdict => {
    const like = PRINCIPALS[it]
    if (!may.has(like) || EXCEPT[it]?.includes(route))
      return like === 'nobody' ? 'not_signed_in' : 'not_allowed'
    const known = it as keyof typeof SEES
    if (of === 'cases') return SOCKET_SCREENS[known] === '' ? 'not_allowed' : 'in'
    if (of === 'id') return object === 'own' ? 'in' : 'not_found'
    if (object === null) return 'in'
    return SEES[known][OBJECTS.indexOf(object)] === 'y' ? 'in' : 'not_found'
  }
  return EVERYBODY.flatMap((it) =>
    OBJECTS_OF[of].map((object) => ({ who: it, object, expected: verdict(it, object) })),
  )
}

/** Every row of every table, as one hash a table; but for when something was last used or seen, which asking alone changes. */
async function everything(): Promise<Record<string, string>> {
  const { rows } = await it_.database.writePool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = current_schema() order by 1`,
  )
  const hashes = rows.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(row, '' order by row)), '') as hash
         from (select md5((to_jsonb(t) - '{last_seen_at,used_at,last_used_at}'::text[])::text) as row from ${name} t) as it`,
  )
  const all = await it_.database.writePool.query<{ name: string; hash: string }>(hashes.join(' union all '))
  return Object.fromEntries(all.rows.map(({ name, hash }) => [name, hash]))
}

async function asked(
  route: string,
  { who, object }: Cell,
  of: Of,
  own: () => Promise<string> = async () => 'no-such',
): Promise<string> {
  const [method, path] = route.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string]
  let id = 'no-such'
  if (of === 'case' || of === 'file') id = ids[of][object!]
  else if (object === 'own') id = await own()
  const at = path
    .replace(':source', 'hotline')
    .replace('/kpis/:id', '/kpis/reports')
    .replace(':list', 'departments')
    .replace(':code', 'ACDEFG')
    .replace(/:(id|key)/, id)
  const query = QUERIES[route] ?? ''
  // Who signs out loses that session, and no other row's.
  const signsOut = route === 'DELETE /api/session'
  const token = signsOut ? await principals.anewOf(who) : principals.tokenOf(who)
  const answer = await it_.ask(token, method, at + query, BODIES[route], {
    accept: 'text/html, application/json',
    // Each from an address of its own: who asks too often is told so, and nothing of rights.
    ...(method === 'POST' && { 'x-forwarded-for': `10.0.${cells >> 8}.${cells & 255}` }),
  })
  const isProblem = String(answer.headers['content-type']).includes('problem')
  const code = isProblem ? answer.json<{ code: string }>().code : ''
  if (answer.statusCode >= 500) return `${answer.statusCode} ${code}`
  if (code === 'history_right_needed') return 'not_allowed'
  return ['not_signed_in', 'not_allowed', 'not_found'].includes(code) ? code : 'in'
}

describe('rights', () => {
  it('F1 every route has a row, and every row a route', () => {
    const known = it_.app.registered()
    const missing = known.filter((route) => !(route in ROUTES) && !IS_OF_A_LIBRARY.test(route))
    expect(
      missing,
      `routes without a row in server/test/expected-rights.ts; add one line each: '${missing[0]}': [who, of]`,
    ).toEqual([])
    expect(Object.keys(ROUTES).filter((route) => !known.includes(route))).toEqual([])
    expect(known.length).toBeGreaterThan(40)
  })

  it.each(Object.entries(ROUTES))(
    'F1 %s lets in exactly who may, and whoever it refuses changes no row',
    async (route, row) => {
      const all = cellsOf(route, row)
      const wrong: string[] = []
      const judge = async (cell: Cell, own?: () => Promise<string>): Promise<void> => {
        const told = await asked(route, cell, row[1], own)
        if (told !== cell.expected)
          wrong.push(
            `${cell.who}${cell.object ? ` · ${cell.object}` : ''}: ${told}, expected ${cell.expected}`,
          )
        cells += 1
      }
      const [refused, letIn] = [
        all.filter((it) => it.expected !== 'in'),
        all.filter((it) => it.expected === 'in'),
      ]
      // What is refused is asked of one standing thing; what is granted may take it away, and gets one each.
      const standing = (await OWN[route]?.('admin')) ?? 'no-such'
      const before = await everything()
      for (const cell of refused) await judge(cell, async () => standing)
      expect(await everything()).toEqual(before)
      for (const cell of letIn) await judge(cell, OWN[route] && (() => OWN[route]!(cell.who)))
      expect(wrong).toEqual([])
    },
  )

  it('F1 a socket opens exactly the screens, and takes commands and looks exactly of those, that the tables say', async () => {
    const wrong: string[] = []
    const before = await everything()
    const acting = new Set(SOCKET_COMMANDS.split(' '))
    const judge = (who: Who, what: string, told: string, expected: string): void => {
      cells += 1
      if (told !== expected) wrong.push(`${who} · ${what}: ${told}, expected ${expected}`)
    }
    for (const who of EVERYBODY) {
      const screens = PRINCIPALS[who] === 'nobody' ? '' : SOCKET_SCREENS[who as keyof typeof SEES]
      const token = principals.tokenOf(who)
      const client = openLiveClient(url, token === null ? {} : { token })
      const isIn = await client.connected.then(
        () => 'in',
        (fault: Error) => fault.message,
      )
      judge(who, 'connect', isIn, screens === '' ? 'not_signed_in' : 'in')
      if (isIn !== 'in') continue
      for (const audience of PROFILES) {
        const answer = await client.hello({ audience })
        const told = answer.mode === 'refused' ? answer.problem.code : 'in'
        judge(who, `hello ${audience}`, told, screens.split(' ').includes(audience) ? 'in' : 'not_allowed')
      }
      for (const [i, object] of OBJECTS.entries()) {
        const answer = await new Promise<SocketCommandAnswer>((resolve) =>
          client.socket.emit(
            'command',
            { type: 'urge', caseId: ids.case[object], expectedVersion: 99, commandId: 'x' },
            resolve,
          ),
        )
        const told = answer.ok ? 'done' : answer.problem.code
        const isThere = SEES[who as keyof typeof SEES][i] === 'y'
        const expected = isThere ? 'version_conflict' : 'not_found'
        judge(who, `command · ${object}`, told, acting.has(PRINCIPALS[who]) ? expected : 'not_allowed')
      }
      const hasDesk = screens.split(' ').includes('desk')
      for (const [i, object] of OBJECTS.entries()) {
        const caseId = ids.case[object]
        const answer = await new Promise<LookAnswer>((resolve) =>
          client.socket.emit('look', { caseId }, resolve),
        )
        const expected = SEES[who as keyof typeof SEES][i] === 'y' ? 'done' : 'not_found'
        const told = answer.ok ? 'done' : answer.problem.code
        judge(who, `look · ${object}`, told, hasDesk ? expected : 'not_allowed')
      }
      client.close()
    }
    expect(wrong).toEqual([])
    expect(await everything()).toEqual(before)
  })

  it('F1 every cell was asked', () => {
    const all = Object.entries(ROUTES).reduce((sum, [route, row]) => sum + cellsOf(route, row).length, 0)
    process.stdout.write(
      `rights: ${cells} cells, ${Object.keys(ROUTES).length} routes and 3 socket requests\n`,
    )
    expect(cells).toBeGreaterThan(all)
  })

  it('a socket that asks for what is not registered is cut', async () => {
    const client = openLiveClient(url, { token: principals.tokenOf('admin')! })
    await client.connected
    client.socket.emit('whatever' as 'hello', {} as never, () => {})
    await client.closed
  })

  it('a token nobody was given, an empty one and a long one are nobody', async () => {
    for (const token of ['ses_wrong', 'test', `key_${'x'.repeat(600)}`]) {
      expect((await it_.ask(token, 'GET', '/api/kpis')).statusCode).toBe(401)
    }
  })

  it('R3 a revoked wall is refused within 2 s', async () => {
    const made = (await it_.ask('admin', 'POST', '/api/devices', { name: 'gone' })).json() as {
      id: string
      token: string
    }
    expect((await it_.ask(made.token, 'GET', '/api/kpis')).statusCode).toBe(200)
    expect((await it_.ask('admin', 'DELETE', `/api/devices/${made.id}`)).statusCode).toBe(204)
    const revokedAt = Date.now()
    while ((await it_.ask(made.token, 'GET', '/api/kpis')).statusCode === 200) {
      expect(Date.now() - revokedAt).toBeLessThan(2_000)
      await new Promise((done) => setTimeout(done, 50))
    }
  })

  it('F5 a page of another site cannot use the cookie', async () => {
    const signedIn = await it_.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { username: 'admin', password: 'shaotai-demo' },
    })
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
    expect(String(signedIn.headers['set-cookie'])).toMatch(/HttpOnly.*SameSite=Strict/i)
    const make = (origin?: string) =>
      it_.app.inject({
        method: 'POST',
        url: '/api/devices',
        payload: { name: 'x' },
        headers: { cookie, host: 'wall.example', ...(origin && { origin }) },
      })
    for (const origin of [undefined, 'null', 'https://evil.example', 'https://wall.example.evil.example']) {
      expect((await make(origin)).json()).toMatchObject({ code: 'bad_origin' })
    }
    expect((await make('https://wall.example')).statusCode).toBe(201)
  })

  it('F11 the eleventh wrong password of a quarter of an hour is not even tried', async () => {
    const wrong = () =>
      it_.app.inject({
        method: 'POST',
        url: '/api/session',
        payload: { username: 'somebody', password: 'no' },
      })
    const codes = []
    for (let n = 0; n < 11; n += 1) codes.push(((await wrong()).json() as { code: string }).code)
    expect(codes.slice(0, 10).every((it) => it === 'wrong_password')).toBe(true)
    expect(codes[10]).toBe('too_many_tries')
  })
})
