/**
 * The smallest client of each server: counts and checks what comes and folds nothing, so that hundreds fit
 * into one process. Speaks Engine.IO 4 and Socket.IO 5 by hand; for the yardstick, plain JSON over ws.
 */
import { WebSocket } from 'ws'
import { PROTOCOL_VERSION } from '@shaotai/shared/contract/protocol-version.ts'
import { SOCKET_PATH } from '@shaotai/shared/contract/socket.ts'
import { isWhole, type Frame } from '@shaotai/shared/domain/picture.ts'
import type { Profile } from '@shaotai/shared/domain/redact.ts'

export interface Arrival {
  from: number
  to: number
  /** Epoch ms, of this machine. */
  at: number
}
export interface RawClient {
  arrivals: Arrival[]
  /** When the answer to hello came, and where it stood; null before. */
  joined: { at: number; seq: number; bytes: number } | null
  /** How far it has come, for whoever asks why it has not joined. */
  waitsFor: 'connection' | 'open' | 'entry' | 'answer' | 'snapshot' | 'events'
  /** Everything that was not as it must be. */
  faults: string[]
  close: () => void
}
export interface RawClientOptions {
  url: string
  token: string
  audience: Profile
  /** Every frame that comes, parsed once for all clients that got the same text. */
  frames: SameText<Frame>
  /** Every snapshot that comes; throws when it differs from another client's of the same seq. */
  onSnapshot: (seq: number, body: Buffer) => void
}

/** Parses a text that many clients get once, and gives the rest what came of it: a comparison of all bytes. */
export interface SameText<T> {
  read: (text: string) => T
}
const KEPT = 64

export function sameText<T>(parse: (text: string) => T): SameText<T> {
  const recent: { text: string; value: T }[] = []
  return {
    read: (text) => {
      for (let i = recent.length - 1; i >= 0; i -= 1) if (recent[i]!.text === text) return recent[i]!.value
      const value = parse(text)
      recent.push({ text, value })
      if (recent.length > KEPT) recent.shift()
      return value
    },
  }
}

/** F1, F2: contiguous with what came before, and whole in itself. */
function takeFrame(client: RawClient, frame: Frame, seq: number): number {
  const at = Date.now()
  if (frame.to <= seq) return seq
  if (frame.from > seq + 1 || !isWhole(frame))
    client.faults.push(`frame ${frame.from}..${frame.to} after ${seq}`)
  client.arrivals.push({ from: frame.from, to: frame.to, at })
  return frame.to
}

const opened = (): RawClient => ({
  arrivals: [],
  joined: null,
  waitsFor: 'connection',
  faults: [],
  close: () => {},
})

export function openRawClient({ url, token, audience, frames, onSnapshot }: RawClientOptions): RawClient {
  const client = opened()
  const ws = new WebSocket(`${url.replace('http', 'ws')}${SOCKET_PATH}/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
  })
  let seq = -1
  let answer: { seq: number } | null = null
  let closing = false
  const hello = { protocol: PROTOCOL_VERSION, audience }
  const join = (at: number, bytes: number): void => {
    client.joined = { at: Date.now(), seq: at, bytes }
    client.waitsFor = 'events'
    seq = at
  }
  const say = (waitsFor: RawClient['waitsFor'], text: string): void => {
    client.waitsFor = waitsFor
    ws.send(text)
  }
  ws.on('open', () => (client.waitsFor = 'open'))
  ws.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      try {
        onSnapshot(answer!.seq, data)
      } catch (fault) {
        client.faults.push((fault as Error).message)
      }
      return join(answer!.seq, data.length)
    }
    const text = data.toString()
    if (text.startsWith('42["events",')) seq = takeFrame(client, frames.read(text), seq)
    else if (text === '2') ws.send('3') // ping
    else if (text.startsWith('0')) say('entry', `40${JSON.stringify({ token })}`)
    else if (text.startsWith('40')) say('answer', `420${JSON.stringify(['hello', hello])}`)
    else if (text.startsWith('461-0')) {
      ;[answer] = JSON.parse(text.slice(5)) as [{ seq: number }]
      client.waitsFor = 'snapshot'
    } else if (text.startsWith('430')) client.faults.push(`no snapshot: ${text.slice(0, 200)}`)
    else if (text.startsWith('44') || text.startsWith('41'))
      client.faults.push(`refused: ${text.slice(0, 200)}`)
  })
  ws.on('error', (fault) => client.faults.push(fault.message))
  ws.on('close', () => closing || client.faults.push('the server closed the connection'))
  client.close = () => {
    closing = true
    ws.close()
  }
  return client
}
export const eventFrames = (): SameText<Frame> =>
  sameText((text) => (JSON.parse(text.slice(2)) as [string, Frame])[1])

/** Of the plain server: a frame a message, from now on. */
export function openPlainClient(url: string, frames: SameText<Frame>): RawClient {
  const client = opened()
  const ws = new WebSocket(url, { perMessageDeflate: false })
  let seq = -1
  let closing = false
  ws.on('open', () => (client.joined = { at: Date.now(), seq: 0, bytes: 0 }))
  ws.on('message', (data: Buffer) => {
    const frame = frames.read(data.toString())
    if (seq < 0) seq = frame.from - 1
    seq = takeFrame(client, frame, seq)
  })
  ws.on('error', (fault) => client.faults.push(fault.message))
  ws.on('close', () => closing || client.faults.push('the server closed the connection'))
  client.close = () => {
    closing = true
    ws.close()
  }
  return client
}
export const plainFrames = (): SameText<Frame> => sameText((text) => JSON.parse(text) as Frame)
