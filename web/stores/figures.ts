/**
 * Figures from the ledger: read over HTTP, again at most every ten seconds while the log moves. Every answer
 * carries the seq and the instant it stands at; nothing here is extrapolated.
 */
import type { KpiItem, KpiReply } from '@shaotai/shared/contract/http.ts'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import { request, withQuery } from '../http/request.ts'
import { flowWindow, type FlowWindow } from './flow-window.ts'
import { useSession } from './session.ts'

export interface Figures {
  /** Monotonic ms at which the answer came. */
  readAt: number
  asOf: number
  asOfSeq: number
  items: Readonly<Record<string, KpiItem>>
  /** Closed in the window, by kind. */
  closedByKind: Readonly<Record<string, number>>
}
export interface Flow extends FlowWindow {
  readAt: number
  days: readonly string[]
  reported: readonly number[]
  closed: readonly number[]
}

const AGAIN_MS = 10_000
/** Days change slowly, and grouping is the dearer question. */
const FLOW_AGAIN_MS = 60_000

export const useFigures = defineStore('figures', () => {
  const session = useSession()
  const clock = useClock()
  const figures = shallowRef<Figures | null>(null)
  const flow = shallowRef<Flow | null>(null)
  const failed = shallowRef(false)
  /** `?from=&to=` of the page, passed on as they are. */
  const asked = { from: null as string | null, to: null as string | null }
  let triedAt = Number.NEGATIVE_INFINITY
  let flowTriedAt = Number.NEGATIVE_INFINITY

  const read = (values: Record<string, string | null | undefined>) =>
    request<KpiReply>(session.caller, withQuery('/api/kpis', { ...asked, ...values }))

  async function readFigures(): Promise<void> {
    const [whole, byKind] = await Promise.all([read({}), read({ by: 'kind' })])
    const closed = byKind.items.filter((it) => it.id === 'closed' && it.group !== undefined)
    figures.value = {
      readAt: clock.now(),
      asOf: Date.parse(whole.asOf),
      asOfSeq: whole.asOfSeq,
      items: Object.fromEntries(whole.items.map((it) => [it.id, it])),
      closedByKind: Object.fromEntries(closed.map((it) => [it.group!, it.value ?? 0])),
    }
  }
  async function readFlow(): Promise<void> {
    const window = flowWindow(asked, clock.wall.value)
    const { items } = await read({
      from: new Date(window.from).toISOString(),
      to: new Date(window.to).toISOString(),
      by: window.by,
    })
    const of = (id: string) =>
      new Map(items.filter((it) => it.id === id).map((it) => [it.group ?? '', it.value ?? 0]))
    const [reported, closed] = [of('reports'), of('closed')]
    // The server's days are the district's; where the screen's zone is another one, its last day is ours too.
    const days = [...new Set([...window.groups, ...reported.keys(), ...closed.keys()])]
      .sort()
      .slice(-window.groups.length)
    flow.value = {
      ...window,
      readAt: clock.now(),
      days,
      reported: days.map((day) => reported.get(day) ?? 0),
      closed: days.map((day) => closed.get(day) ?? 0),
    }
  }
  /** Call once a second: reads what is due. `seq` is the picture's. */
  async function follow(seq: number): Promise<void> {
    const now = clock.now()
    const moved = (figures.value?.asOfSeq ?? -1) < seq
    if (now - triedAt >= AGAIN_MS && (moved || failed.value || now - triedAt >= FLOW_AGAIN_MS)) {
      triedAt = now
      await readFigures().then(
        () => (failed.value = false),
        () => (failed.value = true),
      )
    }
    if (now - flowTriedAt >= FLOW_AGAIN_MS) {
      flowTriedAt = now
      await readFlow().catch(() => (flowTriedAt = now - FLOW_AGAIN_MS + AGAIN_MS))
    }
  }
  return { figures, flow, failed, asked, follow }
})
