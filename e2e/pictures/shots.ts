/** Which pictures there are, what each is called, and which of them somebody asked for. Pure; knows no browser. */

/** In this order they are taken: each goes on with the district that the one before has left. */
export const STATES = ['nothing', 'first-minute', 'busy', 'broken-panel', 'storm', 'link-lost'] as const
export type State = (typeof STATES)[number]
export const SIZES = [
  [1920, 1080],
  [3840, 2160],
  [2560, 1080],
  [6656, 1792],
  [1280, 800],
] as const
export type Size = (typeof SIZES)[number]
const LANGUAGES = ['zh-CN', 'en'] as const
const THEMES = ['dark', 'light'] as const
/** As the browser calls them. */
const SIGHTS = ['deuteranopia', 'protanopia', 'tritanopia', 'achromatopsia'] as const

export interface Shot {
  state: State
  size: Size
  language: (typeof LANGUAGES)[number]
  theme: (typeof THEMES)[number]
  /** null: with every colour. */
  sight: (typeof SIGHTS)[number] | null
}

const dark = { theme: 'dark', sight: null } as const
const [USUAL] = SIZES

export const SHOTS: readonly Shot[] = STATES.flatMap((state): Shot[] => [
  ...LANGUAGES.flatMap((language) => SIZES.map((size) => ({ state, size, language, ...dark }))),
  ...(state === 'busy' ? LANGUAGES : []).map(
    (language) => ({ state, size: USUAL, language, theme: 'light', sight: null }) as const,
  ),
  ...(state === 'storm' ? SIGHTS : []).map(
    (sight) => ({ state, size: USUAL, language: 'zh-CN', theme: 'dark', sight }) as const,
  ),
])

const sizeWord = ([width, height]: Size): string => `${width}x${height}`
const wordsOf = ({ state, size, language, theme, sight }: Shot): string[] => [
  state,
  sizeWord(size),
  language,
  theme,
  sight ?? 'every-colour',
]

/** "storm-1920x1080-zh-CN-dark-deuteranopia" */
export const nameOf = (shot: Shot): string =>
  wordsOf(shot)
    .slice(0, shot.sight ? 5 : 4)
    .join('-')

/**
 * `only`: words of states, sizes, languages, themes and sights, comma-separated; those of one sort add up, sorts narrow
 * one another. Throws at a word that no picture has.
 */
export function chosen(only: string | undefined): readonly Shot[] {
  if (only === undefined) return SHOTS
  const sorts: string[][] = []
  for (const word of only.split(',')) {
    const sort = SHOTS.map((it) => wordsOf(it).indexOf(word)).find((at) => at >= 0)
    if (sort === undefined)
      throw new Error(
        `No picture is called "${word}". Words are: ${[...new Set(SHOTS.flatMap(wordsOf))].join(', ')}.`,
      )
    ;(sorts[sort] ??= []).push(word)
  }
  return SHOTS.filter((it) => wordsOf(it).every((word, sort) => sorts[sort]?.includes(word) ?? true))
}
