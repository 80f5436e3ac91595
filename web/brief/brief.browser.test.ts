/** The brief in a real browser: whole at every size it is read on, under a finger, and for who cannot see it. */
import '@fontsource-variable/noto-sans-sc'
import type { KpiReply } from '@shaotai/shared/contract/http.ts'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createApp, h, type App } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Reader } from '../case/reader.ts'
import { startClock, type Clock } from '../clock/clock.ts'
import { CLOCK } from '../clock/use-clock.ts'
import { LANGUAGES, wordsOf, type Language } from '../i18n/words.ts'
import { treeOf } from '../layers/area-tree.ts'
import { caseOf, DISTRICT } from '../layers/testing/district.ts'
import { violationsIn } from '../parts/testing/axe.ts'
import { useAreas } from '../stores/areas.ts'
import { placeOf } from '../stores/brief-place.ts'
import { keepVisit } from '../stores/brief-visits.ts'
import { usePreferences } from '../stores/preferences.ts'
import { useSession } from '../stores/session.ts'
import '../styles/base.css'
import { THEMES, type Theme } from '../styles/tokens.ts'
import { linkWords } from '../wall/link-words.ts'
import BriefScreen from './BriefScreen.vue'
import { before, count, fullReadings, NOW, share } from './testing/readings.ts'

const TREE = treeOf(DISTRICT)
const STREETS = TREE.byCode.get(TREE.roots[0]!)!.children
const PLACE = placeOf({ compare: 'period:last_month' })
const LEADER = 'a-leader'
const DAY = 86_400_000
/** What is loaded when it is needed comes late on a machine that is busy. */
const PATIENT = { timeout: 10_000 }
/** A tablet upright and on its side, a telephone. */
const SIZES = [
  [820, 1180],
  [1180, 820],
  [390, 844],
] as const

let app: App | null = null
let box: HTMLElement | null = null
let clock: Clock | null = null
const ownFetch = globalThis.fetch
/** What a server would say: cases behind a figure, and figures for what changed. */
beforeEach(() => {
  globalThis.fetch = (address) => {
    const path = String(address)
    const cases = [1, 2, 3].map((n) => caseOf(n, { department: 'D01' }))
    const items = path.includes('by=')
      ? STREETS.map((group, i) => share('on_time_rate_due', 60 + 4 * i, 100, { group, ...before(0.9, 100) }))
      : [count('backlog', 241)]
    const told: KpiReply = { asOf: new Date(NOW).toISOString(), asOfSeq: 48_210, items }
    const body = path.includes('/cases?') ? { ...told, n: 241, items: cases, next: 'more' } : told
    return Promise.resolve(
      new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }),
    )
  }
})
afterEach(() => {
  app?.unmount()
  box?.remove()
  clock?.stop()
  app = null
  globalThis.fetch = ownFetch
  localStorage.clear()
})

async function open(language: Language, theme: Theme, [width, height]: readonly [number, number]) {
  await page.viewport(width, height)
  const pinia = createPinia()
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:any(.*)*', component: { render: () => null } }],
  })
  app = createApp({
    render: () =>
      h(BriefScreen, { reader, link, place: PLACE, readings: fullReadings(PLACE, STREETS), isMissed: false }),
  })
    .provide(CLOCK, (clock = startClock()))
    .use(pinia)
    .use(router)
  const preferences = usePreferences(pinia)
  preferences.openView('brief', null)
  preferences.setLanguage(language)
  preferences.setTheme(theme)
  useAreas(pinia).tree = TREE
  useSession(pinia).person = {
    id: LEADER,
    username: 'leader',
    name: '分管领导',
    role: 'leader',
    department: null,
    areas: [],
    audiences: ['lobby', 'wall', 'brief'],
    mustChangePassword: false,
  }
  const left = { at: Date.now() - DAY, month: '2026-11', values: { backlog: 180 }, moved: [] }
  keepVisit(LEADER, null, left)
  const words = wordsOf(language)
  const reader: Reader = {
    words,
    language,
    now: NOW,
    calendar: null,
    category: () => (language === 'en' ? 'Construction waste on a road' : '建筑垃圾渣土'),
    department: () =>
      language === 'en' ? 'Human Resources and Social Security Bureau' : '人力资源和社会保障局',
    departments: [{ code: 'D01', name: 'Human Resources and Social Security Bureau' }],
    area: (path) => path.map((code) => TREE.byCode.get(code)?.name ?? code).join(' › '),
  }
  const link = linkWords(null, { now: 0, dateOf: (it) => it, hasPicture: false, words, language })
  box = document.body.appendChild(document.createElement('div'))
  app.mount(box)
  await expect.element(page.elementLocator(box).getByRole('table')).toBeVisible()
  await expect.poll(() => box!.querySelectorAll('[data-cases] .rows li').length, PATIENT).toBe(3)
  await expect.poll(() => box!.querySelectorAll('[data-since] li').length, PATIENT).toBeGreaterThan(3)
  return box
}

/** Elements whose content is wider than they are, or taller where what is too much is cut. */
function clipped(root: Element): string[] {
  return [...root.querySelectorAll<HTMLElement>('*')]
    .filter((it) => it.clientWidth > 1 && !it.closest('svg, .heard') && !it.matches('option, select'))
    .filter((it) => {
      const { display, overflowY } = getComputedStyle(it)
      const tooWide = display !== 'inline' && it.scrollWidth > it.clientWidth + 1
      return tooWide || (overflowY !== 'visible' && it.scrollHeight > it.clientHeight + 1)
    })
    .map((it) => `${it.tagName}.${it.className} “${it.textContent?.trim().slice(0, 40)}”`)
}
const TOUCHED = 'button, a, select, summary, input'
/** Things to touch that are smaller than a finger. */
function tooSmall(root: Element): string[] {
  return [...root.querySelectorAll<HTMLElement>(TOUCHED)].flatMap((it) => {
    const { width, height } = it.getBoundingClientRect()
    const isShown = width > 0 && height > 0
    return isShown && (height < 43.9 || width < 43.9)
      ? [`${it.outerHTML.slice(0, 80)} ${width}×${height}`]
      : []
  })
}

it.each(LANGUAGES.flatMap((language) => SIZES.map((size) => [language, ...size] as const)))(
  'nothing is cut, nothing scrolls sideways, and a finger meets everything: %s, %i × %i',
  async (language, width, height) => {
    const root = await open(language, 'light', [width, height])
    expect(clipped(root)).toEqual([])
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)
    expect(tooSmall(root)).toEqual([])
  },
)

// Colours are the theme's, words the language's: two of the four pairs have them all.
it.each(THEMES.map((theme, i) => [theme, LANGUAGES[i]!] as const))(
  'axe finds nothing, with a definition open either: %s, %s',
  async (theme, language) => {
    const root = await open(language, theme, SIZES[0])
    expect(await violationsIn(root)).toEqual([])
    await userEvent.click(root.querySelector('[data-figure=on_time_rate_due] .main')!)
    await expect.element(page.getByRole('dialog')).toBeVisible()
    await expect.poll(() => document.querySelectorAll('[role=dialog] .rows li').length, PATIENT).toBe(3)
    expect(await violationsIn(document.querySelector('[role=dialog]')!)).toEqual([])
  },
)
