/** Marks as they are drawn: what is left of them for people who see fewer hues, or none. */
import '@fontsource-variable/noto-sans-sc'
import { DEADLINE_LEVELS, KINDS, type Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { afterEach, expect, it } from 'vitest'
import { createApp, h, type App } from 'vue'
import { readColours } from '../map/case-map.ts'
import { drawLevelIcon, readLevelColours } from '../map/icons.ts'
import {
  ALL_SIGHTS,
  differenceOf,
  labOf,
  over,
  parseColour,
  type Colour,
  type Sight,
} from '../styles/colour.ts'
import '../styles/base.css'
import { THEMES } from '../styles/tokens.ts'
import LevelMark from './LevelMark.vue'
import type { OverdueTimes } from './shapes.ts'

const ROOT = document.documentElement
const DEADLINES = DEADLINE_LEVELS.flatMap((level) =>
  (level === 'overdue' ? [1, 2, 3] : [0]).map((times) => ({ level, overdueTimes: times as OverdueTimes })),
)
const ALL = KINDS.flatMap((kind) => DEADLINES.map((deadline) => ({ kind, deadline })))
/** A mark of 14 px on a wall of 1080 lines, as the map draws it. */
const SIZE = 28

let app: App | null = null
afterEach(() => {
  app?.unmount()
  delete ROOT.dataset['theme']
})

/** CIE L*a*b* of every pixel over the map's ground, as one sight sees it. */
function seen(kind: Kind, deadline: (typeof DEADLINES)[number], sight: Sight) {
  const colours = { ...readColours(ROOT), ...readLevelColours(ROOT) }
  const { data } = drawLevelIcon(kind, deadline, SIZE, colours).getImageData(0, 0, SIZE, SIZE)
  const ground = parseColour(getComputedStyle(ROOT).getPropertyValue('--map-ground').trim())!
  return Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [red, green, blue, opacity] = data.subarray(i * 4, i * 4 + 4)
    return labOf(over([red!, green!, blue!, opacity! / 255] as Colour, ground), sight)
  })
}

for (const theme of THEMES) {
  it.each(ALL_SIGHTS)(`every kind at every level is another picture with %s, ${theme}`, (sight) => {
    ROOT.dataset['theme'] = theme
    const pictures = ALL.map(({ kind, deadline }) => seen(kind, deadline, sight))
    const alike: string[] = []
    pictures.forEach((a, i) =>
      pictures.slice(i + 1).forEach((b, j) => {
        // 10 is plain at a glance; as many pixels as a bar of two by ten.
        const apart = a.filter((pixel, at) => differenceOf(pixel, b[at]!) > 10).length
        if (apart < 20) alike.push(`${JSON.stringify(ALL[i])} ${JSON.stringify(ALL[i + 1 + j])}: ${apart}`)
      }),
    )
    expect(alike).toEqual([])
  })
}

it('the mark on a panel is made of the same parts, and says what it means where asked to', () => {
  const box = document.createElement('div')
  const mount = (props: InstanceType<typeof LevelMark>['$props']) => {
    app?.unmount()
    app = createApp({ render: () => h(LevelMark, props) })
    app.mount(box)
    return box.querySelector('svg')!
  }
  const parts = (svg: Element) => [...svg.children].map((it) => it.tagName)
  expect(parts(mount({ kind: 'ticket', level: 'on_track' }))).toEqual(['circle'])
  expect(parts(mount({ kind: 'hazard', level: 'near_due' }))).toEqual(['circle', 'polygon'])
  const worst = mount({ kind: 'dispute', level: 'overdue', overdueTimes: 3, label: 'dispute, overdue ×3' })
  expect(parts(worst)).toEqual(['circle', 'circle', 'polygon', 'text'])
  expect([worst.getAttribute('role'), worst.getAttribute('aria-label'), worst.textContent]).toEqual([
    'img',
    'dispute, overdue ×3',
    '3',
  ])
  expect(mount({ kind: 'ticket', level: 'on_track' }).getAttribute('aria-hidden')).toBe('true')
})
