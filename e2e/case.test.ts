/** `/cases/:id` as people open it: who sees what, in both languages, while the case moves, at three sizes and on paper. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_PASSWORD } from '../server/directory/first-start.ts'
import { CASE_KINDS, CITIZEN, playLives, type Lives } from './case-lives.ts'
import { startDemo, type DemoServer } from './pictures/demo-server.ts'
import { openBrowser } from './pictures/wall.ts'

const SIZES = [
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
]
let server: DemoServer
let browser: Browser
let lives: Lives

beforeAll(async () => {
  server = await startDemo({ timeZone: 'Asia/Shanghai' })
  lives = await playLives(server)
  browser = await openBrowser({}, { flat: true })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** One for each who looks; sign-ins are few, as for anybody. */
const contexts = new Map<string | null, Promise<BrowserContext>>()
async function signedIn(username: string | null): Promise<BrowserContext> {
  const context = await browser.newContext()
  if (username !== null) {
    const data = { username, password: DEMO_PASSWORD }
    expect((await context.request.post(`${server.url}/api/session`, { data })).ok()).toBe(true)
  }
  return context
}
/** Null: nobody is signed in. */
async function openAs(username: string | null, path: string): Promise<Page> {
  if (!contexts.has(username)) contexts.set(username, signedIn(username))
  const page = await (await contexts.get(username)!).newPage()
  await page.setViewportSize(SIZES[0]!)
  await page.goto(server.url + path)
  await page.locator('h1').first().waitFor({ timeout: 60_000 })
  return page
}
const caseAt = (kind: (typeof CASE_KINDS)[number], lang = 'zh-CN', more = '') =>
  `/cases/${lives.ids[kind]}?lang=${lang}${more}`

describe('who may open a case', () => {
  it('nobody without a session, and no wall device', async () => {
    const page = await openAs(null, caseAt('ticket'))
    expect(await page.locator('main').textContent()).toContain('请先登录')
    expect(await page.locator('body').textContent()).not.toContain(CITIZEN.name)
  })
  it('another department’s liaison is told that there is no such case', async () => {
    const page = await openAs('liaison', caseAt('hazard'))
    expect(await page.locator('h1').textContent()).toBe('没有这个案件')
  })
  it('a leader sees the whole story and no personal data', async () => {
    const page = await openAs('leader', caseAt('ticket'))
    const text = (await page.locator('body').textContent())!
    expect(text).toContain('申请退回，原因：误派')
    for (const word of [CITIZEN.name, CITIZEN.phone, '望江路 118 号', '举一反三'])
      expect(text).not.toContain(word)
  })
  it('intake sees what was reported, what people wrote, and what is like it', async () => {
    const page = await openAs('intake', caseAt('ticket'))
    const text = (await page.locator('body').textContent())!
    for (const word of [CITIZEN.name, CITIZEN.phone, '举一反三', '同一反映人']) expect(text).toContain(word)
    expect(await page.locator('img').count()).toBe(2)
    expect(page.url()).not.toMatch(/%|1380013/)
  })
})

describe('the page', () => {
  it('tells the same story in both languages, a sentence an event', async () => {
    const page = await openAs('chief', caseAt('dispute'))
    const lines = page.locator('[data-version]')
    const chinese = await lines.allTextContents()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByText('What happened').waitFor()
    const english = await lines.allTextContents()
    expect(english).toHaveLength(chinese.length)
    expect(chinese.at(-1)).toContain('启动联调联处，由司法局牵头')
    expect(english.at(-1)).toContain('Panel convened by a dispatcher, led by Justice Bureau')
  })
  it('follows the case while it moves, without a reload', async () => {
    const page = await openAs('chief', caseAt('ticket'))
    const before = await page.locator('[data-version]').count()
    await page.evaluate(() => Object.assign(window, { kept: true }))
    await page.locator('[data-link].good').waitFor({ timeout: 30_000 })
    await lives.act('chief', lives.ids.ticket, { type: 'urge' })
    await expect.poll(() => page.locator('[data-version]').count(), { timeout: 10_000 }).toBe(before + 1)
    expect(await page.locator('[data-version]').last().textContent()).toContain('值班长催办')
    expect(await page.evaluate(() => 'kept' in window)).toBe(true)
  })
  it('an action that a person may take is a form, and what it did is told by the story', async () => {
    const page = await openAs('chief', caseAt('hazard'))
    const before = await page.locator('[data-version]').count()
    await page.locator('[data-actions]').getByRole('button', { name: '提级' }).click()
    await page.locator('[data-field="tier"] button').click()
    await page.getByRole('option', { name: '市级' }).click()
    await page.locator('form textarea').fill('涉及多个街道')
    await page.locator('[data-send]').click()
    await expect.poll(() => page.locator('[data-version]').count(), { timeout: 10_000 }).toBe(before + 1)
    const told = await page.locator('[data-version]').last().textContent()
    expect(told).toContain('提级至市级')
    expect(told).toContain('涉及多个街道')
  })
  it.each(['zh-CN', 'en'])(
    'is whole at every size in %s: nothing cut, nothing to scroll sideways',
    async (lang) => {
      for (const kind of CASE_KINDS) {
        const page = await openAs('chief', caseAt(kind, lang))
        for (const size of SIZES) {
          await page.setViewportSize(size)
          expect(await page.evaluate(cutOff), `${kind} ${size.width}`).toEqual([])
        }
        await page.close()
      }
    },
  )
  it.each(['dark', 'light'])(
    'is black on white on paper from the %s theme, with its number on every sheet',
    async (theme) => {
      const page = await openAs('chief', caseAt('ticket', 'zh-CN', `&theme=${theme}`))
      await page.emulateMedia({ media: 'print' })
      const ink = await page.locator('h1').evaluate((it) => getComputedStyle(it).color)
      const late = await page.locator('[data-left]').evaluate((it) => getComputedStyle(it).color)
      expect([ink, late]).toEqual(['rgb(0, 0, 0)', 'rgb(0, 0, 0)'])
      expect(await page.locator('.bar button').first().isVisible()).toBe(false)
      const heads = await page.evaluate(() =>
        document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((it) => it.cssText)).join(' '),
      )
      const no = (await page.locator('.no').textContent())!.trim()
      expect(heads).toContain(no)
      expect((await page.pdf({ format: 'A4' })).byteLength).toBeGreaterThan(20_000)
    },
  )
})

/** In the page: what reaches beyond the viewport, or holds more text than it shows. */
function cutOff(): string[] {
  const name = (it: Element) => `${it.tagName}.${it.className} ${it.textContent?.trim().slice(0, 30)}`
  const found: string[] = []
  const { clientWidth, scrollWidth } = document.documentElement
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide in ${clientWidth}`)
  for (const it of document.querySelectorAll('.page :not(.map *, .map)')) {
    const { left, right, width } = it.getBoundingClientRect()
    if (width > 0 && (right > clientWidth + 1 || left < -1)) found.push(name(it))
    if (getComputedStyle(it).overflowX !== 'visible' && it.scrollWidth > it.clientWidth + 1)
      found.push(name(it))
  }
  return found
}
