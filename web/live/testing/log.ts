/**
 * A small log for tests: valid cases that walk their lifecycle, events with their seq, and what an audience
 * gets of them as frames. Uses the real decide, redact and picture; nothing here is a double.
 */
import { decide, decideReport, type Context } from '@shaotai/shared/domain/decide.ts'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { Report } from '@shaotai/shared/domain/commands.ts'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { allowedActions, type Action } from '@shaotai/shared/domain/lifecycle.ts'
import { applyFrames, emptyPicture, type Frame, type Picture } from '@shaotai/shared/domain/picture.ts'
import { bodyFor, CALENDAR } from '@shaotai/shared/test/worlds.ts'
import { redactEvent, type Audience, type WireEvent } from '@shaotai/shared/domain/redact.ts'

export const WALL: Audience = { profile: 'wall', department: null, cleared: false }
export const PARKS_DESK: Audience = { profile: 'desk', department: 'parks', cleared: false }

const DEPARTMENTS = ['parks', 'roads']
const SENSITIVITIES = ['public', 'internal', 'sensitive', 'secret'] as const
const KINDS = ['ticket', 'hazard', 'dispute'] as const
/** Any step of history: the role is not what these tests are about. */
const anybody: Context['actor'] = { id: 'key-1', role: 'ingest', department: null, history: true }

/** Grows by whole numbers: each picks a new case, or a case and one of the actions it allows. */
export class TestLog {
  readonly events: LogEvent[] = []
  private readonly cases: CaseFile[] = []
  epoch: string

  constructor(epoch = 'epoch-1') {
    this.epoch = epoch
  }

  get head(): number {
    return this.events.length
  }

  grow(choice: number): void {
    const now = 1_700_000_000_000 + this.head * 1_000
    const open = this.cases.filter((it) => allowedActions(it).length > 0)
    if (open.length === 0 || choice % 3 === 0) return this.report(choice, now)
    const state = open[choice % open.length]!
    const granted = allowedActions(state).flatMap((action) => this.granted(state, action, now))
    // Mostly along the line: most of what a table allows leads nowhere.
    const along = granted.filter(({ state: { status } }) => status !== state.status)
    const among = choice % 4 === 0 || along.length === 0 ? granted : along
    const decision = among[choice % among.length]!
    this.cases[this.cases.indexOf(state)] = decision.state
    this.events.push({ ...decision.event, seq: this.head + 1, recordedAt: now })
  }

  private granted(state: CaseFile, action: Action, now: number) {
    const department = DEPARTMENTS.find((it) => it !== state.department)!
    const body = bodyFor(action, state, department, now)
    const command = { body, expectedVersion: null, occurredAt: null }
    const decision = decide(state, command, { actor: anybody, now, calendar: CALENDAR })
    return decision.ok ? [decision] : []
  }

  private report(choice: number, now: number): void {
    const id = this.head.toString().padStart(26, '0')
    const pick = Math.floor(choice / 3) // what made it a report is the same for all of them
    const report: Report = {
      kind: KINDS[pick % 3]!,
      category: 'lamp',
      department: DEPARTMENTS[Math.floor(pick / 3) % 2]!,
      source: 'hotline',
      priority: 'P3',
      severity: null,
      sensitivity: SENSITIVITIES[Math.floor(pick / 6) % 4]!,
      lng: 121,
      lat: 23,
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
    }
    const decision = decideReport(id, report, null, { actor: anybody, now })
    if (!decision.ok) throw new Error(decision.refusal)
    this.cases.push(decision.state)
    this.events.push({ ...decision.event, seq: this.head + 1, recordedAt: now })
  }

  /** Goes back to an earlier point under a new epoch, as a restore does (L3). */
  restore(to: number): void {
    this.events.length = Math.min(to, this.head)
    this.cases.length = 0
    const last = new Map<string, CaseFile>()
    for (const event of this.events) if (event.case) last.set(event.caseId, event.case)
    this.epoch += "'"
  }

  frame(from: number, to: number, audience: Audience): Frame {
    const events: WireEvent[] = []
    const skips: [number, number][] = []
    for (const event of this.events.slice(from - 1, to)) {
      const wire = redactEvent(event, audience)
      if (wire) events.push(wire)
      else if (skips.at(-1)?.[1] === event.seq - 1) skips.at(-1)![1] = event.seq
      else skips.push([event.seq, event.seq])
    }
    return { from, to, events, ...(skips.length > 0 && { skips }) }
  }

  picture(audience: Audience, to = this.head): Picture {
    const empty = emptyPicture(this.epoch)
    return to === 0 ? empty : applyFrames(empty, [this.frame(1, to, audience)], audience)
  }
}
