/** Trust F5 and F17, and the limits, for every route and file there is: headers, foreign pages, how often, and names of files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import cookies from '@fastify/cookie'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auth } from './auth.ts'
import { errors } from './errors.ts'
import { health } from './health.ts'
import { security } from './security.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { jpegOf } from '../test/pictures.ts'

let it_: TestApp
let port = 0
let cookie = ''
const pagesDir = mkdtempSync(join(tmpdir(), 'shaotai-pages-'))
beforeAll(async () => {
  mkdirSync(join(pagesDir, 'assets'))
  writeFileSync(join(pagesDir, 'index.html'), '<!doctype html><title>x</title>')
  writeFileSync(join(pagesDir, 'assets', 'a.js'), '1')
  writeFileSync(join(pagesDir, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  it_ = await openTestApp({ pagesDir })
  await it_.app.listen({ host: '127.0.0.1', port: 0 })
  port = (it_.app.server.address() as AddressInfo).port
  cookie = `shaotai_session=${await it_.signIn('admin')}`
})
afterAll(async () => {
  await it_.close()
  rmSync(pagesDir, { recursive: true, force: true })
})

/** Each route of the API's own description, each page and file, and what is none of them. */
const addresses = (): [method: string, url: string][] => [
  ...Object.entries(it_.app.swagger().paths!).flatMap(([path, methods]) =>
    Object.keys(methods!).map(
      (method) => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x')] as [string, string],
    ),
  ),
  ...['/', '/wall', '/assets/a.js', '/icon.svg', '/index.html', '/nothing', '/api/nothing', '/api/docs/'].map(
    (url) => ['GET', url] as [string, string],
  ),
  ['GET', '/api/openapi.json'],
  ['PUT', '/api/cases'],
  ['GET', '/api/cases/%E7'],
  ['GET', '/api/cases?q=%00'],
]

