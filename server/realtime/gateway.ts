/**
 * The socket door: the only import of socket.io. Lets in whoever has a token, ticks from the database's
 * head, cuts whose rights are gone, and closes with the server.
 */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { Server } from 'socket.io'
import { SocketCommandSchema } from '@shaotai/shared/contract/http.ts'
import {
  HelloAnswerSchema,
  HelloSchema,
  LookAnswerSchema,
  LookSchema,
  SOCKET_PATH,
  SOCKET_REQUESTS,
  SocketCommandAnswerSchema,
  TICK_EVERY_MS,
  type ClientToServer,
  type Hello,
  type HelloAnswer,
  type Look,
  type LookAnswer,
  type SocketCommand,
  type SocketCommandAnswer,
} from '@shaotai/shared/contract/socket.ts'
import { toProblem } from '@shaotai/shared/contract/problem.ts'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import { ACTING, AT_A_DESK } from '@shaotai/shared/domain/rights.ts'
import type { CommandDoor } from '../cases/command-door.ts'
import { haveSameRights, type Principal } from '../directory/principal.ts'
import type { Head } from '../event-log/read-after.ts'
import { cookieName, protocolOf } from '../plugins/session-cookie.ts'
import { writeAtOnce } from './one-write.ts'
import { openBroadcast, type Broadcast, type LiveServer } from './broadcast.ts'
import { openPresence } from './presence.ts'
import { openRequests } from './requests.ts'
import { answerHello, type LiveSocket } from './session.ts'
import { watchSlowReaders } from './slow-readers.ts'

export interface GatewayOptions {
  find: (token: string) => Promise<Principal | null>
  /** Valid principals of many tokens at once, asked anew. */
  findAll: (hashes: string[]) => Promise<Map<string, Principal>>
  /** A person asked for something: their session goes on. */
  used: (principal: Principal) => Promise<void>
  isOwnOrigin: (origin: string | undefined, host: string | undefined) => boolean
  readHead: () => Promise<Head>
  readAfter: (after: number, limit: number) => Promise<LogEvent[]>
  readPicture: (audience: Audience) => Promise<Picture>
  command: CommandDoor
  /** May this audience see the case, however old? */
  sees: (audience: Audience, caseId: string) => Promise<boolean>
  onDivergence: () => void
  seen: (deviceIds: string[]) => Promise<void>
  now: () => number
  elapsed: () => number
  isDepartment: (code: string) => boolean
  log: FastifyBaseLogger
}
export interface Gateway {
  io: LiveServer
  broadcast: Broadcast
  slow: () => number
  /** Cuts every socket whose rights are gone or are others now; asked every second, and at a hint. */
  checkRights: () => void
}

/** R3 promises 2 s: asked every second, a revoked token is cut within it. */
const RIGHTS_EVERY_MS = 1_000
const SEEN_EVERY_MS = 30_000
/** Requests of one socket in ten seconds; a screen asks hello once, a desk a few commands. */
const REQUESTS_PER_10_S = 100

