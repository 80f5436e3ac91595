/** Random but legal worlds for tests: logs of events as the decider makes them, from a seed of fast-check. */
import fc from 'fast-check'
import type { CaseFile } from '../domain/case-file.ts'
import type { CommandBody, Report } from '../domain/commands.ts'
import { decide, decideReport } from '../domain/decide.ts'
import type { LogEvent } from '../domain/events.ts'
import { allowedActions, type Action } from '../domain/lifecycle.ts'
import type { Actor } from '../domain/policy.ts'
import type { Audience } from '../domain/redact.ts'
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
  exercise: false,
  externalId: null,
  personal: { title: 'a title' },
  ...over,
})

/** May do everything a table allows, as whoever the step needs. */
const actorFor = (action: Action, it: CaseFile): Actor => {
  const base = { id: `by-${action}`, department: null, history: false } as const
  switch (action) {
    case 'accept':
    case 'reject':
    case 'file':
      return { ...base, role: 'intake' }
    case 'dispatch':
    case 'reassign':
    case 'reopen':
      return { ...base, role: 'dispatcher' }
    case 'sign':
    case 'handle':
    case 'feedback':
      return { ...base, role: 'liaison', department: it.department }
    case 'check':
    case 'close':
    case 'rework':
      return { ...base, role: 'verifier' }
    case 'close_external':
      return { ...base, role: 'ingest', history: true }
  }
}

const bodyFor = (type: Action, department: string): CommandBody =>
  ({
    type,
    ...(['dispatch', 'reassign', 'reopen'].includes(type) && { department }),
    ...(['reject', 'reassign', 'rework', 'reopen'].includes(type) && { reason: 'because' }),
    ...(type === 'reject' && { reply: 'sorry' }),
  }) as CommandBody

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
        body: bodyFor(type, DEPARTMENTS[department]!),
        expectedVersion: it.version,
        occurredAt: null,
      }
      decision = decide(it, command, { actor: actorFor(type, it), now })
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
]
