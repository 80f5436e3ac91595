/**
 * The cases of a picture, each with what orders it. Only what changed is weighed anew at once; the rest grows older and is
 * weighed again a few at a time, so that ten thousand cases never cost one long step. Knows neither order nor filter.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { deadlineOf, type Deadline } from '@shaotai/shared/domain/deadline.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import { regretOf } from '@shaotai/shared/domain/regret.ts'
import { tabsOf } from './tabs.ts'

export interface Entry {
  it: CaseView
  isOpen: boolean
  /** As of `weighedAt`; null: no deadline. */
  deadline: Deadline | null
  regret: number
  /** The tabs that it is in, a bit each in the order of TABS; as of `weighedAt`. */
  tabs: number
  /** Code of its street, or of the smallest area that is known; null: no place. */
  street: string | null
  /** When somebody changed it while this desk looked, epoch ms; null: as it was found. */
  touchedAt: number | null
  /** Epoch ms; 0: not yet. */
  weighedAt: number
  /** Where it stood among all in the last count; null: in none yet. */
  rank: number | null
}

export interface Standing {
  now: number
  calendar: Calendar | null
}
export interface Entries {
  readonly all: ReadonlyMap<string, Entry>
  /** Everything is another: a snapshot, or names of areas that came later. */
  replace(cases: ReadonlyMap<string, CaseView>): void
  /**
   * These changed, or are gone; done cases also leave without an event of their own, as newer ones take their place.
   * `now` is epoch ms.
   */
  follow(ids: Iterable<string>, cases: ReadonlyMap<string, CaseView>, now: number): void
  /**
   * Weighs what has changed, then what was weighed longest ago and at least `STALE_MS` ago, until `isEnough`. True while
   * something is left that was never weighed.
   */
  weigh(standing: Standing, isEnough: () => boolean): boolean
  /** Every street is looked up again. */
  forgetStreets(): void
}

/** A light turns at most this much too late in the list; a row in sight tells its time by itself. */
export const STALE_MS = 20_000
/** Between two looks at how much time is left. */
const AT_ONCE = 50

/** `streetOf` a code of an area. */
export function openEntries(streetOf: (area: string | null) => string | null): Entries {
  const all = new Map<string, Entry>()
  const fresh = new Set<string>()
  /** Those that are not open: the few that may leave unsaid. */
  const done = new Set<string>()
  /** The round over all of them; a map's own iterator bears what comes and goes meanwhile. */
  let round = all.values()

  const put = (it: CaseView, touchedAt: number | null): void => {
    const known = all.get(it.id)
    if (known?.it === it) return
    const street = known?.it.area === it.area ? known.street : streetOf(it.area)
    const { deadline = null, regret = 0, tabs = 0, rank = null } = known ?? {}
    const touched = touchedAt ?? known?.touchedAt ?? null
    const open = isOpen(it)
    if (open) done.delete(it.id)
    else done.add(it.id)
    all.set(it.id, {
      it,
      isOpen: open,
      deadline,
      regret,
      tabs,
      street,
      touchedAt: touched,
      weighedAt: 0,
      rank,
    })
    fresh.add(it.id)
  }
  const weighOne = (entry: Entry, { now, calendar }: Standing): void => {
    entry.deadline = deadlineOf(entry.it, now, calendar)
    entry.regret = regretOf(entry.it, now, calendar, entry.deadline)
    entry.tabs = tabsOf(entry)
    entry.weighedAt = now
  }
  const drop = (id: string): void => {
    all.delete(id)
    done.delete(id)
  }
  function replace(cases: ReadonlyMap<string, CaseView>): void {
    for (const id of all.keys()) if (!cases.has(id)) drop(id)
    for (const it of cases.values()) put(it, null)
  }
  function follow(ids: Iterable<string>, cases: ReadonlyMap<string, CaseView>, now: number): void {
    for (const id of ids) {
      const it = cases.get(id)
      if (it) put(it, now)
      else drop(id)
    }
    if (all.size > cases.size) for (const id of done) if (!cases.has(id)) drop(id)
    // A done case that was reopened makes room for an older one, which then comes back.
    if (all.size !== cases.size) replace(cases)
  }
  function weigh(standing: Standing, isEnough: () => boolean): boolean {
    let since = 0
    const isOver = (): boolean => (since += 1) % AT_ONCE === 0 && isEnough()
    for (const id of fresh) {
      fresh.delete(id)
      const entry = all.get(id)
      if (entry) weighOne(entry, standing)
      if (isOver()) return fresh.size > 0
    }
    for (let left = all.size; left > 0; left -= 1) {
      let next = round.next()
      if (next.done) next = (round = all.values()).next()
      if (next.done) break
      // Nobody is older than the next in the round.
      if (standing.now - next.value.weighedAt >= STALE_MS) weighOne(next.value, standing)
      if (isOver()) break
    }
    return false
  }
  function forgetStreets(): void {
    for (const entry of all.values()) entry.street = streetOf(entry.it.area)
  }
  return { all, replace, follow, weigh, forgetStreets }
}
