/**
 * A small district with a random past: cases of every kind in and outside its areas, with rejections,
 * reassignments, reworks, reopenings, closings by another system, exercises, and stamps that are not always in
 * order. Cases take turns, so that a seq in the middle of the log finds many half way.
 */
import { KPI_GROUPS, type KpiQuery } from '@shaotai/shared/contract/http.ts'
import {
  edgeOf,
  allowedActions,
  LIFECYCLE_OF_BIRTH,
  tableOf,
  STATUSES,
  type Action,
  type Status,
} from '@shaotai/shared/domain/lifecycle.ts'
import { bodyFor } from '@shaotai/shared/test/worlds.ts'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { Report } from '@shaotai/shared/domain/commands.ts'
import { KINDS, PHASES, SENSITIVITIES, type Kind, type Source } from '@shaotai/shared/domain/vocabulary.ts'
import type { Random } from '../../trust/random.ts'
import type { Database } from '../db/database.ts'
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

/** Plays about `events` events of `cases` cases; answers how many there are. */
export async function playDistrict(
  database: Database,
  random: Random,
  { cases, events }: { cases: number; events: number },
): Promise<number> {
  const play = openPlay(database)
  const state = Array.from({ length: cases }, (_, i) => ({
    externalId: `case-${i}`,
    source: random.pick(SOURCES),
    kind: random.pick(KINDS),
    status: null as Status | null,
    at: 0,
    reportedAt: BEGIN + Math.floor(random.next() * (END - BEGIN)),
  }))
  let written = 0
  for (let round = 0; written < events && round < 400; round += 1) {
    const turn = round === 0 ? state.slice(0, Math.ceil(cases / 2)) : state.filter(() => random.chance(0.3))
    const steps = turn.flatMap((it) => {
      const told = nextOf(it, random)
      return told ? [{ it, told, after: told.status }] : []
    })
    const taken = await play(steps.map(({ told }) => told.told))
    steps.forEach(({ it, told, after }, i) => {
      if (!taken[i]) return
      written += 1
      it.status = after
      it.at = told.told.at
    })
  }
  return written
}

interface Playing {
  externalId: string
  source: Source
  kind: Kind
  status: Status | null
  at: number
  reportedAt: number
}

function nextOf(it: Playing, random: Random): { told: Told; status: Status } | null {
  const { externalId, source } = it
  if (it.status === null)
    return {
      told: { externalId, source, at: it.reportedAt, report: randomReport(it.kind, random) },
      status: tableOf(LIFECYCLE_OF_BIRTH[it.kind]).birth.to as Status,
    }
  const on = { lifecycle: LIFECYCLE_OF_BIRTH[it.kind], status: it.status } as const
  const actions = allowedActions(on).filter((action) => action !== 'close_external' || random.chance(0.15))
  if (actions.length === 0) return null
  const action = random.pick(actions)
  const told: Told = {
    externalId,
    source,
    at: stampOf(it, action, random),
    step: bodyFor(action, { tasks: [] as CaseFile['tasks'] } as CaseFile, random.pick(DEPARTMENTS), it.at),
  }
  return { told, status: edgeOf(on, action)!.to ?? it.status }
}

/** Mostly after the step before it; sometimes earlier, and what another system closed even before its report. */
function stampOf(it: Playing, action: Action, random: Random): number {
  if (action === 'close_external' && random.chance(0.2)) return it.reportedAt - random.whole(1, 2 * DAY_MS)
  if (random.chance(0.08)) return it.reportedAt + random.whole(0, Math.max(1, it.at - it.reportedAt))
  // Whole hours now and then, so that stamps meet the ends of windows.
  const at = Math.max(it.at, it.reportedAt) + random.whole(1, 30 * HOUR_MS)
  return random.chance(0.2) ? Math.ceil(at / HOUR_MS) * HOUR_MS : at
}

function randomReport(kind: Kind, random: Random): Partial<Report> {
  const path = random.chance(0.85) ? random.pick(PATHS).slice(0, random.chance(0.9) ? 4 : 2) : []
  return {
    kind,
    category: random.pick(CATEGORIES),
    sensitivity: random.pick(SENSITIVITIES),
    department: random.chance(0.3) ? random.pick(DEPARTMENTS) : null,
    areaPath: path,
    area: path.at(-1) ?? null,
    community: path[2] ?? null,
    limitMinutes: random.chance(0.75) ? random.whole(30, 5 * 24 * 60) : null,
    exercise: random.chance(0.1),
  }
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
