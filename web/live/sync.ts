/**
 * The client's half of the live protocol as a pure machine: what happened goes in, what to do comes out.
 * Knows no socket, no clock, no randomness and no page, so that the wall, the tests, the load generators and
 * the bench all run this one. Rules with ids: docs/protocol.md.
 */
import type { Check, Tick } from '@shaotai/shared/contract/socket.ts'
import { STALE_BEHIND_HEAD_MS, STALE_WITHOUT_TICK_MS } from '@shaotai/shared/contract/socket.ts'
import type { Problem, ProblemCode } from '@shaotai/shared/contract/problem.ts'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { isWhole, type Frame } from '@shaotai/shared/domain/picture.ts'
import { audienceKey, type Audience } from '@shaotai/shared/domain/redact.ts'
import type { LinkState, StaleReason } from './link-state.ts'
import { continuesTo, foldPending, helloOf, initial, move, reportOf, sameReport } from './sync-state.ts'
import type { Answer, Asks, Effect, Input, Moment, SyncState } from './sync-state.ts'

/** A frame may be on its way when the tick that counts it arrives; later than this, it is lost. */
const ASK_WHEN_BEHIND_MS = 1_000
/** A snapshot of a whole district over a poor line, with time to spare. */
const NO_ANSWER_MS = 10_000
/** Back-off: full jitter over the first figure, doubled by every failure up to the second (B2). */
const BACK_OFF_MS = 5_000
const BACK_OFF_CAP_MS = 15_000
/** A refused screen asks again between once and twice this, without hands. */
const REFUSED_RETRY_MS = 30_000
/** All screens of a district reload after an upgrade; not in the same second (H2). */
export const RELOAD_SPREAD_MS = 30_000
/** Between two clock inputs that come twice a second. */
const STOOD_STILL_MS = 5_000
/** Asking this often in a row without one good frame or tick between means asking does not help. */
const ASKS_IN_VAIN = 5

/** Problems that pass by themselves: the link is lost for a moment, not refused. */
const PASSING: ReadonlySet<ProblemCode> = new Set([
  'stopping',
  'busy',
  'database_down',
  'too_many',
  'internal',
  'no_space',
])

export const openSync = (asks: Asks, at: Moment): Step => {
  const state = initial(asks, at)
  return { state, effects: [{ do: 'link', report: reportOf(state) }, { do: 'connect' }] }
}

export interface Step {
  state: SyncState
  effects: Effect[]
}

/** One happening. `at.now` is monotonic; `at.random` in [0, 1), fresh for every call. */
export function step(before: SyncState, input: Input, at: Moment): Step {
  const run = new Run({ ...before }, at)
  run.take(input)
  const report = reportOf(run.s)
  // Stale is shown before it is repaired (B3): the report goes first.
  if (!sameReport(reportOf(before), report)) run.effects.unshift({ do: 'link', report })
  return { state: run.s, effects: run.effects }
}

/** One step's working copy; it does not outlive the call. */
class Run {
  readonly s: SyncState
  readonly at: Moment
  readonly effects: Effect[] = []
  constructor(s: SyncState, at: Moment) {
    this.s = s
    this.at = at
  }

  take(input: Input): void {
    switch (input.is) {
      case 'connected':
        return this.onConnected()
      case 'connectFailed':
        return input.problem ? this.onRefused(input.problem) : this.lose('closed')
      case 'disconnected':
        return this.lose('closed')
      case 'answer':
        return this.onAnswer(input.hello, input.answer)
      case 'frame':
        return this.onFrame(input.frame)
      case 'tick':
        return this.onTick(input.tick)
      case 'check':
        return this.onCheck(input.check)
      case 'clock':
        return this.onClock()
      case 'rendered':
        return this.onRendered()
      case 'close':
        move(this.s, 'closed')
        this.effects.push({ do: 'disconnect' })
    }
  }

