/**
 * The invented names of communities and villages, street by street, each with the place it is called after (metres east
 * and north): the community nearest to that place bears it.
 */
import type { Words } from './plan.ts'
import { distance, type Point } from './plane.ts'

interface Name extends Words {
  place: Point
}

/** Lines of `name = English @ x y`. */
const list = (text: string): Name[] =>
  text
    .trim()
    .split(/\s*\n\s*/)
    .map((line) => {
      const [name, nameEn, place] = line.split(/\s*[=@]\s*/) as [string, string, string]
      return { name, nameEn, place: place.split(' ').map(Number) as unknown as Point }
    })

const NAMES: Record<string, Name[]> = {
  '001': list(`
    登云坡社区 = Dengyunpo Community @ -900 300
    北门社区 = Beimen Community @ -1400 1500
    柳林社区 = Liulin Community @ -2900 500
    站前社区 = Zhanqian Community @ -1500 2700`),
  '002': list(`
    钟楼社区 = Zhonglou Community @ 200 200
    菱湖社区 = Linghu Community @ 900 1400
    桂园社区 = Guiyuan Community @ 2700 700
    新安社区 = Xin'an Community @ 1200 2800`),
  '003': list(`
    古渡社区 = Gudu Community @ -1300 -2000
    集贤里社区 = Jixianli Community @ -1100 -900
    西苑社区 = Xiyuan Community @ -2900 -1300
    文庙社区 = Wenmiao Community @ 600 -700`),
  '004': list(`
    纺织社区 = Fangzhi Community @ -5200 2300
    望江亭社区 = Wangjiangting Community @ -4300 900
    沙洲社区 = Shazhou Community @ -4600 -900
    白沙村 = Baisha Village @ -7500 0`),
  '005': list(`
    高桥社区 = Gaoqiao Community @ 4000 2300
    花亭社区 = Huating Community @ 5300 800
    创新社区 = Chuangxin Community @ 5000 -900
    东荡村 = Dongdang Village @ 7300 100`),
  '006': list(`
    龙门社区 = Longmen Community @ 2600 -700
    龙狮桥社区 = Longshiqiao Community @ 2600 -2000
    山湾社区 = Shanwan Community @ 4700 -2800
    老圩村 = Laowei Village @ 7300 -2600`),
  '007': list(`
    南岸社区 = Nan'an Community @ -1000 -3500
    月牙湖社区 = Yueyahu Community @ 1500 -3500
    莲塘村 = Liantang Village @ -6300 -3400
    石塘村 = Shitang Village @ -2300 -5000
    渡口村 = Dukou Village @ 7000 -4200
    南屏村 = Nanping Village @ 3000 -5000`),
  101: list(`
    湖滨村 = Hubin Village @ 5150 5000
    皖口村 = Wankou Village @ 1400 5100
    鹤山村 = Heshan Village @ 1900 6300
    新圩村 = Xinwei Village @ 7300 3500
    下湾村 = Xiawan Village @ -900 5500`),
  201: list(`
    青山村 = Qingshan Village @ -4250 5300
    凤岭村 = Fengling Village @ -7300 3900
    石门村 = Shimen Village @ -5950 5900
    山陵村 = Shanling Village @ -3950 3550
    茶园村 = Chayuan Village @ -2700 4600`),
}

/** Each item with its name; `street` is the street's three digits. Throws where a street has another number of names. */
export function named<T>(street: string, items: readonly T[], middle: (item: T) => Point): (T & Words)[] {
  const names = NAMES[street] ?? []
  if (names.length !== items.length)
    throw new Error(`street ${street} has ${names.length} names for ${items.length}`)
  const left = [...items]
  return names.map(({ name, nameEn, place }) => {
    const away = left.map((it) => distance(middle(it), place))
    const [nearest] = left.splice(away.indexOf(Math.min(...away)), 1)
    return { ...nearest!, name, nameEn }
  })
}
