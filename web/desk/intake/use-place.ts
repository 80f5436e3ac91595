/** Where the draft's place lies, asked as soon as there is one. The last question counts, whichever is answered last. */
import type { PlaceReply } from '@shaotai/shared/contract/areas.ts'
import { shallowRef, watch } from 'vue'
import { request } from '../../http/request.ts'
import { useSession } from '../../stores/session.ts'
import type { DraftPlace } from './draft.ts'

/** `unknown`: the server did not say; it will judge the report itself. */
export type Found = 'none' | 'looking' | 'unknown' | PlaceReply

export function usePlace(place: () => DraftPlace | null) {
  const session = useSession()
  const found = shallowRef<Found>('none')
  let asked = 0
  watch(
    place,
    async (it) => {
      const mine = (asked += 1)
      if (!it) return void (found.value = 'none')
      found.value = 'looking'
      const { lng, lat, crs } = it
      const said = await request<PlaceReply>(session.asPerson, '/api/areas/at', { lng, lat, crs }).catch(
        () => 'unknown' as const,
      )
      if (mine === asked) found.value = said
    },
    { immediate: true },
  )
  return found
}
