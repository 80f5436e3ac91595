/** What the plain map must not wait for: a font that never comes, and a district that has no areas to tell. */
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { createApp, defineComponent, h, shallowReactive, type App } from 'vue'
import { wordsOf } from '../i18n/words.ts'
import { treeOf, type AreaTree } from '../layers/area-tree.ts'
import { ClosedPoints } from '../layers/closed-points.ts'
import type { ClosedSet } from '../layers/closed-set.ts'
import type { View } from '../layers/mercator.ts'
import { casesOf, DISTRICT, NOW, SOUTH, WEST } from '../layers/testing/district.ts'
import '../styles/base.css'
import DistrictMap from './DistrictMap.vue'

interface Exposed {
  counts(): { open: number }
  view(): View | null
  isWhole(): boolean
}
const load = document.fonts.load.bind(document.fonts)
let app: App | null = null
let box: HTMLElement | null = null
beforeAll(() => {
  document.fonts.load = () => new Promise(() => {}) // a slice that is on its way for ever
})
afterAll(() => {
  document.fonts.load = load
})
afterEach(() => {
  app?.unmount()
  box?.remove()
})

function open(begin: { areas: AreaTree | null | undefined; closed: ClosedSet | null }) {
  const picture: Picture = { epoch: 'e', seq: 1, cases: casesOf(300), done: [], reserve: [] }
  const state = shallowReactive(begin)
  let map: Exposed | null = null
  box = document.body.appendChild(document.createElement('div'))
  app = createApp(
    defineComponent(
      () => () =>
        h('div', { style: 'display:grid;block-size:640px' }, [
          h(DistrictMap, {
            ref: (it_) => (map = it_ as Exposed | null),
            picture,
            closedFailed: false,
            closedWindow: '30d',
            plain: true,
            words: wordsOf('zh-CN'),
            language: 'zh-CN',
            now: NOW,
            ...state,
          }),
        ]),
    ),
  )
  app.mount(box)
  return { state, map: () => map! }
}
const closed = (): ClosedSet => ({ points: new ClosedPoints(), from: 0 })
/** Over the district, and near enough to tell its cases apart. */
const isAimed = (view: View | null) =>
  view !== null &&
  view.zoom > 8 &&
  Math.abs(view.center[0] - WEST) < 0.5 &&
  Math.abs(view.center[1] - SOUTH) < 0.5

it('a font that never comes leaves no blank map', async () => {
  await page.viewport(900, 640)
  const { map } = open({ areas: treeOf(DISTRICT), closed: closed() })
  await expect.poll(() => map().counts().open, { timeout: 3_000 }).toBe(300)
  await expect.poll(() => map().isWhole() && isAimed(map().view()), { timeout: 3_000 }).toBe(true)
})

it('where the areas cannot be had, it looks at the cases as soon as the closed ones are known', async () => {
  await page.viewport(900, 640)
  const { state, map } = open({ areas: null, closed: null })
  await expect.poll(() => map().counts().open, { timeout: 3_000 }).toBe(300)
  expect(isAimed(map().view())).toBe(false)
  state.areas = undefined
  state.closed = closed()
  await expect.poll(() => isAimed(map().view()), { timeout: 2_000 }).toBe(true)
})
