/** 上墙: which cases are on the wall, by the clock alone. Knows nothing of who put them there or how a wall shows it. */
import type { CaseView } from './case-file.ts'
import { isOpen } from './lifecycle.ts'

/** On the wall now (epoch ms)? A case that is done leaves it at once, whatever time it had left. */
export const isSpotlit = (it: CaseView, now: number): boolean =>
  it.spotlitUntil !== null && now < it.spotlitUntil && isOpen(it)

/** The cases on the wall now, the one whose time ends last first: what was put there last is usually it. */
export const spotlitOf = (cases: Iterable<CaseView>, now: number): CaseView[] =>
  [...cases]
    .filter((it) => isSpotlit(it, now))
    .sort((a, b) => b.spotlitUntil! - a.spotlitUntil! || (a.id < b.id ? -1 : 1))
