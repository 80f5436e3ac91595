/** The wall's layout and map in a real browser: what only a browser can say. */
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import '@fontsource-variable/noto-sans-sc'
import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createApp, defineComponent, h, markRaw, reactive, type App } from 'vue'
import { TestLog, WALL } from '../live/testing/log.ts'
import DistrictMap from '../map/DistrictMap.vue'
import AlarmView from '../panels/alarm/View.vue'
import { definePanel, type PanelInputs } from '../panels/panel.ts'
import PanelHost from '../panels/PanelHost.vue'
import { ClosedPoints } from '../layers/closed-points.ts'
import { LANGUAGES } from '../i18n/words.ts'
import '../styles/base.css'
import { linkWords } from './link-words.ts'
import { fullInputs, NOW } from './testing/full-inputs.ts'
import WallLayout from './WallLayout.vue'

let app: App | null = null
let box: HTMLElement | null = null
function mount(component: ReturnType<typeof defineComponent>): HTMLElement {
  document.documentElement.dataset['view'] = 'wall'
  document.documentElement.dataset['theme'] = 'dark'
  box = document.body.appendChild(document.createElement('div'))
  app = createApp(component)
  app.mount(box)
  return box
}
afterEach(() => {
  app?.unmount()
  box?.remove()
})
const settled = () => new Promise((resolve) => setTimeout(resolve, 300))

const PATIENCE = 10

/** The walls there are, the screens they are tried on, and two shapes nobody planned for. */
const SIZES = [
  [1920, 1080],
  [3840, 2160],
  [2560, 1080],
  [6656, 1792],
  [7680, 2160],
  [1280, 800],
  [1024, 768],
  [1080, 1920],
] as const

/** Lists show as many whole rows as fit: what is below them is cut on purpose. */
const LISTS = '.rows'

/** Elements whose content is wider than they are, or taller where what is too much is cut. */
function clipped(root: Element): string[] {
  return [...root.querySelectorAll<HTMLElement>('*')]
    .filter((it) => it.clientWidth > 0 && !it.matches(LISTS) && !it.closest('svg, canvas, dialog'))
    .filter((it) => {
      const { display, textOverflow, overflowY } = getComputedStyle(it)
      const tooWide =
        textOverflow !== 'ellipsis' && display !== 'inline' && it.scrollWidth > it.clientWidth + 1
      return tooWide || (overflowY !== 'visible' && it.scrollHeight > it.clientHeight + 1)
    })
    .map(nameOf)
}
const nameOf = (it: Element) => `${it.tagName}.${it.className} “${it.textContent?.trim().slice(0, 40)}”`
const isOutside = (inner: DOMRect, outer: DOMRect) =>
  inner.left < outer.left - 1 ||
  inner.right > outer.right + 1 ||
  inner.top < outer.top - 1 ||
  inner.bottom > outer.bottom + 1
const meet = (a: DOMRect, b: DOMRect) =>
  a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1

/** Everything that has a place of its own: panels, the map, the corners of the header. */
const places = (root: Element) => [
  ...root.querySelectorAll(
    '[data-panel]:not(.middle > *), .middle, .head > .name, .head > .now', // what lies over the map is part of it
  ),
]

