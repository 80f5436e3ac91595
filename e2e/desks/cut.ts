/**
 * A desk whose link is cut with actions under way: drawn from chance, played by hand, and at the end what the person was told of
 * each action beside what the ledger has of it. Every action has a mark of its own in the ledger, whatever id it was sent under.
 */
import { randomUUID } from 'node:crypto'
import { SOCKET_PATH } from '../../shared/contract/socket.ts'
import type { Link } from '../../trust/link-proxy.ts'
import type { Random } from '../../trust/random.ts'
import { asServed } from '../seats.ts'
import { SEND, writeForAll, writeWish } from './hands.ts'
import { ready, type Desk, type Named, type Person, type Room } from './room.ts'

/** How the link goes: at once, with the answer to the first action, within it, or without anybody being told. */
const WAYS = ['reset', 'lostAnswer', 'midFrame', 'halfOpen'] as const
export interface Action {
  file: Named
  department: string
  mark: string
  /** The person thinks better of it, if it is still theirs. */
  cancels: boolean
  /** Somebody else moves the case meanwhile. */
  rival: boolean
}
export interface Plan {
  way: (typeof WAYS)[number]
  /** Several cases by one form, with no request coming through any more; else one after the other, while cases can still be read. */
  together: boolean
  actions: Action[]
  reloads: boolean
  /** A half-open link carries again what it held; else it is cut in the end. */
  resumes: boolean
}
export type Told = 'cancelled' | 'reported' | 'done'
export interface Ending {
  plan: Plan
  told: Told[]
  /** How often each is in the ledger. */
  applied: number[]
  faults: string[]
}
const OTHERS = ['D02', 'D03', 'D04', 'D05', 'D06'] as const
/** After a cut the product itself waits up to 15 s before it tries again, and a half-open link is noticed after as long. */
const BACK_WITHIN_MS = 90_000

export function drawPlan(random: Random, files: readonly Named[], mark: string): Plan {
  const together = random.chance(0.3)
  const department = random.pick(OTHERS)
  const way = together ? 'reset' : random.pick(WAYS)
  return {
    way,
    together,
    actions: files.map((file, i) => ({
      file,
      department: together ? department : random.pick(OTHERS),
      mark: together ? mark : `${mark}-${i + 1}`,
      cancels: random.chance(0.35),
      rival: random.chance(0.35),
    })),
    reloads: random.chance(0.4),
    resumes: random.chance(0.5),
  }
}

export const isSocket = (opening: string): boolean => opening.startsWith(`GET ${SOCKET_PATH}`)
export const sockets = ({ link }: Desk): Link[] => link.links().filter(({ opening }) => isSocket(opening))

export async function playCut(desk: Desk, plan: Plan, { server, rival }: Room): Promise<Ending> {
  const { page, link } = desk
  const { actions, together } = plan
  const [first, ...others] = actions
  if (together)
    await writeForAll(
      page,
      actions.map(({ file }) => file),
      first!,
    )
  else await writeWish(page, first!.file, first!)

  link.shape({ admits: (opening) => !together && !isSocket(opening) })
  if (plan.way === 'halfOpen') sockets(desk).forEach((it) => it.blackHole())
  else if (plan.way === 'lostAnswer') sockets(desk).forEach((it) => it.dropResponse())
  else if (plan.way === 'midFrame') sockets(desk).forEach((it) => it.cutMidFrame())
  else (together ? link.links() : sockets(desk)).forEach((it) => it.cut())
  await page.keyboard.press(SEND)
  if (plan.way !== 'halfOpen') await page.locator('[data-link]:not(.good)').waitFor()
  if (!together)
    for (const it of others) {
      await writeWish(page, it.file, it)
      await page.keyboard.press(SEND)
    }
  const cancelled = new Set<Action>()
  for (const it of actions) if (it.cancels && (await cancel(desk, it))) cancelled.add(it)
  for (const it of actions) if (it.rival) await moveElsewhere(server.url, rival, it)
  // With nothing coming through there is no page until the link is back: the tab is empty, and what it keeps stays.
  if (plan.reloads)
    await (together ? page.goto('about:blank') : page.reload({ waitUntil: 'domcontentloaded' }))
  link.shape({ admits: () => true })
  for (const it of sockets(desk)) if (!it.isOpen) (plan.resumes ? it.resume : it.cut)()
  if (plan.reloads && together) await page.goto(desk.url)
  await through(desk)

  const reported = await reports(desk)
  const told = actions.map((it) =>
    cancelled.has(it) ? 'cancelled' : reported.has(it.file.no) ? 'reported' : 'done',
  )
  const applied = await Promise.all(actions.map((it) => timesIn(server, it)))
  const faults = actions.flatMap((it, i) => {
    const [was, times] = [told[i]!, applied[i]!]
    const isRight = times === (was === 'done' ? 1 : 0) && !(was === 'cancelled' && reported.has(it.file.no))
    return isRight
      ? []
      : [`${desk.person.name}: ${it.mark} (${it.file.no}) was ${was}, ${times} times in the ledger`]
  })
  faults.push(...(await ghosts(desk, server.url)))
  await tidy(desk)
  return { plan, told, applied, faults }
}

