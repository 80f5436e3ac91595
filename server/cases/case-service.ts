/**
 * Load → decide → append, for one request or five hundred. The only road by which a case changes: reports,
 * commands and history all become groups of requests for one case here, each group written whole.
 */
import type pg from 'pg'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { Command, Report } from '@shaotai/shared/domain/commands.ts'
import { decide, decideReport, type Context } from '@shaotai/shared/domain/decide.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Actor } from '@shaotai/shared/domain/policy.ts'
import type { VersionedRule } from '@shaotai/shared/domain/routing/route.ts'
import type { Source } from '@shaotai/shared/domain/vocabulary.ts'
import type { ProblemCode } from '@shaotai/shared/contract/problem.ts'
import type { Appender, Unit } from '../event-log/append.ts'
import { handOverOf } from './automatic-dispatch.ts'
import { newCaseId } from './case-id.ts'
import { readCases, readCasesByExternalId, readKeys, type KnownKey } from './case-repository.ts'

/** An idempotency key and the fingerprint of the body it came with (protocol C1). */
export interface Key {
  source: string
  key: string
  sha256: string
}
export type CaseRequest = { actor: Actor; keys: Key[] } & (
  | { op: 'report'; report: Report; occurredAt: number | null }
  | { op: 'command'; command: Command }
)
/** Requests for one case, in order: `locate` finds it, or its first report makes it. */
export interface Group {
  locate: { caseId: string } | { source: Source; externalId: string } | null
  requests: CaseRequest[]
}
export type Result =
  | { ok: true; replayed: boolean; caseId: string; caseNo: string; seq: number; version: number }
  | {
      ok: false
      code: ProblemCode
      /** The case it was refused on; not yet redacted for anybody. */ current?: CaseFile
    }

export interface CaseService {
  handle: (groups: Group[]) => Promise<Result[][]>
  /** Ids of cases by `source\nexternalId`, of those that are there. */
  idsOf: (refs: { source: Source; externalId: string }[]) => Promise<Map<string, string>>
}

export interface CaseServiceOptions {
  pool: pg.Pool
  appender: Appender
  now: () => number
  calendar: Calendar
  /** Local day YYYYMMDD of a stamp. */
  dayOf: (at: number) => string
  /** Routing rules as they are now, in their order; absent: there are none. */
  rules?: () => readonly VersionedRule[]
}

/** A group that loses a race is decided again from what won; more often means something else is wrong. */
const ATTEMPTS = 5

export function openCaseService({
  pool,
  appender,
  now,
  calendar,
  dayOf,
  rules = () => [],
}: CaseServiceOptions): CaseService {
  const handle = async (groups: Group[]): Promise<Result[][]> => {
    const results = groups.map((group): Result[] => Array.from({ length: group.requests.length }))
    let pending = groups.map((_, i) => i)
    for (let attempt = 1; pending.length > 0; attempt += 1) {
      // A lone fresh report needs no look-up: its key is checked by the append itself.
      const lone = attempt === 1 && pending.length === 1 && groups[0]!.locate === null
      const known = lone
        ? NOTHING_KNOWN
        : await load(
            pool,
            pending.map((i) => groups[i]!),
          )
      const plans = pending.map((i) =>
        plan(groups[i]!, known, { now: now(), calendar, dayOf, rules: rules() }),
      )
      const outcomes = await Promise.all(
        plans.map((it) => (it.unit ? appender.append(it.unit, ...it.others) : null)),
      )
      pending = pending.filter((i, n) => {
        const outcome = outcomes[n]
        if (outcome && outcome.outcome !== 'appended') {
          if (attempt < ATTEMPTS) return true // somebody was faster: look again
        }
        results[i] = plans[n]!.settle(outcome ?? null)
        return false
      })
    }
    return results
  }
  return {
    handle,
    idsOf: async (refs) => {
      const found = refs.length > 0 ? await readCasesByExternalId(pool, refs) : []
      return new Map(found.map((it) => [joined(it.source, it.externalId ?? ''), it.id]))
    },
  }
}

/** Of a merge: the case to merge into. */
const targetOf = (request: CaseRequest): string | null =>
  request.op === 'command' && request.command.body.type === 'merge' ? request.command.body.into : null

interface Known {
  keys: Map<string, KnownKey>
  byId: Map<string, CaseFile>
  byExternalId: Map<string, CaseFile>
}
const NOTHING_KNOWN: Known = { keys: new Map(), byId: new Map(), byExternalId: new Map() }
const joined = (a: string, b: string): string => `${a}\n${b}`

async function load(pool: pg.Pool, groups: Group[]): Promise<Known> {
  const ids = groups.flatMap(({ locate, requests }) => [
    ...(locate && 'caseId' in locate ? [locate.caseId] : []),
    ...requests.flatMap((it) => targetOf(it) ?? []),
  ])
  const refs = groups.flatMap(({ locate }) => (locate && 'externalId' in locate ? [locate] : []))
  const [keys, byId, byExternalId] = await Promise.all([
    readKeys(
      pool,
      groups.flatMap(({ requests }) => requests.flatMap((it) => it.keys)),
    ),
    readCases(pool, ids),
    readCasesByExternalId(pool, refs),
  ])
  return {
    keys: new Map(keys.map((it) => [joined(it.source, it.key), it])),
    byId: new Map(byId.map((it) => [it.id, it])),
    byExternalId: new Map(byExternalId.map((it) => [joined(it.source, it.externalId ?? ''), it])),
  }
}

