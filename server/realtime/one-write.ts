/**
 * A broadcast costs a screen one system call and little else. Socket.IO frames it once for all its sockets, as a
 * header and a body, and puts it into each socket's queue, which tells six listeners and waits to be told that it was
 * taken. Joined once, and handed straight to the connection of whoever has nothing waiting, it is a third cheaper
 * than that. Who has something waiting gets it through the queue, behind what waits: the order stays.
 * Where a version of Socket.IO frames or queues otherwise, nothing changes.
 */
import type { LiveServer } from './broadcast.ts'
import type { LiveSocket } from './session.ts'

interface Options {
  rooms: Set<string>
  flags?: { volatile?: boolean; compress?: boolean }
}
interface Encoded {
  preEncoded: true
  wsPreEncodedFrame?: Buffer[]
}
/** What the library's in-memory adapter has and its types do not say. */
interface Adapter {
  broadcast: (packet: object, options: Options) => void
  _encode: (packet: object, encoded: Encoded) => unknown
  apply: (options: Options, visit: (socket: Receiver) => void) => void
}
interface Receiver {
  client: { writeToEngine: (packets: unknown, encoded: Encoded) => void }
  conn: {
    readyState: string
    writeBuffer: unknown[]
    transport: {
      writable: boolean
      socket?: {
        readyState: number
        bufferedAmount: number
        _sender: { sendFrame: (pieces: Buffer[]) => void }
      }
      /** Is it a WebSocket that does not compress? */
      _canSendPreEncodedFrame?: (packet: { options: Encoded }) => boolean
    }
  }
}

const WS_OPEN = 1

/** `onWaiting`: of this socket something waits in our memory. */
export function writeAtOnce(io: Pick<LiveServer, 'of'>, onWaiting: (socket: LiveSocket) => void): void {
  const adapter = io.of('/').adapter as unknown as Adapter
  const broadcast = adapter.broadcast.bind(adapter)
  adapter.broadcast = (packet, options) => {
    const encoded: Encoded = { preEncoded: true }
    const packets = adapter._encode(Object.assign(packet, { nsp: '/' }), encoded)
    if (!encoded.wsPreEncodedFrame || options.flags?.volatile) {
      // A version of Socket.IO that frames otherwise: as it does it, and everybody is looked at.
      broadcast(packet, options)
      return adapter.apply(options, (socket) => onWaiting(socket as unknown as LiveSocket))
    }
    const frame = [Buffer.concat(encoded.wsPreEncodedFrame)]
    encoded.wsPreEncodedFrame = frame
    adapter.apply(options, (socket) => {
      const direct = isIdle(socket, encoded) ? socket.conn.transport.socket! : null
      if (direct) direct._sender.sendFrame(frame)
      else socket.client.writeToEngine(packets, encoded)
      if (!direct || direct.bufferedAmount > 0) onWaiting(socket as unknown as LiveSocket)
    })
  }
}

/** Nothing of what it was sent before waits outside the connection's own queue. */
const isIdle = ({ conn }: Receiver, encoded: Encoded): boolean =>
  conn.readyState === 'open' &&
  conn.transport.writable &&
  conn.writeBuffer.length === 0 &&
  conn.transport.socket?.readyState === WS_OPEN &&
  conn.transport._canSendPreEncodedFrame?.({ options: encoded }) === true
