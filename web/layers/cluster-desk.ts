/**
 * Gathers open cases for somebody who lives on another thread: is told differences, answers one question at a
 * time, and gathers anew only when it is asked after something changed. Knows neither threads nor case files.
 */
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { openClusters, type Gathered, type Placed } from './clusters.ts'
import type { Bounds } from './geometry.ts'
import { isLocated, type OpenCase } from './open-cases.ts'
import type { Urgency } from './urgency.ts'

/** `[id, kind, lng, lat, urgency]`: what a cluster is made of, and nothing else crosses. */
export type Entry = readonly [id: string, kind: Kind, lng: number, lat: number, urgency: Urgency]
export interface Question {
  /** New ones, and those that differ. */
  put: readonly Entry[]
  drop: readonly string[]
  bounds: Bounds
  zoom: number
}
export interface Answer {
  found: Gathered<Placed>[]
  /** Cases that the desk knows, within the bounds or not. */
  size: number
}

export interface ClusterDesk {
  ask(question: Question): Answer
}

/** `radiusPx`: see openClusters. */
export function openClusterDesk(radiusPx: number): ClusterDesk {
  const known = new Map<string, Placed>()
  const clusters = openClusters<Placed>(radiusPx)
  return {
    ask: ({ put, drop, bounds, zoom }) => {
      for (const id of drop) known.delete(id)
      for (const [id, kind, lng, lat, urgency] of put) known.set(id, { id, kind, lng, lat, urgency })
      if (put.length > 0 || drop.length > 0) clusters.load(known.values())
      return { found: clusters.within(bounds, zoom), size: known.size }
    },
  }
}

/** From what the desk was last told to what there is now. Cases without a place are not told. */
export function whatChanged(
  before: ReadonlyMap<string, OpenCase>,
  after: ReadonlyMap<string, OpenCase>,
): Pick<Question, 'put' | 'drop'> {
  const put: Entry[] = []
  const drop: string[] = []
  if (before === after) return { put, drop }
  for (const [id, it] of after) {
    const then = before.get(id)
    if (then === it) continue
    if (isLocated(it)) put.push([id, it.kind, it.lng, it.lat, it.urgency])
    else if (then && isLocated(then)) drop.push(id)
  }
  for (const [id, it] of before) if (!after.has(id) && isLocated(it)) drop.push(id)
  return { put, drop }
}
