/** Random but legal worlds for tests: logs of events as the decider makes them, from a seed of fast-check. */
import fc from 'fast-check'
import type { Calendar } from '../domain/calendar/calendar.ts'
import type { CaseFile } from '../domain/case-file.ts'
import type { CommandBody, Report } from '../domain/commands.ts'
import { decide, decideReport } from '../domain/decide.ts'
import type { LogEvent } from '../domain/events.ts'
import { allowedActions, edgeOf, type Action } from '../domain/lifecycle.ts'
import type { Actor } from '../domain/policy.ts'
import type { Audience } from '../domain/redact.ts'
import { rolesFor } from '../domain/rights.ts'
import type { VersionedRule } from '../domain/routing/route.ts'
import { KINDS, SENSITIVITIES, SOURCES } from '../domain/vocabulary.ts'

export const NOW = 1_795_000_000_000
export const DEPARTMENTS = ['D01', 'D02', 'D03']

export const idOf = (n: number): string => `01M8${String(n).padStart(22, '0')}`

export const aReport = (over: Partial<Report> = {}): Report => ({
  kind: 'ticket',
  category: '0102',
  department: null,
  source: 'hotline',
  priority: 'P3',
  severity: null,
  sensitivity: 'internal',
  lng: 117.05,
  lat: 30.52,
  crs: 'wgs84',
  area: '340801001001001',
  areaPath: ['340801', '340801001', '340801001001', '340801001001001'],
  community: '340801001001',
  limitMinutes: 720,
  policy: null,
  tier: 'community',
  exercise: false,
  externalId: null,
  personal: { title: 'a title' },
  ...over,
})

/** Monday to Friday, 08:30–12:00 and 14:00–17:30, no holidays: short to reckon with by hand. */
export const CALENDAR: Calendar = {
  id: 'test',
  version: '1',
  offsetMinutes: 480,
  weekend: [0, 6],
  days: {},
  seasons: [
    {
      from: '01-01',
      spans: [
        ['08:30', '12:00'],
        ['14:00', '17:30'],
      ],
    },
  ],
  knownFrom: '2026-01-01',
  knownUntil: '2026-12-31',
}

/** Whoever the step needs: of the roles that the table names, the first; of the department that has the case. */
export const actorFor = (action: Action, it: CaseFile): Actor => {
  const role = (edgeOf(it, action) && rolesFor(action)[0]) ?? 'system'
  const department = role === 'liaison' ? departmentFor(action, it) : null
  // Ids differ by action, so that nobody certifies or grants what they did or asked themselves.
  return { id: `by-${action}`, role, department, history: role === 'ingest' }
}
const departmentFor = (action: Action, it: CaseFile): string | null =>
  action === 'finish_task' ? (it.tasks.find(({ done }) => !done)?.department ?? it.department) : it.department

/** A body that the action's schema takes, and that says what an ordinary case needs. */
export function bodyFor(type: Action, it: CaseFile, department: string, at: number): CommandBody {
  const soon = at + 86_400_000
  const outcome: Record<string, unknown> = {
    reject: { code: 'no_facts', reason: 'because', reply: 'sorry' },
    close_self: { reply: 'done on the spot' },
    grade: { severity: 'orange' },
    triage: { severity: 'yellow' },
    request_return: { code: 'misdirected' },
    contain: { until: soon },
    request_suspension: { code: 'season', until: soon },
    request_extension: { extra: { basis: 'working_days', amount: 1 }, reason: 'because' },
    contribute: { contribution: 'labour' },
    attach: { evidence: 'E1', role: 'after' },
    give_task: { department, kind: 'handle' },
    finish_task: { task: it.tasks.find(({ done }) => !done)?.id ?? 1 },
    feedback: { acceptedAt: at, contacted: 'somebody', measures: 'something', doneBy: at },
    convene: { lead: department, members: [department] },
    agree: { performBy: soon },
    follow_up: { satisfied: 'satisfied' },
    rate: { satisfied: 'satisfied', resolved: true },
    instruct: { note: 'do it' },
    spotlight: { minutes: 10 },
    escalate: { tier: 'city', reason: 'because' },
    deescalate: { tier: 'unit', reason: 'because' },
    merge: { into: idOf(999) },
    join: { child: idOf(998), reports: 1 },
  }
  const withDepartment: Action[] = [
    'dispatch',
    'assign',
    'mediate',
    'reassign',
    'reopen',
    'add_co_handler',
    'remove_co_handler',
  ]
  const withReason: Action[] = [
    'reassign',
    'refuse_return',
    'refuse_suspension',
    'refuse_extension',
    'rework',
    'reopen',
    'relapse',
    'turn_into_event',
    'fail',
    'withdraw',
    'list',
    'request_void',
    'refuse_void',
  ]
  return {
    type,
    ...(withDepartment.includes(type) && { department }),
    ...(withReason.includes(type) && { reason: 'because' }),
    ...(outcome[type] as object | undefined),
  } as CommandBody
}

