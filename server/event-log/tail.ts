/**
 * Follows the log: every node reads the table itself, woken by a hint or by its own poll, and hands on
 * batches in order. Stops with an alarm when a seq is missing, because then nothing it says could be
 * believed (protocol L4, L5).
 */
import type { LogEvent } from '@shaotai/shared/domain/events.ts'

export interface TailOptions {
  after: number
  read: (after: number, limit: number) => Promise<LogEvent[]>
  /** The same, seqs alone: enough to find a hole, and a tenth of the cost. */
  skim: (after: number, limit: number) => Promise<number[]>
  /** Does anybody want the events? Asked before and after each reading. */
  isWatched: () => boolean
  /** Batches of at most 500, contiguous. */
  onBatch: (events: LogEvent[]) => void
  /** A hole in the log: the tail has stopped. */
  onAlarm: (alarm: Error) => void
  /** The database could not be read; the tail goes on trying. */
  onFault: (fault: Error) => void
}
export interface Tail {
  wake: () => void
  /** Last seq handed on. */
  seq: () => number
  stop: () => Promise<void>
}

export const POLL_MS = 500 // half of the second that L4 promises
const BATCH = 500

export function startTail({ after, read, skim, isWatched, onBatch, onAlarm, onFault }: TailOptions): Tail {
  let seq = after
  let stopped = false
  let woken = false
  let running: Promise<void> | null = null

  const run = async (): Promise<void> => {
    do {
      woken = false
      let events: LogEvent[] | null = null
      let seqs: number[]
      try {
        if (isWatched()) {
          events = await read(seq, BATCH)
          seqs = events.map((it) => it.seq)
        } else seqs = await skim(seq, BATCH)
      } catch (fault) {
        return onFault(fault as Error)
      }
      if (stopped) return
      // Somebody began to watch while we only counted: what they wait for may be among these.
      if (!events && isWatched()) {
        woken = true
        continue
      }
      for (const found of seqs) {
        if (found !== seq + 1) {
          stopped = true
          clearInterval(timer)
          return onAlarm(new Error(`the log has ${found} after ${seq}: an event is missing`))
        }
        seq = found
      }
      if (events && events.length > 0) onBatch(events)
      if (seqs.length === BATCH) woken = true
    } while (woken && !stopped)
  }
  const wake = (): void => {
    woken = true
    if (stopped || running) return
    running = run().finally(() => {
      running = null
      if (woken && !stopped) setImmediate(wake)
    })
  }
  const timer = setInterval(wake, POLL_MS)
  wake()
  return {
    wake,
    seq: () => seq,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}
