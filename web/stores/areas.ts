/**
 * The district's areas and the ground they lie on: read once, tried again until the server has answered, and
 * again when a case names an area that nobody has heard of. Shallow: a proxy over every corner would be slow.
 */
import type { AreasReply, BasemapReply } from '@shaotai/shared/contract/http.ts'
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'
import { defineStore } from 'pinia'
import { markRaw, shallowRef } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import { request } from '../http/request.ts'
import { treeOf, type AreaTree } from '../layers/area-tree.ts'
import { useSession } from './session.ts'

/** After a failure. */
const AGAIN_MS = 5_000
/** An area that stays unknown must not become a request per frame. */
const UNKNOWN_MS = 60_000

export const useAreas = defineStore('areas', () => {
  const session = useSession()
  const clock = useClock()
  /** Null until read; without areas it is a tree without roots. */
  const tree = shallowRef<AreaTree | null>(null)
  const basemap = shallowRef<BasemapReply | null>(null)
  /** Neither known nor about to be: the map does without. */
  const failed = shallowRef(false)
  let dueAt = 0
  let readAt = Number.NEGATIVE_INFINITY
  let reading = false

  /** Call once a second: reads when it is due. */
  async function keep(): Promise<void> {
    if (reading || clock.now() < dueAt) return
    reading = true
    try {
      const [areas, ground] = await Promise.all([
        request<AreasReply>(session.caller, '/api/areas?form=geojson'),
        request<BasemapReply>(session.caller, '/api/basemap'),
      ])
      tree.value = markRaw(treeOf(areas))
      if (JSON.stringify(basemap.value) !== JSON.stringify(ground)) basemap.value = markRaw(ground)
      failed.value = false
      readAt = clock.now()
      dueAt = Number.POSITIVE_INFINITY
    } catch {
      failed.value = true
      dueAt = clock.now() + AGAIN_MS
    } finally {
      reading = false
    }
  }
  /** Call with every picture and what led to it. */
  function follow({ cases }: Picture, frames: readonly Frame[], replaced: boolean): void {
    const known = tree.value?.byCode
    if (!known || clock.now() - readAt < UNKNOWN_MS) return
    const changed = replaced
      ? [...cases.values()]
      : frames.flatMap(({ events }) => events.map((it) => cases.get(it.caseId)))
    if (changed.some((it) => it && it.area !== null && !known.has(it.area))) dueAt = 0
  }
  return { tree, basemap, failed, keep, follow }
})
