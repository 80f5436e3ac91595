/** How far chance alone may have moved a share: its interval. Pure. */

/** Of the normal distribution, for 95 %. */
const Z = 1.959964

export interface Interval {
  low: number
  high: number
}

/**
 * Wilson's score interval of 95 % for `hits` of `n`, both in 0..1; null where n is 0. Unlike the textbook one it stays
 * inside 0..1 and holds for few cases and for shares near all. E. B. Wilson, JASA 22 (1927), p. 209.
 */
export function wilsonOf(hits: number, n: number): Interval | null {
  if (n <= 0) return null
  const share = hits / n
  const middle = share + Z ** 2 / (2 * n)
  const reach = Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2))
  const whole = 1 + Z ** 2 / n
  // At none and at all the end is the share itself, which sums of rounded parts miss by a hair.
  return {
    low: Math.max(0, Math.min(share, (middle - reach) / whole)),
    high: Math.min(1, Math.max(share, (middle + reach) / whole)),
  }
}

/** How many standard errors lie between two shares under the assumption that they are one (pooled); 0 where nothing can be said. */
export function zOf(hitsA: number, a: number, hitsB: number, b: number): number {
  if (a <= 0 || b <= 0) return 0
  const pooled = (hitsA + hitsB) / (a + b)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a + 1 / b))
  return error === 0 ? 0 : (hitsA / a - hitsB / b) / error
}
