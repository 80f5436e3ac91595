/** Home, cases, administration, and the pages that stand alone. Knows marks of the page, no picture. */
import type { Page } from 'playwright-core'
import { CASE_KINDS } from '../case-lives.ts'
import type { Scene, Size } from './scene.ts'

const BOTH: readonly Size[] = [
  [1280, 800],
  [390, 844],
]
const WIDE: readonly Size[] = [[1440, 900]]

const home = { view: 'home', path: '/', sizes: BOTH } as const
const ways = (page: Page) => page.locator('nav a').first().waitFor()
export const HOME_SCENES: readonly Scene[] = [
  { ...home, state: 'signed-out', who: null, act: (page) => page.locator('form').first().waitFor() },
  {
    ...home,
    state: 'refused',
    who: null,
    act: async (page) => {
      await page.locator('form input').nth(0).fill('leader')
      await page.locator('form input').nth(1).fill('not it')
      await page.keyboard.press('Enter')
      await page.locator('[role=alert]').waitFor()
    },
  },
  ...['dispatcher', 'leader', 'chief', 'admin'].map((who): Scene => ({
    ...home,
    state: `as-${who}`,
    who,
    act: ways,
  })),
  { ...home, state: 'account', who: 'leader', path: '/account' },
  { ...home, state: 'no-page', who: 'leader', path: '/nowhere' },
  { ...home, state: 'pairing', who: null, path: '/wall' },
  { ...home, state: 'not-yours', who: 'leader', path: '/desk' },
]

const cases = { view: 'cases', who: 'chief', sizes: BOTH } as const
const story = (page: Page) => page.locator('[data-version]').first().waitFor()
export const CASE_SCENES: readonly Scene[] = [
  ...CASE_KINDS.map((kind): Scene => ({
    ...cases,
    state: kind,
    path: ({ lives }) => `/cases/${lives!.ids[kind]}`,
    act: story,
  })),
  {
    ...cases,
    state: 'form',
    path: ({ lives }) => `/cases/${lives!.ids.dispute}`,
    act: async (page) => {
      await story(page)
      await page.locator('[data-actions] [data-action]').first().click()
      await page.locator('form').waitFor()
    },
  },
  {
    ...cases,
    state: 'without-names',
    who: 'leader',
    path: ({ lives }) => `/cases/${lives!.ids.ticket}`,
    act: story,
  },
  { ...cases, state: 'no-case', path: '/cases/01M80000000000000000000000' },
  {
    ...cases,
    state: 'print',
    path: ({ lives }) => `/cases/${lives!.ids.ticket}`,
    sizes: [[794, 1123]], // A4 at 96 dots an inch
    act: async (page) => {
      await story(page)
      await page.emulateMedia({ media: 'print' })
    },
  },
]

const admin = { view: 'admin', who: 'admin', sizes: WIDE } as const
const rows = (page: Page) => page.locator('.part-space .part-row, .lines tbody tr').first().waitFor()
const form = (page: Page) => page.locator('form').first().waitFor()
export const ADMIN_SCENES: readonly Scene[] = [
  ...['departments', 'categories', 'routing_rules', 'calendars', 'people', 'keys', 'areas', 'audit'].map(
    (section): Scene => ({
      ...admin,
      state: section,
      path: `/admin/${section}`,
      sizes: section === 'audit' || section === 'departments' ? [...WIDE, [390, 844]] : WIDE,
      act: rows,
    }),
  ),
  { ...admin, state: 'walls', path: '/admin/walls' },
  { ...admin, state: 'department', path: '/admin/departments/D03', sizes: [...WIDE, [390, 844]], act: form },
  { ...admin, state: 'category', path: '/admin/categories/0102', act: form },
  {
    ...admin,
    state: 'history',
    path: '/admin/categories/0102',
    act: async (page) => {
      await form(page)
      await page.locator('[role=tab]').nth(1).click()
    },
  },
  { ...admin, state: 'new-rule', path: '/admin/routing_rules/~new', act: form },
  {
    ...admin,
    state: 'person',
    path: '/admin/people',
    act: async (page) => {
      await rows(page)
      await page.locator('.part-space .part-row').nth(1).click()
      await page.locator('[role=dialog]').waitFor()
    },
  },
  { ...admin, state: 'not-yours', who: 'dispatcher', path: '/admin' },
]

export const DESIGN_SCENES: readonly Scene[] = [
  { view: 'design', state: 'all', who: null, path: '/design', sizes: BOTH },
]
