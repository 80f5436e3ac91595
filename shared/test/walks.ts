/**
 * Random walks over the lives: cases that are pushed about by anybody with anything at any time. What the decider
 * grants is judged by rules said a second time here and in expected-steps.ts, and never by its own tables. Whoever
 * starts them brings the chance.
 */
import { Compile } from 'typebox/compile'
import type { CaseFile, CaseView } from '../domain/case-file.ts'
import type { CommandBody, Report } from '../domain/commands.ts'
import { decide, decideReport, type Decision } from '../domain/decide.ts'
import { CaseEventSchema, type CaseEvent } from '../domain/events.ts'
import { evolve } from '../domain/evolve.ts'
import { ACTIONS, allowedActions, edgeOf, type Action, type Status } from '../domain/lifecycle.ts'
import type { Actor } from '../domain/policy.ts'
import { redactCase, redactEvent, type Audience } from '../domain/redact.ts'
import { KINDS, ROLES, TIERS } from '../domain/vocabulary.ts'
import { expectedStep } from './expected-steps.ts'
import { aPolicy, stage } from './policies.ts'
import { aReport, AUDIENCES, bodyFor, CALENDAR, DEPARTMENTS, idOf, NOW } from './worlds.ts'

export interface WalkReport {
  walks: number
  /** Commands tried, and how many of them were granted. */
  tried: number
  granted: number
  /** Different cells (life, status, action, role) that were granted at least once. */
  cells: number
  /** A line each. */
  violations: string[]
}
const MOST_STEPS = 45
/** People are few, so that the same one meets a case in several roles. */
const PEOPLE = ['p1', 'p2', 'p3', 'p4']
const HOUR = 3_600_000

const check = Compile(CaseEventSchema)
/** Screens that see the whole district: what they hold must be what the case shows, after every event. */
const WATCHING = AUDIENCES.filter(({ department }) => department === null)

/** `next` answers in [0, 1). Ends with the walk that has the last violation it wants. */
export function walk(next: () => number, walks: number, mostViolations = 20): WalkReport {
  const chance = chanceFrom(next)
  const report: WalkReport = { walks, tried: 0, granted: 0, cells: 0, violations: [] }
  const cells = new Set<string>()
  for (let n = 1; n <= walks && report.violations.length < mostViolations; n += 1) {
    const judge = openJudge(chance.pick(WATCHING))
    let now = NOW + chance.whole(7 * 24) * HOUR
    const born = decideReport(idOf(n), randomReport(chance), null, { actor: SENDER, now })
    if (!born.ok) throw new Error(born.refusal)
    let it = born.state
    judge.sees(null, 'report', SENDER, born)
    for (let step = chance.whole(MOST_STEPS); step > 0; step -= 1) {
      now += chance.pick(PAUSES) * (0.5 + next())
      now = Math.round(now)
      const { body, actor } = randomCommand(chance, it, now)
      const decision = decide(
        it,
        { body, expectedVersion: chance.often(0.98) ? it.version : it.version + 1, occurredAt: null },
        { actor, now, calendar: CALENDAR, target: chance.often(0.8) ? targetFor(it) : null },
      )
      report.tried += 1
      const wrong = judge.sees(it, body.type, actor, decision)
      report.violations.push(...wrong.map((what) => `walk ${n}: ${what}`))
      if (!decision.ok) continue
      cells.add(`${it.lifecycle} ${it.status} ${body.type} ${actor.role}`)
      report.granted += 1
      it = decision.state
    }
  }
  report.cells = cells.size
  return report
}

const SENDER: Actor = { id: 'key', role: 'ingest', department: null, history: true }
const PAUSES = [0, 1_000, 8_000, 10 * 60_000, HOUR, 7 * HOUR, 24 * HOUR, 5 * 24 * HOUR, 20 * 24 * HOUR]

interface Chance {
  pick: <T>(from: readonly T[]) => T
  whole: (below: number) => number
  often: (share: number) => boolean
}
const chanceFrom = (next: () => number): Chance => ({
  pick: (from) => from[Math.floor(next() * from.length)]!,
  whole: (below) => Math.floor(next() * below),
  often: (share) => next() < share,
})

const LIMITS = [
  { basis: 'natural_hours', amount: 12 },
  { basis: 'working_hours', amount: 4 },
  { basis: 'working_days', amount: 2 },
] as const

