/** The cases behind one side of a figure, a page at a time, of the ledger as it stood when the figure was told. */
import type { KpiCasesReply } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { shallowRef } from 'vue'
import { request, withQuery } from '../../http/request.ts'
import type { BriefReading } from '../../stores/brief-figures.ts'
import { useSession } from '../../stores/session.ts'

export type Side = 'numerator' | 'denominator'
const PAGE = 10

export function useCasesBehind() {
  const session = useSession()
  const rows = shallowRef<readonly CaseView[]>([])
  /** How many there are, seen or not; null: not read yet. */
  const n = shallowRef<number | null>(null)
  const next = shallowRef<string | null>(null)
  const state = shallowRef<'reading' | 'failed' | 'read'>('reading')
  let asked = { id: '', side: 'numerator' as Side, reading: null as BriefReading | null }

  async function page(cursor: string | null): Promise<void> {
    const mine = asked
    const { id, side, reading } = mine
    if (!reading) return
    state.value = 'reading'
    const { ids: _, compare: __, by: ___, ...filters } = reading.asking
    const path = withQuery(`/api/kpis/${id}/cases`, {
      ...filters,
      side,
      cursor,
      asOf: String(reading.asOfSeq),
      limit: String(PAGE),
    })
    try {
      const reply = await request<KpiCasesReply>(session.asPerson, path)
      if (mine !== asked) return
      rows.value = cursor === null ? reply.items : [...rows.value, ...reply.items]
      n.value = reply.n
      next.value = reply.next
      state.value = 'read'
    } catch {
      if (mine === asked) state.value = 'failed'
    }
  }
  function open(id: string, side: Side, reading: BriefReading): Promise<void> {
    asked = { id, side, reading }
    return page(null)
  }
  return { rows, n, next, state, open, more: () => page(next.value), again: () => page(null) }
}
