/**
 * When a person last looked at the brief in this browser, and what they saw then. A visit lasts as long as the page is
 * opened again within half an hour; what the one before left is what this one is compared with.
 */
import { keep, kept } from './kept-figures.ts'

export interface Visit {
  /** Epoch ms at which it was last on screen. */
  at: number
  /** 2026-11, of the district. */
  month: string
  /** The figures of the whole, by id; null: there was none. */
  values: Readonly<Record<string, number | null>>
  /** Units that differed from the period before by more than chance. */
  moved: readonly string[]
}
interface Visits {
  last: Visit | null
  current: Visit
}

const ONE_VISIT_MS = 1_800_000
const nameOf = (person: string): string => `visits.${person}`

/** What the visit before this one left, at `now` (epoch ms); null: this is the first. */
export function visitBefore(person: string, now: number): Visit | null {
  const visits = kept<Visits>(nameOf(person))
  if (!visits) return null
  return now - visits.current.at > ONE_VISIT_MS ? visits.current : visits.last
}

/** Keeps what is on screen now. `last` is what visitBefore gave when the page opened. */
export function keepVisit(person: string, last: Visit | null, current: Visit): void {
  keep<Visits>(nameOf(person), { last, current }, current.at)
}
