/**
 * A small district with a random past: cases of all three lives, and of the old main line, in and outside its areas, with
 * returns, suspensions, extensions, merges, voids, reworks, reopenings, relapses, closings by another system, exercises,
 * and stamps that are not always in order. Cases take turns, so that a seq in the middle of the log finds many half way.
 */
import { KPI_GROUPS, type KpiQuery } from '@shaotai/shared/contract/http.ts'
import { BASES, type Limit } from '@shaotai/shared/domain/calendar/calendar.ts'
import { complete, type CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { CommandBody, Report } from '@shaotai/shared/domain/commands.ts'
import { allowedActions, isOpen, STATUSES, type Action } from '@shaotai/shared/domain/lifecycle.ts'
import type { LimitPolicy } from '@shaotai/shared/domain/limit-policy.ts'
import {
  KINDS,
  PHASES,
  RETURN_REASONS,
  SATISFACTIONS,
  SENSITIVITIES,
  TIERS,
  type Kind,
  type Pending,
  type Source,
} from '@shaotai/shared/domain/vocabulary.ts'
import { bodyFor } from '../../shared/test/worlds.ts'
import type { Random } from '../../trust/random.ts'
import type { Database } from '../db/database.ts'
import { writeOldCases } from './old-cases.ts'
import { openPlay, type Told } from './played-cases.ts'

export const DEPARTMENTS = ['D01', 'D02', 'D03']
export const CATEGORIES = ['0102', '0201', '0104b']
export const SOURCES: Source[] = ['hotline', 'grid', 'import']
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Forty days around a leap day and a month's end, local time. */
export const BEGIN = Date.parse('2024-02-10T00:00:00+08:00')
export const END = BEGIN + 40 * DAY_MS

export const ROOT = '340801'
/** Two streets of two communities of two grids. */
export const PATHS: string[][] = ['1', '2'].flatMap((street) =>
  ['1', '2'].flatMap((community) =>
    ['1', '2'].map((grid) => {
      const [s, c] = [`${ROOT}00${street}`, `${ROOT}00${street}00${community}`]
      return [ROOT, s, c, `${c}00${grid}`]
    }),
  ),
)

export async function loadAreas({ writePool }: Database): Promise<void> {
  const tiers = ['district', 'street', 'community', 'grid']
  for (const path of PATHS)
    for (const [depth, code] of path.entries())
      await writePool.query(
        `insert into area (code, tier, parent, name, geometry) values ($1, $2, $3, $1, '{}') on conflict do nothing`,
        [code, tiers[depth], path[depth - 1] ?? null],
      )
}

/** Plays about `events` events of `cases` cases of all lives, some of them of the old main line; answers how many there are. */
export async function playDistrict(
  database: Database,
  random: Random,
  { cases, events }: { cases: number; events: number },
): Promise<number> {
  const play = openPlay(database)
  const births = Array.from({ length: cases }, (_, i) => ({
    externalId: `case-${i}`,
    source: random.pick(SOURCES),
    kind: random.pick(KINDS),
    reportedAt: BEGIN + Math.floor(random.next() * (END - BEGIN)),
  }))
  const report = async (some: typeof births): Promise<number> => {
    const taken = await play(
      some.map(({ externalId, source, kind, reportedAt }) => ({
        externalId,
        source,
        at: reportedAt,
        report: randomReport(kind, random),
      })),
    )
    return taken.filter(Boolean).length
  }
  let written = await writeOld(database, random, Math.ceil(cases / 8))
  written += await report(births.slice(0, Math.ceil(cases / 2)))
  const late = births.slice(Math.ceil(cases / 2))
  for (let round = 0; written < events && round < 400; round += 1) {
    written += await report(late.splice(0, Math.ceil(cases / 12)))
    const { rows } = await database.readPool.query<{ state: CaseFile }>(
      `select state from case_file where state->>'externalId' is not null order by state->>'externalId', source`,
    )
    const states = rows.map(({ state }) => complete(state))
    const told = states.filter(() => random.chance(0.35)).flatMap((it) => nextOf(it, states, random) ?? [])
    written += (await play(told)).filter(Boolean).length
  }
  return written
}

/** How often an action is taken where it is possible; what is asked for is granted more often than anything else. */
const WEIGHTS: Partial<Record<Action, number>> = {
  close_external: 1,
  reject: 1,
  merge: 2,
  close_self: 2,
  request_void: 1,
  withdraw: 1,
  turn_into_event: 1,
  recall: 1,
  archive: 1,
  verify: 2,
  escalate: 2,
  deescalate: 1,
  contact: 3,
  request_return: 4,
  request_suspension: 12,
  resume: 2,
  request_extension: 8,
  add_co_handler: 1,
  urge: 0.3,
  attach: 0.3,
  reopen: 5,
}
const OF_PENDING = {
  return: ['confirm_return', 'refuse_return'],
  extension: ['grant_extension', 'refuse_extension'],
  suspension: ['suspend', 'refuse_suspension'],
  void: ['void', 'refuse_void'],
} as const satisfies Record<Pending, Action[]>
const DECIDING: Action[] = Object.values(OF_PENDING).flat()
/** Of the timer, of a merge, or of no consequence for a figure. */
const NEVER: Action[] = [
  'join',
  'instruct',
  'spotlight',
  'unspotlight',
  'give_task',
  'finish_task',
  'contribute',
  'remove_co_handler',
  'finish_stage',
  'list',
  'mark_near_due',
  'mark_overdue',
  'mark_overdue_twice',
  'mark_overdue_thrice',
]

function pickAction(it: CaseFile, random: Random): Action | null {
  const weighted = allowedActions(it).flatMap((action): [Action, number][] => {
    if (NEVER.includes(action)) return []
    if (DECIDING.includes(action)) {
      const isAsked = it.pending !== null && (OF_PENDING[it.pending] as readonly Action[]).includes(action)
      return isAsked ? [[action, action.startsWith('refuse') ? 6 : 24]] : []
    }
    return [[action, WEIGHTS[action] ?? 12]]
  })
  let left = random.next() * weighted.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [action, weight] of weighted) if ((left -= weight) < 0) return action
  return null
}

