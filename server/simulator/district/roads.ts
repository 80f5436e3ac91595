/** Roads, bridges and rails of the basemap: the lines of the plan, the cuts of the mesh, and the country roads between. */
import type { Site } from './basemap.ts'
import type { Random } from '../random.ts'
import { clipLine, type Mask, toMask } from './clip.ts'
import { simplify } from './curve.ts'
import { lineFeature, pointFeature, type BasemapFeature } from './features.ts'
import { fieldRoads, type FieldRoads } from './field-roads.ts'
import { BANKS, BRIDGES, MOTORWAY, RAILWAY, STREET_NAMES } from './landmarks.ts'
import { outlineOf } from './mesh.ts'
import type { Partition } from './partition.ts'
import { ROADS } from './plan.ts'
import { centroidOf, distance, type Point } from './plane.ts'
import { streetsOf } from './streets-of-mesh.ts'

export interface Roads {
  features: BasemapFeature[]
  places: BasemapFeature[]
  country: FieldRoads
}

export function layRoads(parts: Partition, site: Site, parks: readonly Mask[], random: Random): Roads {
  const { mesh, runs } = parts
  const shores = site.shores.map(({ ring }) => toMask(ring))
  const off = [...site.riverside, ...shores, ...site.hills, ...parks]
  const planned = ROADS.map((it) => ({ ...it, line: trimmed(runs, it.id).map((at) => mesh.points[at]!) }))
  const crossings = planned
    .filter((it) => BRIDGES[it.id])
    .map((it) => ({ ...it, wet: clipLine(it.line, [site.river]).inside }))
  const bridges = crossings.flatMap(({ id, class: its, wet }) =>
    wet.map((line, i) => ({ class: its, line: lengthened(line, 45), words: BRIDGES[id]![i] })),
  )
  const linesOf = (tag: string, leastMetres: number): Point[][] =>
    streetsOf(mesh, tag)
      .flatMap((line) => clipLine(line, off).outside)
      .map((line) => simplify(line, 2.5))
      .filter((line) => lengthOf(line) > leastMetres)
  const streets = linesOf('street', 60)
  const secondary = [
    ...linesOf('secondary', 120),
    ...streets.filter((it) => lengthOf(it) > SECONDARY_METRES),
  ].toSorted((a, b) => lengthOf(b) - lengthOf(a))
  const hamlets = parts.streets
    .flatMap((it) => it.communities)
    .filter((it) => !it.urban)
    .flatMap((it) =>
      it.grids.map((grid) => centroidOf(outlineOf(mesh, grid.units).map((at) => mesh.points[at]!))),
    )
  const country = fieldRoads(
    hamlets,
    planned
      .filter((it) => it.class !== 'secondary')
      .map((it) => clipLine(it.line, [site.river]).outside.flat()),
    site.hills,
    [site.river, ...site.lakes],
    random,
  )
  const named = secondary.slice(0, STREET_NAMES.length)
  const loose = secondary.slice(STREET_NAMES.length)
  return {
    features: [
      lineFeature('road', 'lane', linesOf('lane', 40)),
      lineFeature('road', 'lane', country.minor),
      lineFeature(
        'road',
        'street',
        streets.filter((it) => lengthOf(it) <= SECONDARY_METRES),
      ),
      lineFeature('road', 'street', country.main),
      lineFeature('rail', 'rail', [RAILWAY.line], RAILWAY),
      lineFeature('road', 'secondary', loose),
      ...named.map((line, i) => lineFeature('road', 'secondary', [line], STREET_NAMES[i])),
      ...BANKS.map((it, i) => lineFeature('road', it.class, [site.banks[i]!.line], it)),
      ...planned.map((it) =>
        BRIDGES[it.id]
          ? lineFeature('road', it.class, [it.line], it)
          : lineFeature(
              'road',
              it.class,
              [it.class === 'secondary' ? longestOutside(it.line, site.riverside) : it.line],
              it,
            ),
      ),
      lineFeature('road', 'motorway', [MOTORWAY.line], MOTORWAY),
      ...bridges.map((it) => lineFeature('bridge', it.class, [it.line], it.words)),
    ],
    places: bridges.flatMap((it) => (it.words ? [pointFeature('bridge', middleOf(it.line), it.words)] : [])),
    country,
  }
}

const longestOutside = (line: Point[], masks: readonly Mask[]): Point[] =>
  clipLine(line, masks).outside.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0]!

/** A road's run without the loose end that was only drawn to be sure to meet another; ways out of the district stay. */
function trimmed(runs: Partition['runs'], id: string): number[] {
  const run = runs.get(id)!
  const others = new Set(
    [...runs].filter(([its]) => its !== id && its !== 'outline').flatMap(([, its]) => its),
  )
  const meets = run.map((at, i) => (others.has(at) ? i : -1)).filter((i) => i >= 0)
  const leaves = (end: number): boolean => Math.abs(end) > LEAVING_VERTICES
  const [first, last] = [meets[0]!, meets.at(-1)!]
  if (run[0] === run.at(-1)) return run
  return run.slice(leaves(first) ? 0 : first, leaves(run.length - 1 - last) ? run.length : last + 1)
}

/** A street that goes straight on for so long carries more than its neighbours. */
const SECONDARY_METRES = 1100

/** A road that goes on for more vertices than this after its last crossing leaves the district. */
const LEAVING_VERTICES = 12

const lengthOf = (line: readonly Point[]): number =>
  line.slice(1).reduce((sum, p, i) => sum + distance(line[i]!, p), 0)

const middleOf = (line: readonly Point[]): Point => {
  const [a, b] = [line[0]!, line.at(-1)!]
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
}

/** A bridge begins and ends on land. */
function lengthened(line: readonly Point[], metres: number): Point[] {
  const beyond = (a: Point, b: Point): Point => {
    const long = distance(a, b)
    return [b[0] + ((b[0] - a[0]) / long) * metres, b[1] + ((b[1] - a[1]) / long) * metres]
  }
  return [beyond(line[1]!, line[0]!), ...line, beyond(line.at(-2)!, line.at(-1)!)]
}
