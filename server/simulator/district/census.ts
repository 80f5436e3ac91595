/** How many households live in which unit, and which grids have no worker. Exact in sum; knows no geometry. */
import type { Random } from '../random.ts'

/** Product.md §15: the mean grid, the one that is far too large, and how many grids have a worker. */
export const CENSUS = { meanHouseholds: 472, crowdedHouseholds: 1224, staffedGrids: 263 }

export interface GridCensus {
  /** A list with one number a unit. */
  households: number[]
  staffed: boolean
}

/**
 * One census a grid, in the order given. `crowded` is the place in that list of the grid that a new estate has
 * overrun; it is staffed, so that its worker's load shows.
 */
export function takeCensus(
  grids: readonly { units: number; urban: boolean }[],
  crowded: number,
  random: Random,
): GridCensus[] {
  const sizes = grids.map(({ units, urban }) =>
    Math.round((urban ? 395 : 240) * (units / 7) * Math.exp(random.normal() * 0.22)),
  )
  sizes[crowded] = CENSUS.crowdedHouseholds
  settle(sizes, CENSUS.meanHouseholds * grids.length, crowded, random)
  const vacant = new Set<number>()
  while (vacant.size < grids.length - CENSUS.staffedGrids) {
    const at = random.whole(0, grids.length - 1)
    if (at !== crowded) vacant.add(at)
  }
  return grids.map(({ units }, at) => ({
    households: shareOut(sizes[at]!, units, random),
    staffed: !vacant.has(at),
  }))
}

/** Scales all but one so that the sum is exact and none comes near the crowded one. */
function settle(sizes: number[], total: number, fixed: number, random: Random): void {
  const rest = sizes.reduce((sum, it, at) => sum + (at === fixed ? 0 : it), 0)
  const factor = (total - sizes[fixed]!) / rest
  for (const at of sizes.keys()) if (at !== fixed) sizes[at] = Math.min(900, Math.round(sizes[at]! * factor))
  let missing = total - sizes.reduce((sum, it) => sum + it, 0)
  while (missing !== 0) {
    const at = random.whole(0, sizes.length - 1)
    if (at === fixed || sizes[at]! >= 900) continue
    sizes[at]! += Math.sign(missing)
    missing -= Math.sign(missing)
  }
}

function shareOut(households: number, units: number, random: Random): number[] {
  const weights = Array.from({ length: units }, () => random.between(0.6, 1.5))
  const whole = weights.reduce((sum, it) => sum + it, 0)
  const parts = weights.map((it) => Math.floor((households * it) / whole))
  const missing = households - parts.reduce((sum, it) => sum + it, 0)
  for (let i = 0; i < missing; i++) parts[i % units]!++
  return parts
}
