/** The map in a real browser, drawn both ways: what only a browser can say. WebGL is drawn in software here. */
import '@fontsource-variable/noto-sans-sc'
import type { BasemapReply } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createApp, defineComponent, h, nextTick, shallowReactive, type App } from 'vue'
import { wordsOf, type Language } from '../i18n/words.ts'
import { treeOf } from '../layers/area-tree.ts'
import { ClosedPoints } from '../layers/closed-points.ts'
import { boundsOfView, type View } from '../layers/mercator.ts'
import { caseOf, casesOf, DISTRICT, NOW, SOUTH, WEST } from '../layers/testing/district.ts'
import '../styles/base.css'
import DistrictMap from './DistrictMap.vue'
import type { Spot } from './spot.ts'

interface Exposed {
  counts(): { open: number; closed: number }
  repaints(): number
  isWhole(): boolean
  view(): View | null
}
let app: App | null = null
let box: HTMLElement | null = null
const address = location.href
afterEach(() => {
  app?.unmount()
  box?.remove()
  history.replaceState(history.state, '', address)
})

const tree = treeOf(DISTRICT)
const pictureOf = (cases: ReadonlyMap<string, CaseView>): Picture => ({
  epoch: 'e',
  seq: 1,
  cases,
  done: [],
  reserve: [],
})
const GROUND = 'data:application/json,'.concat(
  encodeURIComponent(
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { layer: 'water', class: 'lake', name: '菱湖', nameEn: 'Ling Lake' },
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [WEST, SOUTH],
                [WEST + 0.05, SOUTH],
                [WEST + 0.05, SOUTH + 0.05],
                [WEST, SOUTH],
              ],
            ],
          },
        },
      ],
    }),
  ),
)
const BASEMAP: BasemapReply = {
  kind: 'demo',
  url: GROUND,
  attribution: '演示底图',
  minZoom: 0,
  maxZoom: 14,
  bounds: null,
}

async function draw(plain: boolean, more: Record<string, unknown> = {}) {
  await page.viewport(900, 640)
  document.documentElement.dataset['view'] = 'wall'
  document.documentElement.dataset['theme'] = 'dark'
  const heard: Record<string, unknown[]> = { area: [], locked: [], case: [] }
  const state = shallowReactive({
    picture: pictureOf(casesOf(300)),
    language: 'zh-CN' as Language,
    now: NOW,
    basemap: BASEMAP,
    spot: null as Spot | null,
    ...more,
  })
  let map: Exposed | null = null
  box = document.body.appendChild(document.createElement('div'))
  app = createApp(
    defineComponent(
      () => () =>
        h('div', { style: 'display:grid;block-size:640px' }, [
          h(DistrictMap, {
            ref: (it) => (map = it as Exposed | null),
            areas: tree,
            closed: { points: new ClosedPoints(), from: 0 },
            closedFailed: false,
            closedWindow: '30d',
            plain,
            words: wordsOf(state.language),
            ...state,
            'onUpdate:area': (it: unknown) => heard['area']!.push(it),
            'onUpdate:locked': (it: unknown) => heard['locked']!.push(it),
            onCase: (it: unknown) => heard['case']!.push(it),
          }),
        ]),
    ),
  )
  app.mount(box)
  await expect.poll(() => map?.counts().open, { timeout: 60_000 }).toBe(300)
  await quiet()
  /** Until it is whole and has not been painted for a while: longer than the plain map's second between two paintings. */
  async function quiet(): Promise<void> {
    for (let before = -1; before !== map!.repaints() || !map!.isWhole(); await wait(plain ? 1_200 : 1_000))
      before = map!.repaints()
  }
  return { root: box, state, map: map!, heard, quiet }
}
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const elsewhere = (id: number) => caseOf(id, { lng: WEST + 1, lat: SOUTH + 0.07, area: null })
const withCase = (picture: Picture, it_: CaseView): Picture =>
  pictureOf(new Map([...picture.cases, [it_.id, it_]]))
const boxOf = (root: HTMLElement) => root.querySelector<HTMLElement>('.box')!
/** A press and a pull of the hand across the map. */
async function pull(root: HTMLElement): Promise<void> {
  const target = root.querySelector('.maplibregl-canvas') ?? boxOf(root)
  await userEvent.dragAndDrop(target, target, {
    sourcePosition: { x: 300, y: 300 },
    targetPosition: { x: 380, y: 330 },
  })
}