function nextOf(it: CaseFile, all: CaseFile[], random: Random): Told | null {
  const action = pickAction(it, random)
  if (action === null) return null
  const at = stampOf(it, action, random)
  const body = { ...bodyFor(action, it, random.pick(DEPARTMENTS), at), ...variety(it, action, all, random) }
  return { externalId: it.externalId!, source: it.source, at, step: body as CommandBody }
}

function variety(it: CaseFile, action: Action, all: CaseFile[], random: Random): object {
  switch (action) {
    case 'merge': {
      const alike = all.filter(
        (other) =>
          other.id !== it.id && other.kind === it.kind && other.category === it.category && isOpen(other),
      )
      return alike.length > 0 ? { into: random.pick(alike).id } : {}
    }
    case 'request_return':
      return { code: random.pick(RETURN_REASONS) }
    case 'escalate':
    case 'deescalate':
      return { tier: random.pick(TIERS) }
    case 'rate':
    case 'follow_up':
      return { satisfied: random.pick(SATISFACTIONS) }
    case 'close':
      return { outcome: random.pick(['solved', 'partly_solved', 'unsolved'] as const) }
    case 'request_extension':
      return { extra: { basis: random.pick(BASES), amount: random.whole(1, 3) } }
    default:
      return {}
  }
}

/** Mostly after the step before it; sometimes earlier, and what another system closed even before its report. */
function stampOf({ reportedAt, changedAt }: CaseFile, action: Action, random: Random): number {
  if (action === 'close_external' && random.chance(0.2)) return reportedAt - random.whole(1, 2 * DAY_MS)
  if (random.chance(0.06)) return reportedAt + random.whole(0, Math.max(1, changedAt - reportedAt))
  return laterThan(Math.max(changedAt, reportedAt), random)
}
/** Whole hours now and then, so that stamps meet the ends of windows. */
function laterThan(at: number, random: Random): number {
  const later = at + random.whole(1, 30 * HOUR_MS)
  return random.chance(0.2) ? Math.ceil(later / HOUR_MS) * HOUR_MS : later
}

