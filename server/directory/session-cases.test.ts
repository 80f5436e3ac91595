/**
 * When a session is one and when it is none (trust F13), as data: a person, a clock that is given, and steps. Each line
 * is a step and what must come of it; `STEPS` below says what each means.
 */
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../test/app.ts'
import { openLiveClient, type LiveClient } from '../test/live-client.ts'
import { hashPassword } from './passwords.ts'
import { sweepSessions } from './sessions.ts'
import { DAY } from './sign-in-limits.ts'

const CASES: [rule: string, steps: string][] = [
  // Lifetimes
  ['is good at once', 'in a; a ok'],
  ['is good a moment before the idle limit', 'in a; +29m59s; a ok'],
  ['is over at the idle limit', 'in a; +30m; a gone'],
  ['is over long after the idle limit', 'in a; +9h; a gone'],
  ['goes on with use', 'in a; +20m; a ok; +20m; a ok; +20m; a ok'],
  ['is over half an hour after its last use', 'in a; +20m; a ok; +30m; a gone'],
  ['does not come back once it was idle', 'in a; +30m; a gone; +0s; a gone'],
  ['counts use by the minute and never late', 'in a; a ok; +59s; a ok; +29m1s; a gone'],
  ['is over after a shift, however much it was used', 'in a; use a 12h; a gone'],
  ['is good a moment before the shift is over', 'in a; use a 11h50m; +9m59s; a ok'],
  ['is over at the shift to the millisecond', 'in a; use a 11h50m; +9m59s; +999ms; a ok; +1ms; a gone'],
  ['a second sign-in has a shift of its own', 'in a; use a 11h50m; in b; +10m; a gone; b ok'],
  ['idle time is counted for each session alone', 'in a; in b; +20m; b ok; +10m; a gone; b ok'],
  ['a refused request is no use', 'in a; +20m; a forbidden; +10m; a gone'],
  ['reading who I am is use', 'in a; +20m; a me; +20m; a ok'],
  ['reading my sessions is use', 'in a; +20m; a lists 1; +20m; a ok'],
  ['a clock set back does not end it', 'in a; +20m; a ok; -15m; a ok'],
  ['a clock set back does not lengthen it', 'in a; +20m; a ok; -15m; a ok; +15m; +30m; a gone'],
  // Signing out
  ['is over when its person signs out', 'in a; a out; a gone'],
  ['signing out twice is nobody', 'in a; a out; a cannot out'],
  ['does not come back after signing out', 'in a; a out; +1m; a gone; in b; a gone; b ok'],
  ['signing out leaves the others', 'in a; in b; a out; b ok'],
  ['an idle one cannot sign out', 'in a; +30m; a cannot out'],
  // Several tabs and browsers
  ['two tabs share one session', 'in a; a ok; a ok; a lists 1'],
  ['two tabs are both out when one signs out', 'in a; a ok; a out; a gone; a gone'],
  ['two browsers are two sessions', 'in a; in b; a lists 2'],
  ['the list leaves out what is over', 'in a; in b; b out; a lists 1'],
  ['the list leaves out what is idle', 'in a; +20m; in b; +15m; b lists 1'],
  ['the list says which one asks', 'in a; in b; a is current; b is current'],
  // Ending own sessions
  ['an own session is ended from another', 'in a; in b; a ends b; b gone; a ok'],
  ['a session may end itself', 'in a; a ends a; a gone'],
  ['an ended one is not ended again', 'in a; in b; a ends b; a cannot end b'],
  ['nobody ends somebody else’s', 'in a; a cannot end the administrator’s; a ok'],
  ['an id that is none is not found', 'in a; a cannot end nonsense'],
  // Fixation
  ['signing in makes a token of its own', 'in a; in b; a is not b'],
  ['signing in over a session ends that session', 'in a; in b over a; a gone; b ok'],
  ['a planted cookie does not become a session', 'in a over nonsense; a ok; nonsense gone'],
  ['signing in by another page’s token header ends nothing', 'in a; in b with a; a ok; b ok'],
  ['a wrong password over a session leaves it', 'in a; wrong over a; a ok'],
  // Passwords
  ['changing the password ends the other sessions', 'in a; in b; a changes to c; b gone; c ok'],
  ['changing the password makes a new token', 'in a; a changes to c; a gone; c ok'],
  ['after a change the old password opens nothing', 'in a; a changes to c; old password refused; c ok'],
  ['after a change the new password opens', 'in a; a changes to c; in d; d ok; c ok'],
  ['the changed session has a whole shift', 'in a; use a 11h50m; a changes to c; +15m; c ok'],
  ['a wrong present password changes nothing', 'in a; in b; a mistakes itself; a ok; b ok'],
  ['a weak new password changes nothing', 'in a; in b; a is too simple; a ok; b ok'],
  ['the same password again is no change', 'in a; a repeats itself; a ok'],
  ['an idle session changes no password', 'in a; +30m; a cannot change'],
  // Administrators
  ['is over when its person is disabled', 'in a; in b; disable; a gone; b gone'],
  ['a disabled person cannot sign in', 'disable; refused'],
  ['enabling does not bring sessions back', 'in a; disable; enable; a gone; in b; b ok'],
  ['is over when the role changes', 'in a; role leader; a gone; in b; b ok'],
  ['is over when the department changes', 'in a; department D02; a gone'],
  ['is over when the clearance changes', 'in a; clear; a gone'],
  ['the same role again ends nothing', 'in a; role dispatcher; a ok'],
  ['a new name ends nothing', 'in a; rename; a ok'],
  ['is over when an administrator signs its person out', 'in a; in b; sign out; a gone; b gone; in c; c ok'],
  ['a reset ends every session', 'in a; in b; reset; a gone; b gone'],
  ['after a reset the old password opens nothing', 'reset; old password refused'],
  // First use
  ['a one-time password opens nothing but its change', 'reset; in a; a must change; a me; a lists 1'],
  ['a one-time session may sign out', 'reset; in a; a out; a gone'],
  ['after the change everything is open', 'reset; in a; a changes to c; c ok'],
  ['a one-time password is good once', 'reset; in a; a changes to c; old password refused'],
  ['a one-time password is good for three days', 'reset; +71h59m; in a; a must change'],
  ['a one-time password is over after three days', 'reset; +72h; refused'],
  [
    'a second reset ends the first one-time password',
    'reset; reset; old password refused; in a; a must change',
  ],
  // Sockets
  ['a socket is cut when its session is idle', 'in a; a listens; +30m; a is cut'],
  ['a socket is cut when its person signs out', 'in a; a listens; a out; a is cut'],
  ['a socket is cut when the password changes', 'in a; a listens; in b; b changes to c; a is cut'],
  ['a one-time session opens no socket', 'reset; in a; a cannot listen'],
]

