/**
 * The drawing of the demo district: river, roads, lakes, hills and the lines between streets, as a few points each, and
 * which street holds the ground around which point. Metres east and north of the middle. Everything here is made up;
 * all else (communities, grids, blocks, field roads) is grown from it by the files beside this one.
 */
import type { Drawn } from './arrange.ts'
import type { Random } from '../random.ts'
import { drawn, points, smooth, wander } from './curve.ts'
import type { Point } from './plane.ts'

export interface Words {
  name: string
  nameEn: string
}

export type RoadClass = 'motorway' | 'ring' | 'arterial' | 'secondary' | 'street' | 'lane'

export interface Road extends Words {
  id: string
  class: RoadClass
  line: Point[]
  closed?: boolean
}

/** Around the whole district, clockwise from the west as one walks it; turned counter-clockwise by the arrangement. */
const OUTLINE: Point[] = points(
  '-8700 -500, -8450 800, -9200 2100, -8500 2900, -8300 4300, -7300 5050, -6900 6300, -5200 6750, -3600 6500, -2600 7500, -1300 7700, -300 8350, 900 7700, 2300 7050, 3700 7250, 4700 6300, 6100 6100, 7300 5200, 7500 3900, 8700 3100, 9150 1500, 8700 200, 9050 -1300, 8650 -2500, 8450 -3900, 7200 -4350, 6000 -5200, 4300 -5150, 3000 -5800, 1500 -5500, 200 -6150, -1500 -5650, -2900 -5900, -4100 -5450, -5300 -5600, -5900 -4600, -6900 -4200, -7150 -2900, -8300 -2100',
)
export const RIVER: Words & { line: Point[]; half: (share: number) => number } = {
  name: '白沙江',
  nameEn: 'Baisha River',
  line: drawn(
    '-24000 -2600, -18500 -900, -13500 500, -11000 200, -9000 -700, -7000 -900, -5200 -1800, -3900 -2900, -2300 -3050, -1100 -2300, 100 -1650, 1400 -1900, 2500 -2900, 4000 -3900, 6000 -3950, 8000 -3300, 10500 -3600, 13500 -4800, 18500 -4100, 24000 -6000',
    260,
  ),
  /** Wider in the bend below the old town and where it leaves for the plain. */
  half: (share) => 120 + 40 * Math.sin(share * 16) + 75 * share,
}

const RING: Point[] = points(
  '-100 2350, 1500 2200, 2800 1450, 3550 200, 3600 -1300, 3100 -2700, 1900 -4000, 200 -4450, -1600 -4350, -2950 -3500, -3600 -2150, -3700 -500, -3050 1050, -1800 2000',
)

const road = (
  id: string,
  roadClass: RoadClass,
  name: string,
  nameEn: string,
  through: string,
  stepMetres = 240,
): Road => ({ id, class: roadClass, name, nameEn, line: drawn(through, stepMetres) })

/** The roads that the town has grown along. Those of class `ring` and `arterial` cross the river on bridges. */
export const ROADS: Road[] = [
  {
    id: 'ring',
    class: 'ring',
    name: '环城大道',
    nameEn: 'Ring Avenue',
    line: smooth(RING, 220, true),
    closed: true,
  },
  road(
    'east-west',
    'arterial',
    '人民大道',
    'Renmin Avenue',
    '-24000 5200, -17000 3400, -12500 2300, -9300 1700, -6300 700, -3700 -150, -1700 -420, -300 -330, 1500 -150, 3600 -350, 6000 300, 9400 350, 12500 1300, 24000 2200',
  ),
  road(
    'north-south',
    'arterial',
    '青云大道',
    'Qingyun Avenue',
    '-1800 16000, -900 10500, -1100 7800, -500 5000, -350 2300, -420 -100, -250 -1700, 150 -3000, 250 -4500, -300 -6600, -200 -9500, 900 -16000',
  ),
  road(
    'north-west',
    'arterial',
    '山陵路',
    'Shanling Road',
    '-1500 -400, -1900 700, -2450 1550, -4100 2700, -5600 4300, -7100 5800, -9500 7600, -13500 12500, -15500 16000',
  ),
  road(
    'north-east',
    'arterial',
    '皖口路',
    'Wankou Road',
    '1100 -200, 1750 950, 2250 1800, 3600 3000, 5200 4000, 7000 5600, 9300 7800, 13500 10800, 17000 16000',
  ),
  road(
    'south-east',
    'arterial',
    '龙山路',
    'Longshan Road',
    '1400 -200, 2300 -1200, 3650 -1750, 5600 -2100, 7700 -1900, 10500 -2300, 12800 -2000, 24000 -3800',
  ),
  road(
    'south-west',
    'arterial',
    '石塘路',
    'Shitang Road',
    '200 -3100, -1400 -3700, -2500 -3950, -4300 -4700, -6600 -5200, -9500 -6800, -14500 -8800, -24000 -9800',
  ),
  road(
    'old-wall',
    'secondary',
    '城墙路',
    'Old Wall Road',
    '-2850 -3500, -2350 -2300, -2050 -1500, -1800 -700, -1550 350, -500 820, 700 700, 1350 100, 1500 -700, 1650 -2200',
    160,
  ),
  road(
    'west-edge',
    'arterial',
    '望江路',
    'Wangjiang Road',
    '-5300 4400, -5750 2600, -6050 700, -5700 -700, -5400 -1900, -5100 -3200, -4700 -5000',
  ),
  road(
    'east-edge',
    'arterial',
    '花亭路',
    'Huating Road',
    '4900 4200, 5600 2700, 6050 700, 6150 -1000, 5900 -2400, 5600 -4200, 4600 -6200, 4200 -9000, 5800 -16000',
  ),
]