for (const plain of [true, false]) {
  describe(`the ${plain ? 'plain' : 'WebGL'} map`, { timeout: 120_000 }, () => {
    it('★6 first looks at the district, and does nothing while nothing changes', async () => {
      const { map } = await draw(plain)
      const [west, south, east, north] = boundsOfView(map.view()!)
      expect([west < WEST, south < SOUTH, east > WEST + 0.144, north > SOUTH + 0.144]).toEqual(
        Array(4).fill(true),
      )
      expect(east - west).toBeLessThan(0.5)
      // On a busy machine the last of the opening's drawing takes its time.
      let before = -1
      await expect
        .poll(
          () => {
            const stood = before
            before = map.repaints()
            return before - stood
          },
          { interval: 1_000, timeout: 30_000 },
        )
        .toBe(0)
      expect(before).toBeGreaterThan(0)
      await wait(3_000)
      expect(map.repaints() - before).toBe(0)
    })

    it('★6 a screen that takes another shape looks at the whole district again', async () => {
      const { root, map } = await draw(plain)
      const before = map.view()!.zoom
      root.querySelector<HTMLElement>(':scope > div')!.style.inlineSize = '380px'
      await expect.poll(() => map.view()!.zoom, { timeout: 20_000 }).toBeLessThan(before - 0.3)
      const [west, , east] = boundsOfView(map.view()!)
      expect([west < WEST, east > WEST + 0.144]).toEqual([true, true])
    })

    it('★6 a case outside of the view makes an arrow, and no jump', async () => {
      const { root, state, map } = await draw(plain)
      const before = map.view()
      state.picture = withCase(state.picture, elsewhere(9_001))
      await expect.poll(() => root.querySelectorAll('[data-arrow]').length, { timeout: 10_000 }).toBe(1)
      const arrow = root.querySelector<HTMLElement>('[data-arrow]')!
      expect(arrow.getAttribute('aria-label')).toBe('东方向视野外新增 1 件')
      expect(map.view()).toEqual(before)
      await expect.poll(() => map.counts().open, { timeout: 10_000 }).toBe(301)
      // A press on it looks there, and then there is nothing left to point at.
      arrow.click()
      await expect.poll(() => root.querySelectorAll('[data-arrow]').length, { timeout: 10_000 }).toBe(0)
      expect(map.view()!.center[0]).toBeCloseTo(WEST + 1, 3)
    })

    it('★6 a gesture locks the view: what comes later does not move it until it is released', async () => {
      const { root, state, map, heard } = await draw(plain, { area: null })
      await pull(root)
      await expect.poll(() => heard['locked'], { timeout: 10_000 }).toEqual([true])
      await wait(500)
      const mine = map.view()!
      state['area' as 'now'] = 'S4' as never
      await nextTick()
      state.picture = withCase(state.picture, caseOf(9_002))
      await wait(1_500)
      expect(map.view()!.center[0]).toBeCloseTo(mine.center[0], 6)
      expect(map.view()!.zoom).toBeCloseTo(mine.zoom, 6)
      root.querySelector<HTMLElement>('[data-lock]')!.click()
      await expect.poll(() => map.view()!.zoom, { timeout: 10_000 }).toBeGreaterThan(mine.zoom + 0.5)
      expect(heard['locked']).toEqual([true, false])
    })

    it('★6 the address opens an area, crumbs lead back, and both are told', async () => {
      history.replaceState(history.state, '', '?area=S4')
      const { root, map, heard } = await draw(plain)
      const crumbs = () => [...root.querySelectorAll('.crumb')].map((it_) => it_.textContent!.trim())
      expect(crumbs()).toEqual(['示范区', '皖口街道'])
      const [west, south, east, north] = boundsOfView(map.view()!)
      expect([west > WEST, south > SOUTH, east < WEST + 0.144, north < SOUTH + 0.144]).toContain(true)
      const close = map.view()!.zoom
      root.querySelectorAll<HTMLElement>('.crumb')[0]!.click()
      await expect.poll(() => map.view()!.zoom, { timeout: 10_000 }).toBeLessThan(close - 0.5)
      expect(new URLSearchParams(location.search).get('area')).toBeNull()
      const inside = root.querySelector<HTMLSelectElement>('.inside select')!
      await userEvent.selectOptions(inside, 'S0')
      await expect.poll(crumbs).toEqual(['示范区', '望江街道'])
      expect(new URLSearchParams(location.search).get('area')).toBe('S0')
      expect(heard['area']).toEqual([null, 'S0'])
    })

    it('the camera of the address counts more than the district', async () => {
      history.replaceState(history.state, '', `?at=${WEST + 0.03},${SOUTH + 0.03},15`)
      const { map } = await draw(plain)
      expect(map.view()!.zoom).toBeCloseTo(15)
      expect(map.view()!.center[1]).toBeCloseTo(SOUTH + 0.03)
    })

    it('another theme and another language keep camera and data, and what is drawn is not what it was', async () => {
      const { root, state, map, quiet } = await draw(plain)
      await pull(root)
      await quiet()
      const before = map.view()
      const dark = await page.screenshot({ element: boxOf(root), base64: true, save: false })
      document.documentElement.dataset['theme'] = 'light'
      await quiet()
      const light = await page.screenshot({ element: boxOf(root), base64: true, save: false })
      expect(light).not.toEqual(dark)
      state.language = 'en'
      await quiet()
      // The words below the map may take another line, and the map's height with it.
      expect([map.view()!.center, map.view()!.zoom]).toEqual([before!.center, before!.zoom])
      expect(map.counts().open).toBe(300)
      expect(root.querySelector('[data-attribution]')!.textContent).toBe('演示底图')
      expect(root.querySelector('.crumb')!.textContent!.trim()).toBe('district D')
    })

    it('names are written in the page’s own font, which is there before they are', async () => {
      await draw(plain)
      const names = [...tree.byCode.values()].map((it_) => it_.name).join('')
      expect(document.fonts.check('24px "Noto Sans SC Variable"', `${names}菱湖在办超期`)).toBe(true)
      const faces = [...document.fonts].filter((it_) => it_.status === 'loaded')
      expect(faces.length).toBeGreaterThan(1)
    })
  })
}

