/** The tree of areas as rows of a table: each below its parent, as deep as somebody wants to look. Pure. */
import type { AreasReply } from '@shaotai/shared/contract/http.ts'
import { TIERS, type Tier } from '@shaotai/shared/domain/vocabulary.ts'

export type Area = AreasReply['features'][number]['properties']
export interface TreeRow {
  area: Area
  /** 0 at the top. */
  depth: number
  /** Areas below it, of every tier. */
  below: number
}

/** Parents before their children, siblings by code. An area whose parent is not among them stands at the top. */
export function treeRows(areas: readonly Area[]): TreeRow[] {
  const codes = new Set(areas.map(({ code }) => code))
  const children = Map.groupBy(areas, ({ parent }) => (parent !== null && codes.has(parent) ? parent : null))
  const rows: TreeRow[] = []
  const walk = (parent: string | null, depth: number): number => {
    let count = 0
    for (const area of (children.get(parent) ?? []).toSorted((a, b) => (a.code < b.code ? -1 : 1))) {
      const row: TreeRow = { area, depth, below: 0 }
      rows.push(row)
      row.below = walk(area.code, depth + 1)
      count += 1 + row.below
    }
    return count
  }
  walk(null, 0)
  return rows
}

/** How many there are of each tier, the widest first; tiers without an area are left out. */
export function countsByTier(tiers: Iterable<string | null | undefined>): { tier: Tier; count: number }[] {
  const counts = new Map<string, number>()
  for (const tier of tiers) if (tier) counts.set(tier, (counts.get(tier) ?? 0) + 1)
  return TIERS.flatMap((tier) => (counts.has(tier) ? [{ tier, count: counts.get(tier)! }] : []))
}

/** Rows down to a tier; null: all. */
export const downTo = (rows: readonly TreeRow[], tier: Tier | null): readonly TreeRow[] =>
  tier === null ? rows : rows.filter(({ area }) => TIERS.indexOf(area.tier as Tier) <= TIERS.indexOf(tier))
