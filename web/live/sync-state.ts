/**
 * What the sync machine remembers, hears and asks for, with the small pure steps that need nothing else.
 * The rules themselves are sync.ts.
 */
import type { Problem } from '@shaotai/shared/contract/problem.ts'
import { PROTOCOL_VERSION } from '@shaotai/shared/contract/protocol-version.ts'
import type { Check, Hello, Tick } from '@shaotai/shared/contract/socket.ts'
import { applyFrames, isWhole, type Frame, type Picture } from '@shaotai/shared/domain/picture.ts'
import type { Audience, Profile } from '@shaotai/shared/domain/redact.ts'
import { nextLink, type LinkEvent, type LinkState, type Stale } from './link-state.ts'

/** What this screen asks to be (H1, H6). */
export interface Asks {
  audience: Profile
  scope?: { department?: string }
}
export interface Moment {
  /** Monotonic ms. */
  now: number
  /** In [0, 1). */
  random: number
}

export type Answer =
  | { mode: 'delta'; epoch: string; seq: number; audience: Audience; frames: readonly Frame[] }
  /** Already decoded: unpacking takes time, and meanwhile frames are held. */
  | { mode: 'snapshot'; picture: Picture; audience: Audience }
  | { mode: 'refused'; problem: Problem }
  | { mode: 'unreadable' }

export type Input =
  | { is: 'connected' }
  | { is: 'connectFailed'; problem: Problem | null }
  | { is: 'disconnected' }
  | { is: 'answer'; hello: number; answer: Answer }
  | { is: 'frame'; frame: Frame }
  | { is: 'tick'; tick: Tick }
  | { is: 'check'; check: Check }
  /** Time went on; give it about twice a second. */
  | { is: 'clock' }
  /** The page is ready for a picture (F6); asked for by `draw`. */
  | { is: 'rendered' }
  | { is: 'close' }

export type Effect =
  | { do: 'link'; report: LinkReport }
  | { do: 'connect' }
  | { do: 'disconnect' }
  | { do: 'hello'; id: number; hello: Hello }
  | { do: 'draw' }
  /** `replaced`: by a snapshot; `frames` then continue it. */
  | { do: 'publish'; picture: Picture; frames: readonly Frame[]; replaced: boolean; audience: Audience }
  | { do: 'serverClock'; serverAt: number }
  | { do: 'diverged'; total: number }
  | { do: 'reload'; afterMs: number }

/** What people are told of the link. Times are monotonic ms. */
export interface LinkReport {
  link: LinkState
  stale: Stale | null
  problem: Problem | null
  /** When the next attempt begins, where one is waited for. */
  retryAt: number | null
  /** When the server was last heard: a tick, a frame or an answer. */
  heardAt: number | null
  /** Newest seq the server told of. */
  head: number
  divergences: number
}

export interface SyncState {
  asks: Asks
  link: LinkState
  stale: Stale | null
  problem: Problem | null
  picture: Picture | null
  audience: Audience | null
  /** Everything up to here is in the picture or in `pending`. */
  seq: number
  /** Whole, contiguous frames that are not published yet; some may be folded already. */
  pending: readonly Frame[]
  /** The picture came by snapshot and is not published yet. */
  replaced: boolean
  /** Frames between hello and its answer (F4). */
  held: readonly Frame[]
  /** Number of the last hello; an answer to another one is not ours any more. */
  hello: number
  askedAt: number
  askedFresh: boolean
  asksInVain: number
  /** Last tick, or the beginning of the connection. */
  aliveAt: number
  heardAt: number | null
  frameAt: number
  head: number
  /** The head of a tick that we had not reached when it came. */
  target: { head: number; at: number; asked: boolean } | null
  /** A tick came since the socket opened. */
  ticked: boolean
  check: Check | null
  clockAt: number
  stoodStill: boolean
  retryAt: number | null
  attempt: number
  divergences: number
  /** The next hello says that the last picture differed, once. */
  tellsDivergence: boolean
  /** Checks that could be compared: zero divergences mean nothing without them. */
  compared: number
}

export const initial = (asks: Asks, { now }: Moment): SyncState => ({
  asks,
  link: 'connecting',
  stale: null,
  problem: null,
  picture: null,
  audience: null,
  seq: 0,
  pending: [],
  replaced: false,
  held: [],
  hello: 0,
  askedAt: now,
  askedFresh: true,
  asksInVain: 0,
  aliveAt: now,
  heardAt: null,
  frameAt: Number.NEGATIVE_INFINITY,
  head: 0,
  target: null,
  ticked: false,
  check: null,
  clockAt: now,
  stoodStill: false,
  retryAt: null,
  attempt: 0,
  divergences: 0,
  tellsDivergence: false,
  compared: 0,
})

export function move(state: SyncState, event: LinkEvent): void {
  state.link = nextLink(state.link, event)
}

export function helloOf({ asks, picture, seq, askedFresh, tellsDivergence }: SyncState): Hello {
  const hello: Hello = { protocol: PROTOCOL_VERSION, audience: asks.audience }
  if (asks.scope) hello.scope = asks.scope
  if (tellsDivergence) hello.diverged = true
  if (picture && !askedFresh) Object.assign(hello, { epoch: picture.epoch, seq })
  return hello
}

/** Do these frames lead from `seq` to exactly `end`, without a hole? */
export function continuesTo(seq: number, frames: readonly Frame[], end: number): boolean {
  let reached = seq
  for (const frame of frames) {
    if (frame.from > reached + 1 || !isWhole(frame)) return false
    reached = Math.max(reached, frame.to)
  }
  return reached === end
}

/** Folds what is pending and not folded yet; it stays pending until it is published. */
export function foldPending(state: SyncState): void {
  if (state.picture) state.picture = applyFrames(state.picture, state.pending, state.audience!)
}

export const reportOf = ({
  link,
  stale,
  problem,
  retryAt,
  heardAt,
  head,
  divergences,
}: SyncState): LinkReport => ({
  link,
  stale,
  problem,
  retryAt,
  heardAt,
  head,
  divergences,
})

export const sameReport = (a: LinkReport, b: LinkReport): boolean =>
  (Object.keys(a) as (keyof LinkReport)[]).every((key) => a[key] === b[key])
