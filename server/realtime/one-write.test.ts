import { expect, it } from 'vitest'
import type { LiveServer } from './broadcast.ts'
import { writeAtOnce } from './one-write.ts'
import { Server } from 'socket.io'

interface Encoding {
  _encode: (packet: object, options: { wsPreEncodedFrame?: Buffer[] }) => unknown
}
/** A socket as the adapter sees it, and what was done to it. */
function openSocket(room: string, io: LiveServer, { waits = 0, unsent = 0, state = 'open' } = {}) {
  const direct: Buffer[] = []
  const queued: Buffer[] = []
  const id = `socket-${room}-${waits}-${unsent}-${state}`
  const socket = {
    id,
    direct,
    queued,
    client: {
      writeToEngine: (_: unknown, options: { wsPreEncodedFrame: Buffer[] }) =>
        queued.push(...options.wsPreEncodedFrame),
    },
    conn: {
      readyState: state,
      writeBuffer: Array.from({ length: waits }),
      transport: {
        writable: true,
        _canSendPreEncodedFrame: () => true,
        socket: {
          readyState: 1,
          bufferedAmount: unsent,
          _sender: { sendFrame: (pieces: Buffer[]) => direct.push(...pieces) },
        },
      },
    },
  }
  const nsp = io.of('/')
  nsp.sockets.set(id, socket as never)
  void nsp.adapter.addAll(id, new Set([room]))
  return socket
}
const FRAME = { from: 1, to: 2, events: [], text: '积水'.repeat(80) }

it('S1 a broadcast is framed once, in one piece, with the bytes it had in two', () => {
  const io = new Server() as LiveServer
  const packet = { type: 2, nsp: '/', data: ['events', FRAME] }
  const framed: { wsPreEncodedFrame?: Buffer[] } = {}
  ;(io.of('/').adapter as unknown as Encoding)._encode(packet, framed)
  expect(framed.wsPreEncodedFrame).toHaveLength(2)

  writeAtOnce(io, () => {})
  const idle = openSocket('wall', io)
  const other = openSocket('desk', io)
  io.to('wall').emit('events', FRAME as never)
  expect(idle.direct).toEqual([Buffer.concat(framed.wsPreEncodedFrame!)])
  expect(idle.queued).toEqual([])
  expect([...other.direct, ...other.queued]).toEqual([])
})

it('S1 who has something waiting gets it behind that and is told on; so is who did not take all of it', () => {
  const io = new Server() as LiveServer
  const told: string[] = []
  writeAtOnce(io, ({ id }) => told.push(id))
  const idle = openSocket('wall', io)
  const waiting = openSocket('wall', io, { waits: 1 })
  const closing = openSocket('wall', io, { state: 'closing' })
  const full = openSocket('wall', io, { unsent: 9_000 })
  io.to('wall').emit('events', FRAME as never)
  expect([waiting, closing].map(({ direct, queued }) => [direct.length, queued.length])).toEqual([
    [0, 1],
    [0, 1],
  ])
  expect([idle, full].map(({ direct, queued }) => [direct.length, queued.length])).toEqual([
    [1, 0],
    [1, 0],
  ])
  expect(told.toSorted()).toEqual([waiting.id, closing.id, full.id].toSorted())
})
