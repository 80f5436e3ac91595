/**
 * A gateway on a log that lives in memory: real sockets and the real broadcast, with as many events at once
 * as a test wants and a clock it can turn. For what a database would only slow down.
 */
import { fastify, type FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { decideReport } from '@shaotai/shared/domain/decide.ts'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { emptyPicture, type Picture } from '@shaotai/shared/domain/picture.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import { aReport, idOf, NOW } from '../../shared/test/worlds.ts'
import type { Principal } from '../directory/principal.ts'
import { attachGateway, type Gateway } from '../realtime/gateway.ts'

export const EPOCH = '00000000-0000-4000-8000-000000000001'
export const TOKEN = 'dev_test'

const WALL: Principal = {
  kind: 'device',
  id: 'device-1',
  name: 'wall',
  username: null,
  role: 'wall_device',
  department: null,
  cleared: false,
  areas: [],
  history: false,
  sources: null,
  mustChange: false,
  endsAt: null,
  profiles: ['lobby', 'wall'],
  tokenSha256: 'aa',
}

export interface InMemoryLog {
  app: FastifyInstance
  gateway: Gateway
  url: string
  log: LogEvent[]
  /** New cases, told as the tail would tell them: batches of at most 500. */
  grow: (count: number) => void
  /** Adds to the clock that everything here reads. */
  turn: (ms: number) => void
  /** How often a picture was read. */
  reads: () => number
  /** While true the head cannot be read. */
  breakHead: (broken: boolean) => void
  close: () => Promise<void>
}

export async function openInMemoryLog(): Promise<InMemoryLog> {
  const app = fastify()
  const log: LogEvent[] = []
  let turned = 0
  let reads = 0
  let isHeadBroken = false
  const readPicture = async (_audience: Audience): Promise<Picture> => {
    reads += 1
    return emptyPicture(EPOCH)
  }
  const gateway = attachGateway(app, {
    find: async (token) => (token === TOKEN ? WALL : null),
    used: async () => {},
    findAll: async () => new Map([[WALL.tokenSha256, WALL]]),
    isOwnOrigin: () => true,
    readHead: async () => {
      if (isHeadBroken) throw new Error('the head cannot be read')
      return { epoch: EPOCH, seq: log.length }
    },
    readAfter: async (after, limit) => log.slice(after, after + limit),
    readPicture,
    sees: async () => false,
    command: async () => ({ ok: false, code: 'not_found', extra: {} }),
    onDivergence: () => {},
    seen: async () => {},
    now: () => Date.now() + turned,
    elapsed: () => performance.now() + turned,
    isDepartment: () => true,
    log: pino({ level: 'silent' }),
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    app,
    gateway,
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    log,
    grow: (count) => {
      const news: LogEvent[] = []
      for (let i = 0; i < count; i += 1) {
        const seq = log.length + 1
        const actor = { id: 'key', role: 'ingest', department: null, history: true } as const
        const decision = decideReport(idOf(seq), aReport(), null, { actor, now: NOW + seq })
        if (!decision.ok) throw new Error(decision.refusal)
        const event = { ...decision.event, seq, recordedAt: NOW + seq }
        log.push(event)
        news.push(event)
      }
      for (let n = 0; n < news.length; n += 500) gateway.broadcast.take(news.slice(n, n + 500))
    },
    turn: (ms) => void (turned += ms),
    reads: () => reads,
    breakHead: (broken) => void (isHeadBroken = broken),
    close: () => app.close(),
  }
}
