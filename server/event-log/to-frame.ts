/** A contiguous piece of the log as one audience may see it: its events, and ranges for what it may not. */
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import type { Frame } from '@shaotai/shared/domain/picture.ts'
import { redactEvent, type Audience, type WireEvent } from '@shaotai/shared/domain/redact.ts'

/** `log` is contiguous and not empty. */
export function toFrame(log: readonly LogEvent[], audience: Audience): Frame {
  const events: WireEvent[] = []
  const skips: [number, number][] = []
  for (const event of log) {
    const wire = redactEvent(event, audience)
    if (wire) {
      events.push(wire)
      continue
    }
    const last = skips.at(-1)
    if (last && last[1] === event.seq - 1) last[1] = event.seq
    else skips.push([event.seq, event.seq])
  }
  return { from: log[0]!.seq, to: log.at(-1)!.seq, events, ...(skips.length > 0 && { skips }) }
}