it(
  'comes back with camera, areas and cases when the graphics context is lost',
  { timeout: 120_000 },
  async () => {
    const { root, map, quiet } = await draw(false)
    await pull(root)
    await quiet()
    const before = map.view()!
    const canvas = root.querySelector('canvas')!
    canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext()
    await expect.poll(() => root.contains(canvas), { timeout: 20_000 }).toBe(false)
    await expect.poll(() => map.counts().open, { timeout: 60_000 }).toBe(300)
    expect(map.view()!.center[0]).toBeCloseTo(before.center[0], 6)
    expect(map.view()!.zoom).toBeCloseTo(before.zoom, 6)
  },
)

it(
  'ten thousand cases and a stream of changes: at most one repaint a second on the plain map',
  { timeout: 120_000 },
  async () => {
    const { state, map, quiet } = await draw(true)
    state.picture = pictureOf(casesOf(10_000))
    await expect.poll(() => map.counts().open, { timeout: 60_000 }).toBe(10_000)
    await quiet()
    const before = map.repaints()
    for (let i = 0; i < 100; i += 1) {
      state.picture = withCase(state.picture, caseOf(20_000 + i))
      await wait(20)
    }
    await expect.poll(() => map.counts().open, { timeout: 10_000 }).toBe(10_100)
    // Two seconds of events on an idle machine; a busy one takes longer for them and may repaint as often as it took.
    expect(map.repaints() - before).toBeLessThan(12)
  },
)

describe('a case that everybody is to look at', { timeout: 60_000 }, () => {
  it('is looked at and ringed until it ends, unless somebody locked the view', async () => {
    const { map, state, root } = await draw(true)
    const before = map.view()!
    const it_ = caseOf(7)
    state.spot = it_
    await expect.poll(() => map.view()!.zoom, { timeout: 10_000 }).toBeGreaterThan(before.zoom + 0.5)
    await expect.poll(() => map.view()!.center[0], { timeout: 10_000 }).toBeCloseTo(it_.lng!, 4)
    expect(root.querySelector('.spot')).not.toBeNull()
    // Of a case without a place here, the area that may be known; it is not ringed.
    state.spot = { lng: null, lat: null, area: it_.area }
    await expect.poll(() => root.querySelector('.spot')).toBeNull()
    state.spot = null
    await expect.poll(() => map.view()!.zoom, { timeout: 10_000 }).toBeCloseTo(before.zoom, 3)
    root.querySelector<HTMLElement>('[data-lock]')!.click()
    const locked = map.view()!
    state.spot = it_
    await nextTick()
    expect(map.view()!.zoom).toBe(locked.zoom)
  })
})
