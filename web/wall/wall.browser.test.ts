/** The wall's layout and map in a real browser: what only a browser can say. */
import '@fontsource-variable/noto-sans-sc'
import { afterEach, describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { createApp, defineComponent, h, reactive, type App } from 'vue'
import { TestLog, WALL } from '../live/testing/log.ts'
import DistrictMap from '../map/DistrictMap.vue'
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

const SIZES = [
  [1920, 1080],
  [3840, 2160],
  [1280, 800],
  [2560, 1080],
] as const

/** Elements whose content is wider than they are, or taller where what is too much is cut. */
function clipped(root: Element): string[] {
  return [...root.querySelectorAll<HTMLElement>('*')]
    .filter((it) => it.clientWidth > 0 && !it.closest('svg, canvas, .changes .rows'))
    .filter((it) => {
      const { display, textOverflow, overflowY } = getComputedStyle(it)
      const tooWide =
        textOverflow !== 'ellipsis' && display !== 'inline' && it.scrollWidth > it.clientWidth + 1
      return tooWide || (overflowY !== 'visible' && it.scrollHeight > it.clientHeight + 1)
    })
    .map((it) => `${it.tagName}.${it.className} “${it.textContent?.trim().slice(0, 40)}”`)
}

describe('layout', () => {
  for (const [width, height] of SIZES) {
    for (const language of LANGUAGES) {
      it(`shows everything at ${width}×${height} in ${language}, without scrollbars or cut text`, async () => {
        await page.viewport(width, height)
        await document.fonts.load('16px "Noto Sans SC Variable"', '指挥调度')
        const inputs = fullInputs(language)
        const link = linkWords(
          { link: 'live', stale: null, problem: null, retryAt: null, heardAt: 0, head: 1, divergences: 0 },
          { now: 3_000, dateOf: () => NOW, hasPicture: true, words: inputs.words, language },
        )
        const root = mount(defineComponent(() => () => h(WallLayout, { inputs, link })))
        await settled()
        const page_ = document.documentElement
        expect([page_.scrollWidth > innerWidth, page_.scrollHeight > innerHeight]).toEqual([false, false])
        expect(clipped(root)).toEqual([])
        // Figures a wall is there for are 7 % of its height, unless it is narrow.
        const figure = parseFloat(getComputedStyle(root.querySelector('.big')!).fontSize)
        expect(figure / Math.min(height, width * 0.624)).toBeGreaterThanOrEqual(0.0699)
        const rows = [...root.querySelectorAll('.changes .row')]
        const list = root.querySelector('.changes .rows')!.getBoundingClientRect()
        const visible = rows.filter((it) => it.getBoundingClientRect().top < list.bottom - 1)
        expect(visible.length).toBeGreaterThan(5)
        expect(visible.every((it) => it.getBoundingClientRect().bottom <= list.bottom + 1)).toBe(true)
      })
    }
  }
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
    const state = reactive({ inputs: fullInputs('en') as PanelInputs })
    const root = mount(
      defineComponent(
        () => () => [fine, failing, ill].map((panel) => h(PanelHost, { panel, inputs: state.inputs })),
      ),
    )
    await settled()
    expect(root.querySelectorAll('.broken')).toHaveLength(2)
    state.inputs = { ...state.inputs, now: NOW + 1_000 }
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
  const expected = [...picture.cases.values()].filter(
    (it) => it.lng !== null && !['closed', 'rejected'].includes(it.status),
  ).length

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
    const shown = [...half.cases.values()].filter(
      (it) => it.lng !== null && !['closed', 'rejected'].includes(it.status),
    ).length
    await open(shown)
    canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext()
    await expect.poll(() => root.contains(canvas), { timeout: 10_000 }).toBe(false)
    await open(shown)
  })
})
