/** Does the district keep up? Filed and closed by the hour of today, and the backlog they make. Pure. */
import { formatCount } from '../../i18n/format.ts'
import type { Definition } from '../definition/definition.ts'
import type { PanelInputs, PanelReading } from '../panel.ts'
import { countWords, definitionOf, itemOf, seriesOf, windowWords } from '../readings.ts'

export interface FlowModel {
  note: string
  isHourly: boolean
  /** Words of each group on the axis. */
  labels: string[]
  opened: number[]
  closed: number[]
  /** Backlog at the edges of groups: [place on the axis, cases], up to now. Empty where it is not known. */
  backlog: [at: number, n: number][]
  /** Where now is on the axis; null: not in this window. */
  nowAt: number | null
  legend: {
    id: string
    mark: 'opened' | 'closed' | 'backlog'
    name: string
    value: string
    definition: Definition
  }[]
  label: string
  nothing: string | null
}

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

export function deriveFlow({ figures, words, language, now }: PanelInputs): FlowModel {
  const { flow, month } = figures
  const { panels: w } = words
  const reader = { words, language }
  const numbers = (id: string) => seriesOf(flow, id).map((it) => it ?? 0)
  const [opened, closed] = [numbers('filed'), numbers('closed')]
  const sum = (values: readonly number[]) => values.reduce((total, it) => total + it, 0)
  const isToday = flow?.by === 'hour'
  const nowAt = flow && isToday ? placeOfNow(flow, now) : null
  const backlogNow = itemOf(month, 'backlog')
  const backlog =
    flow && backlogNow?.value != null ? backlogLine(flow, opened, closed, backlogNow.value, nowAt) : []
  const define = (id: 'filed' | 'closed', name: string, total: number | null): Definition => {
    const it = flow?.items.find((item) => item.id === id)
    const { text } = definitionOf(name, it, flow, reader)
    return {
      title: name,
      text,
      rows: [
        { name: w.total, value: countWords(total, language) },
        { name: words.definition.window, value: windowWords(flow, reader) },
      ],
    }
  }
  const total = (values: number[]) => (flow ? sum(values) : null)
  const count = (n: number | null) => countWords(n, language)
  const [first, last] = [backlog[0]?.[1], backlog.at(-1)?.[1]]
  return {
    note: isToday || !flow ? '' : windowWords(flow, reader),
    isHourly: isToday,
    labels: (flow?.groups ?? []).map((group) => labelOf(group)),
    opened,
    closed,
    backlog,
    nowAt,
    legend: [
      {
        id: 'filed',
        mark: 'opened',
        name: w.flowOpened,
        value: count(total(opened)),
        definition: define('filed', w.flowOpened, total(opened)),
      },
      {
        id: 'closed',
        mark: 'closed',
        name: w.flowClosed,
        value: count(total(closed)),
        definition: define('closed', w.flowClosed, total(closed)),
      },
      {
        id: 'backlog',
        mark: 'backlog',
        name: w.flowBacklog,
        value:
          first === undefined || last === undefined
            ? count(null)
            : w.fromTo(formatCount(first, language), formatCount(last, language)),
        definition: {
          ...definitionOf(w.flowBacklog, backlogNow, month, reader),
          text: backlogNow
            ? `${backlogNow.text[language]}${words.space}${words.definition.backlog}`
            : words.definition.unknown,
        },
      },
    ],
    label: isToday ? w.flowToday : w.flow,
    nothing: flow && sum(opened) + sum(closed) === 0 ? (isToday ? w.flowNothing : w.flowNothingThen) : null,
  }
}

/** 2026-11-22T14:00 → 14:00, 2026-11-22 → 11-22; months keep their year. */
const labelOf = (group: string): string =>
  group.includes('T') ? group.slice(11) : group.length > 7 ? group.slice(5) : group

/** The hour by its name, for hours may be missing or repeated on a day that changes its clock. */
function placeOfNow({ from, groups, asOf }: PanelReading, now: number): number | null {
  const at = Math.max(now, asOf)
  if (from === null || at < from) return null
  // By the minute: a line that moves by less is not worth a new chart each second.
  const hours = Math.floor((at - from) / MINUTE_MS) / (HOUR_MS / MINUTE_MS)
  return hours <= groups.length ? hours : null // tomorrow, and the next answer will say so
}

/** Reckoned back from the backlog of now by the net change of each group, so that its end is the ledger's figure. */
function backlogLine(
  flow: PanelReading,
  opened: readonly number[],
  closed: readonly number[],
  backlogNow: number,
  nowAt: number | null,
): [number, number][] {
  const isNet = flow.items.some(({ id }) => id === 'net_flow')
  const net = isNet ? seriesOf(flow, 'net_flow').map((it) => it ?? 0) : opened.map((n, i) => n - closed[i]!)
  const end = nowAt ?? flow.groups.length
  const whole = Math.min(Math.floor(end), net.length)
  let n = backlogNow - net.reduce((sum, it) => sum + it, 0)
  const line: [number, number][] = [[0, n]]
  for (let i = 0; i < whole; i += 1) line.push([i + 1, (n += net[i]!)])
  if (end > whole) line.push([end, backlogNow])
  return line
}
