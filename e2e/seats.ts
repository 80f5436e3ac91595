/**
 * People at their desks in a real browser, who have a keyboard and no mouse: each with a context of their own, and what they
 * press. Focus is read off the page, as a person sees it. Knows no case's life.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { DEMO_PASSWORD } from '../server/directory/first-start.ts'
import type { CaseReply, TimelineReply } from '../shared/contract/http.ts'

export type Language = 'zh-CN' | 'en'
export interface Seat {
  context: BrowserContext
  page: Page
}
type Where = { url: string; browser: Browser }
const DESK_SIZE = { width: 1440, height: 900 }
/** On two cores with seven other pages. */
const SOON_MS = 6_000
/** More presses of Tab than any form of ours has fields. */
const MOST_TABS = 40

export async function sitDown(
  { url, browser }: Where,
  who: string,
  path: string,
  locale = 'zh-CN',
): Promise<Seat> {
  const context = await browser.newContext({ viewport: DESK_SIZE, locale })
  const data = { username: who, password: DEMO_PASSWORD }
  expect((await context.request.post(`${url}/api/session`, { data })).ok(), who).toBe(true)
  const page = await context.newPage()
  page.setDefaultTimeout(SOON_MS)
  await page.goto(url + path)
  return { context, page }
}
export async function atTheDesk(where: Where, who: string, language: Language): Promise<Seat> {
  const seat = await sitDown(where, who, deskIn(language), language)
  await ready(seat)
  return seat
}
/** The desk opened anew at the same seat, in another language. */
export async function reopen(seat: Seat, url: string, language: Language): Promise<void> {
  await seat.page.goto(url + deskIn(language))
  await ready(seat)
}
const deskIn = (language: Language): string => `/desk?map=plain&lang=${language}`
async function ready({ page }: Seat): Promise<void> {
  // An empty queue has no height, and so is not to be seen.
  await page.locator('[role=listbox].rows[aria-busy=false]').waitFor({ state: 'attached', timeout: 60_000 })
  await page.locator('[data-link].good').waitFor({ timeout: 60_000 })
}

/** What has the focus, by the name that is read out. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const it = document.activeElement as HTMLElement | null
    if (!it || it === document.body) return 'nothing'
    const labels = [...((it as HTMLInputElement).labels ?? [])].map((label) => label.textContent)
    return (it.ariaLabel ?? labels.join(' ') ?? '').trim() || (it.textContent ?? '').trim()
  })
/** With Tab, as far as it takes; `way`: or back. */
export async function tabTo(page: Page, name: string, way: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = []
  for (let i = 0; i < MOST_TABS; i += 1) {
    const now = await focused(page)
    if (now.startsWith(name)) return
    passed.push(now)
    await page.keyboard.press(way)
  }
  throw new Error(`Tab does not come to "${name}", but past: ${passed.join(' | ')}`)
}
/** In a field that is found by typing: the first that is found. */
export async function choose(page: Page, typed: string): Promise<void> {
  await page.keyboard.type(typed)
  await page.locator('[role=option][data-highlighted]', { hasText: typed }).waitFor()
  await page.keyboard.press('Enter')
}
/** The case by its number, over the line that `/` opens, into the middle of the desk. */
export async function find(page: Page, no: string, id: string): Promise<void> {
  await page.keyboard.press('/')
  await page.keyboard.type(no)
  await page.locator('[data-found=case], [data-found=older]').first().waitFor()
  await page.keyboard.press('Enter')
  await page.locator(`[data-case="${id}"][data-case-version]`).waitFor()
}

export interface Step {
  key: string
  action: string
  /** Fills what the form asks for, from where the focus is when it opens. */
  fill?: (page: Page) => Promise<void>
}
/** A key opens the form, which takes the focus; Enter with Ctrl sends it. Ends when the desk shows the version it made. */
export async function take(page: Page, { key, action, fill }: Step): Promise<number> {
  const before = await versionShown(page)
  await page.keyboard.press(key)
  await page.locator(`form[data-form=${action}]`).waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('form[data-form]') != null)
  await fill?.(page)
  await page.keyboard.press('Control+Enter')
  await page.locator(`[data-case-version="${before + 1}"]`).waitFor()
  await page.locator('form[data-form]').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.matches('[role=listbox].rows'))
  return before + 1
}
export const versionShown = async (page: Page): Promise<number> =>
  Number(await page.locator('[data-case-version]').getAttribute('data-case-version'))

/** The case and what happened, as the server tells them. */
export async function asServed({ context }: Seat, url: string, id: string) {
  const its = `${url}/api/cases/${id}`
  const it = (await (await context.request.get(its)).json()) as CaseReply
  const { items } = (await (await context.request.get(`${its}/timeline`)).json()) as TimelineReply
  return { it, events: items }
}
