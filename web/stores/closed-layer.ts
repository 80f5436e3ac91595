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
import { ClosedPoints } from '../layers/closed-points.ts'
import {
  addPage,
  correctBy,
  followFrames,
  isAllTime,
  windowStart,
  type ClosedSet,
  type ClosedWindow,
} from '../layers/closed-set.ts'
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

  const show = (points: ClosedPoints, from: number) =>
    (closed.value = markRaw({ points: markRaw(points), from }))

  function follow(picture: Picture, frames: readonly Frame[], replaced: boolean): void {
    if (replaced) dueAt = 0
    if (reading) meanwhile.push(...frames)
    const set = closed.value
    if (!set) return
    const { changed, missed } = followFrames(set, picture, frames)
    if (changed) show(set.points, set.from)
    if (missed) dueAt = Math.min(dueAt, clock.now() + SOON_MS)
  }
  /** Call once a second: reads when it is due. */
  async function keep(): Promise<void> {
    if (reading || clock.now() < dueAt || !live.picture) return
    reading = true
    meanwhile = []
    dueAt = clock.now() + ANYWAY_MS
    const from = windowStart(window.value, clock.dateOf(clock.now()))
    const points = new ClosedPoints()
    try {
      await readInto(points, from)
      correctBy(points, live.picture, from)
      const { missed } = followFrames({ points, from }, live.picture, meanwhile)
      show(points, from)
      failed.value = false
      if (missed) dueAt = clock.now() + SOON_MS
    } catch {
      failed.value = true
      if (!closed.value) show(points, from)
      dueAt = clock.now() + SOON_MS
    } finally {
      reading = false
      meanwhile = []
    }
  }
  async function readInto(points: ClosedPoints, from: number): Promise<void> {
    const since = isAllTime(from) ? null : new Date(from).toISOString()
    let cursor: string | null = null
    do {
      const path = withQuery('/api/cases/closed-layer', { audience: live.audience, from: since, cursor })
      const page: ClosedLayer = await request(session.caller, path)
      addPage(points, page)
      cursor = page.next
    } while (cursor !== null)
  }
  return { closed, failed, window, follow, keep }
})
