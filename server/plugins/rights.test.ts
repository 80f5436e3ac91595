import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'

/** Everybody who may ask, in the columns' order of the table below. */
const WHO = [
  'nobody',
  'wall',
  'leader',
  'intake',
  'dispatcher',
  'liaison',
  'verifier',
  'chief',
  'admin',
  'key',
] as const

/**
 * What each may ask, written by hand from the roles' work and not from the routes: y = let in (whatever the
 * route then says of the request itself), n = refused with 401 or 403.
 */
const EXPECTED: Record<string, string> = {
  //                                     nobody wall leader intake dispatcher liaison verifier chief admin key
  'GET /livez': 'yyyyyyyyyy',
  'GET /readyz': 'yyyyyyyyyy',
  'GET /metrics': 'yyyyyyyyyy', // from loopback
  'GET /api/openapi.json': 'yyyyyyyyyy',
  'GET /api/session': 'nyyyyyyyyn',
  'DELETE /api/session': 'nyyyyyyyyn',
  'GET /api/session/demo': 'yyyyyyyyyy',
  'POST /api/session': 'yyyyyyyyyy',
  'POST /api/ingest/:source': 'nnnynnnyny',
  'POST /api/history': 'nnnnnnnnny',
  'GET /api/cases': 'nyyyyyyyyn',
  'GET /api/cases/:id': 'nyyyyyyyyn',
  'GET /api/cases/:id/timeline': 'nyyyyyyyyn',
  'POST /api/cases/similar': 'nnnyynnynn',
  'GET /api/cases/:id/similar': 'nnnyynnynn',
  'GET /api/cases/closed-layer': 'nyyyyyyyyn',
  'POST /api/cases/:id/commands': 'nnyyyyyyny',
  'POST /api/cases/:id/evidence': 'nnnyyyyynn',
  'GET /api/cases/:id/evidence': 'nnnyyyyynn',
  'GET /api/evidence/:id': 'nnnyyyyynn',
  'GET /api/evidence/:id/thumbnail': 'nnnyyyyynn',
  'GET /api/events': 'nyyyyyyyyn',
  'GET /api/kpis': 'nyyyyyyyyn',
  'GET /api/kpis/:id/cases': 'nyyyyyyyyn',
  'GET /api/departments': 'nyyyyyyyyy',
  'GET /api/categories': 'nyyyyyyyyy',
  'GET /api/calendar': 'nyyyyyyyyy',
  'GET /api/directory': 'nnyyyyyyyn',
  'GET /api/directory/:list': 'nnyyyyyyyn',
  'GET /api/directory/:list/:key/history': 'nnnnnnnnyn',
  'PUT /api/directory/:list/:key': 'nnnnnnnnyn',
  'DELETE /api/directory/:list/:key': 'nnnnnnnnyn',
  'GET /api/directory/:list/export': 'nnnnnnnnyn',
  'POST /api/directory/:list/import': 'nnnnnnnnyn',
  'POST /api/directory/routing_rules/dry-run': 'nnnnnnnyyn',
  'GET /api/areas': 'nyyyyyyyyy',
  'GET /api/basemap': 'nyyyyyyyyy',
  'POST /api/areas': 'nnnnnnnnyy',
  'POST /api/devices': 'nnnnnnnnyn',
  'GET /api/devices': 'nnnnnnnnyn',
  'DELETE /api/devices/:id': 'nnnnnnnnyn',
}

let it_: TestApp
let caseId = ''
let wall = ''
beforeAll(async () => {
  it_ = await openTestApp()
  caseId = ((await it_.report({ externalId: 'rights' })).json() as { caseId: string }).caseId
  wall = ((await it_.ask('admin', 'POST', '/api/devices', { name: 'hall' })).json() as { token: string })
    .token
})
afterAll(() => it_.close())

const tokenOf = (who: (typeof WHO)[number]): string | null =>
  who === 'nobody' ? null : who === 'wall' ? wall : who === 'key' ? TEST_KEY : who
const BODIES: Record<string, unknown> = {
  'POST /api/session': { username: 'chief', password: 'wrong' },
  'POST /api/ingest/:source': { kind: 'ticket', category: '0102', title: 't', externalId: 'rights' },
  'POST /api/history': [],
  'POST /api/cases/:id/commands': { type: 'accept', expectedVersion: 99, commandId: 'x' },
  'POST /api/cases/similar': { category: '0102', lng: 117, lat: 30 },
  'POST /api/devices': { name: 'x' },
  'PUT /api/directory/:list/:key': { expectedRevision: 0, entry: {}, reason: 'because' },
  'POST /api/directory/:list/import': { items: [] },
  'POST /api/directory/routing_rules/dry-run': {},
  'POST /api/areas': { type: 'FeatureCollection', features: [{}] },
}

describe('rights', () => {
  it('every route is in the table', () => {
    const routes = it_.app.swagger().paths!
    const known = Object.entries(routes).flatMap(([path, methods]) =>
      Object.keys(methods!).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    )
    expect(known.filter((route) => !(route in EXPECTED))).toEqual([])
    expect(known.length).toBeGreaterThan(18)
  })

  it.each(Object.entries(EXPECTED))('%s lets in %s', async (route, expected) => {
    const [method, path] = route.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string]
    const url = path
      .replace('/cases/:id', `/cases/${caseId}`)
      .replace(':source', 'hotline')
      .replace(':list', 'targets')
      .replace(':key', 'no-such')
      .replace(':id', 'no-such')
    for (const [i, who] of WHO.entries()) {
      const isPerson = who !== 'nobody' && who !== 'wall' && who !== 'key'
      // Who signs out loses that session, and no other row's.
      const token = isPerson && route === 'DELETE /api/session' ? await it_.signIn(who) : tokenOf(who)
      const answer = await it_.ask(token, method, url, BODIES[route])
      const code = (answer.headers['content-type'] as string | undefined)?.includes('problem')
        ? (answer.json() as { code: string }).code
        : ''
      const isRefused = code === 'not_signed_in' || code === 'not_allowed'
      expect(isRefused, `${who}: ${answer.statusCode} ${code}`).toBe(expected[i] === 'n')
      if (isRefused) expect(answer.statusCode).toBe(who === 'nobody' ? 401 : 403)
    }
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
    expect(codes[10]).toBe('too_many')
  })
})
