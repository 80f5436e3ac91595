/** The smallest contrast of a token with the grounds it is seen on, in one theme. Pure. */
import { contrast, over, parseColour } from '../styles/colour.ts'
import { PAIRS } from '../styles/pairs.ts'
import { valueOf, type Tokens } from '../styles/tokens.ts'

/** WCAG ratio; null for a token that is only ever a ground. */
export function smallestContrast(tokens: Tokens, name: string): number | null {
  const colourOf = (it: string) => {
    const colour = parseColour(valueOf(tokens, it))!
    return colour[3] === 1 ? colour : over(colour, parseColour(valueOf(tokens, 'ground'))!)
  }
  const ratios = PAIRS.filter(({ seen }) => seen.includes(name)).flatMap(({ on }) =>
    on.map((ground) => contrast(colourOf(name), colourOf(ground))),
  )
  return ratios.length > 0 ? Math.min(...ratios) : null
}
