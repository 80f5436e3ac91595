import { expect, it } from 'vitest'
import { Server } from 'socket.io'
import { joinFramesOf } from './one-write.ts'

interface Encoding {
  _encode: (packet: object, options: { wsPreEncodedFrame?: Buffer[] }) => unknown
}

it('S1 a broadcast is framed once, in one piece, with the bytes it had in two', () => {
  const packet = {
    type: 2,
    nsp: '/',
    data: ['events', { from: 1, to: 2, events: [], text: '积水'.repeat(80) }],
  }
  const framed = (join: boolean): Buffer[] => {
    const io = new Server()
    if (join) joinFramesOf(io)
    const options: { wsPreEncodedFrame?: Buffer[] } = {}
    ;(io.of('/').adapter as unknown as Encoding)._encode(packet, options)
    return options.wsPreEncodedFrame!
  }
  expect(framed(false)).toHaveLength(2)
  expect(framed(true)).toEqual([Buffer.concat(framed(false))])
})