function randomReport(chance: Chance): Report {
  const policy = aPolicy({
    dispatch: chance.often(0.3) ? { basis: 'working_hours', amount: 1 } : null,
    stages: Array.from({ length: 1 + chance.whole(2) }, () => stage(chance.pick(LIMITS))),
    evidence: chance.pick(['none', 'none', 'after', 'before_after']),
    criterion: chance.often(0.2) ? { unit: 'dB', bound: 'at_most', value: 55 } : null,
    extensions: chance.whole(3),
    returns: chance.whole(3),
  })
  return aReport({
    kind: chance.pick(KINDS),
    department: chance.pick([null, ...DEPARTMENTS]),
    sensitivity: chance.pick(['public', 'internal', 'sensitive']),
    limitMinutes: chance.pick([null, 1, 720]),
    policy: chance.often(0.6) ? policy : null,
    tier: chance.pick([null, ...TIERS]),
  })
}

const SHORT_CUTS = new Set<Action>([
  'close_external',
  'close_self',
  'withdraw',
  'turn_into_event',
  'reject',
  'merge',
  'void',
])

/** Mostly something that the table knows, by somebody whose role could; else anything by anybody. */
function randomCommand(chance: Chance, it: CaseFile, now: number): { body: CommandBody; actor: Actor } {
  const allowed = allowedActions(it)
  // Facets are many, and so are early ends: a walk that only takes those gets nowhere.
  const leading = allowed.filter((action) => edgeOf(it, action)!.to !== null && !SHORT_CUTS.has(action))
  const from = chance.often(0.5) ? leading : allowed
  const type = from.length > 0 && chance.often(0.9) ? chance.pick(from) : chance.pick(ACTIONS)
  const roles = expectedStep(it.lifecycle, it.status, type)?.roles
  const role = roles && chance.often(0.85) ? chance.pick(roles) : chance.pick(ROLES)
  const department =
    role === 'liaison' || role === 'mediator'
      ? chance.often(0.8)
        ? it.department
        : chance.pick(DEPARTMENTS)
      : null
  const areas = chance.often(0.7) ? it.areaPath.slice(1, 2) : chance.pick([[], ['elsewhere']])
  const isBound = role === 'sector_chief' || role === 'grid_worker' || chance.often(0.1)
  const actor = {
    id: role === 'grid_worker' && chance.often(0.5) ? SENDER.id : chance.pick(PEOPLE),
    role,
    department,
    history: role === 'ingest' && chance.often(0.8),
    ...(isBound && { bounds: { areas, cleared: false } }),
  }
  return { body: randomBody(chance, type, it, now), actor }
}

function randomBody(chance: Chance, type: Action, it: CaseFile, now: number): CommandBody {
  const body = bodyFor(type, it, chance.pick(DEPARTMENTS), now) as CommandBody & Record<string, unknown>
  if ('tier' in body) body['tier'] = chance.pick(TIERS)
  if ('extra' in body) body['extra'] = chance.pick(LIMITS)
  if ('until' in body) body['until'] = now + chance.pick([-1, 1, 30]) * 24 * HOUR
  if (type === 'request_suspension' && chance.often(0.4)) {
    body['condition'] = 'when the river falls'
    if (chance.often(0.8)) delete body['until']
  }
  if (type === 'attach') body['role'] = chance.pick(['before', 'after', 'other'])
  if (type === 'spotlight') body['minutes'] = 1 + chance.whole(60)
  if (type === 'convene') body['members'] = [chance.pick(DEPARTMENTS), chance.pick(DEPARTMENTS)]
  if (type === 'feedback' || type === 'submit')
    Object.assign(body, chance.pick([{}, { measured: 50 }, { measured: 60 }]))
  if (type === 'reopen' && chance.often(0.5)) delete body['department']
  if (['feedback', 'reject'].includes(type) && chance.often(0.1)) {
    delete body['measures']
    delete body['code']
  }
  return body
}

const targetFor = (it: CaseFile): CaseFile => ({ ...it, id: idOf(999) })

