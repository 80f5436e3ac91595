/**
 * 持球: who had a case from when to when, for how long, and who waits for whom now. Pure, from the events of its
 * timeline; the spans follow each other without a gap, so they add up to the case's whole life.
 */
import type { Calendar } from './calendar/calendar.ts'
import { clockOf } from './calendar/clock.ts'
import { HOUR_MS } from './calendar/day-number.ts'
import type { CaseView } from './case-file.ts'
import { evolve, type Evolving } from './evolve.ts'
import { phaseOf } from './lifecycle.ts'
import type { Pending } from './vocabulary.ts'

/** Whose turn it is. `suspended`: nobody's, by permission; `nobody`: the case is done. */
export type Party = 'intake' | 'dispatch' | 'department' | 'verify' | 'suspended' | 'nobody'
export interface Holder {
  party: Party
  /** Code, of a department alone. */
  department: string | null
}

export interface Span extends Holder {
  from: number
  to: number
  naturalMs: number
  /** Of it in office hours; null without a calendar. */
  workingMs: number | null
}
export interface Held extends Holder {
  naturalMs: number
  workingMs: number | null
}
/** Who is kept waiting, by whom, for what. */
export interface Waiting {
  who: 'reporter' | 'centre' | 'department'
  for: Exclude<Party, 'nobody'> | 'duty_chief'
  department: string | null
  /** Something asked for and not decided. */
  pending: Pending | null
  /** The day on which a suspended case goes on, epoch ms. */
  until: number | null
}
export interface Custody {
  from: number
  to: number
  spans: Span[]
  /** Each holder once, longest first. */
  held: Held[]
  /** Null: nobody owes anything. */
  waiting: Waiting | null
}

type Standing = Pick<CaseView, 'lifecycle' | 'status' | 'department'>

/** Who owes the next step. */
export function holderOf(it: Standing): Holder {
  const phase = phaseOf(it)
  const party = ((): Party => {
    if (phase === null || phase === 'closed') return 'nobody'
    if (phase === 'intake') return 'intake'
    if (it.status === 'suspended') return 'suspended'
    // Mediation failed: the centre shows the parties another road.
    if (it.status === 'failed') return 'dispatch'
    if (it.status === 'dispatched' || phase === 'handle') return 'department'
    return phase
  })()
  return { party, department: party === 'department' ? it.department : null }
}

export function waitingOf(it: CaseView): Waiting | null {
  const { party, department } = holderOf(it)
  if (party === 'nobody') return null
  const rest = { department: it.department, pending: it.pending, until: it.reviewAt }
  if (it.pending)
    return { ...rest, who: 'department', for: it.pending === 'return' ? 'dispatch' : 'duty_chief' }
  switch (party) {
    case 'intake':
    case 'dispatch':
      return { ...rest, who: 'reporter', for: party }
    case 'verify':
      return { ...rest, who: 'department', for: party }
    default:
      return { ...rest, department, who: 'centre', for: party }
  }
}

/**
 * `events` in the order of the log, the first one with its case; none: null. An open case is held until `now` (epoch
 * ms), a done one until it was done. A stamp that lies before the one it follows counts as that one.
 */
export function custodyOf(
  events: readonly Evolving<CaseView>[],
  now: number,
  calendar: Calendar | null,
): Custody | null {
  let state: CaseView | null = null
  const turns: (Holder & { at: number })[] = []
  for (const event of events) {
    if (!state && !event.case) continue
    state = evolve(state, event)
    const holder = holderOf(state)
    const last = turns.at(-1)
    if (last && last.party === holder.party && last.department === holder.department) continue
    turns.push({ ...holder, at: Math.max(event.at, last?.at ?? event.at) })
  }
  if (!state) return null
  const spans = turns.flatMap(({ at: from, ...holder }, i) => {
    const to = turns[i + 1]?.at ?? (holder.party === 'nobody' ? from : Math.max(from, now))
    return to > from
      ? [{ ...holder, from, to, naturalMs: to - from, workingMs: workingMs(from, to, calendar) }]
      : []
  })
  const to = spans.at(-1)?.to ?? turns[0]!.at
  return { from: turns[0]!.at, to, spans, held: heldBy(spans), waiting: waitingOf(state) }
}

function workingMs(from: number, to: number, calendar: Calendar | null): number | null {
  if (!calendar) return null
  const { position } = clockOf(calendar, 'working_hours')
  return (position(to) - position(from)) * HOUR_MS
}

function heldBy(spans: readonly Span[]): Held[] {
  const held = new Map<string, Held>()
  for (const { party, department, naturalMs, workingMs: working } of spans) {
    const key = `${party} ${department}`
    const before = held.get(key)
    held.set(key, {
      party,
      department,
      naturalMs: (before?.naturalMs ?? 0) + naturalMs,
      workingMs: working === null ? null : (before?.workingMs ?? 0) + working,
    })
  }
  return [...held.values()].sort((a, b) => b.naturalMs - a.naturalMs)
}
