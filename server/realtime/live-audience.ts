/**
 * One audience, live: its picture folded from the log as it may see it, the ring of what it was last told,
 * and the snapshot a newcomer gets. Knows no socket; what it wants sent goes through `send`.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { applyFrames, type Frame, type Picture } from '@shaotai/shared/domain/picture.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import { encodeSnapshot } from '@shaotai/shared/contract/snapshot.ts'
import { toFrame } from '../event-log/to-frame.ts'

const zip = promisify(gzip)

/** S1: as far back as a late screen is served from memory. */
const RING_SEQS = 10_000
/** H3. Larger than this, a snapshot is cheaper for both sides. */
const DELTA_EVENTS = 2_000
const DELTA_BYTES = 512 * 1024
/** Measured on the demo's cases, generously: an event without and with its case, as JSON. */
const EVENT_BYTES = 160
const CASE_BYTES = 720
/** F5: after a quiet moment at once, under load at most this often. */
const FLUSH_MS = 60
/** Folding copies the whole picture, so it waits for whoever asks for it, or for this many pieces of the log. */
const FOLD_PIECES = 100
/** H5: a storm of joins costs one build a second. */
const SNAPSHOT_MS = 1_000

export interface Snapshot {
  seq: number
  /** gzip of the contract's snapshot text. */
  body: Buffer
  /** What happened between its build and now. */
  since: Frame[]
}

export interface LiveAudience {
  audience: Audience
  picture: () => Picture
  /** Up to here everybody in step has been told. */
  toldSeq: () => number
  take: (log: readonly LogEvent[]) => void
  flush: () => void
  /** What a screen that stands at `seq` missed; null where a snapshot must serve. */
  framesAfter: (seq: number) => Frame[] | null
  snapshot: () => Promise<Snapshot>
  stop: () => void
}

export interface LiveAudienceOptions {
  audience: Audience
  picture: Picture
  now: () => number
  send: (frame: Frame) => void
}

export function openLiveAudience({ audience, picture: first, now, send }: LiveAudienceOptions): LiveAudience {
  let folded = first
  let unfolded: Frame[] = []
  /** Of the last event taken. */
  let headSeq = first.seq
  let ring: Frame[] = []
  let untold: Frame[] = []
  let toldSeq = first.seq
  let lastFlush = 0
  let timer: NodeJS.Timeout | null = null
  let cached: { at: number; seq: number; body: Promise<Buffer> } | null = null

  const picture = (): Picture => {
    if (unfolded.length > 0) folded = applyFrames(folded, unfolded, audience)
    unfolded = []
    return folded
  }

  /** Everything after `seq` as one frame; null where the ring does not go back that far. */
  const inRing = (seq: number): Frame[] | null => {
    if (seq === headSeq) return []
    if (seq > headSeq || (ring[0]?.from ?? Infinity) > seq + 1) return null
    let i = ring.length
    while (i > 0 && ring[i - 1]!.to > seq) i -= 1
    return [joinFrames(ring.slice(i))]
  }

  const flush = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    if (untold.length === 0) return
    const frame = joinFrames(untold)
    untold = []
    toldSeq = frame.to
    lastFlush = now()
    send(frame)
  }

  return {
    audience,
    picture,
    toldSeq: () => toldSeq,
    take: (log) => {
      const news = log.filter((it) => it.seq > headSeq)
      if (news.length === 0) return
      const frame = toFrame(news, audience)
      headSeq = frame.to
      unfolded.push(frame)
      if (unfolded.length >= FOLD_PIECES) picture()
      ring.push(frame)
      while (ring.length > 1 && ring[0]!.to <= headSeq - RING_SEQS) ring.shift()
      untold.push(frame)
      const wait = lastFlush + FLUSH_MS - now()
      if (wait <= 0) flush()
      else timer ??= setTimeout(flush, wait)
    },
    flush,
    framesAfter: (seq) => {
      const missed = inRing(seq)
      return missed && isWorthSending(missed) ? missed : null
    },
    snapshot: async () => {
      const isFresh = cached !== null && now() - cached.at <= SNAPSHOT_MS && inRing(cached.seq) !== null
      if (!isFresh) {
        const text = encodeSnapshot(picture())
        cached = { at: now(), seq: headSeq, body: zip(text) }
      }
      const { seq, body } = cached!
      const bytes = await body
      // While it was compressed the log went on: what it misses comes right behind it, however much that is.
      return { seq, body: bytes, since: inRing(seq) ?? [] }
    },
    stop: () => {
      if (timer) clearTimeout(timer)
    },
  }
}

const isWorthSending = (frames: readonly Frame[]): boolean => {
  const events = frames.flatMap((it) => it.events)
  const bytes = events.reduce((sum, it) => sum + EVENT_BYTES + (it.case ? CASE_BYTES : 0), 0)
  return events.length <= DELTA_EVENTS && bytes <= DELTA_BYTES
}

/** Frames that continue one another, as one. */
export const joinFrames = (frames: readonly Frame[]): Frame => {
  if (frames.length === 1) return frames[0]!
  const skips = frames.flatMap((it) => it.skips ?? [])
  return {
    from: frames[0]!.from,
    to: frames.at(-1)!.to,
    events: frames.flatMap((it) => it.events),
    ...(skips.length > 0 && { skips }),
  }
}
