/**
 * From the log to rooms: audiences are made on demand, each is told in batches what it may see, and its
 * running check goes out every 30 s. The tail of the log is its only source of live frames.
 */
import type { Server } from 'socket.io'
import { CHECK_EVERY_MS, type ClientToServer, type ServerToClient } from '@shaotai/shared/contract/socket.ts'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { audienceKey, type Audience } from '@shaotai/shared/domain/redact.ts'
import { openLiveAudience, type LiveAudience } from './live-audience.ts'
import type { SocketData } from './socket-data.ts'

export type LiveServer = Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>

export interface Broadcast {
  /** The live audience, loaded from the database the first time. */
  audience: (audience: Audience) => Promise<LiveAudience>
  take: (log: readonly LogEvent[]) => void
  /** Is there an audience, or is one being made? Else nobody needs the events themselves. */
  isWatched: () => boolean
  audiences: () => LiveAudience[]
  stop: () => void
}

/** An audience nobody has watched for this long is let go. */
const UNWATCHED_MS = 10 * 60_000

export const roomOf = (audience: Audience): string => `live:${audienceKey(audience)}`

interface Entry {
  live: LiveAudience | null
  loading: Promise<LiveAudience> | null
  /** What the tail brought while the picture was being read. */
  held: LogEvent[]
  watchedAt: number
}

export interface BroadcastOptions {
  io: LiveServer
  readPicture: (audience: Audience) => Promise<Picture>
  now: () => number
}

export function openBroadcast({ io, readPicture, now }: BroadcastOptions): Broadcast {
  const entries = new Map<string, Entry>()

  const load = async (audience: Audience, entry: Entry): Promise<LiveAudience> => {
    const room = roomOf(audience)
    const picture = await readPicture(audience)
    const live = openLiveAudience({
      audience,
      picture,
      now,
      send: (frame) => io.to(room).emit('events', frame),
    })
    // The read began after these were held, so they continue it without a seam; older ones are dropped.
    live.take(entry.held)
    entry.held = []
    entry.live = live // at once: what the tail brings next must not be held where nobody looks any more
    return live
  }

  const audience = (wanted: Audience): Promise<LiveAudience> => {
    const key = audienceKey(wanted)
    let entry = entries.get(key)
    if (!entry) {
      entry = { live: null, loading: null, held: [], watchedAt: now() }
      entries.set(key, entry)
      entry.loading = load(wanted, entry)
      entry.loading.catch(() => entries.delete(key)) // the next hello tries again
    }
    entry.watchedAt = now()
    return entry.loading!
  }

  const live = (): LiveAudience[] => [...entries.values()].flatMap((it) => (it.live ? [it.live] : []))

  const check = (): void => {
    for (const [key, entry] of entries) {
      if (!entry.live) continue
      const room = roomOf(entry.live.audience)
      if (io.of('/').adapter.rooms.has(room)) entry.watchedAt = now()
      else if (now() - entry.watchedAt > UNWATCHED_MS) {
        entry.live.stop()
        entries.delete(key)
        continue
      }
      entry.live.flush() // so that the picture is what everybody in step has been told
      const picture = entry.live.picture()
      io.to(room).emit('check', { seq: picture.seq, hash: hashOf(picture) })
    }
  }
  const timer = setInterval(check, CHECK_EVERY_MS)

  return {
    audience,
    take: (log) => {
      for (const entry of entries.values()) {
        if (entry.live) entry.live.take(log)
        else entry.held.push(...log)
      }
    },
    isWatched: () => entries.size > 0,
    audiences: live,
    stop: () => {
      clearInterval(timer)
      for (const it of live()) it.stop()
    },
  }
}