  private onConnected(): void {
    if (this.s.link !== 'connecting') return
    move(this.s, 'connected')
    this.s.aliveAt = this.at.now
    this.s.asksInVain = 0
    this.s.target = null
    this.s.ticked = false
    this.ask()
  }

  /** H1. `fresh`: what we hold is not to be built on. */
  private ask(fresh = false): void {
    const { s } = this
    move(s, 'asked')
    if (s.link !== 'asking') return
    s.asksInVain += 1
    if (s.asksInVain > ASKS_IN_VAIN) return this.lose('bad_answer')
    s.hello += 1
    s.askedFresh = fresh || !s.picture
    s.askedAt = this.at.now
    this.effects.push({ do: 'hello', id: s.hello, hello: helloOf(s) })
    s.tellsDivergence = false
  }

  private onAnswer(id: number, answer: Answer): void {
    const { s } = this
    if (id !== s.hello || s.link !== 'asking') return
    if (answer.mode === 'refused') return this.onRefused(answer.problem)
    if (answer.mode === 'unreadable') return this.lose('bad_answer')
    if (answer.mode === 'delta') {
      if (s.askedFresh) return this.lose('bad_answer')
      if (!this.isOurs(answer) || !continuesTo(s.seq, answer.frames, answer.seq)) return this.ask(true)
      this.keep(answer.frames, answer.seq)
    } else {
      s.picture = answer.picture
      s.audience = answer.audience
      s.seq = answer.picture.seq
      s.pending = []
      s.replaced = true
      this.effects.push({ do: 'draw' })
    }
    move(s, 'answered')
    s.heardAt = this.at.now
    this.noteProgress()
    this.compare()
    const { held } = s
    s.held = []
    for (const frame of held) this.onFrame(frame)
  }

  private isOurs({ epoch, audience }: { epoch: string; audience: Audience }): boolean {
    const { s } = this
    return (
      s.picture?.epoch === epoch && s.audience !== null && audienceKey(s.audience) === audienceKey(audience)
    )
  }

  private onRefused(problem: Problem): void {
    const { s } = this
    if (PASSING.has(problem.code)) return this.lose('closed')
    move(s, 'refused')
    if (s.link !== 'refused') return
    s.problem = problem
    s.stale ??= { reason: 'refused', since: s.heardAt ?? this.at.now }
    s.retryAt = this.at.now + REFUSED_RETRY_MS * (1 + this.at.random)
    this.letGo()
    if (problem.code === 'protocol_mismatch') {
      this.effects.push({ do: 'reload', afterMs: Math.round(this.at.random * RELOAD_SPREAD_MS) })
    }
  }

  private onFrame(frame: Frame): void {
    const { s } = this
    if (s.link === 'asking') s.held = [...s.held, frame] // F4
    if (s.link !== 'live') return
    s.heardAt = this.at.now
    if (frame.to <= s.seq) return // F2
    const whole = isWhole(frame)
    if (frame.from > s.seq + 1 || !whole) {
      // F3. The frame that showed the gap may continue the answer; one with holes of its own may not.
      this.ask()
      if (whole && (s.link as LinkState) === 'asking') s.held = [frame]
      return
    }
    s.asksInVain = 0
    s.frameAt = this.at.now
    this.keep([frame], frame.to)
    this.noteProgress()
    this.compare()
  }

  private keep(frames: readonly Frame[], seq: number): void {
    this.s.seq = seq
    if (frames.length === 0) return
    this.s.pending = [...this.s.pending, ...frames]
    this.effects.push({ do: 'draw' }) // F6: the picture changes when the page says so
  }

  private onTick(tick: Tick): void {
    const { s } = this
    s.aliveAt = this.at.now
    s.heardAt = this.at.now
    s.head = tick.head
    this.effects.push({ do: 'serverClock', serverAt: tick.serverAt })
    if (s.link !== 'live') return
    s.ticked = true
    s.asksInVain = 0
    if (s.seq < tick.head) s.target ??= { head: tick.head, at: this.at.now, asked: false }
    this.noteProgress()
  }

