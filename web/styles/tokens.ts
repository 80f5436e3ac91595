/**
 * Reads tokens.css: the names and values of both themes, as text. For the page that shows them and for the
 * tests; everything else uses the custom properties themselves. Knows nothing of what a token is for.
 */
export const THEMES = ['dark', 'light'] as const
export type Theme = (typeof THEMES)[number]
/** Names without their dashes, values as written, in the order of the file. */
export type Tokens = ReadonlyMap<string, string>

const BLOCKS: Record<Theme, RegExp> = {
  dark: /^:root \{([^}]*)\}/m,
  light: /^:root\[data-theme='light'\] \{([^}]*)\}/m,
}

/** What one theme says itself. Throws when the file has no such block. */
export function ownTokens(css: string, theme: Theme): Tokens {
  const block = BLOCKS[theme].exec(css.replaceAll(/\/\*[\s\S]*?\*\//g, ''))
  if (!block) throw new Error(`tokens.css has no block for the ${theme} theme`)
  return new Map([...block[1]!.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!]))
}

/** All that hold in a theme: light says what differs from dark. */
export const tokensOf = (css: string, theme: Theme): Tokens =>
  theme === 'dark' ? ownTokens(css, 'dark') : new Map([...ownTokens(css, 'dark'), ...ownTokens(css, 'light')])

/** A token's value, its var() followed. Throws for a name that does not exist. */
export function valueOf(tokens: Tokens, name: string): string {
  const value = tokens.get(name)
  if (value === undefined) throw new Error(`There is no token --${name}.`)
  const other = /^var\(--([\w-]+)\)$/.exec(value)
  return other ? valueOf(tokens, other[1]!) : value
}
