/** The wall in a real browser, for whoever looks at it: signed in, opened, waited for. Knows the page's hook, no picture. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { findChromium } from '../../scripts/chromium.mjs'
import { DEMO_ADMIN } from './demo-server.ts'

/** A map drawn in software, on a machine that is busy. */
const SHOWN_WITHIN_MS = 120_000
/** Four of a wall's frames take this long once nothing heavy is being drawn. */
const CALM_MS = 400
/** With their rests over four seconds: the names on a map are laid out anew up to three after its cases. */
const QUICK_ROUNDS = 12
const CALM_WITHIN_MS = 30_000

/**
 * `env`: on top of what it is started with anyway. `flat`: without WebGL, where no map needs it; a page is then put
 * together by the processor itself and not by a graphics card that the processor plays. Signals are the caller's to handle.
 */
export async function openBrowser(
  more: Record<string, string> = {},
  { flat = false } = {},
): Promise<Browser> {
  const { executablePath, args, env } = await findChromium()
  const ours = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
  const all = flat ? [...args.filter((it) => !/swiftshader/.test(it)), '--disable-gpu'] : args
  return chromium.launch({ executablePath, args: all, env: { ...env, ...more }, ...ours })
}

/** Its cookie is the context's, as after signing in by hand. */
export async function signIn(context: BrowserContext, url: string): Promise<void> {
  const answer = await context.request.post(`${url}/api/session`, { data: DEMO_ADMIN })
  if (!answer.ok()) throw new Error(`nobody could sign in: ${answer.status()} ${await answer.text()}`)
}

/** Live, with the figures of the ledger read where there can be any. */
export async function shown(page: Page): Promise<void> {
  const isLive = () => window.__shaotai?.link() === 'live'
  await page.waitForFunction(isLive, undefined, { timeout: SHOWN_WITHIN_MS })
  const isRead = () =>
    ['resolution', 'flow'].every((id) => document.querySelector(`[data-panel="${id}"]:not(.old)`))
  await page.waitForFunction(isRead, undefined, { timeout: SHOWN_WITHIN_MS })
}

/**
 * Until fonts are there, the map has its cases and says that it is whole for a while, and frames come quickly, or a
 * bounded time: a software drawing of 6656 × 1792 is never quick, nor is a map under a stream of cases ever whole.
 */
export async function calm(page: Page): Promise<void> {
  await page.waitForFunction(() => document.fonts.status === 'loaded', undefined, { timeout: CALM_WITHIN_MS })
  const until = performance.now() + CALM_WITHIN_MS
  for (let quick = 0; quick < QUICK_ROUNDS && performance.now() < until;) {
    const begun = performance.now()
    const isWhole = await page.evaluate(async () => {
      for (let i = 0; i < 4; i += 1) await new Promise(requestAnimationFrame)
      const wall = window.__shaotai
      return !wall || (wall.isMapWhole() && (wall.caseCount() === 0 || wall.openOnMap() > 0))
    })
    quick = isWhole && performance.now() - begun < CALM_MS ? quick + 1 : 0
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
