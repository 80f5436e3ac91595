/**
 * A slow socket costs a place in the ring, not a queue (S1): past 256 KB unsent it is told nothing more
 * until it has taken what is under way; then it gets what it missed, or asks again itself; past 60 s it is
 * cut. Looks at what the transport has not yet taken from us, and only at sockets of which something waited:
 * those that take everything at once, all but a few, cost nothing.
 */
import { roomOf } from './broadcast.ts'
import type { LiveSocket } from './session.ts'

const UNSENT_BYTES = 256 * 1024
const DRAINED_BYTES = 16 * 1024
const CUT_AFTER_MS = 60_000
const LOOK_EVERY_MS = 250

export interface SlowReaders {
  /** Something of this socket may wait: it is looked at until nothing does. */
  watch: (socket: LiveSocket) => void
  slow: () => number
  stop: () => void
}

export function watchSlowReaders(now: () => number, onCut: (socket: LiveSocket) => void): SlowReaders {
  const watched = new Set<LiveSocket>()
  let slow = 0
  const look = (): void => {
    slow = 0
    for (const socket of watched) {
      const { live, slow: behind, snapshotBytes } = socket.data
      const unsent = unsentBytes(socket)
      const isDrained = unsent < DRAINED_BYTES
      if (isDrained) socket.data.snapshotBytes = 0
      if (!socket.connected || !live || (isDrained && !behind)) {
        watched.delete(socket)
        continue
      }
      if (!behind) {
        if (unsent <= UNSENT_BYTES + snapshotBytes) continue
        void socket.leave(roomOf(live.audience))
        socket.data.slow = { since: now(), toldSeq: live.toldSeq() }
        slow += 1
      } else if (isDrained) {
        // Back in step with what the ring still has; if it has not, the next frame is a gap and the client asks.
        for (const frame of live.framesAfter(behind.toldSeq) ?? []) socket.emit('events', frame)
        socket.data.slow = null
        void socket.join(roomOf(live.audience))
      } else {
        slow += 1
        if (now() - behind.since > CUT_AFTER_MS) {
          onCut(socket)
          socket.disconnect(true)
        }
      }
    }
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  return { watch: (socket) => void watched.add(socket), slow: () => slow, stop: () => clearInterval(timer) }
}

/** Bytes that wait in Engine.IO and in ws; the kernel's own buffers are bounded and not counted. */
export function unsentBytes(socket: LiveSocket): number {
  const { conn } = socket
  const ws = (conn.transport as unknown as { socket?: { bufferedAmount?: number } }).socket
  let bytes = ws?.bufferedAmount ?? 0
  for (const { data } of (conn as unknown as { writeBuffer: { data?: string | Buffer }[] }).writeBuffer)
    bytes += data?.length ?? 0
  return bytes
}
