/**
 * Figures from the ledger: five questions over HTTP, the same for every wall, asked again while the log moves.
 * Every answer carries the seq and the instant it stands at; nothing here is extrapolated, and an answer that
 * does not come leaves the one before it, which then shows its age.
 */
import type { KpiItem, KpiReply } from '@shaotai/shared/contract/http.ts'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import { request, withQuery } from '../http/request.ts'
import { figureWindows, type Asked, type FigureWindows, type Span, type Step } from './figure-windows.ts'
import { useSession } from './session.ts'
import { useZone } from './zone.ts'

export interface Reading extends Span {
  /** Monotonic ms at which the answer came. */
  readAt: number
  asOf: number
  asOfSeq: number
  items: readonly KpiItem[]
  by: Step | null
  groups: readonly string[]
}

interface Question {
  window: keyof FigureWindows
  ids: string
  by?: 'time_to_close' | 'step'
  compare?: true
  /** ms between two askings while the log moves. */
  againMs: number
}
const SOON_MS = 10_000
const MINUTE_MS = 60_000 // also without news: what is overdue changes by the clock alone

/** At most four of them within ten seconds. */
const QUESTIONS = {
  month: {
    window: 'month',
    ids: 'resolution_rate,on_time_rate_due,on_time_rate_closed,closed_share,closed,backlog,overdue_open',
    compare: true,
    againMs: SOON_MS,
  },
  flow: { window: 'flow', ids: 'reports,filed,closed,net_flow', by: 'step', againMs: SOON_MS },
  pace: { window: 'pace', ids: 'time_to_close_p50,time_to_close_p90', compare: true, againMs: 3 * SOON_MS },
  spread: { window: 'pace', ids: 'closed', by: 'time_to_close', againMs: MINUTE_MS },
  days: { window: 'days', ids: 'resolution_rate,on_time_rate_due', by: 'step', againMs: MINUTE_MS },
} as const satisfies Record<string, Question>
export type ReadingId = keyof typeof QUESTIONS
const IDS = Object.keys(QUESTIONS) as ReadingId[]
export type Readings = Readonly<Record<ReadingId, Reading | null>>

const UNREAD = Object.fromEntries(IDS.map((id) => [id, null])) as Readings

export const useFigures = defineStore('figures', () => {
  const session = useSession()
  const clock = useClock()
  const zone = useZone()
  const readings = shallowRef<Readings>(UNREAD)
  const asked: Asked = { from: null, to: null }
  /** Figures of this area alone; null: the whole district. */
  const area = shallowRef<string | null>(null)
  const triedAt = new Map<ReadingId, number>()
  const failed = new Set<ReadingId>()

  function ofArea(code: string | null): void {
    if (area.value === code) return
    area.value = code
    readings.value = UNREAD // another area's figures are not older ones of this area
    triedAt.clear()
  }
  async function read(id: ReadingId): Promise<void> {
    const { window, ids, by, compare }: Question = QUESTIONS[id]
    const span = figureWindows(asked, clock.wall.value, zone.name)[window]
    const steps = 'groups' in span ? span : null
    const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
    const path = withQuery('/api/kpis', {
      area: area.value,
      from: iso(span.from),
      to: iso(span.to),
      by: by === 'step' ? steps!.by : by,
      compare: compare && span.from !== null ? 'previous' : null,
      ids,
    })
    const of = area.value
    const { asOf, asOfSeq, items } = await request<KpiReply>(session.caller, path)
    if (of !== area.value) return // the answer to what nobody asks any more
    const reading: Reading = {
      from: span.from,
      to: span.to,
      readAt: clock.now(),
      asOf: Date.parse(asOf),
      asOfSeq,
      items,
      by: steps?.by ?? null,
      groups: steps?.groups ?? [],
    }
    readings.value = { ...readings.value, [id]: reading }
  }
  function isDue(id: ReadingId, seq: number, now: number): boolean {
    const since = now - (triedAt.get(id) ?? Number.NEGATIVE_INFINITY)
    const moved = failed.has(id) || (readings.value[id]?.asOfSeq ?? -1) < seq
    return since >= (failed.has(id) ? SOON_MS : QUESTIONS[id].againMs) && (moved || since >= MINUTE_MS)
  }
  /** Call once a second: reads what is due. `seq` is the picture's. */
  async function follow(seq: number): Promise<void> {
    if (!zone.isKnown) await zone.read()
    const now = clock.now()
    const due = IDS.filter((id) => isDue(id, seq, now))
    for (const id of due) triedAt.set(id, now)
    await Promise.all(
      due.map((id) =>
        read(id).then(
          () => failed.delete(id),
          () => failed.add(id),
        ),
      ),
    )
  }
  return { readings, asked, area, ofArea, follow }
})