const PASSWORD = 'quiet-lantern-47-orchard'
const CHANGED = 'seven copper kettles hum'
const T0 = Date.UTC(2026, 10, 20, 8)

let at = T0
let app: TestApp
let url: string
let nth = 0
const open: LiveClient[] = []

beforeAll(async () => {
  app = await openTestApp({ now: () => at, tellsDeadlines: false })
  await app.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(app.app.server.address() as AddressInfo).port}`
  const hash = await hashPassword(PASSWORD)
  await app.database.write
    .insertInto('person')
    .values(
      CASES.map((_, n) => ({
        id: `person-${n}`,
        username: `case.${n}`,
        name: `Case ${n}`,
        role: 'dispatcher' as const,
        department: null,
        password_hash: hash,
      })),
    )
    .execute()
})
afterAll(async () => {
  for (const client of open) client.close()
  await app.close()
})

/** What one case knows: its person's password, the one before it, tokens by the letters of the steps. */
interface World {
  n: number
  password: string
  before: string
  tokens: Map<string, string>
  sockets: Map<string, LiveClient>
}
type Headers = Record<string, string>

const codeOf = (answer: { json: () => unknown }): string => (answer.json() as { code: string }).code
const ORIGIN = { origin: 'http://wall.example', host: 'wall.example' }
const cookie = (token: string): Headers => ({ cookie: `shaotai_session=${token}`, ...ORIGIN })

const signIn = (world: World, password = world.password, headers: Headers = {}) =>
  app.ask(null, 'POST', '/api/session', { username: `case.${world.n}`, password }, headers)
const admin = (world: World, act: string, body?: unknown) =>
  app.ask('admin', 'POST', `/api/people/person-${world.n}${act}`, body)
const sessionsOf = async (token: string): Promise<{ id: string; current: boolean }[]> =>
  ((await app.ask(token, 'GET', '/api/sessions')).json() as { items: { id: string; current: boolean }[] })
    .items
const idOf = async (token: string): Promise<string> => (await sessionsOf(token)).find((it) => it.current)!.id
const change = (token: string, current: string, next: string) =>
  app.ask(token, 'POST', '/api/session/password', { current, next })

const UNITS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }
const msOf = (text: string): number =>
  [...text.matchAll(/(\d+)(ms|h|m|s)/g)].reduce((sum, [, n, unit]) => sum + Number(n) * UNITS[unit!]!, 0)

type Step = (world: World, found: string[]) => Promise<void> | void
const token = (world: World, name: string): string => world.tokens.get(name) ?? `ses_${name}`
const enter = async (world: World, name: string, headers: Headers = {}): Promise<void> => {
  const answer = await signIn(world, world.password, headers)
  expect(answer.statusCode, answer.body).toBe(200)
  world.tokens.set(name, (answer.json() as { token: string }).token)
}
const expectRefused = async (world: World, password: string): Promise<void> =>
  expect(codeOf(await signIn(world, password))).toBe('wrong_password')

const STEPS: [RegExp, Step][] = [
  [/^in (\w)$/, (world, [name]) => enter(world, name!)],
  [/^in (\w) over (\w+)$/, (world, [name, old]) => enter(world, name!, cookie(token(world, old!)))],
  [
    /^in (\w) with (\w)$/,
    (world, [name, old]) => enter(world, name!, { authorization: `Bearer ${token(world, old!)}` }),
  ],
  [
    /^wrong over (\w)$/,
    async (world, [old]) =>
      expect(codeOf(await signIn(world, 'wrong', cookie(token(world, old!))))).toBe('wrong_password'),
  ],
  [/^refused$/, (world) => expectRefused(world, world.password)],
  [/^old password refused$/, (world) => expectRefused(world, world.before)],
  [/^\+([\dhms]+)$/, (_, [much]) => void (at += msOf(much!))],
  [/^-([\dhms]+)$/, (_, [much]) => void (at -= msOf(much!))],
  [
    /^use (\w) (\w+)$/,
    async (world, [name, much]) => {
      for (const end = at + msOf(much!); at < end;) {
        at = Math.min(end, at + 25 * 60_000)
        await app.ask(token(world, name!), 'GET', '/api/departments')
      }
    },
  ],
  [
    /^(\w+) (ok|gone|forbidden|must change|me)$/,
    async (world, [name, what]) => {
      const path = { forbidden: '/api/people', me: '/api/session' }[what!] ?? '/api/departments'
      const answer = await app.ask(token(world, name!), 'GET', path)
      const expected = { ok: 200, me: 200, gone: 401, forbidden: 403, 'must change': 403 }[what!]
      expect(answer.statusCode, `${name} ${what}`).toBe(expected)
      if (what === 'must change') expect(codeOf(answer)).toBe('password_change_needed')
    },
  ],
  [
    /^(\w) (cannot )?out$/,
    async (world, [name, not]) =>
      expect((await app.ask(token(world, name!), 'DELETE', '/api/session')).statusCode).toBe(not ? 401 : 204),
  ],
  [
    /^(\w) lists (\d)$/,
    async (world, [name, count]) => expect(await sessionsOf(token(world, name!))).toHaveLength(Number(count)),
  ],
  [
    /^(\w) is current$/,
    async (world, [name]) => {
      const current = (await sessionsOf(token(world, name!))).filter((it) => it.current)
      expect(current).toHaveLength(1)
      world.tokens.set(`${name} id`, current[0]!.id)
      expect(new Set([...world.tokens].flatMap(([k, v]) => (k.endsWith(' id') ? [v] : []))).size).toBe(
        [...world.tokens.keys()].filter((it) => it.endsWith(' id')).length,
      )
    },
  ],
  [/^(\w) is not (\w)$/, (world, [one, other]) => expect(token(world, one!)).not.toBe(token(world, other!))],
  [
    /^(\w) ends (\w)$/,
    async (world, [one, other]) => {
      const id = await idOf(token(world, other!))
      world.tokens.set(`${other} was`, id)
      expect((await app.ask(token(world, one!), 'DELETE', `/api/sessions/${id}`)).statusCode).toBe(204)
    },
  ],
  [
    /^(\w) cannot end (the administrator’s|nonsense|\w)$/,
    async (world, [one, other]) => {
      const id =
        other === 'nonsense'
          ? 'nonsense'
          : (world.tokens.get(`${other} was`) ?? (await idOf(await app.signIn('admin'))))
      expect((await app.ask(token(world, one!), 'DELETE', `/api/sessions/${id}`)).statusCode).toBe(404)
    },
  ],
  [
    /^(\w) changes to (\w)$/,
    async (world, [one, other]) => {
      const answer = await change(token(world, one!), world.password, CHANGED)
      expect(answer.statusCode, answer.body).toBe(200)
      world.tokens.set(other!, (answer.json() as { token: string }).token)
      world.before = world.password
      world.password = CHANGED
    },
  ],
  [
    /^(\w) (mistakes itself|is too simple|repeats itself)$/,
    async (world, [one, how]) => {
      const mine = token(world, one!)
      const [answer, code] =
        how === 'mistakes itself'
          ? [await change(mine, 'wrong', CHANGED), 'wrong_current_password']
          : [
              await change(mine, world.password, how === 'is too simple' ? 'password1234' : world.password),
              'weak_password',
            ]
      expect(codeOf(answer)).toBe(code)
    },
  ],
  [
    /^(\w) cannot change$/,
    async (world, [one]) =>
      expect((await change(token(world, one!), world.password, CHANGED)).statusCode).toBe(401),
  ],
  [
    /^(disable|enable|sign out)$/,
    async (world, [act]) => expect((await admin(world, `/${act!.replace(' ', '-')}`)).statusCode).toBe(200),
  ],
  [
    /^(role|department|clear|rename)(?: (\w+))?$/,
    async (world, [what, to]) => {
      const body = {
        role: { role: to },
        department: { department: to },
        clear: { cleared: true },
        rename: { name: 'New' },
      }
      const answer = await admin(world, '', body[what as keyof typeof body])
      expect(answer.statusCode, answer.body).toBe(200)
    },
  ],
  [
    /^reset$/,
    async (world) => {
      const answer = await admin(world, '/reset')
      world.before = world.password
      world.password = (answer.json() as { oneTimePassword: string }).oneTimePassword
      expect(world.password).toMatch(/^([A-Z\d]{5}-){3}[A-Z\d]{5}$/)
    },
  ],
  [
    /^(\w) listens$/,
    async (world, [name]) => {
      const client = openLiveClient(url, { token: token(world, name!), profile: 'desk' })
      open.push(client)
      world.sockets.set(name!, client)
      expect((await client.hello()).mode).toBe('snapshot')
    },
  ],
  [/^(\w) is cut$/, (world, [name]) => world.sockets.get(name!)!.closed],
  [
    /^(\w) cannot listen$/,
    async (world, [name]) => {
      const client = openLiveClient(url, { token: token(world, name!), profile: 'desk' })
      open.push(client)
      await expect(client.connected).rejects.toThrow('not_signed_in')
    },
  ],
]

describe('F13 a session', () => {
  it.each(CASES)('%s', async (_, steps) => {
    at = T0
    const world: World = {
      n: nth++,
      password: PASSWORD,
      before: PASSWORD,
      tokens: new Map(),
      sockets: new Map(),
    }
    for (const line of steps.split('; ')) {
      const step = STEPS.find(([form]) => form.test(line))
      if (!step) throw new Error(`no such step: ${line}`)
      await step[1](world, [...step[0].exec(line)!].slice(1))
    }
  })
})

it('sessions that are over are let go a day later, and no other', async () => {
  at = T0
  const { writePool } = app.database
  await writePool.query('delete from session')
  const [ended, , left] = [await app.signIn('leader'), await app.signIn('leader'), await app.signIn('viewer')]
  await app.ask(ended, 'DELETE', '/api/session')
  const rows = async (): Promise<number> =>
    (await writePool.query<{ n: number }>('select count(*)::int as n from session')).rows[0]!.n
  await sweepSessions(writePool, T0 + DAY - 1)
  expect(await rows()).toBe(3)
  await sweepSessions(writePool, T0 + DAY)
  expect(await rows()).toBe(2)
  expect((await app.ask(left, 'GET', '/api/departments')).statusCode).toBe(200)
  await sweepSessions(writePool, T0 + 12 * UNITS['h']! + DAY)
  expect(await rows()).toBe(0)
})

/** A sign-in as `headers` and `from` have it, and what its cookie must and may not say. */
const COOKIES: [
  rule: string,
  request: { headers?: Headers; from?: string },
  must: RegExp[],
  mayNot: RegExp[],
][] = [
  ['is for scripts unseen', {}, [/; HttpOnly/i], []],
  ['goes with no request of another site', {}, [/; SameSite=Strict/i], []],
  ['is for this host alone', {}, [], [/Domain/i]],
  ['is for every path', {}, [/; Path=\/(;|$)/i], []],
  ['ends with the shift', {}, [/; Expires=Fri, 20 Nov 2026 20:00:00 GMT/i], []],
  ['is named plainly without TLS', {}, [/^shaotai_session=ses_/], [/Secure/i]],
  [
    'is secure and bound to its host under TLS',
    { headers: { 'x-forwarded-proto': 'https' } },
    [/^__Host-shaotai_session=ses_/, /; Secure/i, /; Path=\/(;|$)/i, /; HttpOnly/i],
    [/Domain/i],
  ],
  [
    'believes only our own proxy about TLS',
    { headers: { 'x-forwarded-proto': 'https' }, from: '10.1.2.3' },
    [/^shaotai_session=/],
    [/Secure/i],
  ],
]

describe('F13 the cookie', () => {
  const enterWith = (headers: Headers = {}, from = '127.0.0.1') => {
    at = T0
    return app.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { username: 'chief', password: 'shaotai-demo' },
      headers,
      remoteAddress: from,
    })
  }
  it.each(COOKIES)('%s', async (_, { headers, from }, must, mayNot) => {
    const said = String((await enterWith(headers, from)).headers['set-cookie'])
    for (const it of must) expect(said).toMatch(it)
    for (const it of mayNot) expect(said).not.toMatch(it)
  })

  const TLS = { 'x-forwarded-proto': 'https' }
  const ACCEPTED: [rule: string, name: string, headers: Headers, code: number][] = [
    ['opens by its name', 'shaotai_session', {}, 200],
    ['opens by its name under TLS', '__Host-shaotai_session', TLS, 200],
    ['under TLS a plain one, which a neighbour could plant, is none', 'shaotai_session', TLS, 401],
    ['without TLS one that pretends to be bound to its host is none', '__Host-shaotai_session', {}, 401],
  ]
  it.each(ACCEPTED)('%s', async (_, name, headers, code) => {
    const { token } = (await enterWith()).json() as { token: string }
    const answer = await app.ask(null, 'GET', '/api/session', undefined, {
      ...headers,
      cookie: `${name}=${token}`,
    })
    expect(answer.statusCode).toBe(code)
  })

  it('is taken away at signing out', async () => {
    const { token } = (await enterWith()).json() as { token: string }
    const answer = await app.ask(null, 'DELETE', '/api/session', undefined, cookie(token))
    expect(String(answer.headers['set-cookie'])).toMatch(/^shaotai_session=;.*Expires=Thu, 01 Jan 1970/)
  })
})
