/**
 * A bare socket that writes down what it is told, for tests of the server's half of the protocol. Folds what
 * it gets as a screen would, and repairs nothing: a gap stays visible.
 */
import { gunzipSync } from 'node:zlib'
import { io, type Socket } from 'socket.io-client'
import { PROTOCOL_VERSION } from '@shaotai/shared/contract/protocol-version.ts'
import { decodeSnapshot } from '@shaotai/shared/contract/snapshot.ts'
import {
  SOCKET_PATH,
  type Check,
  type ClientToServer,
  type HelloAnswer,
  type LookAnswer,
  type Looking,
  type ServerToClient,
  type Tick,
} from '@shaotai/shared/contract/socket.ts'
import { applyFrames, isWhole, type Frame, type Picture } from '@shaotai/shared/domain/picture.ts'
import type { Audience, Profile } from '@shaotai/shared/domain/redact.ts'

export interface LiveClient {
  socket: Socket<ServerToClient, ClientToServer>
  /** Rejects with the server's reason where it is not let in. */
  connected: Promise<void>
  closed: Promise<void>
  hello: (over?: Record<string, unknown>) => Promise<HelloAnswer>
  /** Everything since the connection, in order. */
  frames: Frame[]
  ticks: Tick[]
  checks: Check[]
  lookings: Looking[]
  look: (caseId: string | null) => Promise<LookAnswer>
  /** The last answer, with all that came after it folded in. Throws on a gap. */
  picture: () => Picture
  close: () => void
}

export interface LiveClientOptions {
  token?: string
  profile?: Profile
  headers?: Record<string, string>
  transports?: string[]
}

export function openLiveClient(url: string, options: LiveClientOptions = {}): LiveClient {
  const { token, profile = 'wall', headers = {}, transports = ['websocket'] } = options
  const socket: LiveClient['socket'] = io(url, {
    path: SOCKET_PATH,
    transports,
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
    auth: token === undefined ? {} : { token },
  })
  const frames: Frame[] = []
  const ticks: Tick[] = []
  const checks: Check[] = []
  const lookings: Looking[] = []
  let first: { picture: Picture; audience: Audience } | null = null
  socket.on('events', (frame) => void frames.push(frame))
  socket.on('tick', (tick) => void ticks.push(tick))
  socket.on('check', (check) => void checks.push(check))
  socket.on('looking', (looking) => void lookings.push(looking))
  const connected = new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', reject)
  })
  connected.catch(() => undefined)
  const closed = new Promise<void>((resolve) => void socket.on('disconnect', () => resolve()))

  const take = (answer: HelloAnswer): void => {
    if (answer.mode === 'snapshot') {
      const picture = decodeSnapshot(gunzipSync(Buffer.from(answer.body as ArrayBuffer)).toString())
      first = { picture, audience: answer.audience }
    }
    if (answer.mode === 'delta') frames.push(...answer.frames)
  }
  return {
    socket,
    connected,
    closed,
    hello: async (over = {}) => {
      await connected
      const answer: HelloAnswer = await new Promise((resolve) =>
        socket.emit('hello', { protocol: PROTOCOL_VERSION, audience: profile, ...over }, resolve),
      )
      take(answer)
      return answer
    },
    frames,
    ticks,
    checks,
    lookings,
    look: (caseId) => new Promise((resolve) => socket.emit('look', { caseId }, resolve)),
    picture: () => {
      if (!first) throw new Error('no snapshot yet')
      const broken = frames.find((frame) => !isWhole(frame))
      if (broken) throw new Error(`a frame with holes: ${JSON.stringify(broken)}`)
      return applyFrames(first.picture, frames, first.audience)
    },
    close: () => void socket.disconnect(),
  }
}
