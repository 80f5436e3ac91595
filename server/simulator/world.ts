/**
 * The district as its feed knows it: smallest areas with their households, the limits of categories, and the places where
 * the same things happen again and again. Made from what the API says, with a seed; pure.
 */
import type { AreasReply, Categories } from '@shaotai/shared/contract/http.ts'
import type { AreaShape, Position } from '@shaotai/shared/domain/area.ts'
import { TIERS } from '@shaotai/shared/domain/vocabulary.ts'
import { pointIn } from './polygon.ts'
import { openRandom } from './random.ts'

export interface Ground {
  code: string
  /** Names from the street down, as one would write an address. */
  address: string
  households: number
  shape: AreaShape
}
/** A place that everybody who works here knows by name. */
export interface Chronic {
  name: string
  /** What happens there, by category code. */
  categories: readonly string[]
  ground: Ground
  at: Position
  /** Width of the trouble: standard deviation of its cases. */
  metres: number
}
export interface World {
  grounds: readonly Ground[]
  chronic: readonly Chronic[]
  /** Where water stands when it rains. */
  lowPoints: readonly { ground: Ground; at: Position }[]
  /** Category code → by when its cases are due. */
  limits: ReadonlyMap<string, Pick<Categories['items'][number], 'limitMinutes' | 'policy'>>
}

/** Product: 42 waterlogging points in 274 grids, and eight kinds of chronic places. */
const LOW_POINTS = 42
const TROUBLES: { name: string; categories: string[]; metres: number; places: number }[] = [
  { name: '烧烤一条街', categories: ['0110', '0107', '0109'], metres: 70, places: 1 },
  { name: '实验小学门口', categories: ['0111', '0107'], metres: 50, places: 2 },
  { name: '渗水外墙', categories: ['0204', '0120', '0301', '0302'], metres: 25, places: 1 },
  { name: '供热末端小区', categories: ['0119'], metres: 120, places: 2 },
  { name: '农贸市场', categories: ['0107', '0102', '0104', '0305'], metres: 80, places: 2 },
  { name: '在建工地', categories: ['0208', '0103', '0109', '0304'], metres: 90, places: 2 },
  { name: '公交枢纽', categories: ['0112', '0111', '0108'], metres: 60, places: 1 },
  { name: '城中村', categories: ['0203', '0201', '0102', '0116'], metres: 130, places: 2 },
]

export class NoGround extends Error {
  constructor() {
    super(
      'The server knows no areas with a shape, so the feed has no place for its cases. Load an area tree first: npm run import -- areas FILE.geojson.',
    )
  }
}

/** Throws NoGround where no area has a shape. */
export function toWorld(areas: AreasReply, categories: Categories, seed: number): World {
  const named = new Map(areas.features.map(({ properties }) => [properties.code, properties]))
  const parents = new Set(areas.features.map(({ properties }) => properties.parent))
  const addressOf = (code: string | null): string => {
    const it = code === null ? undefined : named.get(code)
    if (!it || TIERS.indexOf(it.tier) < TIERS.indexOf('street')) return ''
    return addressOf(it.parent) + it.name
  }
  const grounds = areas.features
    .filter(({ properties, geometry }) => geometry !== null && !parents.has(properties.code))
    .map(({ properties, geometry }) => ({
      code: properties.code,
      address: addressOf(properties.code) || properties.name,
      households: properties.households ?? 1,
      shape: geometry!,
    }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
  if (grounds.length === 0) throw new NoGround()

  const random = openRandom(seed, 'world')
  const place = () => {
    const ground = random.weighted(grounds, ({ households }) => households)
    return { ground, at: pointIn(ground.shape, random) }
  }
  return {
    grounds,
    chronic: TROUBLES.flatMap(({ name, categories, metres, places }) =>
      Array.from({ length: places }, () => ({ name, categories, metres, ...place() })),
    ),
    lowPoints: Array.from({ length: LOW_POINTS }, place),
    limits: new Map(categories.items.map((it) => [it.code, it])),
  }
}
