/** The design page in a real browser: whole, in both themes and languages, and without asking anybody. */
import '@fontsource-variable/noto-sans-sc'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import { cdp, page } from 'vitest/browser'
import { createApp, nextTick, type App } from 'vue'
import { LANGUAGES, wordsOf } from '../i18n/words.ts'
import { usePreferences } from '../stores/preferences.ts'
import '../styles/base.css'
import { THEMES } from '../styles/tokens.ts'
import DesignView from './DesignView.vue'

const ROOT = document.documentElement
let app: App | null = null
let box: HTMLElement | null = null
afterEach(() => {
  app?.unmount()
  box?.remove()
  localStorage.clear()
  for (const name of ['theme', 'view']) delete ROOT.dataset[name]
})
function mount() {
  box = document.body.appendChild(document.createElement('div'))
  const pinia = createPinia()
  app = createApp(DesignView).use(pinia)
  app.mount(box)
  return { root: box, preferences: usePreferences(pinia) }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 300))

describe('the page of the look', () => {
  for (const theme of THEMES)
    for (const language of LANGUAGES)
      it(`is whole in ${theme}, ${language}, on a desk and on a telephone, and asks no server`, async () => {
        performance.clearResourceTimings()
        const { root, preferences } = mount()
        preferences.setTheme(theme)
        preferences.setLanguage(language)
        for (const [width, height] of [[1440, 900] as const, [390, 844] as const]) {
          await page.viewport(width, height)
          await settled()
          expect(ROOT.scrollWidth, `${width} wide`).toBeLessThanOrEqual(width)
        }
        const { sections } = wordsOf(language).design
        expect([...root.querySelectorAll('h2[id]')].map((it) => it.textContent)).toEqual(
          Object.values(sections),
        )
        expect(root.querySelectorAll('.large svg')).toHaveLength(15)
        await expect
          .poll(() => root.querySelectorAll('canvas').length, { timeout: 20_000 })
          .toBeGreaterThanOrEqual(3)
        expect(root.querySelectorAll('.host.old')).toHaveLength(2) // the old and the broken one
        const asked = performance.getEntriesByType('resource').map((it) => new URL(it.name))
        expect(asked.filter((it) => it.host !== location.host || it.pathname.startsWith('/api'))).toEqual([])
      })

  it('changes language and theme in place when somebody chooses', async () => {
    const { root, preferences } = mount()
    preferences.setLanguage('en')
    preferences.setTheme('dark')
    await nextTick()
    const title = root.querySelector('h1')!
    const choice = (text: string) =>
      [...root.querySelectorAll('label')]
        .find((it) => it.textContent!.trim() === text)!
        .querySelector('input')!
    const ground = () => getComputedStyle(ROOT).backgroundColor
    expect([title.textContent, ROOT.lang, ground()]).toEqual(['Shaotai · Design', 'en', 'rgb(11, 15, 21)'])
    choice('中文').click()
    choice('Light').click()
    await nextTick()
    expect([title.textContent, ROOT.lang, ground()]).toEqual(['哨台 · 设计', 'zh-CN', 'rgb(244, 246, 248)'])
    expect(root.querySelector('h1')).toBe(title)
    expect(choice('浅色').checked).toBe(true)
  })
})

describe('seen with fewer hues', () => {
  /** The browser's own emulation; the pictures stay in the test output, to be looked at. */
  const emulate = (type: string) =>
    (cdp() as { send(name: string, values: object): Promise<unknown> }).send(
      'Emulation.setEmulatedVisionDeficiency',
      { type },
    )
  afterEach(() => emulate('none'))
  it.each(THEMES)('marks and map are drawn for each kind of colour blindness, %s', async (theme) => {
    await page.viewport(1440, 900)
    const { root, preferences } = mount()
    preferences.setTheme(theme)
    await settled()
    const pictures = new Set<string>()
    for (const type of ['none', 'protanopia', 'deuteranopia', 'tritanopia', 'achromatopsia']) {
      await emulate(type)
      const path = `../../.toolchain/test-results/look/map-${theme}-${type}.png`
      const { base64 } = await page
        .elementLocator(root.querySelector('#map')!)
        .screenshot({ base64: true, path })
      pictures.add(base64)
    }
    expect(pictures.size, 'five different pictures').toBe(5)
  })
})

describe('theme', () => {
  it('a view’s wish holds until a person chooses, and again when the choice is given back', () => {
    const { preferences } = mount()
    const system = preferences.shownTheme
    preferences.openView('wall', 'dark')
    expect(ROOT.dataset['theme']).toBe('dark')
    preferences.setTheme('light')
    expect(ROOT.dataset['theme']).toBe('light')
    preferences.setTheme(null)
    expect(ROOT.dataset['theme']).toBe('dark')
    preferences.openView('home', null)
    expect(ROOT.dataset['theme']).toBe(system)
  })
})