/** Places that lie over one another or beyond the screen, and things that stick out of their place. */
function misplaced(root: Element): string[] {
  const all = places(root)
  const boxes = all.map((it) => it.getBoundingClientRect())
  const screen = new DOMRect(0, 0, innerWidth, innerHeight)
  const found: string[] = []
  all.forEach((it, i) => {
    if (isOutside(boxes[i]!, screen)) found.push(`${nameOf(it)} is beyond the screen`)
    for (let j = 0; j < i; j += 1)
      if (meet(boxes[i]!, boxes[j]!)) found.push(`${nameOf(it)} over ${nameOf(all[j]!)}`)
    for (const inner of it.querySelectorAll('*')) {
      const box = inner.getBoundingClientRect()
      if (getComputedStyle(inner).display === 'inline') continue // its box is the font's, its line is the block's
      if (box.width > 0 && !inner.closest(`${LISTS}, svg, canvas`) && isOutside(box, boxes[i]!))
        found.push(`${nameOf(inner)} sticks out of ${nameOf(it).slice(0, 40)}`)
    }
  })
  return found
}
/** The size of the smallest text, px. */
function smallestText(root: Element): number {
  const withText = [...root.querySelectorAll('*')].filter(
    (it) =>
      !it.closest('svg, dialog') &&
      it.getClientRects().length > 0 &&
      [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== ''),
  )
  return Math.min(...withText.map((it) => parseFloat(getComputedStyle(it).fontSize)))
}
function visibleRows(root: Element, list: string): Element[] {
  const box = root.querySelector(`${list} .rows`)!.getBoundingClientRect()
  return [...root.querySelectorAll(`${list} .row`)].filter(
    (it) => it.getBoundingClientRect().top < box.bottom - 2,
  )
}
function faultsOfPage(): string[] {
  const { scrollWidth, scrollHeight } = document.documentElement
  return [
    ...(scrollWidth > innerWidth ? ['the page scrolls sideways'] : []),
    ...(scrollHeight > innerHeight ? ['the page scrolls down'] : []),
  ]
}
/** Sizes for five metres, as far as the shape allows: a narrow screen takes its width for the measure. */
function faultsOfSize(root: Element, width: number, height: number): string[] {
  const measure = Math.min(height, width * 0.624)
  const found: string[] = []
  const smallest = smallestText(root) / measure
  if (smallest < 0.01499) found.push(`the smallest text is ${smallest} of the height`)
  const figures = [...root.querySelectorAll('.big')].map(
    (it) => parseFloat(getComputedStyle(it).fontSize) / measure,
  )
  if (figures.length < 4 || Math.min(...figures) < 0.0699)
    found.push(`key figures are ${figures.join()} of the height`)
  for (const list of ['.urgent', '.changes']) {
    const rows = visibleRows(root, list)
    const box = root.querySelector(`${list} .rows`)!.getBoundingClientRect()
    if (rows.length < 5) found.push(`${list} shows ${rows.length} rows`)
    if (rows.some((it) => it.getBoundingClientRect().bottom > box.bottom + 1))
      found.push(`${list} cuts a row`)
  }
  const map = root.querySelector('.middle')!.getBoundingClientRect()
  if (map.width / map.height > 2.3) found.push('the map is a letterbox')
  if (map.width / innerWidth < 0.33) found.push('the map is narrow')
  return found
}
const LIVE = {
  link: 'live' as const,
  stale: null,
  problem: null,
  retryAt: null,
  heardAt: 0,
  head: 1,
  divergences: 0,
}

function mountWall(inputs: PanelInputs) {
  const { words, language } = inputs
  const link = linkWords(LIVE, { now: 3_000, dateOf: () => NOW, hasPicture: true, words, language })
  const title = {
    district: language === 'en' ? 'Northern Riverside Demonstration District' : '北沿江经济技术示范区',
    area: language === 'en' ? 'Northern Riverside Subdistrict' : '望江北路沿江街道',
  }
  return mount(defineComponent(() => () => h(WallLayout, { inputs, link, title })))
}

describe('layout', () => {
  for (const language of LANGUAGES) {
    it(`shows everything at every size in ${language}: nothing cut, nothing over another, nothing to scroll`, async () => {
      await page.viewport(1920, 1080)
      await document.fonts.load('16px "Noto Sans SC Variable"', '指挥调度')
      const root = mountWall(fullInputs(language))
      await settled() // the list's newest row has come in
      const wrong: Record<string, unknown> = {}
      for (const [width, height] of SIZES) {
        await page.viewport(width, height)
        const look = () => [
          ...faultsOfPage(),
          ...clipped(root),
          ...misplaced(root),
          ...faultsOfSize(root, width, height),
        ]
        // Charts take their new size a little later, on a busy machine a little later still: what stays is a fault.
        let found = look()
        for (let n = 0; n < PATIENCE && (n === 0 || found.length > 0); n += 1) {
          await settled()
          found = look()
        }
        if (found.length > 0) wrong[`${width}×${height}`] = found
      }
      expect(wrong).toEqual({})
    })
  }
  it('before anything is read every panel stands where it will stand', async () => {
    await page.viewport(1920, 1080)
    const full = fullInputs('zh-CN')
    const unread = { month: null, pace: null, spread: null, flow: null, days: null }
    const state = reactive<{ inputs: PanelInputs }>({
      inputs: markRaw({ ...full, picture: null, figures: unread, rightAt: { picture: null, ...unread } }),
    })
    const link = linkWords(null, {
      now: 0,
      dateOf: () => NOW,
      hasPicture: false,
      words: full.words,
      language: 'zh-CN',
    })
    const title = { district: null, area: null }
    const root = mount(defineComponent(() => () => h(WallLayout, { inputs: state.inputs, link, title })))
    await settled()
    const boxes = () =>
      places(root).map((it) => {
        const { x, y, right, bottom } = it.getBoundingClientRect()
        return [x, y, right, bottom].map(Math.round).join(' ')
      })
    const before = boxes().slice(2) // what stands in the header's corners has other words now
    expect(misplaced(root)).toEqual([])
    state.inputs = markRaw(full)
    await settled()
    expect(boxes().slice(2)).toEqual(before)
  })
})

