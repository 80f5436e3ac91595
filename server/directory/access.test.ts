/** People, keys and walls as administrators make, exchange and revoke them, and what each leaves on the trail. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KeyEntry, PersonEntry } from '@shaotai/shared/contract/sign-in.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { DEVICE_TOKEN_MS, HOUR, PAIRING_MS, PAIRINGS_OPEN } from './sign-in-limits.ts'

const T0 = Date.UTC(2026, 10, 20, 8)
let at = T0
let app: TestApp
beforeAll(async () => {
  app = await openTestApp({ now: () => at, tellsDeadlines: false })
})
afterAll(() => app.close())

type Answer = Awaited<ReturnType<TestApp['ask']>>
const codeOf = (answer: Answer): string => (answer.json() as { code: string }).code
/** Every actor's acts on a subject, oldest first. */
const trail = async (subject: string): Promise<string[]> =>
  (
    await app.database.writePool.query<{ action: string }>(
      'select action from audit_entry where subject = $1 order by id',
      [subject],
    )
  ).rows.map(({ action }) => action)

describe('people', () => {
  const make = async (over: object): Promise<{ person: PersonEntry; oneTimePassword: string }> => {
    const answer = await app.ask('admin', 'POST', '/api/people', {
      name: '新人',
      role: 'dispatcher',
      ...over,
    })
    expect(answer.statusCode, answer.body).toBe(201)
    return answer.json()
  }
  it('are made with a one-time password, listed, changed, and every act is on the trail', async () => {
    const { person, oneTimePassword } = await make({ username: 'new.person' })
    expect(person).toMatchObject({ username: 'new.person', disabled: false, sessions: 0 })
    const entered = await app.ask(null, 'POST', '/api/session', {
      username: 'new.person',
      password: oneTimePassword,
    })
    expect(entered.json()).toMatchObject({ person: { mustChangePassword: true, audiences: [] } })
    for (const act of ['/reset', '/disable', '/enable']) {
      expect((await app.ask('admin', 'POST', `/api/people/${person.id}${act}`)).statusCode).toBe(200)
    }
    const changed = await app.ask('admin', 'POST', `/api/people/${person.id}`, {
      role: 'verifier',
      cleared: true,
    })
    expect(changed.json()).toMatchObject({ role: 'verifier', cleared: true, sessions: 0 })
    const list = (await app.ask('admin', 'GET', '/api/people')).json() as { items: PersonEntry[] }
    expect(list.items.find((it) => it.id === person.id)).toEqual(changed.json())
    expect(await trail(person.id)).toEqual([
      'person.created',
      'session.opened',
      'password.reset',
      'person.disabled',
      'person.enabled',
      'person.rights_changed',
    ])
    const entry = await app.database.writePool.query(
      `select role from audit_entry where actor = $1 and action = 'session.opened'`,
      [person.id],
    )
    expect(entry.rows).toEqual([{ role: 'dispatcher' }])
    const secrets = await app.database.writePool.query('select password_hash from person where id = $1', [
      person.id,
    ])
    expect(JSON.stringify(secrets.rows)).toMatch(/\$argon2id\$/)
    expect(app.logged.join()).not.toContain(oneTimePassword)
  })

  it('who sign in over somebody’s open session end it, and the trail says whose', async () => {
    const over = {
      cookie: `shaotai_session=${await app.signIn('viewer')}`,
      origin: 'http://w.example',
      host: 'w.example',
    }
    const entered = await app.ask(
      null,
      'POST',
      '/api/session',
      { username: 'leader', password: 'shaotai-demo' },
      over,
    )
    expect(entered.statusCode).toBe(200)
    const { rows } = await app.database.writePool.query(
      `select p.username, a.action from audit_entry a join person p on p.id = a.subject order by a.id desc limit 2`,
    )
    expect(rows).toEqual([
      { username: 'leader', action: 'session.opened' },
      { username: 'viewer', action: 'session.ended' },
    ])
  })

  it('whose rights are given or changed: the trail says which, from what to what', async () => {
    const { person } = await make({ username: 'promoted', department: 'D01' })
    await app.ask('admin', 'POST', `/api/people/${person.id}`, {
      role: 'duty_chief',
      cleared: true,
      department: null,
    })
    await app.ask('admin', 'POST', `/api/people/${person.id}`, { name: '改名' })
    const { rows } = await app.database.writePool.query<{ details: unknown }>(
      'select details from audit_entry where subject = $1 order by id',
      [person.id],
    )
    expect(rows.map((it) => it.details)).toEqual([
      { role: 'dispatcher', department: 'D01', cleared: false, areas: '' },
      {
        role: 'duty_chief',
        roleWas: 'dispatcher',
        department: '',
        departmentWas: 'D01',
        cleared: true,
        clearedWas: false,
      },
      null,
    ])
  })

  it('get neither a department nor an area that was retired; who has one keeps it through another change', async () => {
    const { writePool } = app.database
    await writePool.query(
      `insert into area (code, tier, name, geometry) values ('R1', 'street', 'r', '{}'), ('R2', 'street', 'r', '{}')`,
    )
    const { person } = await make({ username: 'of.the.past', areas: ['R1'] })
    await writePool.query(`update area set retired_in = 1`)
    const change = (body: object) => app.ask('admin', 'POST', `/api/people/${person.id}`, body)
    expect(codeOf(await change({ areas: ['R1', 'R2'] }))).toBe('unknown_area')
    expect((await change({ cleared: true })).statusCode).toBe(200)
    expect((await change({ areas: [] })).statusCode).toBe(200)
    expect(codeOf(await change({ areas: ['R1'] }))).toBe('unknown_area')
    const put = (method: 'PUT' | 'DELETE', query = '', body?: object) =>
      app.ask('admin', method, `/api/directory/departments/D88${query}`, body)
    await put('PUT', '', {
      expectedRevision: 0,
      entry: { code: 'D88', name: 'of the past', kind: 'bureau', liaisons: [] },
      reason: 'x',
    })
    expect((await put('DELETE', '?expectedRevision=1&reason=x')).statusCode).toBe(200)
    expect(codeOf(await change({ department: 'D88' }))).toBe('unknown_department')
  })

  const REFUSED: [code: string, body: object][] = [
    ['name_taken', { username: 'chief' }],
    ['department_needed', { username: 'x1', role: 'liaison' }],
    ['department_needed', { username: 'x1', role: 'mediator' }],
    ['unknown_area', { username: 'x1', areas: ['340800999'] }],
    ['unknown_department', { username: 'x2', department: 'D99x' }],
    ['bad_request', { username: 'Админ' }],
    ['bad_request', { username: 'x3', role: 'wall_device' }],
    ['bad_request', { username: 'x4', name: '  ' }],
    ['bad_request', { username: 'x5', password: 'of my own' }],
  ]
  it.each(REFUSED)('%s: nothing is written', async (code, body) => {
    const count = async () => (await app.database.writePool.query('select count(*) from person')).rows[0]
    const before = await count()
    const answer = await app.ask('admin', 'POST', '/api/people', { name: 'x', role: 'dispatcher', ...body })
    expect(codeOf(answer)).toBe(code)
    expect(await count()).toEqual(before)
  })

  it('the last administrator stays one, however many ask at once', async () => {
    const { person } = await make({ username: 'second.admin', role: 'admin' })
    const { items } = (await app.ask('admin', 'GET', '/api/people')).json() as { items: PersonEntry[] }
    const first = items.find((it) => it.username === 'admin')!
    const token = await app.signIn('admin')
    const answers = await Promise.all(
      [first.id, person.id].map((id) => app.ask(token, 'POST', `/api/people/${id}`, { role: 'leader' })),
    )
    expect(answers.map((it) => it.statusCode).filter((it) => it === 200)).toHaveLength(1)
    const { rows } = await app.database.writePool.query(
      `select count(*)::int as n from person where role = 'admin' and disabled_at is null`,
    )
    expect(rows).toEqual([{ n: 1 }])
    await app.database.writePool.query(`update person set role = 'admin' where username = 'admin'`)
  })
})

