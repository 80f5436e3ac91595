/**
 * What the basemap shows besides the lines between areas: railway, motorway, streams, riverside roads, parks, bridges
 * and places by name. A continuation of plan.ts, all of it made up. Metres.
 */
import { drawn } from './curve.ts'
import type { RoadClass, Words } from './plan.ts'
import type { Point } from './plane.ts'

const words = (name: string, nameEn: string): Words => ({ name, nameEn })

export const MOTORWAY: Words & { line: Point[] } = {
  ...words('北绕城高速', 'Northern Bypass Expressway'),
  line: drawn(
    '-24000 1000, -13000 1900, -9800 2700, -7900 2900, -5700 3650, -3000 4150, 0 4250, 2300 4400, 4200 3750, 6500 2750, 9300 2500, 13000 3300, 24000 6400',
    320,
  ),
}

export const RAILWAY: Words & { line: Point[] } = {
  ...words('江北铁路', 'Jiangbei Railway'),
  line: drawn(
    '-24000 8200, -13000 5900, -9800 4900, -7300 2500, -5000 2150, -2500 2750, -400 2900, 1600 2800, 3700 2250, 5700 1750, 8000 1850, 10500 1200, 13000 900, 24000 -1500',
    320,
  ),
}

export const STREAMS: (Words & { class: 'stream' | 'canal'; line: Point[] })[] = [
  {
    ...words('石门溪', 'Shimen Stream'),
    class: 'stream',
    line: drawn(
      '-6150 5500, -6500 4500, -6200 3500, -6700 2600, -6450 1700, -6950 800, -6800 0, -7100 -900',
      170,
    ),
  },
  {
    ...words('茶溪', 'Tea Stream'),
    class: 'stream',
    line: drawn('-3000 5900, -2700 5100, -3100 4400, -2800 3700, -3300 3000, -3150 2300', 170),
  },
  {
    ...words('东荡河', 'Dongdang Stream'),
    class: 'stream',
    line: drawn(
      '5500 4700, 6000 3900, 6900 3300, 6700 2400, 7300 1500, 7200 200, 7500 -900, 7200 -1900, 7600 -3400',
      170,
    ),
  },
  {
    ...words('南屏溪', 'Nanping Stream'),
    class: 'stream',
    line: drawn('3300 -5700, 3000 -5000, 3300 -4400, 3700 -3700', 150),
  },
  {
    ...words('护城河', 'Old Moat'),
    class: 'canal',
    line: drawn(
      '-2500 -2950, -2240 -2250, -1930 -1480, -1670 -700, -1430 240, -480 690, 620 580, 1220 40, 1370 -700, 1500 -2000',
      150,
    ),
  },
]

/** Roads on the river's banks: the side (1 left, which is north; −1 right), from and to how far east, in metres. */
export const BANKS: (Words & { side: 1 | -1; from: number; to: number; class: RoadClass })[] = [
  { ...words('滨江大道', 'Riverside Avenue'), side: 1, from: -5500, to: 5900, class: 'secondary' },
  { ...words('江南路', 'South Bank Road'), side: -1, from: -3350, to: 3150, class: 'secondary' },
]

/** Parks take the block around their place. */
export const PARKS: (Words & { at: Point })[] = [
  { ...words('人民公园', "People's Park"), at: [-700, 150] },
  { ...words('古渡公园', 'Old Ferry Park'), at: [-1500, -2050] },
  { ...words('文庙公园', 'Confucian Temple Park'), at: [500, -700] },
  { ...words('桂园', 'Osmanthus Garden'), at: [2700, 900] },
  { ...words('北门公园', 'North Gate Park'), at: [-1500, 1500] },
  { ...words('西苑公园', 'Xiyuan Park'), at: [-2900, -900] },
  { ...words('体育公园', 'Sports Park'), at: [4100, 2100] },
  { ...words('江滩公园', 'River Beach Park'), at: [1700, -2900] },
  { ...words('纺织公园', 'Mill Park'), at: [-5000, 2300] },
  { ...words('创新公园', 'Innovation Park'), at: [5000, -700] },
  { ...words('沙洲公园', 'Shazhou Park'), at: [-4600, -900] },
  { ...words('南岸公园', 'South Bank Park'), at: [-1300, -3900] },
  { ...words('柳林公园', 'Willow Grove Park'), at: [-2600, 700] },
  { ...words('站前绿地', 'Station Green'), at: [-700, 2550] },
]

/** Bridges by the road that crosses the river, in the order in which the road comes to them. */
export const BRIDGES: Record<string, Words[]> = {
  ring: [words('东环大桥', 'East Ring Bridge'), words('西环大桥', 'West Ring Bridge')],
  'north-south': [words('青云大桥', 'Qingyun Bridge')],
  'west-edge': [words('望江大桥', 'Wangjiang Bridge')],
  'east-edge': [words('花亭大桥', 'Huating Bridge')],
}

export const PLACES: (Words & { class: 'landmark' | 'station' | 'town'; at: Point })[] = [
  { ...words('老城', 'Old Town'), class: 'town', at: [-600, -950] },
  { ...words('钟楼', 'Bell Tower'), class: 'landmark', at: [150, 150] },
  { ...words('文庙', 'Confucian Temple'), class: 'landmark', at: [620, -620] },
  { ...words('古渡口', 'Old Ferry'), class: 'landmark', at: [-1150, -1900] },
  { ...words('区政府', 'District Government'), class: 'landmark', at: [2250, 900] },
  { ...words('示范北站', 'Demo North Station'), class: 'station', at: [-420, 2900] },
  { ...words('市民广场', "Citizens' Square"), class: 'landmark', at: [3000, 300] },
  { ...words('科技园', 'Science Park'), class: 'landmark', at: [5200, -1300] },
  { ...words('皖口', 'Wankou'), class: 'town', at: [1400, 5100] },
  { ...words('山陵', 'Shanling'), class: 'town', at: [-3950, 3550] },
  { ...words('石塘', 'Shitang'), class: 'town', at: [-2300, -5000] },
]

/** Names for the longest streets between communities. */
export const STREET_NAMES: Words[] = [
  words('集贤路', 'Jixian Road'),
  words('菱湖路', 'Linghu Road'),
  words('文昌路', 'Wenchang Road'),
  words('桂花路', 'Guihua Road'),
  words('建设路', 'Jianshe Road'),
  words('纺织路', 'Fangzhi Road'),
  words('学府路', 'Xuefu Road'),
  words('康宁路', 'Kangning Road'),
  words('双井街', 'Shuangjing Street'),
  words('创新路', 'Chuangxin Road'),
  words('高桥路', 'Gaoqiao Road'),
  words('湖心路', 'Huxin Road'),
]
