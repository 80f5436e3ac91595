import { describe, expect, it } from 'vitest'
import {
  ALL_SIGHTS,
  contrast,
  differenceOf,
  labOf,
  over,
  parseColour,
  type Colour,
  type Sight,
} from './colour.ts'
import { PAIRS } from './pairs.ts'
import css from './tokens.css?raw'
import { ownTokens, THEMES, tokensOf, valueOf, type Theme, type Tokens } from './tokens.ts'

function colour(theme: Theme, name: string): Colour {
  const tokens = tokensOf(css, theme)
  const it = parseColour(valueOf(tokens, name))
  if (!it) throw new Error(`--${name} is no colour in ${theme}: ${valueOf(tokens, name)}`)
  return it[3] === 1 ? it : over(it, parseColour(valueOf(tokens, 'ground'))!)
}

describe('tokens', () => {
  it('both themes say every colour themselves, and share every size and time', () => {
    const [dark, light] = [ownTokens(css, 'dark'), ownTokens(css, 'light')]
    const coloursOf = (tokens: Tokens) =>
      [...tokens.keys()].filter((name) => parseColour(valueOf(tokens, name)) !== null)
    expect(coloursOf(dark).length).toBeGreaterThan(80)
    expect(coloursOf(light)).toEqual(coloursOf(dark))
    expect(coloursOf(light)).toEqual([...light.keys()])
  })
  it('every token that a page, a chart or a map asks for exists', () => {
    const tokens = tokensOf(css, 'light')
    /** A name that a template ends itself (`--phase-${it}`) is known when a token begins so. */
    /** Of the parts: how high a control and a row are; and what the library below them measures. */
    const isOfParts = (name: string) => /^part-(size|row)$|^reka-(select|combobox)-trigger-width$/.test(name)
    const isKnown = (name: string) =>
      isOfParts(name) ||
      (name.endsWith('-') ? [...tokens.keys()].some((it) => it.startsWith(name)) : tokens.has(name))
    const texts = import.meta.glob<string>(
      ['../**/*.{vue,css,ts}', '!../**/*.test.ts', '!**/node_modules/**', '!**/dist*/**'],
      {
        query: '?raw',
        import: 'default',
        eager: true,
      },
    )
    expect(Object.keys(texts).length).toBeGreaterThan(15)
    const asked = Object.entries(texts).flatMap(([path, text]) => {
      const own = new Set([...text.matchAll(/--([\w-]+)'?\s*:/g)].map((it) => it[1]!)) // set where it is used
      const readers = text.includes('getPropertyValue') ? text.matchAll(/\bof\('([\w-]+)'\)/g) : []
      const names = [...text.matchAll(/var\(--([\w-]+)/g), ...readers].map((it) => it[1]!)
      return names.filter((it) => !isKnown(it) && !own.has(it)).map((it) => `${path}: --${it}`)
    })
    expect(asked).toEqual([])
  })
})

describe.each(THEMES)('contrast, %s', (theme) => {
  it.each(PAIRS)('$seen on $on: at least $atLeast : 1', ({ seen, on, atLeast }) => {
    const tooClose = on.flatMap((ground) =>
      seen.flatMap((it) => {
        const ratio = contrast(colour(theme, it), colour(theme, ground))
        return ratio < atLeast ? [`${it} on ${ground}: ${ratio.toFixed(2)}`] : []
      }),
    )
    expect(tooClose).toEqual([])
  })
})

/** CIEDE2000 between two tokens as one sight sees them. */
const apart = (theme: Theme, sight: Sight, a: string, b: string) =>
  differenceOf(labOf(colour(theme, a), sight), labOf(colour(theme, b), sight))
const pairsOf = <T>(list: readonly T[]): [T, T][] =>
  list.flatMap((a, i) => list.slice(i + 1).map((b): [T, T] => [a, b]))

describe.each(THEMES)('seen with fewer hues, %s', (theme) => {
  const kinds = pairsOf(['ticket', 'hazard', 'dispute'])
  const hued = ALL_SIGHTS.filter((it) => it !== 'greyscale')
  it.each(hued)('kinds are apart by colour alone with %s', (sight) => {
    for (const [a, b] of kinds) expect(apart(theme, sight, a, b), `${a} ${b}`).toBeGreaterThan(8)
  })
  it.each(ALL_SIGHTS)('near due and overdue are apart by colour alone with %s', (sight) => {
    expect(apart(theme, sight, 'near-due', 'overdue')).toBeGreaterThan(8)
  })
  it.each(ALL_SIGHTS)(
    'the edge of overdue stands off the ground further than any other mark, with %s',
    (sight) => {
      const off = (it_: string) => {
        const [light] = labOf(colour(theme, it_), sight)
        return Math.abs(light - labOf(colour(theme, 'map-ground'), sight)[0])
      }
      for (const other of ['near-due', 'overdue', 'ticket', 'hazard', 'dispute'])
        expect(off('overdue-edge'), other).toBeGreaterThan(off(other))
    },
  )
  it.each(ALL_SIGHTS)('choropleth steps and phases are apart, in their order, with %s', (sight) => {
    const ramp = [1, 2, 3, 4, 5].map((it) => `choropleth-${it}`)
    const phases = ['phase-intake', 'phase-dispatch', 'phase-handle', 'phase-verify']
    for (const [list, least] of [
      [ramp, 2.5],
      [phases, 7],
    ] as const) {
      const light = list.map((it) => labOf(colour(theme, it), sight)[0])
      const rising = pairsOf(light).map(([a, b]) => Math.sign(b - a))
      expect(new Set(rising).size, 'one direction').toBe(1)
      for (let i = 1; i < list.length; i += 1)
        expect(apart(theme, sight, list[i - 1]!, list[i]!), list[i]).toBeGreaterThan(least)
    }
  })
  // Without hue ticket and hazard are the same grey, and a hazard's orange is near the red of overdue for a
  // deuteranope: there the shapes speak (web/marks/shapes.test.ts), never colour alone.
})

describe('the measure itself', () => {
  it.each([
    // Sharma, Wu and Dalal 2005, table 1: pairs 1, 7, 13, 17, 25.
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  ] as [[number, number, number], [number, number, number], number][])(
    'CIEDE2000 of %j and %j is %d',
    (a, b, published) => {
      expect(differenceOf(a, b)).toBeCloseTo(published, 3)
    },
  )
  it('black on white is 21 : 1, and a colour on itself 1 : 1', () => {
    expect(contrast([0, 0, 0, 1], [255, 255, 255, 1])).toBeCloseTo(21)
    expect(contrast([90, 90, 90, 1], [90, 90, 90, 1])).toBe(1)
  })
})