/** An administrator of the moment: the clock moves by months here. */
const admin = (...ask: [method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown]): Promise<Answer> =>
  app.signIn('admin').then((token) => app.ask(token, ...ask))

describe('keys', () => {
  const make = async (body: object = {}): Promise<{ entry: KeyEntry; key: string }> => {
    const answer = await admin('POST', '/api/keys', { name: 'source', ...body })
    expect(answer.statusCode, answer.body).toBe(201)
    return answer.json()
  }
  const opens = async (key: string): Promise<boolean> =>
    (await app.ask(key, 'GET', '/api/departments')).statusCode === 200

  it('are told once, kept as a hash, and say when they were used', async () => {
    const { entry, key } = await make()
    expect(key).toMatch(/^key_[\w-]{43}$/)
    expect(await opens(key)).toBe(true)
    const list = (await admin('GET', '/api/keys')).json() as { items: KeyEntry[] }
    expect(list.items.find((it) => it.id === entry.id)!.lastUsedAt).toBe(new Date(at).toISOString())
    expect(JSON.stringify(list)).not.toContain(key)
    const rows = await app.database.writePool.query('select k::text from api_key k')
    expect(JSON.stringify(rows.rows)).not.toContain(key)
  })

  it('report from their own sources only, and load the past only with that right', async () => {
    const { key } = await make({ sources: ['hotline'] })
    const report = (source: string) =>
      app.ask(key, 'POST', `/api/ingest/${source}`, {
        kind: 'ticket',
        category: '0102',
        title: 't',
        externalId: source,
      })
    expect((await report('hotline')).statusCode).toBe(201)
    expect(codeOf(await report('grid'))).toBe('source_not_allowed')
    expect(codeOf(await app.ask(key, 'POST', '/api/history', []))).toBe('history_right_needed')
    const loads = await make({ sources: ['hotline'], history: true })
    const item = {
      type: 'report',
      kind: 'ticket',
      category: 'a new one',
      title: 't',
      occurredAt: '2026-11-01T00:00:00Z',
    }
    const answer = await app.ask(loads.key, 'POST', '/api/history', [
      { ...item, source: 'hotline', externalId: 'h1', category: '0102' },
      { ...item, source: 'grid', externalId: 'h2' },
    ])
    expect((answer.json() as { results: { status: number }[] }).results).toMatchObject([
      { status: 201 },
      { status: 403, code: 'source_not_allowed' },
    ])
    const { rows } = await app.database.writePool.query(`select code from category where name = 'a new one'`)
    expect(rows).toEqual([])
  })

  it('end when they expire, and when they are revoked', async () => {
    const { key } = await make({ expiresAt: new Date(at + HOUR).toISOString() })
    at += HOUR - 1
    expect(await opens(key)).toBe(true)
    at += 1
    expect(await opens(key)).toBe(false)
    const { entry, key: other } = await make()
    expect((await admin('DELETE', `/api/keys/${entry.id}`)).statusCode).toBe(204)
    expect(await opens(other)).toBe(false)
    expect((await admin('DELETE', `/api/keys/${entry.id}`)).statusCode).toBe(404)
    expect(await trail(entry.id)).toEqual(['key.created', 'key.revoked'])
    const { rows } = await app.database.writePool.query(
      `select details ? 'history' and details ? 'sources' as told from audit_entry where subject = $1 and action = 'key.created'`,
      [entry.id],
    )
    expect(rows).toEqual([{ told: true }])
  })

  it('are exchanged: the old one opens until the overlap is over, and not after another exchange', async () => {
    const { entry, key: first } = await make()
    const rotate = async (body: object): Promise<string> =>
      ((await admin('POST', `/api/keys/${entry.id}/rotate`, body)).json() as { key: string }).key
    const second = await rotate({ overlapHours: 2 })
    expect([await opens(first), await opens(second)]).toEqual([true, true])
    at += 2 * HOUR - 1
    expect(await opens(first)).toBe(true)
    at += 1
    expect([await opens(first), await opens(second)]).toEqual([false, true])
    const third = await rotate({})
    const fourth = await rotate({ overlapHours: 0 })
    expect(await Promise.all([second, third, fourth].map(opens))).toEqual([false, false, true])
    await admin('DELETE', `/api/keys/${entry.id}`)
    expect(await opens(fourth)).toBe(false)
  })
})

