/**
 * Closed cases for the map: read by window over HTTP, page by page, then kept true by the live frames. Read
 * again when frames could not tell (a snapshot came, or a closing was missed) and, as a promise, every so often.
 */
import type { ClosedLayer } from '@shaotai/shared/contract/http.ts'
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'
import { defineStore } from 'pinia'
import { markRaw, shallowRef } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import { request, withQuery } from '../http/request.ts'
import { closedPointsOf, type ClosedPoint } from '../map/case-features.ts'
import {
  afterClosings,
  fromLayer,
  windowStart,
  type ClosedSet,
  type ClosedWindow,
} from '../map/closed-set.ts'
import { useLive } from './live.ts'
import { useSession } from './session.ts'

/** A storm of closings asks for one reading after it, not for one each. */
const SOON_MS = 5_000
/** Old ones leave the window by the clock, which no frame tells. */
const ANYWAY_MS = 10 * 60_000

export const useClosedLayer = defineStore('closed-layer', () => {
  const session = useSession()
  const live = useLive()
  const clock = useClock()
  /** Null until the first reading. */
  const closed = shallowRef<ClosedSet | null>(null)
  const failed = shallowRef(false)
  const window = shallowRef<ClosedWindow>('30d')
  let dueAt = 0
  let reading = false
  /** Frames that came while a reading was under way: it may or may not have seen them. */
  let meanwhile: Frame[] = []

  const start = () => windowStart(window.value, clock.dateOf(clock.now()))
  function follow(picture: Picture, frames: readonly Frame[], replaced: boolean): void {
    if (replaced) dueAt = 0
    if (reading) meanwhile.push(...frames)
    if (!closed.value) return
    const { set, missed } = afterClosings(closed.value, picture, frames, start())
    if (set !== closed.value) closed.value = markRaw(set)
    if (missed) dueAt = Math.min(dueAt, clock.now() + SOON_MS)
  }
  /** Call once a second: reads when it is due. */
  async function keep(): Promise<void> {
    if (reading || clock.now() < dueAt || !live.picture) return
    reading = true
    meanwhile = []
    dueAt = clock.now() + ANYWAY_MS
    try {
      const points = await readAll()
      const read = fromLayer(points, live.picture, start())
      const { set, missed } = afterClosings(read, live.picture, meanwhile, start())
      closed.value = markRaw(set)
      failed.value = false
      if (missed) dueAt = clock.now() + SOON_MS
    } catch {
      failed.value = true
      closed.value ??= new Map()
      dueAt = clock.now() + SOON_MS
    } finally {
      reading = false
    }
  }
  async function readAll(): Promise<ClosedPoint[]> {
    const from = start()
    const points: ClosedPoint[] = []
    let cursor: string | null = null
    do {
      const page: ClosedLayer = await request(
        session.caller,
        withQuery('/api/cases/closed-layer', {
          from: Number.isFinite(from) ? new Date(from).toISOString() : null,
          cursor,
        }),
      )
      points.push(...closedPointsOf(page))
      cursor = page.next
    } while (cursor !== null)
    // On a wall a dispute has no place (domain §10.2), whatever else the person at the wall may see.
    return points.filter((it) => it.kind !== 'dispute')
  }
  return { closed, failed, window, follow, keep }
})