  /** In step with every head we were told of, on this connection: what was stale is no longer (B3). */
  private noteProgress(): void {
    const { s } = this
    if (s.target && s.seq >= s.target.head) s.target = null
    if (s.target || !s.ticked || s.seq < s.head || s.link !== 'live') return
    s.stale = null
    s.problem = null
    s.attempt = 0
  }

  /** B4: only pictures of the same seq can be compared; a check from ahead waits until we are there. */
  private onCheck(check: Check): void {
    if (this.s.link !== 'live') return
    this.s.check = check
    this.compare()
  }

  private compare(): void {
    const { s } = this
    if (!s.check || s.seq < s.check.seq) return
    const { seq, hash } = s.check
    s.check = null
    if (s.seq > seq || !this.fold()) return
    s.compared += 1
    if (hashOf(s.picture!) !== hash) this.diverged()
  }

  /** False where the frames could not be folded; then we are already asking for another picture. */
  private fold(): boolean {
    try {
      foldPending(this.s)
      return true
    } catch {
      this.diverged()
      return false
    }
  }

  private diverged(): void {
    this.s.divergences += 1
    this.s.tellsDivergence = true
    this.s.pending = []
    this.effects.push({ do: 'diverged', total: this.s.divergences })
    this.ask(true)
  }

  private onRendered(): void {
    const { s } = this
    if (!s.picture || (s.pending.length === 0 && !s.replaced) || !this.fold()) return
    this.effects.push({
      do: 'publish',
      picture: s.picture,
      frames: s.pending,
      replaced: s.replaced,
      audience: s.audience!,
    })
    s.pending = []
    s.replaced = false
  }

  private onClock(): void {
    const { s } = this
    const { now } = this.at
    // A page that stood still (sleep, a long task) has its messages still to read: it judges at the next beat.
    const stoodStill = now - s.clockAt > STOOD_STILL_MS && !s.stoodStill
    s.stoodStill = stoodStill
    s.clockAt = now
    if (s.link === 'closed' || stoodStill) return
    if (s.link === 'stale' || s.link === 'refused') {
      if (s.retryAt !== null && now >= s.retryAt) this.retry()
      return
    }
    if (now - s.aliveAt >= STALE_WITHOUT_TICK_MS)
      return this.lose(s.link === 'connecting' ? 'closed' : 'no_tick')
    if (s.link === 'asking' && now - s.askedAt >= NO_ANSWER_MS) return this.lose('no_answer')
    if (!s.target) return
    if (now - s.target.at >= STALE_BEHIND_HEAD_MS) return this.lose('behind')
    const late = now - s.target.at >= ASK_WHEN_BEHIND_MS && s.frameAt <= s.target.at
    if (late && !s.target.asked && s.link === 'live') {
      s.target = { ...s.target, asked: true }
      this.ask()
    }
  }

  private retry(): void {
    move(this.s, 'retried')
    this.s.retryAt = null
    this.s.aliveAt = this.at.now
    this.effects.push({ do: 'connect' })
  }

  private lose(reason: StaleReason): void {
    const { s } = this
    if (s.link === 'stale' || s.link === 'refused' || s.link === 'closed') return
    s.stale ??= { reason, since: s.target?.at ?? s.heardAt ?? this.at.now }
    move(s, 'lost')
    s.retryAt = this.at.now + this.at.random * Math.min(BACK_OFF_CAP_MS, BACK_OFF_MS * 2 ** s.attempt)
    s.attempt += 1
    this.letGo()
  }

  /** Nothing that still comes from this connection counts. */
  private letGo(): void {
    this.s.held = []
    this.s.target = null
    this.s.check = null
    this.s.hello += 1
    this.effects.push({ do: 'disconnect' })
  }
}
