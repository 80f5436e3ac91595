/**
 * The areas as this process holds them: read once, and again within seconds of a change, whichever process made it.
 * Answers where a point lies and who lies where; what a case was given at its birth stays with the case.
 */
import type { Area, PlacedArea } from '@shaotai/shared/domain/area.ts'
import type { Database } from '../db/database.ts'
import { indexAreas, type AreaIndex } from './area-index.ts'
import {
  loadAreas,
  readAreas,
  readAreasOf,
  readRetired,
  readTree,
  type AreaLoad,
  type LoadOutcome,
} from './area-store.ts'
import { widthOf } from './check-tree.ts'

export interface Areas extends AreaIndex {
  /** Widest tier first, then by code. Another list after every change. */
  list: () => readonly PlacedArea[]
  /** Those that stood once. */
  retired: () => readonly Area[]
  /** As `list`, of a version; null: there is none of this number. */
  listOf: (version: number) => Promise<readonly PlacedArea[] | null>
  /** Moves on with every version. */
  revision: () => number
  isDemo: () => boolean
  /** Loads and holds; other processes follow within POLL_MS. */
  load: (load: AreaLoad) => Promise<LoadOutcome>
  stop: () => void
}

/** A row of a few bytes: asked often, because a report is judged by what is held. */
const POLL_MS = 2_000

const byTierAndCode = (a: Area, b: Area): number =>
  widthOf(a.tier) - widthOf(b.tier) || (a.code < b.code ? -1 : 1)

export async function openAreas(database: Database, onFault: (fault: Error) => void): Promise<Areas> {
  let held: {
    revision: number
    demo: boolean
    list: PlacedArea[]
    retired: Area[]
    index: AreaIndex
  } = {
    revision: -1,
    demo: false,
    list: [],
    retired: [],
    index: indexAreas([]),
  }
  const refresh = async (): Promise<void> => {
    // The revision first: areas that are newer than it are read once more, never missed.
    const tree = await readTree(database.readPool)
    if (tree.revision === held.revision) return
    const retired = await readRetired(database.readPool)
    const list = (await readAreas(database.readPool)).toSorted(byTierAndCode)
    held = { ...tree, list, retired, index: indexAreas(list) }
  }
  await refresh()
  const timer = setInterval(() => void refresh().catch(onFault), POLL_MS)
  timer.unref()

  return {
    at: (lng, lat) => held.index.at(lng, lat),
    get bounds() {
      return held.index.bounds
    },
    list: () => held.list,
    retired: () => held.retired,
    listOf: async (version) =>
      (await readAreasOf(database.readPool, version))?.toSorted(byTierAndCode) ?? null,
    revision: () => held.revision,
    isDemo: () => held.demo,
    load: async (load) => {
      const outcome = await loadAreas(database.writePool, load)
      if (outcome.ok) await refresh()
      return outcome
    },
    stop: () => clearInterval(timer),
  }
}
