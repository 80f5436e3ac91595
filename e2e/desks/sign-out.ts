/** Somebody works at a desk and on a brief, with a step that is not sent, and signs out: what the browser held, and holds. */
import type { Page } from 'playwright-core'
import { SOCKET_PATH } from '../../shared/contract/socket.ts'
import { zhCN } from '../../web/i18n/zh-CN.ts'
import { SEND, writeWish } from './hands.ts'
import { ready, type Desk, type Named } from './room.ts'

/** Everything a page can keep, as one text. */
export async function signedOut(
  desk: Desk,
  file: Named,
  reason: string,
): Promise<{ before: string; after: string }> {
  const { page, link } = desk
  await page.goto(`${link.url}/brief?lang=zh-CN`)
  await page.locator('[data-as-of][data-seq]').waitFor({ timeout: 60_000 })
  await page.goto(desk.url)
  await ready(desk)
  await writeWish(page, file, { department: 'D02', mark: reason })
  link.shape({ admits: (opening) => !opening.startsWith(`GET ${SOCKET_PATH}`) })
  for (const it of link.links()) if (it.opening.startsWith(`GET ${SOCKET_PATH}`)) it.cut()
  await page.locator('[data-link]:not(.good)').waitFor()
  await page.keyboard.press(SEND)
  await page.locator('[data-outbox] [data-stage=kept]').waitFor()
  const before = await kept(page)
  await page.goto(`${link.url}/?lang=zh-CN`)
  await page.getByRole('button', { name: zhCN.home.signOut }).click()
  await page.locator('input[type=password]').waitFor()
  return { before, after: await kept(page) }
}

const kept = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const all: unknown[] = [{ ...localStorage }, { ...sessionStorage }]
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((done, failed) => {
        const asked = indexedDB.open(name!)
        asked.addEventListener('success', () => done(asked.result))
        asked.addEventListener('error', () => failed(asked.error))
      })
      all.push(name)
      for (const store of database.objectStoreNames) {
        const asked = database.transaction(store).objectStore(store).getAll()
        all.push(await new Promise((done) => asked.addEventListener('success', () => done(asked.result))))
      }
      database.close()
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys())
        all.push(request.url, await (await cache.match(request))!.text())
    }
    return JSON.stringify(all)
  })
