/** Cases brought to where a test wants them by the decider itself, step by step, each by somebody who may. */
import type { CaseFile } from '../domain/case-file.ts'
import type { CommandBody, Report } from '../domain/commands.ts'
import { decide, decideReport, type Context, type Decision } from '../domain/decide.ts'
import type { Action } from '../domain/lifecycle.ts'
import type { Actor } from '../domain/policy.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import { actorFor, aReport, bodyFor, CALENDAR, idOf, NOW } from './worlds.ts'

/** A word is an ordinary command of that kind; fields beside the type are its own. */
export type Ask = Action | ({ type: Action } & Record<string, unknown>)
export interface Circumstances {
  by?: Partial<Actor>
  /** Epoch ms; else a second after the last change. */
  at?: number
  target?: CaseFile | null
  rules?: Context['rules']
}

export function born(over: Partial<Report> = {}, at = NOW, id = idOf(1)): CaseFile {
  const decision = decideReport(id, aReport(over), null, {
    actor: { id: 'key', role: 'ingest', department: null, history: false },
    now: at,
  })
  if (!decision.ok) throw new Error(`no case to test with: ${decision.refusal}`)
  return decision.state
}

export function tried(it: CaseFile, ask: Ask, { by, at, target, rules = [] }: Circumstances = {}): Decision {
  const { type, ...own } = typeof ask === 'string' ? { type: ask } : ask
  const now = at ?? it.changedAt + 1_000
  const body = { ...bodyFor(type, it, 'D01', now), ...own } as CommandBody
  return decide(
    it,
    { body, expectedVersion: it.version, occurredAt: null },
    { actor: { ...actorFor(type, it), ...by }, now, calendar: CALENDAR, target: target ?? null, rules },
  )
}

/** Why not; null: it may be. */
export function refusedFor(it: CaseFile, ask: Ask, circumstances: Circumstances = {}): RefusalCode | null {
  const decision = tried(it, ask, circumstances)
  return decision.ok ? null : decision.refusal
}

/** After one step, which must be granted. */
export function after(it: CaseFile, ask: Ask, circumstances: Circumstances = {}): CaseFile {
  const decision = tried(it, ask, circumstances)
  if (!decision.ok) throw new Error(`${it.status}: ${JSON.stringify(ask)} is refused: ${decision.refusal}`)
  return decision.state
}

/** After several, a second from one to the next. */
export const lived = (it: CaseFile, ...asks: Ask[]): CaseFile =>
  asks.reduce((state, ask) => after(state, ask), it)

export const TO_HANDLING: Ask[] = ['accept', 'file', 'dispatch', 'sign', 'handle']
