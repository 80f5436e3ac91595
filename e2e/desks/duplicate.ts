/**
 * A tab duplicated while it keeps an action: the browser gives the copy all of its session storage. What the person then cancels in
 * the first tab must not be done by the second.
 */
import { cancel, isSocket, sockets, through, timesIn, type Action } from './cut.ts'
import { SEND, writeWish } from './hands.ts'
import { ready, type Desk, type Room } from './room.ts'

export interface Duplicated {
  /** What the copy keeps, once it knows that it is one. */
  kept: string[]
  /** How often the action is in the ledger, both tabs being live again. */
  applied: number
}

export async function duplicate(desk: Desk, action: Action, { server }: Room): Promise<Duplicated> {
  const { page, link, context, url } = desk
  await writeWish(page, action.file, action)
  link.shape({ admits: (opening) => !isSocket(opening) })
  sockets(desk).forEach((it) => it.cut())
  await page.locator('[data-link]:not(.good)').waitFor() // what is decided before is sent, and no longer theirs to cancel
  await page.keyboard.press(SEND)
  await page.locator('[data-outbox] li', { hasText: action.file.no }).waitFor()

  const session = await page.evaluate(() => Object.entries(sessionStorage))
  const copy = await context.newPage()
  await copy.goto(`${link.url}/livez`)
  await copy.evaluate(
    (entries) => entries.forEach(([key, value]) => sessionStorage.setItem(key, value)),
    session,
  )
  await copy.goto(url)
  const [, tab] = session.find(([key]) => key === 'shaotai.tab')!
  await copy.waitForFunction((its) => sessionStorage.getItem('shaotai.tab') !== its, tab)
  const kept = await copy.evaluate(
    (no) => Object.values(sessionStorage).filter((it) => it.includes(no)),
    action.file.no,
  )

  await cancel(desk, action)
  link.shape({ admits: () => true })
  await Promise.all([through(desk), ready({ ...desk, page: copy })])
  const applied = await timesIn(server, action)
  await copy.close()
  return { kept, applied }
}
