/**
 * A room of desks: the real server, people of their own names at pages of a real browser, each behind a link that can be
 * broken, and cases in the hands of one department. Knows nothing of what is tried in it.
 */
import { randomUUID } from 'node:crypto'
import type { Browser, BrowserContext } from 'playwright-core'
import { newToken, sha256 } from '../../server/directory/principal.ts'
import type { Database } from '../../server/db/database.ts'
import { zhCN } from '../../web/i18n/zh-CN.ts'
import { openLinkProxy, type LinkProxy } from '../../trust/link-proxy.ts'
import { KEY, openPlace, startServer, type TrustServer } from '../../trust/link-server.ts'
import { openBrowser } from '../pictures/wall.ts'
import type { Seat } from '../seats.ts'
import { noteShown } from './shown.ts'

export interface Person {
  id: string
  name: string
  token: string
}
export interface Desk extends Seat {
  person: Person
  link: LinkProxy
  /** Of the desk's page, by its own link. */
  url: string
  /** Every host that its pages asked for anything. */
  asked: Set<string>
}
export interface Named {
  id: string
  no: string
}
export interface Room {
  server: TrustServer
  desks: Desk[]
  /** Who changes things from elsewhere. */
  rival: Person
  /** Tickets that are with D01, each given out once. */
  take: (count: number) => Named[]
  stop: () => Promise<void>
}
/** Two of them run the room; the others hand out. */
const NAMES = [
  '方知远',
  '林若溪',
  '秦伯安',
  '沈秋白',
  '陆云舟',
  '顾清和',
  '韩松年',
  '叶知秋',
  '谢临川',
] as const
const CHIEFS = new Set<string>(['方知远', '谢临川'])
const SIZE = { width: 1440, height: 900 }
const AT_ONCE = 100

export interface RoomPlan {
  desks: number
  cases: number
  /** What the pause before the next attempt of a link is multiplied by; 1 is the product's own. */
  hurry: number
  random: () => number
  /** Put into every page. */
  defect: (() => void) | undefined
}
export async function openRoom(plan: RoomPlan): Promise<Room> {
  const place = openPlace()
  const desks: Desk[] = []
  let [server, browser]: [TrustServer?, Browser?] = []
  const stop = async (): Promise<void> => {
    await browser?.close()
    for (const { link } of desks) await link.close()
    await server?.stop()
    place.remove()
  }
  try {
    ;[server, browser] = await Promise.all([startServer({ dataDir: `${place.dir}/data` }), openBrowser()])
    const [rival, ...people] = await Promise.all(
      [NAMES.at(-1)!, ...NAMES.slice(0, plan.desks)].map((name) => addPerson(server!.database, name)),
    )
    const made = await report(server, plan.cases)
    for (const person of people) desks.push(await sit(browser, server, person, plan))
    return { server, desks, rival: rival!, take: (n) => made.splice(0, n), stop }
  } catch (fault) {
    await stop()
    throw fault
  }
}

/** Straight into the database: a run must not wait for password hashes. */
async function addPerson({ writePool }: Database, name: string): Promise<Person> {
  const [id, token] = [randomUUID(), newToken('ses')]
  await writePool.query(
    `insert into person (id, username, name, role, password_hash) values ($1, $1, $2, $3, 'none')`,
    [id, name, CHIEFS.has(name) ? 'duty_chief' : 'dispatcher'],
  )
  await writePool.query(
    `insert into session (token_sha256, person_id, expires_at) values ($1, $2, now() + interval '1 day')`,
    [sha256(token), id],
  )
  return { id, name, token }
}

async function report({ url, database }: TrustServer, count: number): Promise<Named[]> {
  const steps = [{ type: 'accept' }, { type: 'file' }, { type: 'dispatch', department: 'D01' }]
  for (let from = 0; from < count; from += AT_ONCE) {
    const items = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => {
      const its = { source: 'hotline', externalId: `desks-${from + i}` }
      const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString()
      return [
        { type: 'report', ...its, kind: 'ticket', category: '0102', title: '垃圾未清', occurredAt: at(9) },
        ...steps.map((step, n) => ({
          ...its,
          ...step,
          occurredAt: at(8 - n),
          actor: { id: 'of-before', role: n < 2 ? 'intake' : 'dispatcher' },
        })),
      ]
    })
    const answer = await fetch(`${url}/api/history`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(items.flat()),
    })
    const { results } = (await answer.json()) as { results: { status: number }[] }
    const refused = results.find(({ status }) => status >= 300)
    if (refused) throw new Error(`no cases: ${JSON.stringify(refused)}`)
  }
  const { rows } = await database.writePool.query<Named>(
    `select id, no from case_file where department = 'D01' order by no`,
  )
  if (rows.length !== count) throw new Error(`${rows.length} cases are with D01, not ${count}`)
  return rows
}

async function sit(
  browser: Browser,
  server: TrustServer,
  person: Person,
  { hurry, random, defect }: RoomPlan,
): Promise<Desk> {
  const link = await openLinkProxy({ target: { host: '127.0.0.1', port: server.port }, random })
  const context = await browser.newContext({ viewport: SIZE, locale: 'zh-CN' })
  await context.addCookies([{ name: 'shaotai_session', value: person.token, url: link.url, httpOnly: true }])
  await noteShown(context, zhCN.case.department)
  await context.addInitScript((factor) => {
    const plain = Math.random
    Math.random = () => plain() * factor
  }, hurry)
  if (defect) await context.addInitScript(defect)
  const asked = hostsAsked(context)
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const url = `${link.url}/desk?map=plain&lang=zh-CN`
  await page.goto(url)
  const desk: Desk = { context, page, person, link, url, asked }
  await ready(desk)
  return desk
}
/** The queue is there and the link stands. */
export async function ready({ page }: Seat): Promise<void> {
  await page.locator('[role=listbox].rows[aria-busy=false]').waitFor({ state: 'attached', timeout: 60_000 })
  await page.locator('[data-link].good').waitFor({ timeout: 60_000 })
  await page.locator('[data-case-panel]').waitFor()
}
function hostsAsked(context: BrowserContext): Set<string> {
  const asked = new Set<string>()
  const note = (it: { url: () => string }): void => {
    const { host, protocol } = new URL(it.url())
    if (protocol !== 'data:' && protocol !== 'blob:') asked.add(host)
  }
  context.on('request', note)
  context.on('page', (page) => page.on('websocket', note))
  return asked
}