const rowOf = ({ page }: Desk, { no }: Named) => page.locator('[data-outbox] li', { hasText: no })

/** False where it is not theirs any more. */
export async function cancel(desk: Desk, { file }: Action): Promise<boolean> {
  const button = rowOf(desk, file).locator('[data-cancel]')
  if (!(await button.isVisible())) return false
  await button.click()
  await rowOf(desk, file).waitFor({ state: 'detached' })
  return true
}
async function moveElsewhere(url: string, { token }: Person, { file }: Action): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const at = `${url}/api/cases/${file.id}`
  const { version } = (await (await fetch(at, { headers })).json()) as { version: number }
  const body = { type: 'reassign', department: 'D07', reason: '另有安排', expectedVersion: version }
  const answer = await fetch(`${at}/commands`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...body, commandId: randomUUID() }),
  })
  if (!answer.ok) throw new Error(`the rival was refused: ${await answer.text()}`)
}
/** The link stands, and nothing waits for it or for an answer any more. */
export async function through(desk: Desk): Promise<void> {
  await ready(desk)
  await desk.page.waitForFunction(
    () =>
      document.querySelector('[data-link].good') !== null &&
      document.querySelector(
        ':is([data-outbox], [data-act], [data-bulk]) :is([data-stage=kept], [data-stage=sent], [data-stage=acknowledged])',
      ) === null,
    undefined,
    { timeout: BACK_WITHIN_MS },
  )
}
/** Numbers of the cases of which the page says that something did not happen. */
async function reports({ page }: Desk): Promise<Set<string>> {
  const said = await page.evaluate(() => {
    const ended = ':is([data-stage=conflict], [data-stage=refused])'
    const rows = document.querySelectorAll(`[data-outbox] ${ended} .case, [data-bulk] ${ended} .no`)
    const panel = document.querySelector(':is([data-conflict], [data-refused])')
    const own = panel?.closest('[data-case]')?.querySelector('[data-no]')
    return [...rows, ...(own ? [own] : [])].map((it) => it.textContent.trim())
  })
  return new Set(said)
}
export async function timesIn({ database }: Room['server'], { file, mark }: Action): Promise<number> {
  const { rows } = await database.writePool.query<{ n: number }>(
    `select count(*)::integer as n from event_log join case_personal using (case_id, version)
      where case_id = $1 and case_personal.data->>'reason' = $2`,
    [file.id, mark],
  )
  return rows[0]!.n
}
/** The case that is open must be the one there is. */
async function ghosts(desk: Desk, url: string): Promise<string[]> {
  const open = desk.page.locator('[data-case][data-case-version]')
  if ((await open.count()) === 0) return []
  const id = (await open.getAttribute('data-case'))!
  const { it } = await asServed(desk, url, id)
  return desk.page
    .locator(`[data-case="${id}"][data-case-version="${it.version}"]`)
    .waitFor({ timeout: 2_000 })
    .then(
      () => [],
      async () => [
        `${desk.person.name} sees version ${await open.getAttribute('data-case-version')} of ${it.version}`,
      ],
    )
}
/** As a person who has read it all: nothing is left for the next trial. */
async function tidy({ page }: Desk): Promise<void> {
  const left = page.locator(
    '[data-bulk] [data-unmark], :is([data-outbox], [data-conflict], [data-refused]) [data-drop]',
  )
  while ((await left.count()) > 0) await left.first().click()
}