/** Lines between areas that no road and no water follows: ditches, ridges and old field borders. */
const FIELD_BORDERS: { id: string; line: Point[] }[] = [
  {
    id: 'towns-south',
    line: points(
      '-6250 1950, -5700 2150, -5200 2700, -4500 3250, -3700 2700, -2600 3150, -1700 3000, -420 3450, 600 3200, 1800 3600, 2700 3050, 3700 3050, 4500 3350, 5300 2950, 5500 2000, 6300 1500, 7300 1750, 8200 1250, 9500 1400',
    ),
  },
  {
    id: 'town-and-township',
    line: points('-1700 2900, -2000 3800, -1500 4700, -2300 5400, -1900 6200, -2400 8000'),
  },
]

export const DISTRICT = { code: '349901', name: '示范区', nameEn: 'Demo District' }

/** Some ground of a street: the faces of the drawing around these points, and what it is cut into. */
export interface Ground {
  around: readonly Point[]
  communities: number
  /** Urban communities (居) or villages (村). */
  urban: boolean
}

export interface StreetPlan extends Words {
  /** Three digits: 0xx 街道, 1xx 镇, 2xx 乡. */
  code: string
  grounds: Ground[]
}

const urban = (communities: number, ...around: Point[]): Ground => ({ around, communities, urban: true })
const villages = (communities: number, ...around: Point[]): Ground => ({ around, communities, urban: false })

/** Every face that lies in the district is named exactly once; `partition.ts` refuses the plan otherwise. */
export const STREETS: StreetPlan[] = [
  {
    code: '001',
    name: '青云街道',
    nameEn: 'Qingyun Street',
    grounds: [
      urban(1, [-900, 300]),
      urban(1, [-1400, 1500]),
      urban(1, [-2900, 500]),
      urban(1, [-1500, 2600]),
    ],
  },
  {
    code: '002',
    name: '菱湖街道',
    nameEn: 'Linghu Street',
    grounds: [
      urban(1, [300, 200], [1330, -60]),
      urban(1, [600, 1500]),
      urban(1, [2600, 500]),
      urban(1, [1200, 2800]),
    ],
  },
  {
    code: '003',
    name: '集贤街道',
    nameEn: 'Jixian Street',
    grounds: [urban(2, [-1100, -1300]), urban(1, [-2900, -1500]), urban(1, [600, -1000])],
  },
  {
    code: '004',
    name: '望江街道',
    nameEn: 'Wangjiang Street',
    grounds: [urban(2, [-4700, 1500]), urban(1, [-4800, -500]), villages(1, [-7500, 0])],
  },
  {
    code: '005',
    name: '花亭街道',
    nameEn: 'Huating Street',
    grounds: [urban(2, [4500, 1500]), urban(1, [4800, -1000]), villages(1, [7500, -1000], [7500, 900])],
  },
  {
    code: '006',
    name: '龙山街道',
    nameEn: 'Longshan Street',
    grounds: [urban(2, [2800, -1900], [2900, -900]), urban(1, [4800, -2800]), villages(1, [7500, -2600])],
  },
  {
    code: '007',
    name: '石塘街道',
    nameEn: 'Shitang Street',
    grounds: [
      urban(1, [-1200, -3200], [-800, -4100]),
      urban(1, [1300, -3200]),
      villages(1, [-6500, -2500], [-4300, -3900]),
      villages(1, [-2500, -5100]),
      villages(2, [3500, -4700], [6900, -3900]),
    ],
  },
  {
    code: '101',
    name: '皖口镇',
    nameEn: 'Wankou Town',
    grounds: [villages(5, [-1000, 5000], [1500, 5000], [7000, 3600], [5200, 3500])],
  },
  {
    code: '201',
    name: '山陵乡',
    nameEn: 'Shanling Township',
    grounds: [villages(5, [-3800, 4600], [-7200, 3000], [-5100, 3200])],
  },
]

/** All that divides streets, ready to be arranged: later lines win where two run together. */
export function skeleton(random: Random): Drawn[] {
  const outline = roughened(smooth(OUTLINE, 520, true), random)
  return [
    { id: 'outline', tag: 'none', line: [...outline, outline[0]!] },
    ...FIELD_BORDERS.map(({ id, line }) => ({ id, tag: 'none', line: roughened(smooth(line, 500), random) })),
    { id: 'river', tag: 'water', line: RIVER.line },
    ...ROADS.map((it) => ({
      id: it.id,
      tag: it.class,
      line: it.closed ? [...it.line, it.line[0]!] : it.line,
    })),
  ]
}

/** No border of fields is as smooth as a curve. */
const roughened = (line: readonly Point[], random: Random): Point[] =>
  line.flatMap((p, i) => (i === 0 ? [p] : [...wander(line[i - 1]!, p, 0.13, 210, random), p]))
