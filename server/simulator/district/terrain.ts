/**
 * The ground under the district: lakes and hills by name, and how densely people live where. Drawn like plan.ts; the
 * shapes are made once from the seed and used by the areas (few people live in a lake) and by the basemap alike.
 */
import type { Random } from '../random.ts'
import { corridor, patch } from './curve.ts'
import { distance, isInside, type Point, type Ring } from './plane.ts'
import { RIVER, type Words } from './plan.ts'

interface Shape extends Words {
  middle: Point
  /** Metres east–west and north–south before the turn by `tilt` radians. */
  radii: Point
  tilt: number
  rough: number
}

const shape = (
  name: string,
  nameEn: string,
  middle: Point,
  radii: Point,
  tilt: number,
  rough = 0.16,
): Shape => ({
  name,
  nameEn,
  middle,
  radii,
  tilt,
  rough,
})

const LAKES: Shape[] = [
  shape('菱湖', 'Ling Lake', [950, 1350], [560, 330], 0.5),
  shape('鹤湖', 'Crane Lake', [5150, 5000], [1150, 520], 0.45, 0.17),
  shape('东荡', 'Dongdang Pond', [7250, 150], [420, 240], -0.6, 0.17),
  shape('莲塘', 'Lotus Pond', [-6300, -3400], [430, 210], 0.9, 0.17),
  shape('石门水库', 'Shimen Reservoir', [-5950, 5900], [290, 520], 0.75, 0.19),
  shape('望江湖', 'Wangjiang Lake', [-4700, 650], [300, 190], 0.2),
  shape('月牙湖', 'Crescent Lake', [1500, -3550], [360, 150], -0.5),
]

const HILLS: Shape[] = [
  shape('大青山', 'Great Qing Hill', [-4250, 5300], [1450, 850], 0.5, 0.2),
  shape('凤凰岭', 'Phoenix Ridge', [-7300, 3900], [900, 550], 1.1, 0.2),
  shape('笔架山', 'Bijia Hill', [-2700, 6400], [950, 520], -0.3, 0.2),
  shape('龙山', 'Long Hill', [4650, -1900], [620, 330], 0.35, 0.16),
  shape('白鹤山', 'White Crane Hill', [1900, 6300], [900, 420], -0.2, 0.2),
  shape('南屏山', 'Nanping Hill', [4500, -4700], [850, 330], 0.1, 0.2),
]

export interface Ground extends Words {
  middle: Point
  ring: Ring
}

export interface Hill extends Ground {
  /** Higher ground inside the hill, drawn over it. */
  tops: Ring[]
}

export interface Terrain {
  river: Ring
  lakes: Ground[]
  hills: Hill[]
}

export function toTerrain(random: Random): Terrain {
  const made = (it: Shape): Ground => ({
    name: it.name,
    nameEn: it.nameEn,
    middle: it.middle,
    ring: patch(it.middle, it.radii, it.tilt, it.rough, random.branch(it.nameEn)),
  })
  const shrunk = (it: Shape, by: number, random: Random): Ring =>
    patch(it.middle, [it.radii[0] * by, it.radii[1] * by], it.tilt, it.rough, random)
  return {
    river: corridor(RIVER.line, RIVER.half),
    lakes: LAKES.map(made),
    hills: HILLS.map((it) => ({
      ...made(it),
      // The same stream gives the same outline, only smaller: the rings of a hill run side by side.
      tops: [0.66, 0.36].map((by) => shrunk(it, by, random.branch(it.nameEn))),
    })),
  }
}

/** The heart of the old town, at the river's bend. */
export const OLD_TOWN: Point = [-350, -900]

/** How much of everything there is at a place, relative: 1 in the old town, about a twentieth in the fields. */
export function densityAt(place: Point, terrain: Terrain): number {
  const wet = isInside(place, terrain.river) || terrain.lakes.some(({ ring }) => isInside(place, ring))
  const steep = terrain.hills.some(({ ring }) => isInside(place, ring))
  const far = distance(place, OLD_TOWN) / 1900
  return (0.05 + 0.95 / (1 + far * far)) * (wet ? 0.12 : steep ? 0.3 : 1)
}
