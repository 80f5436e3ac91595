/**
 * Gathers open cases for somebody who lives on another thread: is told differences, answers one question at a
 * time, and gathers anew only when it is asked after something changed. Knows neither threads nor case files.
 */
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { openClusters, type Gathered, type Placed } from './clusters.ts'
import type { Bounds } from './geometry.ts'
import { isLocated, type Change } from './open-cases.ts'
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

/** The changes that a desk is to be told. Cases without a place are not told. */
export function toTell(changes: readonly Change[]): Pick<Question, 'put' | 'drop'> {
  const put: Entry[] = []
  const drop: string[] = []
  for (const [then, now] of changes) {
    if (now && isLocated(now)) put.push([now.id, now.kind, now.lng, now.lat, now.urgency])
    else if (then && isLocated(then)) drop.push(then.id)
  }
  return { put, drop }
}
