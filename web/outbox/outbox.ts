/**
 * What becomes of an action between a person's decision and the picture that confirms it, as a pure machine: an input
 * leads to a next state and to what must be done. Knows no socket, no page and no clock of its own. It never says that
 * something happened before the picture holds it, and never sends what was cancelled.
 *
 * An action is *kept* (nobody was told of it: it can be cancelled), *asking* (kept so long that a person is asked first),
 * *sent* (no longer in our hands; without an answer it is sent again under the same id, so it happens once),
 * *acknowledged* (the server has it, our picture not yet), and ends as *done*, *conflict* or *refused*. One is on its way at
 * a time, so they happen in the order in which they were decided; one is open a case, for nobody decides on a state that
 * is about to change.
 */
import type { CommandAnswer } from '@shaotai/shared/contract/http.ts'
import type { Problem } from '@shaotai/shared/contract/problem.ts'
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'

/** What a person decided. */
export interface Act {
  commandId: string
  caseId: string
  caseNo: string
  /** The version they looked at. */
  expectedVersion: number
  /** The command as it is sent, without its envelope. */
  body: Readonly<Record<string, unknown> & { type: Action }>
  /** Of an action on many cases, as long as a panel tells of all of them together: which. */
  batch?: string
}
export type Stage = 'kept' | 'asking' | 'sent' | 'acknowledged' | 'done' | 'conflict' | 'refused'
export interface Entry extends Act {
  stage: Stage
  /** When a person last wanted it, epoch ms. */
  wantedAt: number
  /** An answer is awaited on a link that stands. */
  inFlight: boolean
  tries: number
  answer: CommandAnswer | null
  problem: Problem | null
  /** When its outcome was known, epoch ms. */
  endedAt: number | null
}
export interface Outbox {
  /** In the order in which they were decided. */
  entries: readonly Entry[]
  isUp: boolean
  /** How far the picture reaches. */
  seq: number
  /** Nothing is sent before, epoch ms: the server asked for a pause, or did not answer. */
  pauseUntil: number
}
export type Input =
  | { is: 'act'; act: Act }
  | { is: 'link'; isUp: boolean }
  | { is: 'answered'; commandId: string; answer: CommandAnswer }
  | { is: 'refused'; commandId: string; problem: Problem }
  | { is: 'unanswered'; commandId: string }
  | { is: 'picture'; seq: number }
  | { is: 'cancel'; commandId: string }
  | { is: 'confirm'; commandId: string }
  | { is: 'drop'; commandId: string }
  | { is: 'dropBatch'; batch: string }
  | { is: 'partBatch'; batch: string }
  | { is: 'clock' }
  /** `only`: what another tab keeps; absent: all. */
  | { is: 'forget'; only?: ReadonlySet<string> }
export interface Next {
  state: Outbox
  /** The entry to send now, or null. */
  send: Entry | null
}

/** After this the situation has moved on: a kept action asks before it goes. */
export const ASKS_AFTER_MS = 3 * 60_000
const PAUSE_MS = 2_000
/** A server that fails on it every time is not asked for ever. */
const MOST_TRIES = 5
/** A done one stays in sight as long as it can be taken back, and a moment more. */
export const DONE_SHOWN_MS = 12_000
/** Nothing was decided: the same again, later, is right. */
const PASSING: ReadonlySet<string> = new Set(['busy', 'database_down', 'stopping', 'too_many', 'internal'])

export const EMPTY: Outbox = { entries: [], isUp: false, seq: 0, pauseUntil: 0 }
const OPEN: ReadonlySet<Stage> = new Set(['kept', 'asking', 'sent', 'acknowledged'])
export const isOpenEntry = ({ stage }: Entry): boolean => OPEN.has(stage)
/** Nobody was told of it yet. */
export const isCancellable = ({ stage }: Entry): boolean => stage === 'kept' || stage === 'asking'

/** `now` is epoch ms. */
export function step(state: Outbox, input: Input, now: number): Next {
  return goOn(take(state, input, now), now)
}

