/** Reported and closed by day, from the ledger: does the district keep up? */
import { formatCount } from '../../i18n/format.ts'
import type { PanelInputs } from '../panel.ts'

export interface FlowModel {
  days: string[]
  reported: number[]
  closed: number[]
  names: { reported: string; closed: string; all: string }
  sums: { reported: string; closed: string }
  window: string
  nothing: string | null
}

export function deriveFlow({ flow, words, language }: PanelInputs): FlowModel {
  const sum = (values: readonly number[]) => values.reduce((total, it) => total + it, 0)
  const { flowReported: reported, flowClosed: closed, flow: all } = words.panels
  const days = flow?.days ?? []
  const window = flow
    ? flow.by === 'day'
      ? words.panels.lastDays(formatCount(days.length, language))
      : words.panels.between(days[0] ?? '', days.at(-1) ?? '')
    : words.panels.notLoaded
  const isEmpty = flow !== null && sum(flow.reported) + sum(flow.closed) === 0
  return {
    // 2026-11-22 → 11-22; months keep their year.
    days: days.map((day) => (day.length > 7 ? day.slice(5) : day)),
    reported: [...(flow?.reported ?? [])],
    closed: [...(flow?.closed ?? [])],
    names: { reported, closed, all },
    sums: {
      reported: flow ? formatCount(sum(flow.reported), language) : '—',
      closed: flow ? formatCount(sum(flow.closed), language) : '—',
    },
    window,
    nothing: isEmpty ? words.panels.flowNothing(window) : null,
  }
}
