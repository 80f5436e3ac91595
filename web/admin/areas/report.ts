/** What a load found, in groups of one kind: faults first, then warnings, then what was repaired; the largest of each first. Pure. */
import type { LoadAreasReply } from '@shaotai/shared/contract/areas.ts'
import {
  ACCEPTABLE,
  FINDING_LEVELS,
  type Acceptable,
  type AreaFindingCode,
  type FindingLevel,
} from '@shaotai/shared/domain/area-finding.ts'

export type Finding = LoadAreasReply['findings'][number]
export interface FindingGroup {
  code: AreaFindingCode
  level: FindingLevel
  items: readonly Finding[]
}

export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  return FINDING_LEVELS.flatMap((level) =>
    [
      ...Map.groupBy(
        findings.filter((it) => it.level === level),
        ({ code }) => code,
      ),
    ].map(([code, items]) => ({
      code,
      level,
      items: items.toSorted((a, b) => (b.squareMetres ?? 0) - (a.squareMetres ?? 0)),
    })),
  )
}

/** Kinds of faults that may be right all the same, and are refused or were accepted here. */
export const acceptableIn = (findings: readonly Finding[]): Acceptable[] =>
  ACCEPTABLE.filter((it) => findings.some(({ code }) => code === it))

/** Areas below a parent by what the file says, under how many parents, and at the top. */
export function parentsIn(features: readonly unknown[]): { below: number; parents: number; top: number } {
  const parents = features.map(
    (it) => (it as { properties?: { parent?: string | null } | null } | null)?.properties?.parent ?? null,
  )
  const told = parents.filter((it) => it !== null)
  return { below: told.length, parents: new Set(told).size, top: parents.length - told.length }
}
