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

export interface Picture {
  epoch: string
  /** Everything up to and including this seq is in. */
  seq: number
  cases: ReadonlyMap<string, CaseView>
  /** Ids of the done cases held, oldest first, by the seq at which they were done. */
  done: readonly string[]
}

/** A contiguous piece of the log for one audience: each seq of from..to is an event or in a skip. */
export interface Frame {
  from: number
  to: number
  events: readonly WireEvent[]
  /** Inclusive ranges of seqs that this audience may not see (protocol F7). */
  skips?: readonly (readonly [number, number])[]
}

export const emptyPicture = (epoch: string, seq = 0): Picture => ({ epoch, seq, cases: new Map(), done: [] })

/** A picture from rows: any open ones, and the done ones oldest first; keeps the last 500 of these. */
export function pictureOf(
  epoch: string,
  seq: number,
  open: Iterable<CaseView>,
  done: readonly CaseView[],
): Picture {
  const kept = done.slice(-DONE_KEPT)
  const cases = new Map<string, CaseView>()
  for (const it of open) cases.set(it.id, it)
  for (const it of kept) cases.set(it.id, it)
  return { epoch, seq, cases, done: kept.map((it) => it.id) }
}

/**
 * Folds frames that continue the picture. Events at or before its seq are dropped (F2); a frame beyond
 * seq + 1 is a gap and an error of the caller, who must ask again first (F3).
 */
export function applyFrames(picture: Picture, frames: readonly Frame[], audience: Audience): Picture {
  const news = frames.filter((frame) => frame.to > picture.seq)
  if (news.length === 0) return picture
  const cases = new Map(picture.cases)
  const done = new Set(picture.done)
  let { seq } = picture
  for (const frame of news) {
    if (frame.from > seq + 1) throw new Error(`frame ${frame.from}..${frame.to} does not continue ${seq}`)
    for (const event of frame.events) if (event.seq > seq) fold(cases, done, event, audience)
    seq = frame.to
  }
  return { epoch: picture.epoch, seq, cases, done: [...done] }
}

function fold(cases: Map<string, CaseView>, done: Set<string>, event: WireEvent, audience: Audience): void {
  const before = cases.get(event.caseId) ?? null
  // An event about a case that has left the picture, or was never ours, changes nothing here.
  if (!before && !event.case) return
  const after = evolve(before, event)
  done.delete(event.caseId)
  if (!belongsTo(audience, after)) {
    cases.delete(event.caseId)
    return
  }
  cases.set(event.caseId, after)
  if (isOpen(after)) return
  done.add(event.caseId)
  if (done.size > DONE_KEPT) {
    const oldest = done.values().next().value!
    done.delete(oldest)
    cases.delete(oldest)
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
