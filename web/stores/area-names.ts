/** What the district's areas are called and who lies in whom, without their shapes: read until the server has answered. */
import type { AreasReply } from '@shaotai/shared/contract/http.ts'
import type { Area } from '@shaotai/shared/domain/area.ts'
import { defineStore } from 'pinia'
import { markRaw, shallowRef } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import { request } from '../http/request.ts'
import { useSession } from './session.ts'

const AGAIN_MS = 5_000
/** Areas are loaded anew once in a while: a wall that hangs for months learns of it. */
const ANYWAY_MS = 10 * 60_000

export const useAreaNames = defineStore('area-names', () => {
  const session = useSession()
  const clock = useClock()
  /** Null until read. */
  const byCode = shallowRef<ReadonlyMap<string, Area> | null>(null)
  let dueAt = Number.NEGATIVE_INFINITY

  /** Call once a second: reads when it is due. */
  async function keep(): Promise<void> {
    if (clock.now() < dueAt) return
    dueAt = clock.now() + ANYWAY_MS
    try {
      const { features } = await request<AreasReply>(session.caller, '/api/areas?form=list')
      byCode.value = markRaw(new Map(features.map(({ properties }) => [properties.code, properties])))
    } catch {
      dueAt = clock.now() + AGAIN_MS
    }
  }
  return { byCode, keep }
})
