/**
 * One trial of F4: somebody with a request loop and a socket on each of two servers - connected, or just coming back -
 * loses their right through the first, and what they still get is timed. Used by the test and, with more trials, at night.
 */
import type { AddressInfo } from 'node:net'
import type { TestApp } from './app.ts'
import { openLiveClient, type LiveClient } from './live-client.ts'

export const TAKEN = [
  'disable',
  'role',
  'department',
  'clearance',
  'areas',
  'reset',
  'sign out everywhere',
  'sign out',
  'end a session',
  'revoke a wall',
  'revoke a key',
] as const
export type Take = (typeof TAKEN)[number]
export const STANDS = ['connected', 'reconnecting'] as const
export type Stand = (typeof STANDS)[number]

export interface Trial {
  take: Take
  stand: Stand
  /** From the answer to the revocation to the last thing that was let through, on either server. */
  lastMs: number
  /** Whether what must end was there before: else nothing was tried. */
  wasThere: boolean
}

export interface Servers {
  /** Two on one database; rights are taken through the first. */
  nodes: [TestApp, TestApp]
  now: () => number
}

/** F4 promises two seconds; watched for a little longer, so that a miss has a figure. */
const WATCHED_MS = 3_000
/** Nothing was let through for this long: it is over. */
const QUIET_MS = 1_300
const PASSWORD_HASH_OF = 'dispatcher'

let nth = 0

export async function revocationTrial({ nodes, now }: Servers, take: Take, stand: Stand): Promise<Trial> {
  const [first] = nodes
  const { token, revoke } = await somebody(first, take)
  const hasSocket = take !== 'revoke a key'
  const profile = take === 'revoke a wall' ? 'wall' : 'desk'
  const path = take === 'revoke a key' ? '/api/departments' : '/api/session'
  let isOver = false
  let last = -Infinity
  let letIn = 0
  const seen = (): void => {
    letIn += 1
    last = now()
  }
  const asking = nodes.map(async (node) => {
    while (!isOver) {
      if ((await node.ask(token, 'GET', path)).statusCode === 200) seen()
      await wait(15)
    }
  })
  const clients = new Set<LiveClient>()
  /** A socket that always comes back; `reconnecting` ones never stay. */
  const listening = (hasSocket ? nodes : []).map(async (node) => {
    const url = `http://127.0.0.1:${(node.app.server.address() as AddressInfo).port}`
    while (!isOver) {
      const client = openLiveClient(url, { token, profile })
      clients.add(client)
      const isIn = await client.connected.then(
        () => true,
        () => false,
      )
      if (isIn) {
        // Cut in between it is never answered.
        const answer = await Promise.race([client.hello(), client.closed.then(() => null)])
        if (answer !== null && answer.mode !== 'refused') seen()
        const pings = setInterval(() => client.socket.connected && seen(), 10)
        await (stand === 'connected' ? Promise.race([client.closed, until(() => isOver)]) : wait(30))
        clearInterval(pings)
      }
      client.close()
      clients.delete(client)
      await wait(20)
    }
  })
  const before = hasSocket ? 8 : 4
  for (const end = now() + 20_000; letIn < before && now() < end;) await wait(10)
  const wasThere = letIn >= before
  await revoke()
  const at = now()
  while (now() - at < WATCHED_MS && now() - Math.max(last, at) < QUIET_MS) await wait(20)
  isOver = true
  await Promise.all([...asking, ...listening])
  return { take, stand, lastMs: Math.max(0, Math.round(last - at)), wasThere }
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await wait(20)
}

/** Somebody new with a token, and how they lose it. */
async function somebody(node: TestApp, take: Take): Promise<{ token: string; revoke: () => Promise<void> }> {
  nth += 1
  const done = async (answer: Promise<{ statusCode: number; body: string }>): Promise<void> => {
    const { statusCode, body } = await answer
    if (statusCode >= 300) throw new Error(`${take} was refused: ${statusCode} ${body}`)
  }
  if (take === 'revoke a wall' || take === 'revoke a key') {
    const path = take === 'revoke a wall' ? '/api/devices' : '/api/keys'
    type Made = { id: string; token: string } | { entry: { id: string }; key: string }
    const made = (await node.ask('admin', 'POST', path, { name: `trial ${nth}` })).json() as Made
    const [id, token] = 'entry' in made ? [made.entry.id, made.key] : [made.id, made.token]
    return {
      token,
      revoke: () => done(node.ask('admin', 'DELETE', `${path}/${id}`)),
    }
  }
  const id = `trial-${nth}`
  await node.database.writePool.query(
    `insert into person (id, username, name, role, department, areas, password_hash)
     select $1, $1, $1, 'dispatcher', null, $3, password_hash from person where username = $2`,
    [id, PASSWORD_HASH_OF, take === 'areas' ? ['340800001'] : []],
  )
  const token = await node.signIn(id)
  const act = (what: string, body?: unknown) =>
    done(node.ask('admin', 'POST', `/api/people/${id}${what}`, body))
  const revoke: Record<Exclude<Take, 'revoke a wall' | 'revoke a key'>, () => Promise<void>> = {
    disable: () => act('/disable'),
    role: () => act('', { role: 'leader' }),
    department: () => act('', { department: 'D02' }),
    clearance: () => act('', { cleared: true }),
    areas: () => act('', { areas: [] }),
    reset: () => act('/reset'),
    'sign out everywhere': () => act('/sign-out'),
    'sign out': () => done(node.ask(token, 'DELETE', '/api/session')),
    'end a session': async () => {
      const other = await node.signIn(id)
      const { items } = (await node.ask(other, 'GET', '/api/sessions')).json() as {
        items: { id: string; current: boolean }[]
      }
      const { id: session } = items.find((it) => !it.current)!
      await done(node.ask(other, 'DELETE', `/api/sessions/${session}`))
    },
  }
  return { token, revoke: revoke[take] }
}