describe('on the wall', () => {
  it('the case whose turn it is is told in full over the map, and the map is seen below it', async () => {
    await page.viewport(1280, 800)
    const root = mountWall(fullInputs('en'))
    await settled()
    const cards = [...root.querySelectorAll('[data-spotlight]')]
    expect(cards).toHaveLength(3)
    expect(root.querySelector('.shown .note')!.textContent).toContain('1')
    const [box, map] = ['.shown', '.middle'].map((it) => root.querySelector(it)!.getBoundingClientRect())
    expect(isOutside(box!, map!)).toBe(false)
    expect(box!.bottom).toBeLessThan(map!.top + map!.height / 2)
    const lead = root.querySelector('.leads')!.textContent!
    for (const word of ['Intake', 'GD2026112212345', 'Northern Riverside']) expect(lead).toContain(word)
  })
})

describe('definitions', () => {
  it('every figure says what it means, by mouse and by keyboard, and gives the focus back', async () => {
    await page.viewport(1920, 1080)
    const root = mountWall(fullInputs('zh-CN'))
    await settled()
    const ids = [...root.querySelectorAll('[data-kpi]')].map((it) => it.getAttribute('data-kpi'))
    expect(ids).toEqual(
      expect.arrayContaining([
        'resolution_rate',
        'on_time_rate_due',
        'on_time_rate_closed',
        'closed_share',
        'backlog',
      ]),
    )
    const dialog = root.querySelector('dialog')!
    const figure = root.querySelector<HTMLElement>('[data-kpi="on_time_rate_due"]')!
    figure.focus()
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => dialog.open).toBe(true)
    expect(dialog.textContent).toContain('104,121')
    await userEvent.keyboard('{Escape}')
    await expect.poll(() => dialog.open).toBe(false)
    expect(document.activeElement).toBe(figure)
    root.querySelector<HTMLElement>('.urgent .row')!.click()
    await expect.poll(() => dialog.open).toBe(true)
    expect(dialog.textContent).toContain('GD2026112212345')
  })
  it('one that was left open goes away: after a minute, and at once when the link is lost', async () => {
    const inputs = markRaw(fullInputs('zh-CN'))
    const { words } = inputs
    const at = { now: 30_000, dateOf: () => NOW, hasPicture: true, words, language: 'zh-CN' as const }
    const lost = { ...LIVE, link: 'stale' as const, stale: { reason: 'no_tick' as const, since: 4_000 } }
    const state = reactive({ inputs, link: linkWords(LIVE, at) })
    const title = { district: null, area: null }
    const root = mount(defineComponent(() => () => h(WallLayout, { ...state, title })))
    const dialog = root.querySelector('dialog')!
    const explain = async () => {
      root.querySelector<HTMLElement>('[data-kpi="backlog"]')!.click()
      await expect.poll(() => dialog.open).toBe(true)
    }
    await explain()
    state.inputs = markRaw({ ...inputs, now: NOW + 61_000 })
    await expect.poll(() => dialog.open).toBe(false)
    await explain()
    state.link = linkWords(lost, at)
    await expect.poll(() => dialog.open).toBe(false)
    expect(root.querySelector('[data-stale]')).not.toBeNull()
  })
})

