/**
 * No silent staleness: each fault that closes no socket is shown within 15 s and heals without a hand. One of
 * each here, at the same time on two servers; fifty of each in `npm run trust:night` (trust/stale.ts).
 */
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WallHook } from '../web/wall/hook.ts'
import { findChromium } from '../scripts/chromium.mjs'
import { startLoad, type Load } from '../trust/link-load.ts'
import { addWatchers, type Watcher } from '../trust/link-people.ts'
import { openLinkProxy, type LinkProxy } from '../trust/link-proxy.ts'
import { KEY, openPlace, startServer, type TrustServer } from '../trust/link-server.ts'
import { openWatch, type Watch } from '../trust/link-watch.ts'
import { openRandom } from '../trust/random.ts'
import {
  CLEARED_WITHIN_MS,
  deadTail,
  frozenServer,
  halfOpenLinks,
  runFault,
  SHOWN_WITHIN_MS,
  withoutListener,
  type Spell,
} from '../trust/stale.ts'

const { next: random } = openRandom(5)
const place = openPlace()
/** `one` has the dead tail and the half-open link, `other` is frozen and has the wall in a browser. */
let one: TrustServer
let other: TrustServer
let load: Load
let proxy: LinkProxy
let browser: Browser | undefined
const opened: Watch[] = []

const watch = (url: string, watcher: Watcher): Watch => {
  const made = openWatch({ url, watcher, random: () => random() * 0.2 })
  opened.push(made)
  return made
}

beforeAll(async () => {
  ;[one, other] = await Promise.all([
    startServer({ dataDir: `${place.dir}/one` }),
    startServer({ dataDir: `${place.dir}/other` }),
  ])
  load = startLoad({ url: one.url, key: KEY, eventsPerSecond: 20, random })
  proxy = await openLinkProxy({ target: { host: '127.0.0.1', port: one.port }, random })
}, 90_000)
afterAll(async () => {
  for (const it of opened) it.close()
  await browser?.close()
  await load?.stop()
  await proxy?.close()
  await Promise.all([one?.stop(), other?.stop()])
  place.remove()
})

/** Of a silent link the client may learn by its own clock or by the transport's, whichever is first. */
const SILENCE = ['no_tick', 'closed']

function expectShownAndHealed(spells: Spell[], reasons: string[]): void {
  for (const it of spells) {
    expect(reasons, JSON.stringify(it)).toContain(it.reason)
    expect(it.shownFirst).toBe(true)
    expect(it.shownAfterMs).toBeLessThan(SHOWN_WITHIN_MS)
    expect(it.clearedAfterTickMs).toBeLessThan(CLEARED_WITHIN_MS)
  }
  console.log(JSON.stringify(spells))
}

it.concurrent('B2 B3 a half-open link is stale within 15 s, said before it is repaired, and heals alone', async () => {
  const [watcher] = await addWatchers(one.database, 1)
  expectShownAndHealed(await runFault(halfOpenLinks([proxy]), [watch(proxy.url, watcher!)]), SILENCE)
})
it.concurrent('B2 a tail that cannot read while the log grows is told by the tick: stale within 15 s', async () => {
  const watchers = await addWatchers(one.database, 3)
  const watches = watchers.map((watcher) => watch(one.url, watcher))
  expectShownAndHealed(await runFault(deadTail(one), watches), ['behind'])
})
it.concurrent('L4 B2 a lost hint costs a second at most; a frozen server is stale within 15 s, in a browser too', async ({
  expect,
}) => {
  const watchers = await addWatchers(other.database, 3)
  const watches = watchers.map((watcher) => watch(other.url, watcher))
  const page = await openWall(other.url, watchers[0]!.token)
  await page.waitForFunction(() => window.__shaotai?.link() === 'live', undefined, { timeout: 40_000 })
  await expect.poll(() => watches.every((it) => it.picture() !== null), { timeout: 20_000 }).toBe(true)
  for (const delay of await withoutListener(other, watches, 1)) expect(delay).toBeLessThan(1_000)

  const banner = page.locator('[data-stale]')
  const freeze = frozenServer(other)
  const begun = { at: 0 }
  const seen = { shownAfterMs: 0 }
  const spells = await runFault(async () => {
    const heal = await freeze()
    begun.at = performance.now()
    const showing = banner
      .waitFor({ state: 'visible', timeout: SHOWN_WITHIN_MS })
      .then(() => (seen.shownAfterMs = performance.now() - begun.at))
    return async () => {
      await showing
      await heal()
    }
  }, watches)
  expectShownAndHealed(spells, SILENCE)
  expect(seen.shownAfterMs).toBeGreaterThan(1_000)
  await banner.waitFor({ state: 'hidden', timeout: 30_000 })
  expect(await page.evaluate(linkOfPage)).toBe('live')
  console.log(`the wall's banner was visible after ${Math.round(seen.shownAfterMs)} ms`)
})

/** Runs in the page. */
const linkOfPage = (): ReturnType<WallHook['link']> | undefined => window.__shaotai?.link()

async function openWall(url: string, token: string) {
  const { executablePath, args, env } = await findChromium()
  browser = await chromium.launch({ executablePath, args, env })
  const page = await browser.newPage()
  await page.addInitScript((it) => localStorage.setItem('shaotai.device-token', it), token)
  await page.goto(`${url}/wall?map=plain&lang=en`)
  return page
}