function randomReport(kind: Kind, random: Random): Partial<Report> {
  const path = random.chance(0.85) ? random.pick(PATHS).slice(0, random.chance(0.9) ? 4 : 2) : []
  const limit = (): Limit => {
    const basis = random.pick(BASES)
    return { basis, amount: basis === 'working_days' ? random.whole(1, 15) : random.whole(1, 40) }
  }
  const policy: LimitPolicy = {
    id: 'random',
    dispatch: random.chance(0.5) ? { basis: 'natural_hours', amount: 2 } : null,
    stages: [{ name: '处置', nameEn: 'handling', limit: limit() }],
    evidence: 'none',
    criterion: null,
    extensions: 2,
    returns: 3,
  }
  return {
    kind,
    category: random.pick(CATEGORIES),
    sensitivity: random.pick(SENSITIVITIES),
    department: random.chance(0.3) ? random.pick(DEPARTMENTS) : null,
    areaPath: path,
    area: path.at(-1) ?? null,
    community: path[2] ?? null,
    limitMinutes: random.chance(0.75) ? random.whole(30, random.pick([5, 25]) * 24 * 60) : null,
    policy: random.chance(0.5) ? policy : null,
    tier: random.chance(0.8) ? random.pick(TIERS.slice(1)) : null,
    exercise: random.chance(0.1),
  }
}

async function writeOld(database: Database, random: Random, cases: number): Promise<number> {
  const lives = Array.from({ length: cases }, (_, i) => ({
    report: {
      ...randomReport(random.pick(KINDS), random),
      source: random.pick(SOURCES),
      externalId: `old-${i}`,
    },
    reportedAt: BEGIN + Math.floor(random.next() * (END - BEGIN)),
    steps: random.whole(0, 14),
    nextAt: (at: number) => laterThan(at, random),
    pick: (actions: Action[]) =>
      random.pick(
        actions.filter((action) => action !== 'close_external' || random.chance(0.15)).concat(actions[0]!),
      ),
  }))
  await writeOldCases(database, random, lives, DEPARTMENTS)
  return lives.length
}

/** Any filter, window, instant or seq up to `head`, and group that may be asked for; often none of them. */
export function randomQuestion(random: Random, head: number): KpiQuery {
  const maybe = <K extends keyof KpiQuery>(
    name: K,
    share: number,
    value: () => KpiQuery[K],
  ): Partial<KpiQuery> => (random.chance(share) ? { [name]: value() } : {})
  const instant = (): number => {
    const at = random.whole(BEGIN - 48 * HOUR_MS, END + 240 * HOUR_MS)
    return random.chance(0.5) ? Math.round(at / HOUR_MS) * HOUR_MS : at
  }
  const [a, b] = [instant(), instant()].toSorted((x, y) => x - y)
  const iso = (at: number): string => new Date(at).toISOString()
  return {
    ...maybe('kind', 0.25, () => random.pick(KINDS)),
    ...maybe('category', 0.15, () => random.pick(CATEGORIES)),
    ...maybe('department', 0.2, () => random.pick(DEPARTMENTS)),
    ...maybe('source', 0.2, () => random.pick(SOURCES)),
    ...maybe('area', 0.25, () => random.pick(random.pick(PATHS))),
    ...maybe('status', 0.05, () => random.pick(STATUSES)),
    ...maybe('phase', 0.05, () => random.pick(PHASES)),
    ...maybe('overdue', 0.1, () => random.chance(0.5)),
    ...maybe('from', 0.5, () => iso(a!)),
    ...maybe('to', 0.5, () => iso(b!)),
    ...maybe('asOf', 0.6, () => (random.chance(0.5) ? random.whole(0, head) : iso(instant()))),
    ...maybe('by', 0.6, () => random.pick(KPI_GROUPS)),
  }
}
