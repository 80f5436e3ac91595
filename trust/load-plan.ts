/**
 * What the drivers send: a district's traffic, drawn by chance. Knows which cases it was told of and where
 * they stand, so that every step it asks for is a legal one; sends nothing itself.
 */
import {
  edgeOf,
  LIFECYCLE_OF_BIRTH,
  tableOf,
  type Action,
  type Status,
} from '@shaotai/shared/domain/lifecycle.ts'
import type { Kind, Role } from '@shaotai/shared/domain/vocabulary.ts'
import type { Intent } from './ledger.ts'
import type { Random } from './random.ts'

export interface Request {
  path: string
  as: Role
  header: string | null
  body: unknown
  /** The operations it carries, in the order of its answer. */
  operations: { op: string; want: Intent; action: Action | 'report' }[]
  /** Cases that no other command may be sent for until this one is answered. */
  holds: KnownCase[]
}
export interface KnownCase {
  id: string
  kind: Kind
  version: number
  status: Status
  department: string | null
  held: boolean
  isSecret: boolean
}
export interface Plan {
  /** Requests that together carry about one event each 1/rate s; two when they are to race. */
  next: () => Request[]
  /** Somebody was told of an event: the case stands there now. */
  learn: (
    id: string,
    version: number,
    action: Action | 'report',
    told: { department: string | null; kind: Kind | null; isSecret: boolean },
  ) => void
}

const DEPARTMENTS = ['D01', 'D02', 'D03', 'D04', 'D05'] as const
const SENSITIVITIES = ['public', 'internal', 'internal', 'sensitive', 'secret'] as const
const SOURCES = ['hotline', 'grid', 'sensor'] as const
/** Who takes a step; a liaison only in the own department, D01. */
const ROLE_OF: Partial<Record<Action, Role>> = {
  accept: 'intake',
  file: 'intake',
  grade: 'intake',
  triage: 'intake',
  dispatch: 'dispatcher',
  assign: 'dispatcher',
  mediate: 'dispatcher',
  reassign: 'dispatcher',
  sign: 'liaison',
  handle: 'liaison',
  rectify: 'liaison',
  feedback: 'liaison',
  submit: 'liaison',
  agree: 'liaison',
  check: 'verifier',
  close: 'verifier',
  clear: 'verifier',
  settle: 'verifier',
  rework: 'verifier',
  reopen: 'dispatcher',
}
/** What usually follows; the second is taken one time in five. */
const NEXT: Partial<Record<Status, Action[]>> = {
  reported: ['accept'],
  accepted: ['file'],
  filed: ['dispatch'],
  dispatched: ['sign', 'reassign'],
  signed: ['handle', 'reassign'],
  handling: ['feedback', 'reassign'],
  feedback: ['check'],
  checking: ['close', 'rework'],
  closed: ['reopen'],
  found: ['grade'],
  graded: ['assign'],
  assigned: ['rectify', 'reassign'],
  rectifying: ['submit', 'reassign'],
  reinspect: ['clear', 'rework'],
  registered: ['triage'],
  triaged: ['mediate'],
  pre_mediation: ['agree', 'reassign'],
  agreed: ['settle', 'rework'],
  panel: ['agree'],
  settled: ['reopen'],
}
const HANDS_OVER: readonly Action[] = ['dispatch', 'assign', 'mediate', 'reassign', 'reopen']
/** What a step says beside its note. */
const SAYS: Partial<Record<Action, (now: string) => object>> = {
  grade: () => ({ severity: 'yellow' }),
  triage: () => ({ severity: 'yellow' }),
  feedback: (now) => ({ acceptedAt: now, contacted: 'the reporter', measures: 'cleaned', doneBy: now }),
  agree: () => ({ performBy: '2099-01-01T00:00:00Z' }),
}
const OWN = 'D01'

