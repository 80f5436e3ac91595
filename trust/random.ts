/** Chance from a seed: the same seed gives the same plan. What the machine does with the plan is its own. */

export interface Random {
  /** In [0, 1). */
  next: () => number
  between: (from: number, to: number) => number
  /** A whole number, both ends included. */
  whole: (from: number, to: number) => number
  pick: <T>(from: readonly T[]) => T
  chance: (share: number) => boolean
  shuffle: <T>(from: readonly T[]) => T[]
  /** Another stream of chance, so that one part of a run does not disturb another's. */
  fork: (name: string) => Random
}

export function openRandom(seed: number): Random {
  let state = seed >>> 0
  // mulberry32: 32 bits of state are plenty for a plan of some thousand choices.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    whole,
    pick: (from) => from[whole(0, from.length - 1)]!,
    chance: (share) => next() < share,
    shuffle: (from) => {
      const left = [...from]
      return Array.from({ length: left.length }, () => left.splice(whole(0, left.length - 1), 1)[0]!)
    },
    fork: (name) => {
      let hash = seed >>> 0
      for (const letter of name) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193) >>> 0
      return openRandom(hash)
    },
  }
}

/** From the environment's SEED, else a new one; every run prints the one it used. */
export const seedFrom = (given: string | undefined): number =>
  given ? Number(given) >>> 0 : Math.floor(Math.random() * 2 ** 32)
