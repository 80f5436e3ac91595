/**
 * The only file that knows socket.io-client: opens sockets, hands what happens to the sync machine and does
 * what it says. Runs in a page and in Node alike; clock and randomness are given.
 */
import type {
  Check,
  ClientToServer,
  Looking,
  ServerToClient,
  SocketCommand,
  SocketCommandAnswer,
} from '@shaotai/shared/contract/socket.ts'
import { SOCKET_PATH } from '@shaotai/shared/contract/socket.ts'
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'
import { hashChanged, hashingAhead, hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import { io, type Socket } from 'socket.io-client'
import { openBatcher, type Timing } from './frame-batcher.ts'
import { inSteps, type Pace } from './in-steps.ts'
import { openSync, step, type Step } from './sync.ts'
import type { Asks, Effect, Input, LinkReport, SyncState } from './sync-state.ts'
import { problemOf, unpackAnswer } from './unpack.ts'

export interface Published {
  picture: Picture
  /** What led here since the last picture, or since the snapshot when `replaced`. */
  frames: readonly Frame[]
  replaced: boolean
  audience: Audience
}

export interface LiveOptions extends Asks {
  /** Origin of the server; absent: the page's own. */
  url?: string
  /** A device's token. People are signed in by their cookie, which goes with the handshake by itself. */
  token?: string
  clock: { now(): number }
  random: () => number
  timing?: Timing
  onPicture?: (published: Published) => void
  onLink?: (report: LinkReport) => void
  onServerClock?: (serverAt: number) => void
  /** Who else has the case open that this desk looks at; null: not known any more. */
  onLooking?: (looking: Looking | null) => void
  onDiverged?: (total: number) => void
  /** The server speaks another version (H2): reload once, after this long. */
  onReload?: (afterMs: number) => void
}

export interface Live {
  /** What the machine knows; for tests and for the page's read-only hook. */
  state(): Readonly<SyncState>
  /** C3: the answer changes nothing here; the event comes by the same road as everybody else's. */
  command(request: SocketCommand): Promise<SocketCommandAnswer>
  /** Says which case this desk has open, and again after every hello; while the link is down nothing is said. */
  look(caseId: string | null): void
  /** As the server's check computes it. */
  hashOf(picture: Picture): string
  /** Drops the socket as a broken link would; it heals by itself. */
  drop(): void
  close(): void
}

/** Steps of the machine's clock: staleness shows within this of its time. */
const CLOCK_MS = 500
/** Socket.IO gives up opening a socket after this; a weak wall PC that is drawing its first map needs a while. */
const CONNECT_TIMEOUT_MS = 10_000
const COMMAND_TIMEOUT_MS = 10_000
/** Cases looked at for the check between two looks at the time, and how much of the page's time that may have. */
const AHEAD_AT_ONCE = 32
/** More changes than a frame has time for: the page was away. */
const MOST_AT_ONCE = 100
const AHEAD: Pace = { stepMs: 4, pauseMs: 16 }

type LiveSocket = Socket<ServerToClient, ClientToServer>

export function openLive(options: LiveOptions): Live {
  const moment = () => ({ now: options.clock.now(), random: options.random() })
  const asks: Asks = { audience: options.audience, ...(options.scope && { scope: options.scope }) }
  let socket: LiveSocket | null = null
  let state: SyncState
  let lookedAt: string | null = null
  /** The snapshot whose cases are being looked at for the next check, and the check that waits for it. */
  let ahead: Picture | null = null
  let waiting: Check | null = null

  // A refusal says nothing that the empty list does not.
  const tellLook = (): void => void (socket?.connected && socket.emit('look', { caseId: lookedAt }, () => {}))
  const take = (input: Input) => carryOut(step(state, input, moment()))
  const batcher = openBatcher(() => take({ is: 'rendered' }), options.timing)
  const timer = setInterval(() => take({ is: 'clock' }), CLOCK_MS)

  function carryOut(next: Step): void {
    ;({ state } = next)
    for (const effect of next.effects) perform(effect)
  }

  function perform(effect: Effect): void {
    switch (effect.do) {
      case 'link':
        return options.onLink?.(effect.report)
      case 'connect':
        return connect()
      case 'disconnect':
        return disconnect()
      case 'hello': {
        const { id } = effect
        socket?.emit('hello', effect.hello, (answer) => {
          void unpackAnswer(answer).then((unpacked) => {
            take({ is: 'answer', hello: id, answer: unpacked })
            if (unpacked.mode === 'snapshot') lookAhead(unpacked.picture)
            if (lookedAt !== null && answer.mode !== 'refused') tellLook()
          })
        })
        return
      }
      case 'draw':
        return batcher.schedule()
      case 'publish':
        options.onPicture?.(effect)
        return lookAtChanged(effect)
      case 'serverClock':
        return options.onServerClock?.(effect.serverAt)
      case 'diverged':
        return options.onDiverged?.(effect.total)
      case 'reload':
        return options.onReload?.(effect.afterMs)
    }
  }

  function lookAhead(picture: Picture): void {
    ahead = picture
    void inSteps(hashingAhead(picture, AHEAD_AT_ONCE), AHEAD, () => ahead !== picture).then(() => {
      if (ahead !== picture) return
      ahead = null
      if (waiting) take({ is: 'check', check: waiting })
      waiting = null
    })
  }

  /** Between two checks many cases change: each is looked at as it does, or the check would find them all at once. */
  function lookAtChanged({ picture, frames, replaced }: Published): void {
    if (replaced) return // an answer's cases are looked at in steps
    const changed = new Set(frames.flatMap(({ events }) => events.map(({ caseId }) => caseId)))
    if (changed.size > MOST_AT_ONCE) lookAhead(picture)
    else hashChanged(picture, changed)
  }

  function connect(): void {
    disconnect()
    const opened: LiveSocket = io(options.url ?? '', {
      path: SOCKET_PATH,
      transports: ['websocket'],
      reconnection: false, // ours has full jitter and shows what it does
      forceNew: true, // nothing of a dead connection may speak for the next one
      timeout: CONNECT_TIMEOUT_MS,
      ...(options.token !== undefined && { auth: { token: options.token } }),
    })
    socket = opened
    const ours = (then: () => void) => () => void (socket === opened && then())
    opened.on(
      'connect',
      ours(() => take({ is: 'connected' })),
    )
    opened.on(
      'disconnect',
      ours(() => {
        options.onLooking?.(null)
        take({ is: 'disconnected' })
      }),
    )
    opened.on('connect_error', (error) => {
      if (socket === opened) take({ is: 'connectFailed', problem: problemOf(error) })
    })
    opened.on('events', (frame) => socket === opened && take({ is: 'frame', frame }))
    opened.on('tick', (tick) => socket === opened && take({ is: 'tick', tick }))
    opened.on('looking', (looking) => socket === opened && options.onLooking?.(looking))
    opened.on('check', (check) => {
      if (socket !== opened) return
      // B4: a check that waited is for a picture that has gone on meanwhile, or for one that is still to come.
      if (ahead) waiting = check
      else take({ is: 'check', check })
    })
  }

  function disconnect(): void {
    const old = socket
    socket = null
    waiting = null
    if (old) options.onLooking?.(null)
    old?.removeAllListeners()
    old?.disconnect()
  }

  carryOut(openSync(asks, moment()))
  return {
    state: () => state,
    command: async (request) => {
      if (!socket?.connected) throw new Error('The link is down; the command was not sent.')
      return socket.timeout(COMMAND_TIMEOUT_MS).emitWithAck('command', request)
    },
    look: (caseId) => {
      lookedAt = caseId
      tellLook()
    },
    hashOf,
    drop: () => socket?.disconnect(),
    close: () => {
      clearInterval(timer)
      batcher.stop()
      ahead = null
      take({ is: 'close' })
    },
  }
}