export function openPlan(random: Random, nowIso: () => string, person: (role: Role) => string): Plan {
  const cases = new Map<string, KnownCase>()
  const idle: KnownCase[] = []
  let count = 0
  const name = (): string => `op-${(count += 1)}`
  // Inside the demo district, which is loaded where these drivers run: a kilometre around its middle.
  const place = () => ({ lng: 117.045 + random.next() / 100, lat: 30.515 + random.next() / 100 })
  const facts = (mark: string) => ({
    kind: random.pick(['ticket', 'ticket', 'hazard', 'dispute'] as const),
    category: '0101',
    title: mark,
    sensitivity: random.pick(SENSITIVITIES),
    ...(random.chance(0.7) && place()),
    ...(random.chance(0.6) && { department: random.pick(DEPARTMENTS) }),
  })
  const newCase = (mark: string, source: string, key: string, unit: string | null): Intent => ({
    source,
    key,
    mark,
    caseId: null,
    expected: null,
    unit,
  })

  const report = (): Request => {
    const op = name()
    const source = random.pick(SOURCES)
    return {
      path: `/api/ingest/${source}`,
      as: 'ingest',
      header: op,
      body: facts(op),
      operations: [{ op, want: newCase(op, source, `key:${op}`, null), action: 'report' }],
      holds: [],
    }
  }
  /** Several reports in one request, each for itself. */
  const reports = (): Request => {
    const header = name()
    const source = random.pick(SOURCES)
    const ops = Array.from({ length: random.whole(2, 4) }, name)
    return {
      path: `/api/ingest/${source}`,
      as: 'ingest',
      header,
      body: ops.map(facts),
      operations: ops.map((op, i) => ({
        op,
        want: newCase(op, source, `key:${header}#${i}`, null),
        action: 'report',
      })),
      holds: [],
    }
  }
  /** One case with its first steps, written whole or not at all. */
  const history = (): Request => {
    const unit = name()
    const at = nowIso()
    const external = { source: 'import', externalId: unit, occurredAt: at }
    const actions = ['report', 'accept', 'file'] as const
    const operations = actions.map((action) => {
      const op = name()
      const key = action === 'report' ? `external:${unit}` : `external:${unit}:${action}:${at}`
      return { op, want: newCase(op, 'import', key, unit), action }
    })
    const body = operations.map(({ op, action }) =>
      action === 'report'
        ? { type: action, ...facts(op), kind: 'ticket', ...external }
        : { type: action, note: op, ...external },
    )
    return { path: '/api/history', as: 'ingest', header: null, body, operations, holds: [] }
  }
  const command = (it: KnownCase, action: Action): Request => {
    const op = name()
    const as = ROLE_OF[action]!
    const others = DEPARTMENTS.filter((department) => department !== it.department)
    // Half of what is dispatched goes to the liaison's department, or nothing would ever be handled.
    const department = others.includes(OWN) && random.chance(0.5) ? OWN : random.pick(others)
    const body = {
      type: action,
      expectedVersion: it.version,
      commandId: op,
      ...(['reassign', 'rework', 'reopen'].includes(action) ? { reason: op } : { note: op }),
      ...(HANDS_OVER.includes(action) && { department }),
      ...SAYS[action]?.(nowIso()),
    }
    const want: Intent = {
      source: `command:${person(as)}`,
      key: op,
      mark: op,
      caseId: it.id,
      expected: it.version,
      unit: null,
    }
    return {
      path: `/api/cases/${it.id}/commands`,
      as,
      header: null,
      body,
      operations: [{ op, want, action }],
      holds: [it],
    }
  }

  /** A case that can go on, and how; looks at a few by chance. */
  const step = (): Request[] | null => {
    for (let tries = 0; tries < 8 && idle.length > 0; tries += 1) {
      const it = idle[random.whole(0, idle.length - 1)]!
      const [usual, other] = NEXT[it.status] ?? []
      if (!usual || (usual === 'reopen' && random.chance(0.8))) continue
      const isForeign = ROLE_OF[usual] === 'liaison' && it.department !== OWN
      const action = other && (isForeign || random.chance(0.2)) ? other : usual
      if (ROLE_OF[action] === 'liaison' && it.department !== OWN) continue
      hold(it)
      const first = command(it, action)
      // Two people, one case, one version: one of them must lose (C2).
      const rival =
        action !== other && other === 'reassign' && random.chance(0.15) ? command(it, other) : null
      return rival ? [first, rival] : [first]
    }
    return null
  }
  const hold = (it: KnownCase): void => {
    it.held = true
    idle.splice(idle.indexOf(it), 1)
  }

  return {
    next: () => {
      const draw = random.next()
      if (draw < 0.12) return [history()]
      if (draw < 0.2) return [reports()]
      return (draw < 0.62 && step()) || [report()]
    },
    learn: (id, version, action, { department, kind, isSecret }) => {
      let it = cases.get(id)
      if (!it) {
        it = {
          id,
          kind: kind ?? 'ticket',
          version: 0,
          status: 'reported',
          department: null,
          held: true,
          isSecret,
        }
        it.status = tableOf(LIFECYCLE_OF_BIRTH[it.kind]).birth.to as Status
        cases.set(id, it)
      }
      if (version > it.version) {
        if (action !== 'report')
          it.status =
            edgeOf({ lifecycle: LIFECYCLE_OF_BIRTH[it.kind], status: it.status }, action)?.to ?? it.status
        if (department !== null) it.department = department
        it.version = version
      }
      // The drivers' people are not cleared: a secret case is none of theirs.
      if (it.held && !it.isSecret) {
        it.held = false
        idle.push(it)
      }
    },
  }
}