describe('headers', () => {
  it('let no answer run a foreign or an inline script, be guessed at, or be framed; the API’s are not kept', async () => {
    for (const who of [null, await it_.signIn('admin')])
      for (const [method, url] of addresses()) {
        const { headers, statusCode } = await it_.ask(who, method as 'GET', url)
        const place = `${method} ${url} ${statusCode} as ${who}`
        const csp = String(headers['content-security-policy'])
        const scripts = /script-src ([^;]*)/.exec(csp)?.[1] ?? /default-src ([^;]*)/.exec(csp)?.[1]
        expect(scripts, place).toMatch(/^'(self|none)'( 'sha256-[^']+')*\s*$/)
        // The API's own page of documents has a policy of its own; that one may be framed by nobody either.
        expect(`${csp} ${String(headers['x-frame-options'])}`, place).toMatch(
          /frame-ancestors 'none'|SAMEORIGIN|DENY/,
        )
        expect(headers['x-content-type-options'], place).toBe('nosniff')
        expect(headers['referrer-policy'], place).toBe('no-referrer')
        expect(headers['access-control-allow-origin'], place).toBeUndefined()
        expect(headers['x-powered-by'] ?? headers['server'], place).toBeUndefined()
        if (url.startsWith('/api') && !url.startsWith('/api/docs'))
          expect(String(headers['cache-control']), place).toMatch(/^no-store$|^private/)
        if (String(headers['content-type']).startsWith('text/'))
          expect(headers['content-type'], place).toMatch(/charset=/i)
      }
  })

  it('insist on TLS exactly where people come by it', async () => {
    const { headers } = await it_.ask(null, 'GET', '/')
    expect(headers['strict-transport-security']).toBeUndefined()
    const secure = fastify()
    await secure.register(errors)
    await secure.register(security, { publicUrl: 'https://wall.example' })
    for (const url of ['/', '/api/none', '/none'])
      expect((await secure.inject(url)).headers['strict-transport-security']).toMatch(/max-age=31536000/)
    await secure.close()
  })
})

describe('pages of other sites', () => {
  /** Foreign, absent, opaque, and those that look like ours. */
  const foreign = (): (string | undefined)[] => {
    const host = `127.0.0.1:${port}`
    const near = [
      `http://${host}.evil.example`,
      `http://evil.example/${host}`,
      `http://evil.example?${host}`,
      `http://evil.example#${host}`,
      `http://${host}@evil.example`,
      `http://x${host}`,
      `http://127.0.0.1`,
      `http://127.0.0.1:${port + 1}`,
      `http://127.0.0.2:${port}`,
      `http://localhost:${port}`,
      `http://[::1]:${port}`,
      `http://127.0.0.1.:${port}`,
      `//${host}`,
      host,
      `null`,
      `NULL`,
      ``,
      ` `,
      `undefined`,
      `file://`,
      `data:text/html,x`,
      `blob:http://evil.example`,
      `about:blank`,
      `*`,
      `http://*`,
      `http://`,
      `https://`,
      `javascript:alert(1)`,
      `http://xn--127-0-0-1.example`,
      `http://１２７.0.0.2:${port}`,
      `chrome-extension://abc`,
      `capacitor://localhost`,
      `http://${host}, http://evil.example`,
      `http://evil.example, http://${host}`,
    ]
    const made = Array.from(
      { length: 200 - near.length - 1 },
      (_, i) =>
        [
          `https://site${i}.example`,
          `http://127.0.${i}.9:${port}`,
          `http://sub${i}.127.0.0.1.example:${port}`,
        ][i % 3]!,
    )
    return [undefined, ...near, ...made]
  }

  it('cannot use the cookie for anything that changes something: 200 of 200', async () => {
    const origins = foreign()
    expect(origins).toHaveLength(200)
    const before = (await it_.ask('admin', 'GET', '/api/devices')).json<{ items: unknown[] }>().items.length
    for (const origin of origins) {
      const answer = await it_.app.inject({
        method: 'POST',
        url: '/api/devices',
        payload: { name: 'theirs' },
        headers: { cookie, host: `127.0.0.1:${port}`, ...(origin !== undefined && { origin }) },
      })
      expect([answer.statusCode, answer.json<{ code: string }>().code], String(origin)).toEqual([
        403,
        'bad_origin',
      ])
    }
    const own = { cookie, host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` }
    expect(
      (await it_.app.inject({ method: 'POST', url: '/api/devices', payload: { name: 'ours' }, headers: own }))
        .statusCode,
    ).toBe(201)
    const after = (await it_.ask('admin', 'GET', '/api/devices')).json<{ items: unknown[] }>().items.length
    expect(after).toBe(before + 1)
  })

  it('open no socket, with the cookie or without: 199 of 199, and our own page does', async () => {
    const upgrade = (origin: string | undefined): Promise<number> =>
      new Promise((resolve, reject) => {
        const asked = request({
          host: '127.0.0.1',
          port,
          path: '/socket.io/?EIO=4&transport=websocket',
          headers: {
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': 'c2hhb3RhaS1pcy1hbGl2ZQ==',
            cookie,
            ...(origin !== undefined && { origin }),
          },
        })
        asked.on('upgrade', (answer, socket) => {
          socket.destroy()
          resolve(answer.statusCode!)
        })
        asked.on('response', (answer) => {
          answer.resume()
          resolve(answer.statusCode!)
        })
        asked.on('error', reject)
        asked.end()
      })
    // Without an origin it is no browser: it is let in with a token of its own, and its cookie is not looked at.
    const sendable = foreign().filter((it) => it !== undefined && /^[\x20-\x7e]*$/.test(it)) as string[]
    expect(sendable.length).toBeGreaterThan(190)
    for (const origin of sendable) expect(await upgrade(origin), origin).toBeGreaterThanOrEqual(400)
    expect(await upgrade(`http://127.0.0.1:${port}`)).toBe(101)
  })
})

describe('names of files', () => {
  it.each([
    '../../../etc/passwd.txt',
    '..\\..\\win.ini',
    '/etc/passwd',
    'C:\\x.txt',
    'a\r\nset-cookie: x=1.txt',
    '"; x="y.txt',
    'x\u202etxt.exe',
    '.htaccess',
    'con',
    'a.html',
    'a.svg',
    'a.js',
    '%2e%2e%2fx',
    '\u0000.txt',
    '汉'.repeat(300),
  ])('%j is text and nobody’s path: the download is an attachment with our ending', async (name) => {
    const { caseId } = (
      await it_.report({ externalId: `file-${name}`.replaceAll(/[^\w-]/g, '.').slice(0, 60) })
    ).json<{ caseId: string }>()
    const added = await it_.ask(
      'intake',
      'POST',
      `/api/cases/${caseId}/evidence?role=other`,
      Buffer.from(`text of ${name.length}`),
      {
        'content-type': 'text/plain',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        'idempotency-key': caseId,
      },
    )
    expect(added.statusCode).toBe(201)
    const { id } = added.json<{ id: string }>()
    const { headers } = await it_.ask('intake', 'GET', `/api/evidence/${id}`)
    const disposition = String(headers['content-disposition'])
    expect(disposition).toMatch(
      /^attachment; filename="evidence-[\w-]+\.txt"(; filename\*=UTF-8''[\w%.!~-]+)?$/,
    )
    expect(decodeURIComponent(disposition)).not.toMatch(/[/\\\r\n\u202e\0]/)
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers['content-security-policy']).toMatch(/sandbox/)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
  })

  it('no address leads out of the pages’ folder', async () => {
    for (const path of [
      '/assets/../../package.json',
      '/assets/..%2f..%2fpackage.json',
      '/..%5c..%5cpackage.json',
      '/assets/%2e%2e/%2e%2e/etc/passwd',
      '/.git/config',
      '/.env',
      '//etc/passwd',
    ]) {
      const answer = await it_.app.inject({ method: 'GET', url: path })
      expect(answer.statusCode, path).toBeGreaterThanOrEqual(400)
      expect(answer.body, path).not.toMatch(/"dependencies"|root:/)
    }
  })
})

describe('limits', () => {
  it('stand for every address before anybody is asked who it is, on routes and beside them', async () => {
    const app = fastify()
    let looks = 0
    await app.register(errors)
    await app.register(security, { publicUrl: null, requestsPerMinute: 3 })
    app.addHook('onRequest', async () => void (looks += 1))
    app.get('/api/x', async () => 'x')
    app.get('/livez', { config: { rateLimit: false } }, async () => 'alive')
    const ask = (url: string, remoteAddress: string) => app.inject({ url, remoteAddress })
    for (const url of ['/api/x', '/api/none', '/none'])
      expect((await ask(url, '10.0.0.1')).statusCode).toBeLessThan(429)
    for (const url of ['/api/x', '/api/none', '/none']) {
      const answer = await ask(url, '10.0.0.1')
      expect(answer.json()).toMatchObject({
        status: 429,
        code: 'too_many',
        detail: expect.stringMatching(/Retry-After/),
      })
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
      expect(answer.headers['x-content-type-options']).toBe('nosniff')
    }
    expect(looks, 'nobody looked who it was once the limit was reached').toBe(3)
    expect((await ask('/livez', '10.0.0.1')).statusCode).toBe(200)
    expect((await ask('/api/x', '10.0.0.2')).statusCode).toBe(200)
    await app.close()
  })

  it('cannot be walked round where there is none: there nobody is looked up, and readiness is asked once for all', async () => {
    const app = fastify()
    let looks = 0
    let asked = 0
    let waiting = 0
    const answered = Promise.withResolvers<void>()
    await app.register(errors)
    await app.register(cookies)
    await app.register(security, { publicUrl: null })
    await app.register(auth, {
      find: async () => {
        looks += 1
        return null
      },
      used: async () => {},
      isOwnOrigin: () => true,
    })
    app.addHook('preHandler', async (request) => {
      if (request.url !== '/readyz') return
      waiting += 1
      if (waiting === 20) setImmediate(answered.resolve)
    })
    await app.register(health, {
      faults: async () => {
        asked += 1
        await answered.promise
        return []
      },
    })
    app.get('/page', { config: { allow: 'anyone', rateLimit: false } }, async () => 'page')
    app.get('/counted', { config: { allow: 'anyone' } }, async () => 'counted')
    const ask = (url: string, n: number) => app.inject({ url, headers: { authorization: `Bearer ses_${n}` } })
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => ask(['/page', '/livez', '/readyz'][n % 3]!, n)),
    )
    expect(new Set(answers.map((it) => it.statusCode))).toEqual(new Set([200]))
    expect(looks).toBe(0)
    expect(asked).toBe(1)
    await ask('/counted', 1)
    expect(looks).toBe(1)
    await app.close()
  })

  it.each([
    ['/api/kpis?ids=open_now', 'leader', 'verifier'],
    ['/api/kpis/open_now/cases', 'leader', 'verifier'],
    ['/api/cases/closed-layer', 'leader', 'verifier'],
    ['/api/areas?form=list', 'leader', 'verifier'],
  ])('count %s for each asker apart', async (url, one, other) => {
    const left = async (who: string): Promise<number> =>
      Number((await it_.ask(who, 'GET', url)).headers['x-ratelimit-remaining'])
    const first = await left(one)
    expect(await left(one)).toBe(first - 1)
    expect(await left(other)).toBe(first)
  })

  it('say so with 429, a sentence, and when to come back', async () => {
    const picture = await jpegOf(8, 8)
    const { caseId } = (await it_.report({ externalId: 'limits' })).json<{ caseId: string }>()
    let last = await it_.ask('chief', 'POST', `/api/cases/${caseId}/evidence?role=other`, picture)
    for (let n = 0; n < 130 && last.statusCode !== 429; n += 1)
      last = await it_.ask('chief', 'POST', `/api/cases/${caseId}/evidence?role=other`, picture)
    expect(last.json()).toMatchObject({
      code: 'too_many',
      status: 429,
      detail: expect.stringMatching(/Retry-After/),
    })
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
  })
})