export function attachGateway(app: FastifyInstance, options: GatewayOptions): Gateway {
  const { find, findAll, isOwnOrigin, readHead, now, elapsed, log } = options
  const io: LiveServer = new Server(app.server, {
    path: SOCKET_PATH,
    transports: ['websocket'], // no sticky sessions, and no long-polling class of faults
    perMessageDeflate: false,
    maxHttpBufferSize: 64 * 1024,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: 5_000,
    allowEIO3: false,
    serveClient: false,
    allowRequest: (request, done) => {
      const { origin, host } = request.headers
      done(null, origin === undefined || isOwnOrigin(origin, host))
    },
  })
  const slowReaders = watchSlowReaders(elapsed, () => log.warn('a slow reader was cut after 60 s'))
  writeAtOnce(io, slowReaders.watch)
  const broadcast = openBroadcast({ io, readPicture: options.readPicture, now: elapsed })

  const presence = openPresence({
    sees: async (audience, caseId) => {
      const live = await broadcast.audience(audience)
      return live.picture().cases.has(caseId) || options.sees(audience, caseId)
    },
    now,
    onFault: (fault) => log.warn({ err: fault }, 'who looks at a case could not be told'),
  })

  const requests = openRequests(
    {
      hello: {
        allow: 'signed_in',
        takes: HelloSchema,
        answers: HelloAnswerSchema,
        handle: async (socket, body: Hello, principal, answer) => {
          await answerHello(socket, body, principal, answer as (it: HelloAnswer) => void, {
            broadcast,
            readAfter: options.readAfter,
            onDivergence: options.onDivergence,
            isDepartment: options.isDepartment,
            onWaiting: slowReaders.watch,
          })
          presence.joined(socket)
        },
        refused: (problem) => ({ mode: 'refused', problem }),
      },
      command: {
        allow: ACTING,
        takes: SocketCommandSchema,
        answers: SocketCommandAnswerSchema,
        handle: async (_, { caseId, ...command }: SocketCommand, principal, answer) => {
          await options.used(principal)
          const result = await options.command(principal, caseId, command)
          const told = answer as (it: SocketCommandAnswer) => void
          told(result.ok ? result : { ok: false, problem: toProblem(result.code, 'en', result.extra) })
        },
        refused: (problem) => ({ ok: false, problem }),
      },
      look: {
        allow: AT_A_DESK,
        takes: LookSchema,
        answers: LookAnswerSchema,
        handle: async (socket, { caseId }: Look, principal, answer) =>
          (answer as (it: LookAnswer) => void)(await presence.look(socket, principal, caseId)),
        refused: (problem) => ({ ok: false, problem }),
      },
    },
    SOCKET_REQUESTS,
    find,
  )

  io.use(async (socket, next) => {
    try {
      const { headers } = socket.request
      const given: unknown = socket.handshake.auth['token']
      // A cookie is the browser's; a browser always says where its page is from.
      const cookie =
        headers.origin === undefined
          ? undefined
          : app.parseCookie(headers.cookie ?? '')[cookieName({ protocol: protocolOf(socket.request) })]
      const token = typeof given === 'string' && given.length <= 512 ? given : cookie
      const principal = token === undefined ? null : await find(token)
      if (!principal || principal.profiles.length === 0)
        return next(Object.assign(new Error('not_signed_in'), { data: toProblem('not_signed_in') }))
      socket.data = { token: token!, principal, live: null, snapshotBytes: 0, slow: null }
      next()
    } catch (fault) {
      log.error({ err: fault }, 'a socket could not be let in')
      next(new Error('database_down'))
    }
  })

  io.on('connection', (socket: LiveSocket) => {
    // The handshake request keeps its buffers alive for as long as the socket: not needed any more.
    ;(socket.conn as unknown as { request: unknown }).request = null
    socket.on('disconnect', () => presence.leave(socket))
    let asked = 0
    let since = elapsed()
    socket.onAny((name: string) => {
      if (elapsed() - since > 10_000) [asked, since] = [0, elapsed()]
      asked += 1
      if (asked > REQUESTS_PER_10_S || !requests.has(name)) socket.disconnect(true)
    })
    for (const [name, hear] of requests) {
      socket.on(name as keyof ClientToServer, (body: unknown, answer: unknown) => {
        if (typeof answer !== 'function') return void socket.disconnect(true)
        hear(socket, body, answer as (it: unknown) => void).catch((fault: unknown) => {
          log.error({ err: fault }, `${name} failed`)
          // The client comes back with back-off and asks again; of a command it is told.
          if (name === 'hello') socket.disconnect(true)
          else answer({ ok: false, problem: toProblem('database_down') })
        })
      })
    }
  })

  const every = (ms: number, job: () => Promise<void> | void, what: string): NodeJS.Timeout => {
    let running = false
    return setInterval(() => {
      if (running) return // a database that does not answer must not gather waiting jobs
      running = true
      Promise.resolve()
        .then(job)
        .catch((fault: unknown) => log.warn({ err: fault }, what))
        .finally(() => (running = false))
    }, ms)
  }
  const cutWithoutRights = async (): Promise<void> => {
    const sockets = [...io.sockets.sockets.values()] as LiveSocket[]
    if (sockets.length === 0) return
    const valid = await findAll([...new Set(sockets.map((it) => it.data.principal.tokenSha256))])
    for (const socket of sockets) {
      const { principal } = socket.data
      const current = valid.get(principal.tokenSha256)
      if (!current || !haveSameRights(current, principal)) socket.disconnect(true)
    }
  }
  // At a hint at once; hints that come while it is asked are answered by one more asking.
  let asking: Promise<void> | null = null
  let isAskedAgain = false
  const checkRights = (): void => {
    if (asking) return void (isAskedAgain = true)
    asking = cutWithoutRights()
      .catch((fault: unknown) => log.warn({ err: fault }, 'rights could not be asked'))
      .finally(() => {
        asking = null
        if (isAskedAgain) checkRights()
      })
    isAskedAgain = false
  }
  const timers = [
    // B1: the head is read from the database; while it cannot be, there is no tick and screens say so.
    every(
      TICK_EVERY_MS,
      async () => void io.emit('tick', { head: (await readHead()).seq, serverAt: now() }),
      'no tick: the head could not be read',
    ),
    every(RIGHTS_EVERY_MS, cutWithoutRights, 'rights could not be asked'),
    every(
      SEEN_EVERY_MS,
      () =>
        options.seen(
          ([...io.sockets.sockets.values()] as LiveSocket[])
            .filter((it) => it.data.principal.kind === 'device')
            .map((it) => it.data.principal.id),
        ),
      'last seen could not be kept',
    ),
  ]

  // Without this hook app.close() would wait for sockets that never end.
  app.addHook('preClose', async () => {
    for (const timer of timers) clearInterval(timer)
    slowReaders.stop()
    presence.stop()
    broadcast.stop()
    io.disconnectSockets(true)
    io.engine.close() // not io.close(): the HTTP server is Fastify's to close
  })
  return { io, broadcast, slow: slowReaders.slow, checkRights }
}
