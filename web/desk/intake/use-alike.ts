/**
 * What is like the draft, asked while it is written. The place is asked of as it moves, the telephone number once it is
 * whole and once only: each match is on the audit trail. A question that fails says nothing; nobody waits for it.
 */
import type { SimilarReply, SimilarRequest } from '@shaotai/shared/contract/http.ts'
import { relationsFor } from '@shaotai/shared/domain/rights.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { request } from '../../http/request.ts'
import { useSession } from '../../stores/session.ts'
import type { Draft } from './draft.ts'

const PAUSE_MS = 350
type Near = Pick<SimilarReply, 'duplicates' | 'chronic'>

export function useAlike(draft: () => Draft, number: () => string | null) {
  const session = useSession()
  const near = shallowRef<Near | null>(null)
  const caller = shallowRef<SimilarReply['reporter']>(null)
  /** Whoever may join cases is told of them; others report, and intake looks. */
  const mayJoin = computed(() => relationsFor((session.person?.role ?? 'viewer') as Role, 'merge').length > 0)
  const ask = (body: SimilarRequest): Promise<SimilarReply | null> =>
    request<SimilarReply>(session.asPerson, '/api/cases/similar', body).catch(() => null)

  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  watch(
    () => [draft().category, draft().place] as const,
    ([category, place]) => {
      clearTimeout(timer)
      const mine = (asked += 1)
      near.value = null
      if (!mayJoin.value || category === null || !place) return
      const { lng, lat, crs } = place
      timer = setTimeout(async () => {
        const said = await ask({ category, lng, lat, crs })
        if (mine === asked) near.value = said
      }, PAUSE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))

  let matched: { digits: string; reporter: SimilarReply['reporter'] } | null = null
  watch(
    () => [number(), draft().category] as const,
    async ([digits, category]) => {
      caller.value = digits === matched?.digits ? matched!.reporter : null
      if (!mayJoin.value || digits === null || category === null || digits === matched?.digits) return
      const mine: { digits: string; reporter: SimilarReply['reporter'] } = { digits, reporter: null }
      matched = mine
      mine.reporter = (await ask({ category, phone: digits }))?.reporter ?? null
      if (matched === mine && number() === digits) caller.value = mine.reporter
    },
    { immediate: true },
  )
  return { near, caller }
}
