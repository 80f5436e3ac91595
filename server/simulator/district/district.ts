/** The demo district from its seed: areas and basemap, always the same. Knows the order in which they are made. */
import { toAreas, type Areas } from './areas.ts'
import { toBasemap, type Basemap } from './basemap.ts'
import { openRandom } from '../random.ts'
import { partition } from './partition.ts'
import { toTerrain } from './terrain.ts'

export const SEED = 'shaotai'

/** The mesh is cut on for blocks after the areas are taken from it, so the order matters. */
export function makeDistrict(seed = SEED): { areas: Areas; basemap: Basemap } {
  const { random, terrain, parts } = groundwork(seed)
  const areas = toAreas(parts, random.branch('census'))
  return { areas, basemap: toBasemap(parts, terrain, random.branch('basemap')) }
}

/** The areas alone. */
export function makeAreas(seed = SEED): Areas {
  const { random, parts } = groundwork(seed)
  return toAreas(parts, random.branch('census'))
}

function groundwork(seed: string) {
  const random = openRandom(seed)
  const terrain = toTerrain(random.branch('terrain'))
  return { random, terrain, parts: partition(terrain, random.branch('partition')) }
}

/** One feature a line: compact, and a change can still be read in a diff. */
export const toText = (collection: { features: object[] }): string =>
  `{"type":"FeatureCollection","features":[\n${collection.features.map((it) => JSON.stringify(it)).join(',\n')}\n]}\n`
