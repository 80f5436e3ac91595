import { expect, it } from 'vitest'
import { busiestOf, momentsOf, ownerOf, sharesOf, type ProfileNode } from './attribution.ts'

const node = (id: number, functionName: string, url: string, ...children: number[]): ProfileNode => ({
  id,
  callFrame: { functionName, url, lineNumber: 0, columnNumber: 0 },
  children,
})
const profile = {
  startTime: 1_000,
  nodes: [
    node(1, '(root)', '', 2, 3, 4, 5),
    node(2, '(idle)', ''),
    node(3, '(program)', ''),
    node(4, 'flush', 'vue/dist/vue.js', 6),
    node(5, '(garbage collector)', ''),
    node(6, 'feed', 'web/map/gl-map.ts', 7, 8),
    node(7, 'toString', ''),
    node(8, 'derive', 'web/panels/flow/derive.ts', 9),
    node(9, 'format', 'web/i18n/format.ts'),
  ],
  samples: [4, 6, 7, 9, 2, 3, 5, 2],
  timeDeltas: [10, 1, 2, 4, 8, 16, 32, 64],
}
const moments = momentsOf(profile, ({ url }) => url)

it('the innermost frame with an owner decides, and what all use is the work of its caller', () => {
  expect(sharesOf(moments)).toEqual({
    nobody: 1, // Vue alone
    map: 2 + 4, // its own, and the browser's function that it called
    panels: 8,
    browser: 32,
    garbage: 64,
    charts: 0,
    live: 0,
    page: 0,
  })
})

it('a sample stands at its own moment until the next one, and idleness is nobody’s work', () => {
  expect(moments.map(({ at }) => at)).toEqual([1_010, 1_011, 1_013, 1_017, 1_041, 1_073])
})

it('the busiest files of a party come first', () => {
  expect(busiestOf(moments, 'map', 2)).toEqual([['map/gl-map.ts', 6]])
  expect(busiestOf(moments, 'panels', 2)).toEqual([['flow/derive.ts', 8]])
  expect(busiestOf(moments, 'map', 0)).toEqual([])
})

it('a source belongs to the room or the package that it lies in', () => {
  expect(ownerOf('../../web/map/gl-map.ts')).toBe('map')
  expect(ownerOf('web/layers/clusters.ts')).toBe('map')
  expect(ownerOf('node_modules/.pnpm/maplibre-gl@6.0.0/node_modules/maplibre-gl/dist/maplibre-gl.mjs')).toBe(
    'map',
  )
  expect(ownerOf('node_modules/.pnpm/zrender@6.0.0/node_modules/zrender/lib/Element.js')).toBe('charts')
  expect(ownerOf('web/stores/live.ts')).toBe('page')
  expect(ownerOf('web/i18n/format.ts')).toBeNull()
  expect(ownerOf('node_modules/@vue/reactivity/dist/reactivity.esm-bundler.js')).toBeNull()
})
