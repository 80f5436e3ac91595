/**
 * A TCP proxy that breaks links on purpose, each way by its name. Knows bytes only: no HTTP, no WebSocket.
 * What is random is drawn from the given source, so that a run can be repeated by its seed.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Link {
  /** A reset to both sides. */
  cut(): void
  /** An orderly end to both sides. */
  end(): void
  /** Half-open: nothing is carried any more and nothing is closed. */
  blackHole(): void
  /** Carries again what it held. */
  resume(): void
  /** A part of the next piece from the server still goes out, then the reset. */
  cutMidFrame(): void
  /** The server gets what it is asked, its answer is lost, then the reset. */
  dropResponse(): void
  readonly isOpen: boolean
  /** The first that was asked on it, as text; empty before. */
  readonly opening: string
}
export interface Shape {
  /** Added to each direction. */
  latencyMs: number
  /** Bytes a second from the server; null: no limit. */
  bytesPerSecond: number | null
  /** New links are half-open from the start. */
  blackHole: boolean
  /** By the first that is asked on it: a new link that is not let through is reset. */
  admits: (opening: string) => boolean
}
export interface LinkProxy {
  port: number
  url: string
  /** Oldest first. */
  links(): Link[]
  /** For the links that are opened from now on; latency and bandwidth also for those that are open. */
  shape(shape: Partial<Shape>): void
  accepted(): number
  close(): Promise<void>
}
export interface LinkProxyOptions {
  target: { host: string; port: number }
  /** In [0, 1). */
  random: () => number
}

/** More waiting than this, and its sender is no longer read. */
const MOST_WAITING_BYTES = 256 * 1024
/** A limited link is fed in pieces of at most this, so that a limit is a rate and not a pause. */
const PIECE_BYTES = 1_400

export async function openLinkProxy({ target, random }: LinkProxyOptions): Promise<LinkProxy> {
  const open = new Set<Link & { destroy: () => void }>()
  const current: Shape = { latencyMs: 0, bytesPerSecond: null, blackHole: false, admits: () => true }
  let accepted = 0
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (near) => {
    accepted += 1
    const far = connect({ ...target, noDelay: true })
    const link = join(near, far, current, random, () => open.delete(link))
    open.add(link)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    links: () => [...open],
    shape: (shape) => void Object.assign(current, shape),
    accepted: () => accepted,
    close: async () => {
      const closed = new Promise((done) => server.close(done))
      for (const link of open) link.destroy()
      await closed
    },
  }
}

type Way = 'carry' | 'hold' | 'cut' | 'drop'

function join(near: Socket, far: Socket, shape: Shape, random: () => number, onGone: () => void) {
  let way: Way = 'carry'
  let gone = false
  let opening = ''
  const leave = (how: (socket: Socket) => void): void => {
    if (gone) return
    gone = true
    for (const socket of [near, far]) how(socket)
    onGone()
  }
  const reset = (): void => leave((socket) => socket.resetAndDestroy())
  const down = openPipe(
    far,
    near,
    shape,
    () => shape.bytesPerSecond,
    (piece) => {
      if (way === 'cut') {
        near.write(piece.subarray(0, Math.floor(random() * piece.length)), reset)
        return false
      }
      if (way === 'drop') {
        reset()
        return false
      }
      return true
    },
  )
  const up = openPipe(
    near,
    far,
    shape,
    () => null,
    (piece) => {
      if (opening !== '') return true
      opening = piece.toString('latin1')
      const isLet = shape.admits(opening)
      if (!isLet) reset()
      return isLet
    },
  )
  const hold = (held: boolean): void => {
    way = held ? 'hold' : 'carry'
    for (const pipe of [down, up]) pipe.hold(held)
  }
  for (const socket of [near, far]) {
    socket.on('error', () => {
      if (way !== 'hold') reset()
    })
    socket.on('close', () => {
      // Half-open: that one side is gone is what the other must not learn.
      if (way !== 'hold' || (near.destroyed && far.destroyed)) leave((other) => other.destroySoon())
    })
  }
  if (shape.blackHole) hold(true)
  return {
    cut: reset,
    end: () => leave((socket) => void socket.end(() => socket.destroySoon())),
    blackHole: () => hold(true),
    resume: () => hold(false),
    cutMidFrame: () => void (way = 'cut'),
    dropResponse: () => void (way = 'drop'),
    get isOpen() {
      return !gone && way !== 'hold'
    },
    get opening() {
      return opening
    },
    destroy: () => leave((socket) => socket.destroy()),
  }
}

/** One direction. `pass` sees each piece as it is due and says whether it goes on. */
function openPipe(
  from: Socket,
  to: Socket,
  shape: Shape,
  bytesPerSecond: () => number | null,
  pass: (piece: Buffer) => boolean,
): { hold: (held: boolean) => void } {
  const waiting: { piece: Buffer; due: number }[] = []
  let bytes = 0
  let held = false
  let ended = false
  let timer: NodeJS.Timeout | null = null
  let freeAt = 0

  const pump = (): void => {
    timer = null
    while (!held && waiting.length > 0) {
      const { piece, due } = waiting[0]!
      const wait = Math.max(due, freeAt) - performance.now()
      if (wait > 0) {
        timer = setTimeout(pump, Math.ceil(wait))
        return
      }
      waiting.shift()
      bytes -= piece.length
      const rate = bytesPerSecond()
      if (rate !== null) freeAt = Math.max(freeAt, performance.now()) + (piece.length / rate) * 1000
      if (!to.writable || !pass(piece)) return
      if (!to.write(piece)) {
        to.once('drain', pump)
        return
      }
    }
    if (held) return
    if (bytes < MOST_WAITING_BYTES) from.resume()
    if (ended && waiting.length === 0) to.end()
  }
  from.on('data', (chunk: Buffer) => {
    const size = bytesPerSecond() === null ? chunk.length : PIECE_BYTES
    for (let at = 0; at < chunk.length; at += size) {
      waiting.push({ piece: chunk.subarray(at, at + size), due: performance.now() + shape.latencyMs })
    }
    bytes += chunk.length
    if (held || bytes >= MOST_WAITING_BYTES) from.pause()
    if (!timer && !held) pump()
  })
  from.on('end', () => {
    ended = true
    if (!timer && !held) pump()
  })
  from.resume()
  return {
    hold: (is) => {
      held = is
      if (is) from.pause()
      else pump()
    },
  }
}
