/**
 * Yardstick of part b: a server that tails the same log by the same code, redacts for the same audience, and
 * sends each batch as one JSON text to every ws socket. Batches end as ours do: at once after a quiet moment,
 * else every 60 ms. No rights, no picture, no ring, no resume, no care for slow readers.
 */
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { listenForHints } from '../server/db/notifier.ts'
import { readAfter, readHead, skimAfter } from '../server/event-log/read-after.ts'
import { startTail } from '../server/event-log/tail.ts'
import { toFrame } from '../server/event-log/to-frame.ts'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { open } from './stage.ts'
import { serve } from './worker.ts'

/** As server/realtime/live-audience.ts. */
const FLUSH_MS = 60

/** Answers with its port. */
async function listen(databaseUrl: string): Promise<number> {
  const database = await open(databaseUrl)
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  await new Promise((resolve) => server.once('listening', resolve))

  let untold: LogEvent[] = []
  let lastFlush = 0
  let timer: NodeJS.Timeout | null = null
  const flush = (): void => {
    timer = null
    lastFlush = Date.now()
    const text = JSON.stringify(toFrame(untold, { profile: 'wall', department: null, cleared: false }))
    untold = []
    // Encoded once, as whoever had two hundred sockets would.
    const bytes = Buffer.from(text)
    for (const socket of server.clients) socket.send(bytes, { binary: false })
  }
  const tail = startTail({
    after: (await readHead(database.readPool)).seq,
    read: (after, limit) => readAfter(database.readPool, after, limit),
    skim: (after, limit) => skimAfter(database.readPool, after, limit),
    isWatched: () => true,
    onBatch: (events) => {
      untold.push(...events)
      const wait = lastFlush + FLUSH_MS - Date.now()
      if (timer) return
      if (wait <= 0) flush()
      else timer = setTimeout(flush, wait)
    },
    onAlarm: (alarm) => {
      throw alarm
    },
    onFault: () => {},
  })
  listenForHints(database, { shaotai_log: tail.wake, shaotai_rights: () => {} }, () => {})
  return (server.address() as AddressInfo).port
}

export type PlainSockets = { listen: typeof listen }
serve({ listen } satisfies PlainSockets)
