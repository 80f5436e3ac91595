/**
 * The district's areas and the ground they lie on: read once, tried again until the server has answered, and
 * again when there is a new version of them. Shallow: a proxy over every corner would be slow.
 */
import type { AreaRevisionReply } from '@shaotai/shared/contract/areas.ts'
import type { AreasReply, BasemapReply } from '@shaotai/shared/contract/http.ts'
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'
import { defineStore } from 'pinia'
import { markRaw, shallowRef } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import { request } from '../http/request.ts'
import { treeOf, type AreaTree } from '../layers/area-tree.ts'
import { openAreaReader } from './area-reader.ts'
import { useSession } from './session.ts'

export const useAreas = defineStore('areas', () => {
  const session = useSession()
  const clock = useClock()
  /** Null until read; without areas it is a tree without roots. */
  const tree = shallowRef<AreaTree | null>(null)
  const basemap = shallowRef<BasemapReply | null>(null)
  /** Neither known nor about to be: the map does without. */
  const failed = shallowRef(false)
  const reader = openAreaReader({
    revision: async () => (await request<AreaRevisionReply>(session.caller, '/api/areas/revision')).revision,
    read: async () => {
      const [areas, ground] = await Promise.all([
        request<AreasReply>(session.caller, '/api/areas?form=geojson&retired=true'),
        request<BasemapReply>(session.caller, '/api/basemap'),
      ])
      tree.value = markRaw(treeOf(areas))
      if (JSON.stringify(basemap.value) !== JSON.stringify(ground)) basemap.value = markRaw(ground)
      failed.value = false
    },
    now: () => clock.now(),
    onFailed: () => void (failed.value = true),
  })
  /** Call with every picture and what led to it. */
  function follow({ cases }: Picture, frames: readonly Frame[], replaced: boolean): void {
    const known = tree.value?.byCode
    if (!known) return
    const changed = replaced
      ? [...cases.values()]
      : frames.flatMap(({ events }) => events.map((it) => cases.get(it.caseId)))
    if (changed.some((it) => it && it.area !== null && !known.has(it.area))) reader.unknownNamed()
  }
  return { tree, basemap, failed, keep: reader.keep, follow }
})
