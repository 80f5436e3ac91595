/**
 * Heat: where reports crowd, by how severe and how recent they are. Pure; gives weights at places and leaves
 * drawing to the map. Recent closed cases count as well, for what was repaired this morning did happen.
 */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Priority, Severity } from '@shaotai/shared/domain/vocabulary.ts'
import type { ClosedPoints } from './closed-points.ts'
import { latOf, lngOf, mercatorX, mercatorY } from './mercator.ts'
import { isMapped } from './places.ts'

export const HEAT_WINDOWS = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
} as const
export type HeatWindow = keyof typeof HEAT_WINDOWS
export const isHeatWindow = (it: string | null): it is HeatWindow =>
  it !== null && Object.hasOwn(HEAT_WINDOWS, it)

const BY_PRIORITY: Record<Priority, number> = { P1: 1, P2: 0.7, P3: 0.4, P4: 0.25 }
const BY_SEVERITY: Record<Severity, number> = { red: 1, orange: 0.7, yellow: 0.4, blue: 0.25 }
/** The layer of closed cases knows no severity: an ordinary one. */
const ORDINARY = BY_PRIORITY.P3
/** What is left of a report's weight when it is just about to leave the window. */
const LEAST_RECENT = 0.2

/** 1 for the worst; a hazard's own grade counts where it says more than its priority. */
export const severityOf = ({ priority, severity }: Pick<CaseView, 'priority' | 'severity'>): number =>
  Math.max(BY_PRIORITY[priority], severity ? BY_SEVERITY[severity] : 0)

/** 1 now, falling evenly to 0.2 at the end of the window, 0 beyond. Stamps of the future count as now. */
export function recencyOf(at: number, now: number, windowMs: number): number {
  const age = Math.max(0, now - at)
  return age > windowMs ? 0 : 1 - (1 - LEAST_RECENT) * (age / windowMs)
}

/** Open cases by when they were reported; those of the picture that are done, by when they were closed. */
export function heatWeight(it: CaseView, now: number, windowMs: number): number {
  if (isOpen(it)) return severityOf(it) * recencyOf(it.reportedAt, now, windowMs)
  return it.closedAt === null ? 0 : severityOf(it) * recencyOf(it.closedAt, now, windowMs)
}

/** Places with their heat, in columns. */
export interface HeatField {
  n: number
  lng: Float64Array
  lat: Float64Array
  weight: Float64Array
  /** The most heat that came together on about half a kilometre: what the colours are stretched to. */
  peak: number
  total: number
}

/**
 * Weights are added up on a grid this fine, 150 m at the equator, a fifth of how far one report's heat reaches; each
 * sum stands in the middle of what it is the sum of. So there are as many places as a district has room for, however
 * many reports there were.
 */
const GRID = 2 ** 18
/** And for the peak on one four times as wide. */
const WIDE = 4
/** Of one square of the grid: its weight, and where that lies, in Mercator units times weight. */
type Sum = [weight: number, x: number, y: number]

export interface HeatInputs {
  cases: ReadonlyMap<string, CaseView>
  closed: ClosedPoints | null
  now: number
  window: HeatWindow
}

export function heatOf({ cases, closed, now, window }: HeatInputs): HeatField {
  const windowMs = HEAT_WINDOWS[window]
  const fine = new Map<number, Sum>()
  const add = (lng: number, lat: number, weight: number) => {
    if (weight <= 0) return
    const [x, y] = [mercatorX(lng), mercatorY(lat)]
    const cell = Math.floor(x * GRID) * GRID + Math.floor(y * GRID)
    const sum = fine.get(cell)
    if (sum) {
      sum[0] += weight
      sum[1] += weight * x
      sum[2] += weight * y
    } else fine.set(cell, [weight, weight * x, weight * y])
  }
  for (const it of cases.values()) {
    // A closed one that the layer holds too is counted there.
    if (isMapped(it) && it.status !== 'rejected' && (isOpen(it) || !closed?.has(it.id)))
      add(it.lng, it.lat, heatWeight(it, now, windowMs))
  }
  closed?.forEach((_, lng, lat, closedAt) => add(lng, lat, ORDINARY * recencyOf(closedAt, now, windowMs)))
  return fieldOf(fine)
}

function fieldOf(fine: ReadonlyMap<number, Sum>): HeatField {
  const field: HeatField = {
    n: fine.size,
    lng: new Float64Array(fine.size),
    lat: new Float64Array(fine.size),
    weight: new Float64Array(fine.size),
    peak: 0,
    total: 0,
  }
  const wide = new Map<number, number>()
  let i = 0
  for (const [cell, [weight, sumX, sumY]] of fine) {
    const [x, y] = [Math.floor(cell / GRID), cell % GRID]
    field.lng[i] = lngOf(sumX / weight)
    field.lat[i] = latOf(sumY / weight)
    field.weight[i] = weight
    i += 1
    field.total += weight
    const around = Math.floor(x / WIDE) * GRID + Math.floor(y / WIDE)
    const sum = (wide.get(around) ?? 0) + weight
    wide.set(around, sum)
    field.peak = Math.max(field.peak, sum)
  }
  return field
}
