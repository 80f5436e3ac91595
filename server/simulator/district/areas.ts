/**
 * The district's areas as GeoJSON: every tier with code, names and households, every polygon the exact union of those
 * below it. Knows the form of public/demo/areas.geojson; the cutting is partition.ts, the counting census.ts.
 */
import { takeCensus } from './census.ts'
import type { Random } from '../random.ts'
import { outlineOf, type Mesh } from './mesh.ts'
import { named } from './names.ts'
import { FIRST_VILLAGE, inReadingOrder, padded } from './numbering.ts'
import type { CommunityFaces, GridFaces, Partition } from './partition.ts'
import { DISTRICT, type StreetPlan, type Words } from './plan.ts'
import { centroidOf, distance, toLngLat, type Point } from './plane.ts'

export type DemoTier = 'district' | 'street' | 'community' | 'grid' | 'unit'

export interface AreaProperties extends Words {
  /** 6 digits of the district, 3 more a tier down to the grid's 15; a unit has 2 more. */
  code: string
  tier: DemoTier
  parent: string | null
  households: number
  /** Grids: whether a grid worker is in post. */
  staffed?: boolean
  /** Communities: 居 (urban) or 村. */
  urban?: boolean
}

export interface Area {
  type: 'Feature'
  properties: AreaProperties
  geometry: { type: 'Polygon'; coordinates: [number, number][][] }
}

export interface Areas {
  type: 'FeatureCollection'
  features: Area[]
}

/** The grid around this place is the one with far too many households: a new estate east of the ring. */
const NEW_ESTATE: Point = [4700, 700]

export function toAreas({ mesh, streets }: Partition, random: Random): Areas {
  const numbered = streets.map(({ plan, communities }) => ({
    plan,
    communities: numberedCommunities(mesh, plan, communities),
  }))
  const grids = numbered.flatMap(({ communities }) =>
    communities.flatMap(({ urban, grids: own }) =>
      own.map((faces) => ({ urban, faces, units: faces.units.length })),
    ),
  )
  const census = takeCensus(
    grids,
    nearest(
      mesh,
      grids.map((it) => it.faces),
    ),
    random,
  )
  const countOf = new Map(grids.map((it, i) => [it.faces, census[i]!]))

  const features: Area[] = []
  const add = (faces: readonly number[], properties: AreaProperties): Area => {
    const area: Area = { type: 'Feature', properties, geometry: polygonOf(mesh, faces) }
    features.push(area)
    return area
  }
  const allOf = (of: readonly { grids: GridFaces[] }[]): number[] =>
    of.flatMap((it) => it.grids.flatMap((grid) => grid.units))

  const district = add(
    numbered.flatMap((it) => allOf(it.communities)),
    { ...DISTRICT, tier: 'district', parent: null, households: 0 },
  ).properties
  for (const { plan, communities } of numbered) {
    const street = add(allOf(communities), {
      code: district.code + plan.code,
      tier: 'street',
      parent: district.code,
      name: plan.name,
      nameEn: plan.nameEn,
      households: 0,
    }).properties
    for (const { number, name, nameEn, urban, grids: own } of communities) {
      const community = add(allOf([{ grids: own }]), {
        code: street.code + padded(number, 3),
        tier: 'community',
        parent: street.code,
        name,
        nameEn,
        households: 0,
        urban,
      }).properties
      own.forEach((faces, i) => {
        const { households, staffed } = countOf.get(faces)!
        const grid = add(faces.units, {
          code: community.code + padded(i + 1, 3),
          tier: 'grid',
          parent: community.code,
          name: `第${i + 1}网格`,
          nameEn: `Grid ${i + 1}`,
          households: households.reduce((sum, it) => sum + it, 0),
          staffed,
        }).properties
        for (const above of [district, street, community]) above.households += grid.households
        inReadingOrder(faces.units, (face) => middleOf(mesh, [face])).forEach((face, k) =>
          add([face], {
            code: grid.code + padded(k + 1, 2),
            tier: 'unit',
            parent: grid.code,
            name: `第${k + 1}单元`,
            nameEn: `Unit ${k + 1}`,
            households: households[k]!,
          }),
        )
      })
    }
  }
  return { type: 'FeatureCollection', features }
}

interface NumberedCommunity extends CommunityFaces, Words {
  number: number
}

/** Urban communities and villages are numbered apart, each kind in reading order, as are the grids in them. */
function numberedCommunities(
  mesh: Mesh,
  plan: StreetPlan,
  communities: CommunityFaces[],
): NumberedCommunity[] {
  const middle = (it: CommunityFaces): Point =>
    middleOf(
      mesh,
      it.grids.flatMap((grid) => grid.units),
    )
  const ofKind = (urban: boolean) => communities.filter((it) => it.urban === urban)
  const withNames = named(plan.code, [...ofKind(true), ...ofKind(false)], middle)
  return [true, false].flatMap((urban) =>
    inReadingOrder(
      withNames.filter((it) => it.urban === urban),
      middle,
    ).map((it, i) => ({
      ...it,
      number: (urban ? 1 : FIRST_VILLAGE) + i,
      grids: inReadingOrder(it.grids, (grid) => middleOf(mesh, grid.units)),
    })),
  )
}

const middleOf = (mesh: Mesh, faces: readonly number[]): Point =>
  centroidOf(outlineOf(mesh, faces).map((it) => mesh.points[it]!))

function nearest(mesh: Mesh, grids: readonly GridFaces[]): number {
  const away = grids.map((it) => distance(middleOf(mesh, it.units), NEW_ESTATE))
  return away.indexOf(Math.min(...away))
}

function polygonOf(mesh: Mesh, faces: readonly number[]): Area['geometry'] {
  const ring = outlineOf(mesh, faces).map((it) => toLngLat(mesh.points[it]!))
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
}
