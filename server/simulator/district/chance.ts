/**
 * Chance from a seed: the same seed gives the same row of numbers on every machine, so that the demo district is a
 * committed file that a test can make again. Knows nothing about districts.
 */

export interface Chance {
  /** Evenly in [low, high). */
  between(low: number, high: number): number
  /** A whole number in [low, high], both included. */
  whole(low: number, high: number): number
  /** Around 0 with standard deviation 1: the sum of twelve even draws, which needs no logarithm. */
  bell(): number
  pick<T>(from: readonly T[]): T
  /** A row of its own that does not depend on how much was drawn from this one before. */
  branch(name: string): Chance
}

/** mulberry32: 32 bits of state are plenty for a map. */
export function seededChance(seed: string): Chance {
  let state = hash(seed)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    between: (low, high) => low + next() * (high - low),
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    bell: () => Array.from({ length: 12 }, next).reduce((sum, it) => sum + it, -6),
    pick: (from) => from[Math.floor(next() * from.length)]!,
    branch: (name) => seededChance(`${seed}/${name}`),
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h | 0
}
