/**
 * Cuts the drawing into streets, communities, grids and units, exactly as many as the district shall have. Knows what
 * the tiers are and how large each may be; not what they are called, and not who lives there.
 */
import { arrange } from './arrange.ts'
import type { Random } from '../random.ts'
import { cutByWeight, type CutStyle } from './cut.ts'
import { mergeFaces, ringOf, type Mesh } from './mesh.ts'
import { skeleton, STREETS, type StreetPlan } from './plan.ts'
import { centroidOf, isInside } from './plane.ts'
import { densityAt, type Terrain } from './terrain.ts'

/** The shape of a real district (product.md DG-1, DG-7): 274 grids and 1,920 units in 40 communities. */
export const COUNTS = { urbanGrids: 196, villageGrids: 78, units: 1920 }

export interface GridFaces {
  units: number[]
}
export interface CommunityFaces {
  urban: boolean
  grids: GridFaces[]
}
export interface StreetFaces {
  plan: StreetPlan
  communities: CommunityFaces[]
}
export interface Partition {
  mesh: Mesh
  /** The lines of the plan as they run in the mesh, by id. */
  runs: Map<string, number[]>
  streets: StreetFaces[]
}

const TOWN: Record<'community' | 'grid' | 'unit', CutStyle> = {
  community: { tag: 'secondary', lean: 0.12, wander: 0.03, pieceMetres: 500 },
  grid: { tag: 'street', lean: 0.16, wander: 0.025, pieceMetres: 300 },
  unit: { tag: 'lane', lean: 0.2, wander: 0, pieceMetres: 300, even: true },
}
const COUNTRY: Record<'community' | 'grid' | 'unit', CutStyle> = {
  community: { tag: 'none', lean: 0.4, wander: 0.16, pieceMetres: 260 },
  grid: { tag: 'none', lean: 0.4, wander: 0.15, pieceMetres: 260 },
  unit: { tag: 'none', lean: 0.3, wander: 0.12, pieceMetres: 320 },
}

export function partition(terrain: Terrain, random: Random): Partition {
  const { mesh, runs } = arrange(skeleton(random.branch('outline')))
  const inside = runs.get('outline')!.map((it) => mesh.points[it]!)
  const grounds = STREETS.flatMap((plan) => plan.grounds.map((ground) => ({ plan, ...ground })))
  const faces = grounds.map(({ around }) => {
    const found = around.map((at) => mesh.faces.findIndex((_, face) => isInside(at, ringOf(mesh, face))))
    if (found.includes(-1)) throw new Error('a point of the plan lies outside the district')
    return mergeFaces(mesh, [...new Set(found)])
  })
  const unnamed = mesh.faces.flatMap((ring, face) =>
    ring.length > 0 && !faces.includes(face) && isInside(centroidOf(ringOf(mesh, face)), inside)
      ? [face]
      : [],
  )
  if (unnamed.length > 0) {
    const places = unnamed.map((face) => centroidOf(ringOf(mesh, face)).map(Math.round).join(' '))
    throw new Error(`the plan names no street for the ground around ${places.join(', ')}`)
  }
  const sizes = unitsOfGrids(grounds, random.branch('sizes'))
  const cut = (face: number, shares: number[], style: CutStyle): number[] => {
    if (shares.length === 1) return [face]
    const half = Math.floor(shares.length / 2)
    const sum = (of: number[]): number => of.reduce((total, it) => total + it, 0)
    const [first, rest] = cutByWeight(
      mesh,
      face,
      sum(shares.slice(0, half)) / sum(shares),
      style,
      style.even ? undefined : (place) => densityAt(place, terrain),
      random,
    )
    return [...cut(first, shares.slice(0, half), style), ...cut(rest, shares.slice(half), style)]
  }
  // All of a tier before the next: so that a finer cut finds the crossroads of the coarser ones on both sides.
  const sum = (of: number[]): number => of.reduce((total, it) => total + it, 0)
  const communities = grounds.flatMap(({ plan, urban }, i) => {
    const style = urban ? TOWN : COUNTRY
    return cut(faces[i]!, sizes[i]!.map(sum), style.community).map((face, k) => ({
      plan,
      urban,
      face,
      grids: sizes[i]![k]!,
    }))
  })
  const grids = communities.map((it) => cut(it.face, it.grids, (it.urban ? TOWN : COUNTRY).grid))
  const units = communities.map((it, i) =>
    grids[i]!.map((face, k) =>
      cut(
        face,
        Array.from({ length: it.grids[k]! }, () => 1),
        (it.urban ? TOWN : COUNTRY).unit,
      ),
    ),
  )
  const streets = STREETS.map((plan) => ({
    plan,
    communities: communities.flatMap((it, i) =>
      it.plan === plan ? [{ urban: it.urban, grids: units[i]!.map((of) => ({ units: of })) }] : [],
    ),
  }))
  return { mesh, runs, streets }
}

/** For every ground and community the number of units of each grid: uneven, and in all exactly COUNTS. */
function unitsOfGrids(
  grounds: readonly { communities: number; urban: boolean }[],
  random: Random,
): number[][][] {
  const all = grounds.flatMap(({ communities, urban }, ground) =>
    Array.from({ length: communities }, () => ({ ground, urban })),
  )
  const town = spread(all.filter((it) => it.urban).length, COUNTS.urbanGrids, 2, random)
  const country = spread(all.filter((it) => !it.urban).length, COUNTS.villageGrids, 1, random)
  const units = spread(COUNTS.urbanGrids + COUNTS.villageGrids, COUNTS.units, 2, random)
  const sizes: number[][][] = grounds.map(() => [])
  for (const { ground, urban } of all) sizes[ground]!.push(units.splice(0, (urban ? town : country).pop()!))
  return sizes
}

/** `total` over `count` places, each within about `off` of the mean. */
function spread(count: number, total: number, off: number, random: Random): number[] {
  const parts = Array.from({ length: count }, () => Math.round(total / count) + random.whole(-off, off))
  let rest = total - parts.reduce((sum, it) => sum + it, 0)
  while (rest !== 0) {
    parts[random.whole(0, count - 1)]! += Math.sign(rest)
    rest -= Math.sign(rest)
  }
  return parts
}
