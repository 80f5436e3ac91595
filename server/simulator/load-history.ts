/**
 * Gives the district its past: every day of the plan up to now that the server does not hold yet, some requests at a
 * time. A day is sent in the order of its reports, a case whole in one request, but for those that others are merged
 * into: what happened to them afterwards is sent after the merge. A start that was interrupted, or comes after hours or
 * weeks off, adds what is missing.
 */
import { BATCH_LIMIT, type HistoryItem } from '@shaotai/shared/contract/http.ts'
import type { HistoryClient } from '../import/history-client.ts'
import type { Api } from './api.ts'
import type { Calendar, Day } from './days.ts'
import { HISTORY_DAYS } from './mixes.ts'
import { planDay, type Life, type PlanOptions } from './plan.ts'
import { reportItem, stampOf, toHistory } from './to-history.ts'

/** One is judged while the next is written; more only wait there. */
const LANES = 3

export interface LoadOptions {
  api: Pick<Api, 'cases'>
  client: HistoryClient
  plan: PlanOptions
  /** Up to here, epoch ms. */
  until: number
  days?: number
  /** Told the lives of each day that have begun. */
  onDay?: (lives: Life[]) => void
  onProgress?: (cases: number, days: number, of: number) => void
}
export interface Loaded {
  /** Newly written. */
  cases: number
  /** Items that the server would not take. */
  refused: number
}

/** Oldest first; the last one is the day of `until`. */
export function daysBefore(until: number, calendar: Calendar, days = HISTORY_DAYS): Day[] {
  const today = calendar.dayOf(until)
  return Array.from({ length: days + 1 }, (_, n) => (n === days ? today : calendar.shifted(today, n - days)))
}

export async function loadHistory({
  api,
  client,
  plan,
  until,
  days,
  onDay = () => {},
  onProgress = () => {},
}: LoadOptions): Promise<Loaded> {
  const left = daysBefore(until, plan.calendar, days)
  const of = left.length
  const loaded = { cases: 0, refused: 0 }
  let done = 0
  const lane = async (): Promise<void> => {
    for (let day = left.shift(); day; day = left.shift()) {
      const { fresh, refused } = await loadDay(day)
      loaded.cases += fresh
      loaded.refused += refused
      onProgress(loaded.cases, (done += 1), of)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return loaded

  async function loadDay(day: Day): Promise<{ fresh: number; refused: number }> {
    const past = planDay(day, plan).filter(({ at }) => at <= until)
    onDay(past)
    const last = past.at(-1)
    if (!last) return { fresh: 0, refused: 0 }
    const to = Math.min(plan.calendar.shifted(day, 1).startsAt, until + 1)
    const [newest] = await api.cases({ from: stampOf(day.startsAt), to: stampOf(to) }, 1)
    if (newest?.reportedAt === last.at) return { fresh: 0, refused: 0 }
    if (!newest) return sendParts(inParts(past, until))
    // Part of it is there, perhaps moved on by live steps since: only cases that are new get a past.
    const isFresh = new Map<Life, boolean>()
    const reports = await sendAll(
      past.map((life) => [reportItem(life)]),
      (n, outcome) => isFresh.set(past[n]!, outcome === 'fresh'),
    )
    const fresh = past.filter((life) => isFresh.get(life))
    const [first, ...others] = inParts(fresh, until)
    const steps = await sendParts([first!.map((items) => items.slice(1)), ...others])
    return { fresh: reports.fresh, refused: reports.refused + steps.refused }
  }

  /** One after the other: each must be there before the next. */
  async function sendParts(parts: HistoryItem[][][]): Promise<{ fresh: number; refused: number }> {
    const sum = { fresh: 0, refused: 0 }
    for (const part of parts) {
      const { fresh, refused } = await sendAll(part)
      sum.fresh += fresh
      sum.refused += refused
    }
    return sum
  }

  /** Cases by their items; counts those whose report is new. */
  async function sendAll(
    cases: HistoryItem[][],
    onFirst: (nth: number, outcome: string) => void = () => {},
  ): Promise<{ fresh: number; refused: number }> {
    const sum = { fresh: 0, refused: 0 }
    for (let from = 0; from < cases.length;) {
      let to = from
      let size = 0
      while (to < cases.length && size + cases[to]!.length <= BATCH_LIMIT) size += cases[to++]!.length
      const batch = cases
        .slice(from, to)
        .flatMap((items, n) => items.map((item, i) => ({ item, isFirst: i === 0, nth: from + n })))
      const answers = await client.send(
        batch.map(({ item }) => ({
          caseKey: `${item.source}\n${item.externalId}`,
          json: JSON.stringify(item),
        })),
      )
      batch.forEach(({ item, isFirst, nth }, i) => {
        const { outcome } = answers[i]!
        if (outcome === 'refused') sum.refused += 1
        if (outcome === 'fresh' && item.type === 'report') sum.fresh += 1
        if (isFirst) onFirst(nth, outcome)
      })
      from = to
    }
    return sum
  }
}

/**
 * The past of a day's cases in three parts: all of it but for merges, and of the cases that others are merged into only
 * what was before; then the merges; then what happened to those cases afterwards. For the server takes a merge as it takes
 * any step, on the target as it stands.
 */
export function inParts(
  lives: readonly Life[],
  until: number,
): [HistoryItem[][], HistoryItem[][], HistoryItem[][]] {
  const pasts = lives.map((life) => toHistory(life, until))
  const mergedFrom = new Map<string, string>()
  for (const item of pasts.flat()) {
    if (!('into' in item) || !item.into) continue
    const first = mergedFrom.get(item.into.externalId)
    if (first === undefined || item.occurredAt < first) mergedFrom.set(item.into.externalId, item.occurredAt)
  }
  const isMerge = ({ type }: HistoryItem): boolean => type === 'merge'
  const isLater = ({ externalId, occurredAt }: HistoryItem): boolean =>
    occurredAt > (mergedFrom.get(externalId) ?? occurredAt)
  const parts = (which: (item: HistoryItem) => boolean): HistoryItem[][] =>
    pasts.map((items) => items.filter(which)).filter((items) => items.length > 0)
  return [parts((it) => !isMerge(it) && !isLater(it)), parts(isMerge), parts(isLater)]
}