describe('the line at the foot', () => {
  it('is loud only with a reason', async () => {
    const root = mount(
      defineComponent(
        () => () =>
          (['alarm', 'clear', 'unknown'] as const).map((tone) =>
            h('section', { class: 'panel alarm' }, [
              h(AlarmView, { model: { tone, label: tone, parts: [], first: null } }),
            ]),
          ),
      ),
    )
    const grounds = [...root.querySelectorAll('.label')].map((it) => getComputedStyle(it).backgroundColor)
    expect(new Set(grounds).size, grounds.join(' ')).toBe(3)
  })
})

describe('panel host', () => {
  const fine = definePanel({
    id: 'fine',
    title: () => 'fine',
    derive: ({ now }) => now,
    View: defineComponent({
      props: ['model'],
      setup: (props) => () => h('p', { class: 'model' }, String(props.model)),
    }),
    source: 'picture',
    promisedMs: 15_000,
  })
  const failing = definePanel<null>({
    ...fine,
    id: 'failing',
    derive: () => {
      throw new Error('a fault of this panel alone')
    },
  })
  const ill = definePanel({
    ...fine,
    id: 'ill',
    View: defineComponent(() => () => {
      throw new Error('a view that cannot be drawn')
    }),
  })
  it('one broken panel is one grey card; the others live on', async () => {
    const state = reactive({ inputs: markRaw(fullInputs('en')) })
    const root = mount(
      defineComponent(
        () => () => [fine, failing, ill].map((panel) => h(PanelHost, { panel, inputs: state.inputs })),
      ),
    )
    await settled()
    expect(root.querySelectorAll('.broken')).toHaveLength(2)
    state.inputs = markRaw({ ...state.inputs, now: NOW + 1_000 })
    await settled()
    expect(root.querySelector('.fine .model')!.textContent).toBe(String(NOW + 1_000))
    expect(root.querySelectorAll('.broken')).toHaveLength(2)
  })
  it('B3 a panel older than promised is grey and says how old', async () => {
    const inputs = { ...fullInputs('en'), now: NOW + 20_000 }
    const root = mount(defineComponent(() => () => h(PanelHost, { panel: fine, inputs })))
    await settled()
    expect(root.querySelector('.fine')!.classList.contains('old')).toBe(true)
    expect(root.querySelector('.age')!.textContent).toBe('data is 20 s old')
  })
})

// Compiling the map's shaders in software takes its time on a busy machine.
describe('map', { timeout: 90_000 }, () => {
  const log = new TestLog()
  for (let i = 0; i < 400; i += 1) log.grow(i * 7 + (i % 3))
  const picture = log.picture(WALL)
  const half = log.picture(WALL, 200)
  const expected = [...picture.cases.values()].filter((it) => it.lng !== null && isOpen(it)).length

  async function draw(plain: boolean) {
    await page.viewport(800, 600)
    const state = reactive({ picture: half })
    const { words } = fullInputs('zh-CN')
    let map: { counts: () => { open: number; closed: number } } | null = null
    const root = mount(
      defineComponent(
        () => () =>
          h('div', { style: 'display:grid;block-size:600px' }, [
            h(DistrictMap, {
              ref: (it) => (map = it as typeof map),
              ...state,
              closed: { points: new ClosedPoints(), from: 0 },
              closedFailed: false,
              closedWindow: 'all',
              plain,
              words,
              language: 'zh-CN',
            }),
          ]),
      ),
    )
    const open = async (n: number) => expect.poll(() => map?.counts().open, { timeout: 60_000 }).toBe(n)
    return { root, state, open }
  }
  for (const plain of [true, false]) {
    it(`hands every open case with a place to the ${plain ? 'plain' : 'WebGL'} drawing, and follows the picture`, async () => {
      const { root, state, open } = await draw(plain)
      state.picture = picture
      await open(expected)
      expect(root.querySelector('canvas')).not.toBeNull()
    })
  }
  it('comes back whole when the graphics context is lost', async () => {
    const { root, open } = await draw(false)
    const before = root.querySelector('canvas')!
    await expect.poll(() => root.querySelector('canvas'), { timeout: 10_000 }).not.toBeNull()
    const canvas = (before ?? root.querySelector('canvas')) as HTMLCanvasElement
    const shown = [...half.cases.values()].filter((it) => it.lng !== null && isOpen(it)).length
    await open(shown)
    canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext()
    await expect.poll(() => root.contains(canvas), { timeout: 10_000 }).toBe(false)
    await open(shown)
  })
})
