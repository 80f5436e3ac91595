/**
 * A peer of the socket door that speaks its bytes itself: Engine.IO 4 and Socket.IO 5 as text and binary frames, so that it
 * keeps every byte it was sent and can send what no client would. Answers pings; understands nothing else.
 */
import { WebSocket, type RawData } from 'ws'
import { PROTOCOL_VERSION } from '@shaotai/shared/contract/protocol-version.ts'
import { SOCKET_PATH } from '@shaotai/shared/contract/socket.ts'

export interface RawSocket {
  /** In the default namespace, or refused there: the server's answer. Rejects when the connection ends before. */
  joined: Promise<string>
  send: (frame: string | Buffer) => void
  isOpen: () => boolean
  closed: Promise<void>
  close: () => void
}

export interface RawSocketOptions {
  url: string
  /** null: none is sent, and nobody joins. */
  token: string | null
  onBytes?: (bytes: Buffer) => void
  headers?: Record<string, string>
}

export function openRawSocket({ url, token, onBytes = () => {}, headers = {} }: RawSocketOptions): RawSocket {
  const address = `${url.replace(/^http/, 'ws')}${SOCKET_PATH}/?EIO=4&transport=websocket`
  const socket = new WebSocket(address, { headers, perMessageDeflate: false, maxPayload: 256 * 1024 * 1024 })
  socket.on('error', () => undefined) // `close` follows
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const joined = new Promise<string>((resolve, reject) => {
    socket.on('message', (data: RawData, isBinary: boolean) => {
      const bytes = data as Buffer
      onBytes(bytes)
      if (isBinary) return
      const text = bytes.toString('utf8')
      if (text === '2') socket.send('3')
      else if (text.startsWith('0') && token !== null) socket.send(`40${JSON.stringify({ token })}`)
      else if (text.startsWith('40') || text.startsWith('44')) resolve(text)
    })
    void closed.then(() => reject(new Error('the connection ended before anybody joined')))
  })
  joined.catch(() => undefined)
  return {
    joined,
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame)
    },
    isOpen: () => socket.readyState === WebSocket.OPEN,
    closed,
    close: () => socket.terminate(),
  }
}

/** The request for a picture, as a screen sends it. */
export const helloFrame = (audience: string, ack = 0): string =>
  `42${ack}${JSON.stringify(['hello', { protocol: PROTOCOL_VERSION, audience }])}`
