/** A small district for tests: two streets of three communities of four square grids, in the form of `GET /api/areas`. */
import type { AreasReply } from '@shaotai/shared/contract/http.ts'
import type { Area } from '@shaotai/shared/domain/area.ts'

type Feature = AreasReply['features'][number]
const WEST = 117.02
const SOUTH = 30.5
const SIDE = 0.006

const areaOf = (
  code: string,
  tier: Area['tier'],
  parent: string | null,
  name: string,
  households: number,
): Area => ({
  code,
  tier,
  parent,
  name,
  nameEn: null,
  households,
})
const square = (x: number, y: number, width: number, height: number): Feature['geometry'] => {
  const [west, south] = [WEST + x * SIDE, SOUTH + y * SIDE]
  const [east, north] = [west + width * SIDE, south + height * SIDE]
  const ring: [number, number][] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}
const feature = (properties: Area, geometry: Feature['geometry']): Feature => ({
  type: 'Feature',
  id: properties.code,
  properties,
  geometry,
})

export function fixtureDistrict(): AreasReply {
  const features: Feature[] = [
    feature(areaOf('340803', 'district', null, '试验区', 11_328), square(0, 0, 6, 4)),
  ]
  for (let s = 0; s < 2; s += 1) {
    const street = `34080300${s + 1}`
    features.push(
      feature(areaOf(street, 'street', '340803', `第${s + 1}街道`, 5_664), square(0, s * 2, 6, 2)),
    )
    for (let c = 0; c < 3; c += 1) {
      const community = `${street}00${c + 1}`
      features.push(
        feature(areaOf(community, 'community', street, `第${c + 1}社区`, 1_888), square(c * 2, s * 2, 2, 2)),
      )
      for (let g = 0; g < 4; g += 1)
        features.push(
          feature(
            areaOf(`${community}00${g + 1}`, 'grid', community, `第${g + 1}网格`, 472),
            square(c * 2 + (g % 2), s * 2 + Math.floor(g / 2), 1, 1),
          ),
        )
    }
  }
  return { type: 'FeatureCollection', features }
}