/** Settled by now, or by the event of this number in the unit once it is appended. */
type Answer = Result | { event: number; replayed: boolean }

interface Plan {
  /** What to append; null when there is nothing new. */
  unit: Unit | null
  /** Of a merge: what is written with it on the cases that took others in. */
  others: Unit[]
  settle: (appended: { outcome: string; seq?: number; no?: string } | null) => Result[]
}

interface Surroundings {
  now: number
  calendar: Calendar
  dayOf: (at: number) => string
  rules: readonly VersionedRule[]
}

/** Decides a whole group in order on the state it builds up; pure but for the id of a new case. */
function plan(
  { locate, requests }: Group,
  known: Known,
  { now, calendar, dayOf, rules }: Surroundings,
): Plan {
  let state =
    locate === null
      ? undefined
      : 'caseId' in locate
        ? known.byId.get(locate.caseId)
        : known.byExternalId.get(joined(locate.source, locate.externalId))
  const unit: Unit = {
    caseId: state?.id ?? '',
    expected: state?.version ?? 0,
    done: false,
    state: null,
    events: [],
    personal: [],
    keys: [],
  }

  const others: Unit[] = []

  const answerTo = (request: CaseRequest): Answer => {
    const replay = replayOf(request.keys, known) ?? replayIn(request.keys, unit)
    if (replay) return replay
    const into = targetOf(request)
    const target = into === null ? null : (known.byId.get(into) ?? null)
    const context: Context = { actor: request.actor, now, calendar, target, rules }
    let decision: ReturnType<typeof decide>
    if (request.op === 'report') {
      // The record exists under another key: the same report sent again with something else in it.
      if (state) return { ok: false, code: 'key_reused' }
      decision = decideReport(newCaseId(now), request.report, request.occurredAt, context)
    } else if (state) {
      decision = decide(state, request.command, context)
    } else {
      return { ok: false, code: 'not_found' }
    }
    if (!decision.ok) return { ok: false, code: decision.refusal, ...(state && { current: state }) }
    if (target && state && decision.event.type === 'case.merged') {
      const joined = joinInto(target, state, decision.event.at, context)
      if (!joined.ok) return joined
      others.push(joined.unit)
    }
    const { event, personal } = decision
    state = decision.state
    unit.caseId = state.id
    if (request.op === 'report') unit.day = dayOf(state.reportedAt)
    unit.events.push(event)
    if (personal) unit.personal.push({ version: event.version, data: personal })
    unit.keys.push(...request.keys.map((key) => ({ ...key, version: event.version })))
    const answer: Answer = { event: unit.events.length - 1, replayed: false }
    // What a rule dispatches by itself is written with the filing: nobody finds the case in between.
    const handOver = handOverOf(event, state, { now, calendar })
    if (handOver) {
      state = handOver.state
      unit.events.push(handOver.event)
    }
    return answer
  }
  const answers = requests.map(answerTo)

  const isNew = unit.events.length > 0
  if (isNew) {
    unit.state = unit.events.at(-1)!.case ? null : state!
    unit.done = !isOpen(state!)
  }
  return {
    unit: isNew ? unit : null,
    others,
    settle: (appended) =>
      answers.map((it): Result => {
        if (!('event' in it)) return it
        // The unit was given up after too many races.
        if (appended?.seq === undefined) return { ok: false, code: 'busy' }
        return {
          ok: true,
          replayed: it.replayed,
          caseId: unit.caseId,
          caseNo: appended.no!,
          seq: appended.seq - unit.events.length + 1 + it.event,
          version: unit.events[it.event]!.version,
        }
      }),
  }
}

/** The other half of a merge: the target counts the reports that it took in. */
function joinInto(
  target: CaseFile,
  { id, reports }: CaseFile,
  at: number,
  context: Context,
): { ok: true; unit: Unit } | { ok: false; code: ProblemCode; current: CaseFile } {
  const command: Command = {
    body: { type: 'join', child: id, reports },
    expectedVersion: null,
    occurredAt: context.actor.history ? at : null,
  }
  const decision = decide(target, command, context)
  if (!decision.ok) return { ok: false, code: decision.refusal, current: target }
  const { event, state } = decision
  return {
    ok: true,
    unit: {
      caseId: target.id,
      expected: target.version,
      done: false,
      state,
      events: [event],
      personal: [],
      keys: [],
    },
  }
}

/** C1: the same key with the same body gets the stored answer, with another body a refusal. */
function replayOf(keys: Key[], known: Known): Result | undefined {
  for (const { source, key, sha256 } of keys) {
    const past = known.keys.get(joined(source, key))
    if (!past) continue
    if (past.sha256 !== sha256) return { ok: false, code: 'key_reused' }
    return {
      ok: true,
      replayed: true,
      caseId: past.caseId,
      caseNo: past.caseNo,
      seq: past.seq,
      version: past.version,
    }
  }
  return undefined
}

/** The same, for a key that came earlier in this very group. */
function replayIn(keys: Key[], unit: Unit): Answer | undefined {
  for (const { source, key, sha256 } of keys) {
    const past = unit.keys.find((it) => it.source === source && it.key === key)
    if (!past) continue
    if (past.sha256 !== sha256) return { ok: false, code: 'key_reused' }
    return { event: unit.events.findIndex((it) => it.version === past.version), replayed: true }
  }
  return undefined
}