function take(state: Outbox, input: Input, now: number): Outbox {
  const change = (commandId: string, to: (it: Entry) => Entry | null): Outbox => ({
    ...state,
    entries: state.entries.flatMap((it) => (it.commandId === commandId ? (to(it) ?? []) : [it])),
  })
  switch (input.is) {
    case 'act':
      return accept(state, input.act, now)
    case 'link':
      // Whatever is on its way on a link that is gone may or may not have arrived.
      return {
        ...state,
        isUp: input.isUp,
        entries: input.isUp ? state.entries : state.entries.map((it) => ({ ...it, inFlight: false })),
      }
    case 'answered':
      return change(input.commandId, (it) =>
        it.stage !== 'sent'
          ? it
          : confirmed(
              { ...it, stage: 'acknowledged', inFlight: false, answer: input.answer },
              state.seq,
              now,
            ),
      )
    case 'refused':
      return refuse(state, input.commandId, input.problem, now, change)
    case 'unanswered':
      return {
        ...change(input.commandId, (it) => ({ ...it, inFlight: false })),
        pauseUntil: now + PAUSE_MS,
      }
    case 'picture':
      return {
        ...state,
        seq: input.seq,
        entries: state.entries.map((it) => confirmed(it, input.seq, now)),
      }
    case 'cancel':
      return change(input.commandId, (it) => (isCancellable(it) ? null : it))
    case 'confirm':
      return change(input.commandId, (it) =>
        it.stage === 'asking' ? { ...it, stage: 'kept', wantedAt: now } : it,
      )
    case 'drop':
      return change(input.commandId, (it) => (isOpenEntry(it) ? it : null))
    case 'dropBatch':
      return {
        ...state,
        entries: state.entries.flatMap((it) => {
          if (it.batch !== input.batch) return [it]
          return isOpenEntry(it) && !isCancellable(it) ? [alone(it)] : []
        }),
      }
    case 'partBatch':
      return {
        ...state,
        entries: state.entries.map((it) => (it.batch === input.batch ? alone(it) : it)),
      }
    case 'clock':
      return {
        ...state,
        entries: state.entries.filter(
          ({ stage, endedAt, batch }) =>
            stage !== 'done' || batch !== undefined || now - endedAt! < DONE_SHOWN_MS,
        ),
      }
    case 'forget':
      return {
        ...state,
        entries: state.entries.filter((it) => input.only && !input.only.has(it.commandId)),
        pauseUntil: 0,
      }
  }
}

/** From here on told by itself: nobody tells of its batch any more. */
export function alone(entry: Entry): Entry {
  const it = { ...entry }
  delete it.batch
  return it
}

/** What ended badly on the same case gives way: somebody decided anew. */
function accept(state: Outbox, act: Act, now: number): Outbox {
  const others = state.entries.filter((it) => it.caseId !== act.caseId)
  const own = state.entries.filter((it) => it.caseId === act.caseId)
  if (own.some(isOpenEntry) || state.entries.some((it) => it.commandId === act.commandId)) return state
  const entry: Entry = {
    ...act,
    stage: 'kept',
    wantedAt: now,
    inFlight: false,
    tries: 0,
    answer: null,
    problem: null,
    endedAt: null,
  }
  return { ...state, entries: [...others, entry] }
}

function refuse(
  state: Outbox,
  commandId: string,
  problem: Problem,
  now: number,
  change: (commandId: string, to: (it: Entry) => Entry | null) => Outbox,
): Outbox {
  const it = state.entries.find((entry) => entry.commandId === commandId)
  if (it?.stage !== 'sent') return state
  if (PASSING.has(problem.code) && it.tries < MOST_TRIES)
    return { ...change(commandId, () => ({ ...it, inFlight: false })), pauseUntil: now + PAUSE_MS }
  const stage = problem.code === 'version_conflict' ? 'conflict' : 'refused'
  return change(commandId, () => ({ ...it, stage, inFlight: false, problem, endedAt: now }))
}

const confirmed = (it: Entry, seq: number, now: number): Entry =>
  it.stage === 'acknowledged' && it.answer!.seq <= seq ? { ...it, stage: 'done', endedAt: now } : it

/** The first that may go goes, unless one is on its way. */
function goOn(state: Outbox, now: number): Next {
  const entries = state.entries.map((it) =>
    it.stage === 'kept' && now - it.wantedAt > ASKS_AFTER_MS ? { ...it, stage: 'asking' as const } : it,
  )
  const aged = entries.some((it, i) => it !== state.entries[i]) ? { ...state, entries } : state
  if (!state.isUp || now < state.pauseUntil || entries.some((it) => it.inFlight))
    return { state: aged, send: null }
  // One whose answer was lost first: it may have happened already.
  const next = entries.find((it) => it.stage === 'sent') ?? entries.find((it) => it.stage === 'kept')
  if (!next) return { state: aged, send: null }
  const send: Entry = { ...next, stage: 'sent', inFlight: true, tries: next.tries + 1 }
  return { state: { ...aged, entries: entries.map((it) => (it === next ? send : it)) }, send }
}
