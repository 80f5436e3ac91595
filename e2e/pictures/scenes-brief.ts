/** The brief as leaders meet it: on a tablet, on a telephone, on paper. Knows marks of the page, no picture. */
import type { Page } from 'playwright-core'
import type { Scene, Size } from './scene.ts'

const TABLET: readonly Size[] = [[820, 1180]]
const PHONE_TOO: readonly Size[] = [
  [820, 1180],
  [390, 844],
]
const EVERY: readonly Size[] = [
  [820, 1180],
  [1180, 820],
  [390, 844],
]
const OLD_WITHIN_MS = 60_000

async function read(page: Page): Promise<void> {
  await page.locator('[data-league] [data-unit]').first().waitFor()
  await page.locator('[data-cases] .rows li').first().waitFor()
  await page.waitForLoadState('networkidle') // courses are asked for last
}
/** As if the reader had looked a day ago, when it stood otherwise. */
async function lastSeenYesterday(page: Page): Promise<void> {
  await read(page)
  await page.waitForFunction(() => Object.keys(localStorage).some((it) => it.includes('visits.')))
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find((it) => it.includes('visits.'))!
    const { at, value } = JSON.parse(localStorage.getItem(key)!)
    const { current } = value
    const values = {
      ...current.values,
      on_time_rate_due: 0.9,
      overdue_open: current.values.overdue_open * 3 + 9,
    }
    const before = { ...current, at: current.at - 86_400_000, values, moved: [] }
    localStorage.setItem(key, JSON.stringify({ at, value: { last: null, current: before } }))
  })
  await page.reload()
  await read(page)
  await page.locator('[data-since] li').first().waitFor()
}
const open = (place: string) => async (page: Page) => {
  await page.locator(place).first().click()
  await page.locator('[role=dialog]').waitFor()
}

const brief = { view: 'brief', who: 'leader', path: '/brief' } as const
export const BRIEF_SCENES: readonly Scene[] = [
  { ...brief, state: 'first', sizes: EVERY, act: read, isForEverySight: true },
  { ...brief, state: 'since', sizes: PHONE_TOO, act: lastSeenYesterday },
  { ...brief, state: 'filtered', path: '/brief?kind=ticket&department=D01', sizes: PHONE_TOO, act: read },
  { ...brief, state: 'departments', path: '/brief?by=department', sizes: PHONE_TOO, act: read },
  {
    ...brief,
    state: 'drill',
    sizes: PHONE_TOO,
    act: async (page) => {
      await read(page)
      await page.locator('[data-league] button[data-unit]').first().click()
      await page.waitForURL(/area=/)
      await read(page)
    },
  },
  {
    ...brief,
    state: 'definition',
    sizes: EVERY,
    act: async (page) => {
      await read(page)
      await open('[data-figure=on_time_rate_due] .main')(page)
      await page.locator('[role=dialog] .rows li').first().waitFor()
    },
  },
  {
    ...brief,
    state: 'compare',
    path: '/brief?compare=period:last_month',
    sizes: PHONE_TOO,
    act: async (page) => {
      await read(page)
      await page.locator('[data-compare] [data-row]').first().waitFor()
    },
  },
  {
    ...brief,
    state: 'share',
    sizes: PHONE_TOO,
    act: async (page) => {
      await read(page)
      await open('.acts button')(page)
      await page.locator('[data-qr]').waitFor()
    },
  },
  {
    ...brief,
    state: 'link-lost',
    sizes: PHONE_TOO,
    act: async (page, { server }) => {
      await read(page)
      // Whoever opens it while nobody answers sees what was kept.
      await page.route(`${server.url}/{api,socket.io}/**`, (route) => route.abort())
      await page.reload()
      await page.locator('.notice').waitFor({ timeout: OLD_WITHIN_MS })
    },
  },
  {
    ...brief,
    state: 'empty', // nobody reports so
    path: '/brief?source=open311',
    sizes: PHONE_TOO,
    act: (page) => page.locator('[data-figure=backlog] [data-value]', { hasText: '0' }).waitFor(),
  },
  { ...brief, state: 'street', who: 'street', sizes: TABLET, act: read },
  {
    ...brief,
    state: 'print',
    sizes: [[794, 1123]], // A4 at 96 dots an inch
    act: async (page) => {
      await read(page)
      await page.emulateMedia({ media: 'print' })
    },
  },
]
