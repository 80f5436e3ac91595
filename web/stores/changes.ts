/**
 * What changed last, as a list that people can read while it moves: at most one row enters a second, whatever
 * the log does. Pure, from the frames that led to a picture; what a row says is the panel's.
 */
import type { EventType } from '@shaotai/shared/domain/lifecycle.ts'
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'

export interface Change {
  caseId: string
  version: number
  /** Null: known from a snapshot, which says how things are and not what happened. */
  type: EventType | null
  /** Business stamp, epoch ms. */
  at: number
  /** When this screen showed it, monotonic ms; null for what was there before. */
  seenAt: number | null
}
export interface Changes {
  /** As shown, newest first, a row for each case. */
  rows: readonly Change[]
  /** Heard and not shown yet, oldest first, a row for each case. */
  waiting: readonly Change[]
  /** How many rows have entered so far: the list has moved that often. */
  moves: number
  /** Monotonic ms of the last movement. */
  movedAt: number
  /** Events heard, by the second of the monotonic clock, of the last minute, oldest first. */
  heard: readonly { second: number; n: number }[]
}

/** More than the tallest list shows. */
const KEPT = 40
/** One row a second can be read from afar; a list that hurries under load cannot. */
export const PACE_MS = 1_000
/** So a row is shown within ten seconds of its event; when more wait, the oldest are counted and not shown. */
const MOST_WAITING = 10
/** A row that is still lit stays where it is: the light would move under the reader's eye. */
export const LIT_MS = 8_000
const MINUTE_S = 60

export const NO_CHANGES: Changes = { rows: [], waiting: [], moves: 0, movedAt: -Infinity, heard: [] }

/** A snapshot has no order of events; the latest business stamps stand in for it. */
export function afterSnapshot({ cases }: Picture): Changes {
  const rows = [...cases.values()]
    .sort((a, b) => b.changedAt - a.changedAt)
    .slice(0, KEPT)
    .map(({ id, version, changedAt }) => ({ caseId: id, version, type: null, at: changedAt, seenAt: null }))
  return { ...NO_CHANGES, rows }
}

/** What frames tell: a lit row is told in place, everything else waits for its turn. `now` is monotonic ms. */
export function afterFrames(before: Changes, frames: readonly Frame[], now: number): Changes {
  const news = new Map<string, Change>()
  let heard = 0
  for (const { events } of frames) {
    heard += events.length
    for (const { caseId, version, type, at } of events) {
      if (type === 'case.near_due') continue // the clock's news of many cases at once would hide what people did
      news.delete(caseId) // the order is that of the last event
      news.set(caseId, { caseId, version, type, at, seenAt: null })
    }
  }
  if (heard === 0) return before
  const rows = before.rows.map((row) => {
    const it = news.get(row.caseId)
    if (!it || !isLit(row, now)) return row
    news.delete(row.caseId)
    return { ...it, seenAt: now }
  })
  const waiting = [...before.waiting.filter((it) => !news.has(it.caseId)), ...news.values()]
  return { ...before, rows, waiting: waiting.slice(-MOST_WAITING), heard: count(before.heard, heard, now) }
}

/** Lets the next row in where it is time; call it after frames and on every beat. */
export function afterTime(before: Changes, now: number): Changes {
  const [next, ...waiting] = before.waiting
  if (!next || now - before.movedAt < PACE_MS) return before
  const rows = [{ ...next, seenAt: now }, ...before.rows.filter((it) => it.caseId !== next.caseId)]
  return { ...before, rows: rows.slice(0, KEPT), waiting, moves: before.moves + 1, movedAt: now }
}

/** Events heard within the last minute. */
export const lastMinute = ({ heard }: Changes, now: number): number =>
  heard.reduce((sum, { second, n }) => (second > now / 1_000 - MINUTE_S ? sum + n : sum), 0)

const isLit = ({ seenAt }: Change, now: number): boolean => seenAt !== null && now - seenAt < LIT_MS

function count(before: Changes['heard'], n: number, now: number): Changes['heard'] {
  const second = Math.floor(now / 1_000)
  const kept = before.filter((it) => it.second > second - MINUTE_S)
  const last = kept.at(-1)
  return last?.second === second
    ? [...kept.slice(0, -1), { second, n: last.n + n }]
    : [...kept, { second, n }]
}