/** What one case has gone through, kept apart from the case itself. */
function openJudge(audience: Audience): {
  sees: (before: CaseFile | null, action: Action | 'report', actor: Actor, decision: Decision) => string[]
} {
  let folded: CaseFile | null = null
  let view: CaseView | null = null
  let handledBy: string | null = null
  let dispatchedBy: string | null = null
  let askedBy: string | null = null
  let widest: number = Number.POSITIVE_INFINITY
  const counts = { rounds: 1, reworks: 0, returns: 0, extensions: 0, urges: 0, instructions: 0 }

  function remember(type: CaseEvent['type'], id: string): void {
    if (HANDED.has(type)) [dispatchedBy, handledBy] = [id, null]
    if (FED_BACK.has(type)) handledBy = id
    if (ASKED.has(type)) askedBy = id
    if (type === 'case.recalled') dispatchedBy = null
    if (type === 'case.reopened' || type === 'case.relapsed') counts.rounds += 1
    if (type === 'case.rework') counts.reworks += 1
    if (type === 'case.returned') counts.returns += 1
    if (type === 'case.extended') counts.extensions += 1
    if (type === 'case.urged') counts.urges += 1
    if (type === 'case.instructed') counts.instructions += 1
  }

  return {
    sees: (before, action, actor, decision) => {
      const wrong: string[] = []
      const expected =
        before && action !== 'report' ? expectedStep(before.lifecycle, before.status, action) : undefined
      const may =
        expected !== undefined &&
        (expected.roles.includes(actor.role) || (actor.role === 'ingest' && actor.history))
      const where = `${before?.lifecycle} ${before?.status} · ${action} by ${actor.role} ${actor.id}`
      const ill = (is: boolean, what: string): void => void (is && wrong.push(`${where}: ${what}`))
      if (!decision.ok) {
        ill(may && decision.refusal === 'illegal_step', 'refused as illegal, and it is not')
        ill(may && decision.refusal === 'not_your_role', 'refused to a role that may')
        return wrong
      }
      const { event, state } = decision
      if (before) {
        ill(!may, 'granted, and nobody of this role may')
        ill(expected !== undefined && state.status !== expected.to, `led to ${state.status}`)
        ill(state.lifecycle !== before.lifecycle, 'changed its life')
        ill(
          state.version !== before.version + 1 || event.version !== state.version,
          'version is not one more',
        )
        if (actor.role === 'verifier')
          ill(
            actor.id === handledBy || actor.id === dispatchedBy,
            'certified by who handled or dispatched it',
          )
        if (GRANTING.has(event.type) && actor.role !== 'ingest')
          ill(actor.id === askedBy, 'granted by who asked')
        if (actor.role !== 'ingest' && actor.bounds && actor.bounds.areas.length > 0)
          ill(!before.areaPath.some((code) => actor.bounds!.areas.includes(code)), 'in a foreign area')
        if (actor.role === 'liaison' || actor.role === 'mediator')
          ill(!isTheirs(before, action, actor.department), 'by another department')
      }
      const logged = asText(event)
      ill(!check.Check(logged), 'the event is not of its schema')
      remember(event.type, actor.id)
      folded = evolve(folded, logged)
      ill(!areSame(folded, state), 'folding the events gives another case')
      const wire = redactEvent({ ...event, seq: event.version }, audience)
      if (wire) view = evolve(view, asText(wire))
      ill(!areSame(view, redactCase(state, audience)), `${audience.profile} folds to another view`)
      const tier = state.maxTier === null ? Number.POSITIVE_INFINITY : TIERS.indexOf(state.maxTier)
      ill(tier > widest, 'forgot the widest tier')
      widest = tier
      for (const what of [...contradictionsIn(state), ...miscounted(state, counts)]) ill(true, what)
      return wrong
    },
  }
}

const HANDED = new Set<CaseEvent['type']>([
  'case.dispatched',
  'case.assigned',
  'case.mediation_started',
  'case.reassigned',
  'case.reopened',
  'case.relapsed',
])
const FED_BACK = new Set<CaseEvent['type']>(['case.feedback', 'case.rectified', 'case.agreed'])
const ASKED = new Set<CaseEvent['type']>([
  'case.return_requested',
  'case.extension_requested',
  'case.suspension_requested',
  'case.void_requested',
])
const GRANTING = new Set<CaseEvent['type']>([
  'case.returned',
  'case.extended',
  'case.suspended',
  'case.voided',
])