export const STREETS = ['340801001', '340801002'] as const
/** Two streets, and nowhere. */
const PLACES: Partial<Report>[] = [
  {},
  {
    area: '340801002001',
    areaPath: ['340801', '340801002', '340801002001'],
    community: '340801002001',
  },
  { area: null, areaPath: [], community: null, lng: null, lat: null },
]

export interface World {
  log: LogEvent[]
  cases: Map<string, CaseFile>
}

interface Step {
  birth: boolean
  which: number
  action: number
  department: number
  kind: number
  sensitivity: number
  source: number
}
const step = fc.record<Step>({
  birth: fc.boolean(),
  which: fc.nat(1_000),
  action: fc.nat(1_000),
  department: fc.nat(DEPARTMENTS.length - 1),
  kind: fc.nat(KINDS.length - 1),
  sensitivity: fc.nat(SENSITIVITIES.length - 1),
  source: fc.nat(SOURCES.length - 1),
})

/** So that some cases are filed with a suggestion and some without. */
const RULES: readonly VersionedRule[] = [
  {
    revision: 2,
    rule: {
      code: 'R-1',
      order: 1,
      name: '一般案件',
      nameEn: 'Ordinary cases',
      when: { kinds: ['ticket', 'dispute'] },
      department: 'D02',
      coHandlers: ['D03'],
      dispatch: 'suggest',
    },
  },
]

/** A log of up to `most` events, gap-free from 1, and the cases it leaves. */
export const worlds = (most = 120): fc.Arbitrary<World> =>
  fc.array(step, { minLength: 1, maxLength: most }).map(play)

function play(steps: Step[]): World {
  const world: World = { log: [], cases: new Map() }
  for (const { birth, which, action, department, kind, sensitivity, source } of steps) {
    const now = NOW + world.log.length * 1_000
    const ids = [...world.cases.keys()]
    let decision
    if (birth || ids.length === 0) {
      const named = which % 3 === 0 ? DEPARTMENTS[department]! : null
      const report = aReport({
        kind: KINDS[kind]!,
        sensitivity: SENSITIVITIES[sensitivity]!,
        source: SOURCES[source]!,
        department: named,
        ...PLACES[(which + source) % PLACES.length],
      })
      decision = decideReport(idOf(ids.length + 1), report, null, {
        actor: { id: 'key', role: 'ingest', department: null, history: true },
        now,
      })
    } else {
      const it = world.cases.get(ids[which % ids.length]!)!
      const actions = allowedActions(it)
      if (actions.length === 0) continue
      const type = actions[action % actions.length]!
      const command = {
        body: bodyFor(type, it, DEPARTMENTS[department]!, now),
        expectedVersion: it.version,
        occurredAt: null,
      }
      decision = decide(it, command, {
        actor: actorFor(type, it),
        now,
        calendar: CALENDAR,
        rules: RULES,
      })
    }
    if (!decision.ok) continue
    world.cases.set(decision.state.id, decision.state)
    world.log.push({ ...decision.event, seq: world.log.length + 1, recordedAt: now })
  }
  return world
}

/** One audience of every kind there is. */
export const AUDIENCES: Audience[] = [
  { profile: 'lobby', department: null, cleared: false },
  { profile: 'wall', department: null, cleared: false },
  { profile: 'brief', department: null, cleared: false },
  { profile: 'brief', department: 'D02', cleared: false },
  { profile: 'desk', department: null, cleared: false },
  { profile: 'desk', department: null, cleared: true },
  { profile: 'desk', department: 'D01', cleared: false },
  { profile: 'brief', department: null, cleared: false, areas: [STREETS[1]] },
  { profile: 'wall', department: null, cleared: false, areas: ['340801001001001', STREETS[1]] },
  { profile: 'desk', department: 'D01', cleared: true, areas: [STREETS[0]] },
]