describe('walls', () => {
  const isWall = async (token: string): Promise<boolean> =>
    (await app.ask(token, 'GET', '/api/kpis')).statusCode === 200
  const next = async (token: string): Promise<string | null> =>
    ((await app.ask(token, 'POST', '/api/devices/own-token')).json() as { token: string | null }).token

  it('exchange an old token by themselves; the old one opens until the new one is used', async () => {
    const { token, id } = (await admin('POST', '/api/devices', { name: 'hall' })).json() as Record<
      string,
      string
    >
    expect(await next(token!)).toBeNull()
    at += DEVICE_TOKEN_MS
    const lost = await next(token!)
    expect(lost).toMatch(/^dev_/)
    expect(await isWall(token!)).toBe(true)
    // The answer was lost: the wall asks again, and what it never got opens nothing any more.
    const renewed = await next(token!)
    expect(await isWall(lost!)).toBe(false)
    expect(await isWall(renewed!)).toBe(true)
    await expect.poll(() => isWall(token!)).toBe(false)
    expect(await next(renewed!)).toBeNull()
    expect(await trail(id!)).toEqual(['device.created', 'device.token_renewed', 'device.token_renewed'])
  })
})

describe('pairing', () => {
  interface Code {
    code: string
    secret: string
  }
  const wait = async (): Promise<Code> => (await app.ask(null, 'POST', '/api/devices/pairing')).json() as Code
  const approve = (code: string, name = 'hall') =>
    admin('POST', `/api/devices/pairing/${code}/approve`, { name })
  const take = (code: string, secret: string) =>
    app.ask(null, 'POST', `/api/devices/pairing/${code}/token`, { secret })

  it('gives the screen its token once, after an administrator named its code', async () => {
    const { code, secret } = await wait()
    expect(code).toMatch(/^[ACDEFGHJKLMNPQRTUVWXY34679]{6}$/)
    expect((await take(code, secret)).json()).toEqual({ token: null, name: null, profile: null })
    expect((await approve(code.toLowerCase())).json()).toEqual({ name: 'hall', profile: 'wall' })
    const { token } = (await take(code, secret)).json() as { token: string }
    expect((await app.ask(token, 'GET', '/api/kpis')).statusCode).toBe(200)
    expect(codeOf(await take(code, secret))).toBe('code_unknown')
    expect(await trail(code)).toEqual(['pairing.approved'])
  })

  it('gives nothing for a code without its secret, and approves none twice', async () => {
    const [one, other] = [await wait(), await wait()]
    await approve(one.code)
    expect(codeOf(await take(one.code, other.secret))).toBe('code_unknown')
    expect(codeOf(await take(one.code, 'guess'))).toBe('code_unknown')
    expect(codeOf(await approve(one.code))).toBe('code_unknown')
    expect(codeOf(await approve('AAAAAA'))).toBe('code_unknown')
    expect((await take(one.code, one.secret)).json()).toMatchObject({ name: 'hall' })
  })

  it('is over after ten minutes, for both sides', async () => {
    const [one, other] = [await wait(), await wait()]
    at += PAIRING_MS - 1
    expect((await approve(one.code)).statusCode).toBe(200)
    at += 1
    expect(codeOf(await take(one.code, one.secret))).toBe('code_unknown')
    expect(codeOf(await approve(other.code))).toBe('code_unknown')
  })

  it('has a bound: a flood of screens makes no table grow and no mistyped code fit', async () => {
    await app.database.writePool.query('delete from pairing')
    await app.database.writePool.query(
      `insert into pairing (code, secret_sha256, expires_at) select lpad(n::text, 6, 'A'), '', $1 from generate_series(1, $2::int) n`,
      [new Date(at + PAIRING_MS), PAIRINGS_OPEN],
    )
    expect(codeOf(await app.ask(null, 'POST', '/api/devices/pairing'))).toBe('busy')
    at += PAIRING_MS
    expect((await app.ask(null, 'POST', '/api/devices/pairing')).statusCode).toBe(201)
  })

  it('one address may ask for thirty codes a minute', async () => {
    const from = (remoteAddress: string) =>
      app.app.inject({ method: 'POST', url: '/api/devices/pairing', remoteAddress })
    for (let n = 0; n < 30; n += 1) expect((await from('10.0.0.1')).statusCode).toBe(201)
    expect(codeOf((await from('10.0.0.1')) as Answer)).toBe('too_many')
    expect((await from('10.0.0.2')).statusCode).toBe(201)
  })
})
