import { describe, expect, it } from 'vitest'
import { parseColour } from '../styles/colour.ts'
import css from '../styles/tokens.css?raw'
import { THEMES, tokensOf, valueOf } from '../styles/tokens.ts'
import { smallestContrast } from './contrast-of.ts'
import { COLOUR_GROUPS, SIZE_GROUPS } from './token-groups.ts'

describe('the page that shows the tokens', () => {
  const tokens = tokensOf(css, 'dark')
  const groupsOf = (name: string) => {
    const groups = parseColour(valueOf(tokens, name)) ? COLOUR_GROUPS : SIZE_GROUPS
    return Object.entries<RegExp>(groups).flatMap(([id, group]) => (group.test(name) ? [id] : []))
  }
  it('shows every token, each once', () => {
    const astray = [...tokens.keys()].filter((name) => groupsOf(name).length !== 1)
    expect(tokens.size).toBeGreaterThan(120)
    expect(astray).toEqual([])
  })
  it.each(THEMES)('says the contrast that the tests ask for, %s', (theme) => {
    expect(smallestContrast(tokensOf(css, theme), 'quiet')).toBeGreaterThanOrEqual(4.5)
    expect(smallestContrast(tokensOf(css, theme), 'ground')).toBeNull()
  })
})
