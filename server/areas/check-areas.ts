/**
 * From GeoJSON of unknown origin to areas that can be trusted, or every reason why not. Pure. Three passes: each
 * feature by itself, the tree of codes, and how the outlines fit each other and what is loaded already.
 */
import {
  finding,
  type Acceptable,
  type AreaFinding,
  type AreaFindingCode,
} from '@shaotai/shared/domain/area-finding.ts'
import type { PlacedArea } from '@shaotai/shared/domain/area.ts'
import type { Crs } from '@shaotai/shared/domain/vocabulary.ts'
import { checkFeature, type CheckedFeature } from './check-feature.ts'
import { checkFit } from './check-fit.ts'
import { checkTree, repeatedCodes } from './check-tree.ts'
import { FIT_LIMITS, type FitLimits } from './fit-limits.ts'

export interface AreaQuestion {
  /** GeoJSON features with properties code, tier, parent, name, nameEn, households; more are ignored. */
  features: readonly unknown[]
  /** In which the outlines are given. Absent: WGS-84. */
  crs?: Crs
  /** Areas that will stay beside them. null: not known here, so that a parent that is not given is taken on trust. */
  standing: readonly PlacedArea[] | null
  /** Faults that whoever loads has looked at: they are warned of. */
  accept?: readonly Acceptable[]
  limits?: FitLimits
}
export interface CheckedAreas {
  /** As given, without those that have faults of their own; in WGS-84. */
  areas: PlacedArea[]
  /** By level, refused ones first, then by feature. */
  findings: AreaFinding[]
}

export function checkAreas({
  features,
  crs = 'wgs84',
  standing,
  accept = [],
  limits = FIT_LIMITS,
}: AreaQuestion): CheckedAreas {
  const checked = features.map((it, i) => checkFeature(it, i + 1, crs))
  const good = checked.flatMap(({ feature, area }) => (area ? [{ feature, area }] : []))
  const bad = checked.filter(({ area }) => !area)
  const twice = new Set(repeatedCodes(good).map(({ feature }) => feature))
  const unique = good.filter(({ feature }) => !twice.has(feature))
  const given = new Map(unique.map(({ feature, area }) => [area.code, feature]))
  const found = [
    ...checked.flatMap(({ findings }) => findings),
    ...checkTree(good, standing, new Set(bad.map(({ code }) => code))),
    ...checkFit({
      areas: [...(standing ?? []).filter(({ code }) => !given.has(code)), ...unique.map(({ area }) => area)],
      features: given,
      undecided: new Set([
        ...bad.map(({ parent }) => parent),
        ...good.filter(({ feature }) => twice.has(feature)).map(({ area }) => area.parent),
      ]),
      limits,
    }),
    ...repairs(checked),
  ]
  return {
    areas: good.map(({ area }) => area),
    findings: found.map((it) => accepted(it, accept)).toSorted(byLevelAndFeature),
  }
}

/** Said once for all: they change nothing that anybody meant. */
function repairs(checked: readonly CheckedFeature[]): AreaFinding[] {
  const sum = (code: AreaFindingCode, of: 'turned' | 'dropped'): AreaFinding[] => {
    const mended = checked.filter((it) => it.area && it[of] > 0)
    const [first] = mended
    if (!first) return []
    const count = mended.reduce((all, it) => all + it[of], 0)
    return [finding(code, { feature: first.feature, area: first.code, count })]
  }
  return [...sum('ring_turned', 'turned'), ...sum('corners_dropped', 'dropped')]
}

const accepted = (it: AreaFinding, accept: readonly Acceptable[]): AreaFinding =>
  accept.includes(it.code as Acceptable) ? { ...it, level: 'warned' } : it

const LEVELS = ['refused', 'warned', 'repaired']
const byLevelAndFeature = (a: AreaFinding, b: AreaFinding): number =>
  LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || (a.feature ?? Infinity) - (b.feature ?? Infinity) || 0