function isTheirs(it: CaseFile, action: Action | 'report', department: string | null): boolean {
  if (department === null) return false
  if (it.department === department) return true
  if (action === 'finish_task' && it.tasks.some((task) => task.department === department)) return true
  return (
    ['contact', 'contribute', 'attach', 'finish_task'].includes(action) && it.coHandlers.includes(department)
  )
}

const CLOSED: Status[] = [
  ...(['closed', 'evaluated', 'archived', 'cleared', 'verified', 'to_event', 'settled'] as const),
  ...(['followed_up', 'to_suit', 'to_arbitration', 'to_petition', 'to_pil', 'withdrawn'] as const),
]
const LEFT: Status[] = ['rejected', 'merged', 'voided']
const FEEDBACK_STANDS: Status[] = ['feedback', 'checking', 'reinspect', 'agreed', 'performing']
const LOOKED_AT_AGAIN: Status[] = ['suspended', 'contained', 'agreed', 'performing']
const OWNED: Status[] = [
  ...(['dispatched', 'signed', 'handling', 'suspended', 'assigned', 'rectifying', 'contained'] as const),
  ...(['pre_mediation', 'panel', 'failed', ...FEEDBACK_STANDS] as const),
]

/** What a case of this status can and cannot be. */
function contradictionsIn(it: CaseFile): string[] {
  const isOpen = !CLOSED.includes(it.status) && !LEFT.includes(it.status)
  const rules: [boolean, string][] = [
    [(it.closedAt !== null) === CLOSED.includes(it.status), 'closedAt belongs to closed cases'],
    [(it.leftAt !== null) === LEFT.includes(it.status), 'leftAt belongs to cases that left'],
    [!isOpen || (it.pausedAt !== null) === (it.status === 'suspended'), 'paused and suspended are one'],
    [
      !isOpen || (it.feedbackAt !== null) === FEEDBACK_STANDS.includes(it.status),
      'feedbackAt stands with its status',
    ],
    [
      !isOpen || it.reviewAt === null || LOOKED_AT_AGAIN.includes(it.status),
      'nothing waits for the review date',
    ],
    [!OWNED.includes(it.status) || it.department !== null, 'it is in nobody’s hands'],
    [it.department === null || !it.coHandlers.includes(it.department), 'the owner is a co-handler'],
    [it.pending === null || isDecidable(it), `nobody can decide the pending ${it.pending}`],
    [(it.pending === null) === (it.pendingBy === null), 'pending without who asked'],
    [it.dueAt === null || it.filedAt !== null, 'a deadline without a filing'],
    [it.dueAt === null || it.nearAt! <= it.dueAt, 'near due after due'],
    [isOpen || it.nextMarkAt === null, 'the timer waits for a case that is done'],
    [
      it.nextMarkAt === null || (it.pausedAt === null && it.feedbackAt === null),
      'the timer runs while the clock stands',
    ],
    [
      !isOpen ||
        it.dueAt === null ||
        it.pausedAt !== null ||
        it.feedbackAt !== null ||
        it.marks === 4 ||
        it.nextMarkAt !== null,
      'the timer has forgotten a running deadline',
    ],
  ]
  return rules.flatMap(([holds, what]) => (holds ? [] : [what]))
}

const isDecidable = (it: CaseFile): boolean =>
  expectedStep(it.lifecycle, it.status, `refuse_${it.pending!}`) !== undefined

const miscounted = (
  it: CaseFile,
  counts: {
    rounds: number
    reworks: number
    returns: number
    extensions: number
    urges: number
    instructions: number
  },
): string[] =>
  (
    [
      ['round', counts.rounds],
      ['reworks', counts.reworks],
      ['returns', counts.returns],
      ['extensions', counts.extensions],
      ['urges', counts.urges],
      ['instructions', counts.instructions],
    ] as const
  ).flatMap(([field, n]) => (it[field] === n ? [] : [`${field} is ${it[field]} after ${n}`]))

/** Field by field: the two may have them in another order. */
function areSame(a: CaseView | null, b: CaseView | null): boolean {
  if (a === null || b === null) return a === b
  const [these, those] = [Object.entries(a), b as unknown as Record<string, unknown>]
  return (
    these.length === Object.keys(those).length &&
    these.every(([field, value]) =>
      typeof value === 'object' && value !== null
        ? JSON.stringify(value) === JSON.stringify(those[field])
        : value === those[field],
    )
  )
}
/** As it comes out of the log or off the wire. */
const asText = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
