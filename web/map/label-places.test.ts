import { expect, it } from 'vitest'
import { treeOf } from '../layers/area-tree.ts'
import { holds } from '../layers/geometry.ts'
import { projectionOf, type View } from '../layers/mercator.ts'
import { DISTRICT, SOUTH, WEST } from '../layers/testing/district.ts'
import { wordsOf } from '../i18n/words.ts'
import { areaLabels } from './area-labels.ts'
import { openPlacer, placesOf } from './label-places.ts'

const tree = treeOf(DISTRICT)
const shown = ['S0', 'S1', 'S4']
const inputs = {
  tree,
  area: null,
  shown,
  scope: null,
  figures: new Map(),
  language: 'zh-CN',
  words: wordsOf('zh-CN'),
  scale: 1,
} as const
const said = areaLabels(inputs).filter((label) => label.rank === 0)
const view: View = { center: [WEST + 0.072, SOUTH + 0.072], zoom: 12.4, width: 1_400, height: 1_000 }
const paper = { tree, view, namePx: 21, figuresPx: 16.6 }
const middleOf = (code: string) => tree.byCode.get(code)!.place!

it('a name with nothing in its way stays in the middle of its area', () => {
  const places = placesOf(said, [], paper)
  for (const code of shown) {
    expect(places.get(code)![0]).toBeCloseTo(middleOf(code)[0], 6)
    expect(places.get(code)![1]).toBeCloseTo(middleOf(code)[1], 6)
  }
})
it('a name steps aside for a mark, stays inside its area, and the others stay', () => {
  const [lng, lat] = middleOf('S4')
  const places = placesOf(said, [{ lng, lat, reach: 22 }], paper)
  const project = projectionOf(view)
  const [x, y] = project(...places.get('S4')!)
  const [markX, markY] = project(lng, lat)
  expect(Math.hypot(x - markX, y - markY)).toBeGreaterThan(22)
  expect(holds(tree.byCode.get('S4')!.shape!, ...places.get('S4')!)).toBe(true)
  expect(places.get('S0')![0]).toBeCloseTo(middleOf('S0')[0], 6)
})
it('of an area that whoever looks is told nothing of, the name is said and no number: none is not nought', () => {
  const labels = areaLabels({ ...inputs, scope: ['S1'] }).filter((label) => label.rank === 0)
  const words = wordsOf('zh-CN')
  expect(labels.map(({ code, figures, late }) => [code, figures, late])).toEqual([
    ['S0', '', ''],
    ['S1', words.map.areaOpen('0'), words.map.areaOverdue('0')],
    ['S4', '', ''],
  ])
})
it('a name stays where it stands while marks come and go, until the view moves or there are twice or half as many', () => {
  const place = openPlacer()
  const [lng, lat] = middleOf('S4')
  const mark = { lng, lat, reach: 22 }
  const elsewhere = { lng: WEST, lat: SOUTH, reach: 1 }
  const bare = place(said, () => [], paper, 0)
  const first = place(said, () => [mark], paper, 0)
  expect(first, 'the first marks came after the names').not.toEqual(bare)
  expect(place(said, () => [elsewhere], paper, 0)).toEqual(first)
  expect(place(said, () => [elsewhere, elsewhere], paper, 0)).toEqual(first)
  expect(place(said, () => [elsewhere, elsewhere, elsewhere], paper, 0)).toEqual(bare)
  const moved = { ...paper, view: { ...view, zoom: 12.5 } }
  expect(place(said, () => [mark, mark, mark], moved, 0)).not.toEqual(bare)
})
it('a name that a mark came to lie on makes way once it has stood half a minute, and no other name moves', () => {
  const place = openPlacer()
  const [lng, lat] = middleOf('S4')
  const mark = { lng, lat, reach: 22 }
  const elsewhere = { lng: WEST, lat: SOUTH, reach: 1 }
  const at = (labels: typeof said, code: string) => labels.find((it_) => it_.code === code)!
  const first = place(said, () => [elsewhere, elsewhere], paper, 0)
  expect(place(said, () => [mark, elsewhere], paper, 29_000)).toEqual(first)
  const later = place(said, () => [mark, elsewhere], paper, 30_000)
  expect(at(later, 'S4')).not.toEqual(at(first, 'S4'))
  for (const code of ['S0', 'S1']) expect(at(later, code)).toEqual(at(first, code))
  // It does not hurry back when the mark goes.
  expect(place(said, () => [elsewhere, elsewhere], paper, 40_000)).toEqual(later)
})
