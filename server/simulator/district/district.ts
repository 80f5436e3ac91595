/** The demo district from its seed: areas and basemap, always the same. Knows the order in which they are made. */
import { toAreas, type Areas } from './areas.ts'
import { toBasemap, type Basemap } from './basemap.ts'
import { seededChance } from './chance.ts'
import { partition } from './partition.ts'
import { toTerrain } from './terrain.ts'

export const SEED = 'shaotai'

/** The mesh is cut on for blocks after the areas are taken from it, so the order matters. */
export function makeDistrict(seed = SEED): { areas: Areas; basemap: Basemap } {
  const { chance, terrain, parts } = groundwork(seed)
  const areas = toAreas(parts, chance.branch('census'))
  return { areas, basemap: toBasemap(parts, terrain, chance.branch('basemap')) }
}

/** The areas alone. */
export function makeAreas(seed = SEED): Areas {
  const { chance, parts } = groundwork(seed)
  return toAreas(parts, chance.branch('census'))
}

function groundwork(seed: string) {
  const chance = seededChance(seed)
  const terrain = toTerrain(chance.branch('terrain'))
  return { chance, terrain, parts: partition(terrain, chance.branch('partition')) }
}

/** One feature a line: compact, and a change can still be read in a diff. */
export const toText = (collection: { features: object[] }): string =>
  `{"type":"FeatureCollection","features":[\n${collection.features.map((it) => JSON.stringify(it)).join(',\n')}\n]}\n`
