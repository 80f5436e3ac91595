/** A small history without a fault, as a run would leave it: what the tests of the checker break, one promise at a time. */
import { CALENDAR } from '@shaotai/shared/test/worlds.ts'
import { decide, decideReport, type Context } from '@shaotai/shared/domain/decide.ts'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { applyFrames, emptyPicture } from '@shaotai/shared/domain/picture.ts'
import { redactEvent, type Audience } from '@shaotai/shared/domain/redact.ts'
import { toFrame } from '../server/event-log/to-frame.ts'
import type { Applied, Journal } from './check-screens.ts'
import type { Dump } from './checker.ts'
import type { Line } from './ledger.ts'

export const WALL: Audience = { profile: 'wall', department: null, cleared: false }
export const EPOCH = 'epoch'
const anybody: Context = {
  actor: { id: 'key', role: 'ingest', department: null, history: true },
  now: 1_795_000_000_000,
  calendar: CALENDAR,
}

export interface History {
  lines: Line[]
  dump: Dump
  journal: Journal
}

/** Six cases, each reported and accepted in one unit; the third is hidden from walls. */
export function history(): History {
  const lines: Line[] = []
  const dump: Dump = { epoch: EPOCH, head: 12, log: [], keys: [], audits: [], cases: [] }
  const events: LogEvent[] = []
  for (let n = 1; n <= 6; n += 1) {
    const caseId = String(n).padStart(26, '0')
    const reported = decideReport(
      caseId,
      {
        kind: 'ticket',
        category: '0101',
        department: null,
        source: 'hotline',
        priority: 'P3',
        severity: null,
        sensitivity: n === 3 ? 'secret' : 'internal',
        lng: null,
        lat: null,
        crs: 'wgs84',
        area: null,
        areaPath: [],
        community: null,
        limitMinutes: null,
        policy: null,
        tier: null,
        exercise: false,
        externalId: null,
        personal: {},
      },
      null,
      anybody,
    )
    if (!reported.ok) throw new Error(reported.refusal)
    const accepted = decide(
      reported.state,
      { body: { type: 'accept' }, expectedVersion: 1, occurredAt: null },
      anybody,
    )
    if (!accepted.ok) throw new Error(accepted.refusal)
    for (const [i, { event }] of [reported, accepted].entries()) {
      const seq = events.length + 1
      const op = `op-${seq}`
      const whole = { ...event, seq, recordedAt: 0 }
      events.push(whole)
      dump.log.push({ seq, caseId, version: i + 1, event: whole, mark: op })
      dump.keys.push({ source: 'hotline', key: op, caseId, version: i + 1 })
      dump.audits.push(seq)
      const want = {
        source: 'hotline',
        key: op,
        mark: op,
        caseId: null,
        expected: i === 0 ? null : 1,
        unit: `unit-${n}`,
      }
      lines.push({ at: n * 10, op, is: 'invoke', attempt: 1, want })
      if (n === 2)
        lines.push(
          { at: n * 10 + 1, op, is: 'info', why: 'reset' },
          { at: n * 10 + 2, op, is: 'invoke', attempt: 2, want },
        )
      lines.push({ at: n * 10 + 3, op, is: 'ok', answer: { caseId, seq, version: i + 1 } })
    }
    dump.cases.push({ id: caseId, no: `GD-${n}`, version: 2, seq: events.length })
  }
  const applied: Applied[] = [0, 4, 8].map((from): Applied => ({
    epoch: EPOCH,
    replaced: from === 0,
    from,
    to: from + 4,
    events:
      from === 0
        ? []
        : events
            .slice(from, from + 4)
            .flatMap((it) => redactEvent(it, WALL) ?? [])
            .map(({ seq, caseId, version, type }) => ({ seq, caseId, version, type })),
    hash: hashOf(applyFrames(emptyPicture(EPOCH), [toFrame(events.slice(0, from + 4), WALL)], WALL)),
  }))
  return { lines, dump, journal: { screen: 'wall', audience: WALL, applied, divergences: 0, compared: 1 } }
}
