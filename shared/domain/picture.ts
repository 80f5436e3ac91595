/**
 * The picture: the live state that all screens share, as one audience may see it. Pure: a new picture from
 * an old one and a frame; nothing here knows a socket or a clock. Holds every open case and the last 500
 * that were done, and what leaves is decided by the order of the log, never by time (protocol B5).
 */
import type { CaseView } from './case-file.ts'
import { evolve } from './evolve.ts'
import { isOpen } from './lifecycle.ts'
import { belongsTo, type Audience, type WireEvent } from './redact.ts'

/** Enough for a list of what was just closed; older ones are read by window over HTTP. */
export const DONE_KEPT = 500
/**
 * Held behind them and not part of the picture: when a done case is reopened, the next older one takes its
 * place, on every screen and in the database's own answer alike.
 */
export const RESERVE_KEPT = 500

export interface Picture {
  epoch: string
  /** Everything up to and including this seq is in. */
  seq: number
  cases: ReadonlyMap<string, CaseView>
  /** Ids of the done cases held, oldest first, by the seq at which they were done. */
  done: readonly string[]
  /** The done cases before those, oldest first; not shown and not in the hash. */
  reserve: readonly CaseView[]
}

/** A contiguous piece of the log for one audience: each seq of from..to is an event or in a skip. */
export interface Frame {
  from: number
  to: number
  events: readonly WireEvent[]
  /** Inclusive ranges of seqs that this audience may not see (protocol F7). */
  skips?: readonly (readonly [number, number])[]
}

export const emptyPicture = (epoch: string, seq = 0): Picture => ({
  epoch,
  seq,
  cases: new Map(),
  done: [],
  reserve: [],
})

/** A picture from rows: any open ones, and the done ones oldest first, of which the newest count. */
export function pictureOf(
  epoch: string,
  seq: number,
  open: Iterable<CaseView>,
  done: readonly CaseView[],
): Picture {
  const kept = done.slice(-DONE_KEPT)
  const reserve = done.slice(0, done.length - kept.length).slice(-RESERVE_KEPT)
  const cases = new Map<string, CaseView>()
  for (const it of open) cases.set(it.id, it)
  for (const it of kept) cases.set(it.id, it)
  return { epoch, seq, cases, done: kept.map((it) => it.id), reserve }
}

/**
 * Folds frames that continue the picture. Events at or before its seq are dropped (F2); a frame beyond
 * seq + 1 is a gap and an error of the caller, who must ask again first (F3).
 */
export function applyFrames(picture: Picture, frames: readonly Frame[], audience: Audience): Picture {
  const news = frames.filter((frame) => frame.to > picture.seq)
  if (news.length === 0) return picture
  const draft: Draft = {
    cases: new Map(picture.cases),
    done: new Set(picture.done),
    reserve: [...picture.reserve],
  }
  let { seq } = picture
  for (const frame of news) {
    if (frame.from > seq + 1) throw new Error(`frame ${frame.from}..${frame.to} does not continue ${seq}`)
    for (const event of frame.events) if (event.seq > seq) fold(draft, event, audience)
    seq = frame.to
  }
  return { epoch: picture.epoch, seq, cases: draft.cases, done: [...draft.done], reserve: draft.reserve }
}

interface Draft {
  cases: Map<string, CaseView>
  /** In the order in which they were done. */
  done: Set<string>
  reserve: CaseView[]
}

function fold(draft: Draft, event: WireEvent, audience: Audience): void {
  const { cases, done } = draft
  const inReserve = draft.reserve.findIndex((it) => it.id === event.caseId)
  const before = cases.get(event.caseId) ?? draft.reserve[inReserve] ?? null
  // An event about a case that has left the picture, or was never ours, changes nothing here.
  if (!before && !event.case) return
  const after = evolve(before, event)
  const stays = belongsTo(audience, after)
  const isDone = stays && !isOpen(after)
  if (inReserve >= 0) {
    draft.reserve.splice(inReserve, 1, ...(isDone ? [after] : []))
    if (isDone) return // it keeps its place in the order
  }
  if (stays) cases.set(event.caseId, after)
  else cases.delete(event.caseId)
  if (isDone) done.add(event.caseId)
  else done.delete(event.caseId)
  settle(draft)
}

/** As many done cases as there should be: the oldest go to the reserve, the newest come back from it. */
function settle(draft: Draft): void {
  const { cases, done, reserve } = draft
  while (done.size > DONE_KEPT) {
    const oldest = done.values().next().value!
    reserve.push(cases.get(oldest)!)
    done.delete(oldest)
    cases.delete(oldest)
    if (reserve.length > RESERVE_KEPT) reserve.shift()
  }
  while (done.size < DONE_KEPT && reserve.length > 0) {
    const newest = reserve.pop()!
    cases.set(newest.id, newest)
    draft.done = new Set([newest.id, ...done])
    return settle(draft)
  }
}

/** Do the events and skips of a frame cover from..to, each seq once and in order? */
export function isWhole({ from, to, events, skips = [] }: Frame): boolean {
  let next = from
  let e = 0
  let s = 0
  while (next <= to) {
    if (events[e]?.seq === next) {
      e += 1
      next += 1
    } else if (skips[s]?.[0] === next && skips[s]![1] >= next) {
      next = skips[s]![1] + 1
      s += 1
    } else return false
  }
  return next === to + 1 && e === events.length && s === skips.length
}
