/** Home in a real browser: whole on every size, and rid of what another person left behind. */
import '@fontsource-variable/noto-sans-sc'
import { afterEach, describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { answerWith, openPage, personOf } from '../screen/testing/open-page.ts'
import { homeWords } from '../i18n/home/words.ts'
import { violationsIn } from '../parts/testing/axe.ts'
import { forgetKept, keepFor, KEPT, onForget } from '../stores/kept.ts'
import '../styles/base.css'
import HomeView from './HomeView.vue'

const accounts = (['dispatcher', 'leader', 'viewer', 'admin'] as const).map((role) => ({
  username: role,
  name: '某某',
  role,
  password: 'p',
}))
let undo: (() => void)[] = []
afterEach(() => {
  for (const run of undo) run()
  undo = []
  localStorage.clear()
})
const problem = { type: 'about:blank', title: 'no', status: 401, detail: 'no', code: 'not_signed_in' }

async function open(
  who: { here: boolean; next?: string },
  look: { language: 'zh-CN' | 'en'; theme: 'light' | 'dark' },
) {
  const { stop } = answerWith({
    '/api/session/demo': () => [200, { accounts }],
    '/api/session': ({ body }) =>
      body || who.here ? [200, { person: personOf('dispatcher') }] : [401, problem],
    '/api/categories': () => [200, { items: [] }],
    '/api/departments': () => [200, { items: [] }],
  })
  const shown = await openPage(HomeView, {}, { role: null, ...look })
  if (who.next) await shown.router.replace({ path: '/desk', query: { next: who.next } })
  undo.push(stop, shown.close)
  return shown.router
}

describe('home', () => {
  it.each([
    ['zh-CN', 'dark', 1280, 800, false],
    ['en', 'light', 390, 844, false],
    ['en', 'dark', 820, 1180, true],
  ] as const)('in %s, %s, at %s × %s has no fault to axe and nothing beside the screen', async (...at) => {
    const [language, theme, width, height, here] = at
    await page.viewport(width, height)
    await open({ here }, { language, theme })
    const words = homeWords(language)
    const first = here ? page.getByRole('link').first() : page.getByText(words.demoTitle)
    await expect.element(first).toBeVisible()
    expect(await violationsIn(document.body)).toEqual([])
    const { scrollWidth, clientWidth } = document.documentElement
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
  })
  it('gives the focus to where the person works', async () => {
    await open({ here: true }, { language: 'en', theme: 'light' })
    await expect.element(page.getByRole('link').first()).toHaveFocus()
    expect(document.activeElement!.getAttribute('href')).toBe('/desk')
  })
  it('a tap on a demo account opens what its group names', async () => {
    const router = await open({ here: false }, { language: 'en', theme: 'light' })
    await page.getByRole('button', { name: /viewer/i }).click()
    await expect.poll(() => router.currentRoute.value.path).toBe('/wall')
  })
  it('sign-in leads back to where one came from, and never to another host', async () => {
    for (const [next, lands] of [
      ['/cases/01?lang=en', '/cases/01?lang=en'],
      ['//elsewhere.example/desk', '/desk'],
    ] as const) {
      const router = await open({ here: false, next }, { language: 'en', theme: 'light' })
      await page.getByRole('button', { name: /dispatcher/i }).click()
      await expect.poll(() => router.currentRoute.value.fullPath).toBe(lands)
      for (const run of undo.splice(0)) run()
    }
  })
})

describe('what pages kept of a person', () => {
  const keep = async () => {
    localStorage.setItem(`${KEPT}outbox`, 'x')
    sessionStorage.setItem(`${KEPT}picture`, 'x')
    localStorage.setItem('shaotai.theme', 'dark')
    await new Promise<void>((done) => {
      const asked = indexedDB.open(`${KEPT}brief`)
      asked.addEventListener('success', () => done(asked.result.close()))
    })
  }
  const left = async () => [
    ...Object.keys(localStorage).filter((it) => it.startsWith(KEPT)),
    ...Object.keys(sessionStorage).filter((it) => it.startsWith(KEPT)),
    ...(await indexedDB.databases()).filter(({ name }) => name!.startsWith(KEPT)),
  ]
  it('is gone after sign-out, a database that a page had open too; the screen’s own stays', async () => {
    await keep()
    const database = await new Promise<IDBDatabase>((done) => {
      const asked = indexedDB.open(`${KEPT}brief`)
      asked.addEventListener('success', () => done(asked.result))
    })
    undo.push(onForget(() => database.close()))
    await forgetKept()
    await expect.poll(left).toEqual([])
    expect(localStorage.getItem('shaotai.theme')).toBe('dark')
  })
  it('stays for the person whose it is, and for nobody else', async () => {
    await keepFor('one')
    localStorage.setItem(`${KEPT}outbox`, 'x')
    await keepFor('one')
    expect(await left()).toEqual([`${KEPT}outbox`])
    await keepFor('another')
    expect(await left()).toEqual([])
  })
})
