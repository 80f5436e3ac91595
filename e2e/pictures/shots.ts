/** Which pictures there are, what each is called, and which of them somebody asked for. Pure; knows no browser. */
import type { Scene, Size, View } from './scene.ts'

/** Of the wall. In this order they are taken: each goes on with the district that the one before has left. */
export const STATES = [
  'nothing',
  'first-minute',
  'busy',
  'broken-panel',
  'definition',
  'spotlight',
  'storm',
  'link-lost',
] as const
export type State = (typeof STATES)[number]
const SIZES: readonly Size[] = [
  [1920, 1080],
  [3840, 2160],
  [2560, 1080],
  [6656, 1792],
  [1280, 800],
]
const LANGUAGES = ['zh-CN', 'en'] as const
const THEMES = ['dark', 'light'] as const
/** As the browser calls them. */
const SIGHTS = ['deuteranopia', 'protanopia', 'tritanopia', 'achromatopsia'] as const

export interface Shot {
  view: View
  state: string
  size: Size
  language: (typeof LANGUAGES)[number]
  theme: (typeof THEMES)[number]
  /** null: with every colour. */
  sight: (typeof SIGHTS)[number] | null
}

const dark = { theme: 'dark', sight: null } as const
const wall = { view: 'wall' } as const
const [USUAL] = SIZES as [Size]

/** What lies over a busy wall: looked at where it has the most room and the least. */
const OVER_IT: readonly State[] = ['definition', 'spotlight']
const OVER_SIZES: readonly Size[] = [
  [1920, 1080],
  [1280, 800],
]
/** Light is no usual wall's: each state is seen so once, in the two languages by turns, and the busy one in both. */
const lightLanguages = (state: State) =>
  state === 'busy' ? LANGUAGES : [LANGUAGES[STATES.indexOf(state) % LANGUAGES.length]!]

export const WALL_SHOTS: readonly Shot[] = STATES.flatMap((state): Shot[] => [
  ...LANGUAGES.flatMap((language) =>
    (OVER_IT.includes(state) ? OVER_SIZES : SIZES).map((size) => ({
      ...wall,
      state,
      size,
      language,
      ...dark,
    })),
  ),
  ...lightLanguages(state).map(
    (language) => ({ ...wall, state, size: USUAL, language, theme: 'light', sight: null }) as const,
  ),
  ...(state === 'storm' ? SIGHTS : []).map(
    (sight) => ({ ...wall, state, size: USUAL, language: 'zh-CN', theme: 'dark', sight }) as const,
  ),
])

/** Colours are the theme's and words the language's: two of the four pairs have them all. */
const LOOKS = [
  { language: 'zh-CN', theme: 'light' },
  { language: 'en', theme: 'dark' },
] as const
export const shotsOf = ({ view, state, sizes, isForEverySight }: Scene): Shot[] => [
  ...LOOKS.flatMap((look) => sizes.map((size) => ({ view, state, size, ...look, sight: null }))),
  ...(isForEverySight ? SIGHTS : []).map((sight) => ({ view, state, size: sizes[0]!, ...LOOKS[0], sight })),
]

const sizeWord = ([width, height]: Size): string => `${width}x${height}`
/** Of one sort each: no word is a view and a state. */
export const wordsOf = ({ view, state, size, language, theme, sight }: Shot): string[] => [
  view,
  state,
  sizeWord(size),
  language,
  theme,
  sight ?? 'every-colour',
]

/** "wall-storm-1920x1080-zh-CN-dark-deuteranopia" */
export const nameOf = (shot: Shot): string =>
  wordsOf(shot)
    .slice(0, shot.sight ? 6 : 5)
    .join('-')

/**
 * `only`: words of views, states, sizes, languages, themes and sights, comma-separated; those of one sort add up, sorts
 * narrow one another. Throws at a word that no picture has.
 */
export function chosen(all: readonly Shot[], only: string | undefined): readonly Shot[] {
  if (only === undefined) return all
  const sorts: string[][] = []
  for (const word of only.split(',')) {
    const sort = all.map((it) => wordsOf(it).indexOf(word)).find((at) => at >= 0)
    if (sort === undefined)
      throw new Error(
        `No picture is called "${word}". Words are: ${[...new Set(all.flatMap(wordsOf))].join(', ')}.`,
      )
    ;(sorts[sort] ??= []).push(word)
  }
  return all.filter((it) => wordsOf(it).every((word, sort) => sorts[sort]?.includes(word) ?? true))
}
