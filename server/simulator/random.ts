/** Chance from a seed and a name: the same two give the same numbers on every machine. Knows no district. */

export interface Random {
  /** In [0, 1). */
  next: () => number
  between: (from: number, to: number) => number
  /** A whole number, both ends included. */
  whole: (from: number, to: number) => number
  chance: (share: number) => boolean
  pick: <T>(from: readonly T[]) => T
  /** One of them, in proportion to its weight. */
  weighted: <T>(from: readonly T[], weightOf: (it: T) => number) => T
  /** Around 0, standard deviation 1. */
  normal: () => number
  /** Log-normal: half of them below `median`; `sigma` is that of the logarithm. */
  logNormal: (median: number, sigma: number) => number
  /** A stream of its own by a longer name, whatever was drawn from this one before. */
  branch: (...name: (string | number)[]) => Random
}

/** Each choice of a plan has a stream of its own, so that one more choice here changes nothing there. */
export function openRandom(...name: (string | number)[]): Random {
  let state = hashOf(name.join('/'))
  // mulberry32: 32 bits of state are plenty for the few dozen choices of one case.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  // Box and Muller.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    whole,
    chance: (share) => next() < share,
    pick: (from) => from[whole(0, from.length - 1)]!,
    weighted: (from, weightOf) => {
      let left = next() * from.reduce((sum, it) => sum + weightOf(it), 0)
      return from.find((it) => (left -= weightOf(it)) < 0) ?? from.at(-1)!
    },
    normal,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    branch: (...more) => openRandom(...name, ...more),
  }
}

/** FNV-1a with a last stir, so that names that differ in one letter are far apart. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
