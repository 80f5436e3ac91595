/** Goes through a view's states in a real browser: opens each as its person, brings it about, and shows it at every size. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { DEMO_PASSWORD } from '../../server/directory/first-start.ts'
import type { Scene, Stage } from './scene.ts'
import type { Shot } from './shots.ts'

/** On a machine that is busy. */
const SOON_MS = 30_000
const RESTS_MS = 250
const RESTED_WITHIN_MS = 10_000

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>
/** Sign-ins are few, as for anybody. */
const cookiesOf = new Map<string, Cookies>()

async function contextOf(browser: Browser, { server }: Stage, who: string | null, locale: string) {
  const context = await browser.newContext({ locale })
  if (who === null) return context
  const key = `${server.url} ${who}`
  if (!cookiesOf.has(key)) {
    const data = { username: who, password: DEMO_PASSWORD }
    const answer = await context.request.post(`${server.url}/api/session`, { data })
    if (!answer.ok()) throw new Error(`${who} could not sign in: ${answer.status()} ${await answer.text()}`)
    cookiesOf.set(key, await context.cookies())
  }
  await context.addCookies(cookiesOf.get(key)!)
  return context
}

/** Fonts are there, what is asked for is answered, and nothing grows or moves any more; or a bounded time is over. */
async function rest(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => true))
  const look = () =>
    page.evaluate(() => {
      const moving = document.getAnimations().filter((it) => it.playState === 'running')
      const isEndless = (it: Animation) => it.effect?.getComputedTiming().endTime === Infinity
      const busy = document.querySelectorAll('[aria-busy=true]').length
      return [document.body.innerText.length, moving.filter((it) => !isEndless(it)).length, busy].join()
    })
  const until = performance.now() + RESTED_WITHIN_MS
  let before = ''
  for (let now = await look(); performance.now() < until; now = await look()) {
    if (now === before && now.endsWith(',0,0')) return
    before = now
    await page.waitForTimeout(RESTS_MS)
  }
}

/** `shots`: of this scene, and all of one language and theme. `show` is called for each, with the page standing so. */
export async function visit(
  browser: Browser,
  stage: Stage,
  scene: Scene,
  shots: readonly Shot[],
  show: (page: Page, shot: Shot) => Promise<void>,
): Promise<void> {
  const { language, theme, size } = shots[0]!
  const context = await contextOf(browser, stage, scene.who, language)
  const page = await context.newPage()
  try {
    page.setDefaultTimeout(SOON_MS)
    await page.setViewportSize({ width: size[0], height: size[1] })
    const path = typeof scene.path === 'string' ? scene.path : scene.path(stage)
    const query = new URLSearchParams({ lang: language, theme })
    await page.goto(`${stage.server.url}${path}${path.includes('?') ? '&' : '?'}${query}`)
    await page.locator('h1, [data-link]').first().waitFor()
    if (scene.view === 'desk' || scene.view === 'intake')
      await page.locator('[role=listbox].rows[aria-busy=false]').waitFor({ state: 'attached' }) // an empty one has no height
    await scene.act?.(page, stage)
    for (const shot of shots) {
      const [width, height] = shot.size
      await page.setViewportSize({ width, height })
      await rest(page)
      await show(page, shot)
    }
  } finally {
    await scene.leave?.(page, stage)
    await context.close()
  }
}
