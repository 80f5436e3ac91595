/** The invented names of communities and villages, street by street; the first go to the ground named first in plan.ts. */
import type { Words } from './plan.ts'

const list = (text: string): Words[] =>
  text
    .trim()
    .split(/\s*\n\s*/)
    .map((line) => {
      const [name, nameEn] = line.split(/\s*=\s*/)
      return { name: name!, nameEn: nameEn! }
    })

export const COMMUNITY_NAMES: Record<string, Words[]> = {
  '001': list(`
    登云坡社区 = Dengyunpo Community
    北门社区 = Beimen Community
    柳林社区 = Liulin Community
    站前社区 = Zhanqian Community`),
  '002': list(`
    钟楼社区 = Zhonglou Community
    菱湖社区 = Linghu Community
    桂园社区 = Guiyuan Community
    新安社区 = Xin'an Community`),
  '003': list(`
    集贤里社区 = Jixianli Community
    古渡社区 = Gudu Community
    西苑社区 = Xiyuan Community
    文庙社区 = Wenmiao Community`),
  '004': list(`
    望江亭社区 = Wangjiangting Community
    纺织社区 = Fangzhi Community
    沙洲社区 = Shazhou Community
    白沙村 = Baisha Village`),
  '005': list(`
    花亭社区 = Huating Community
    高桥社区 = Gaoqiao Community
    创新社区 = Chuangxin Community
    东荡村 = Dongdang Village`),
  '006': list(`
    龙门社区 = Longmen Community
    龙狮桥社区 = Longshiqiao Community
    山湾社区 = Shanwan Community
    老圩村 = Laowei Village`),
  '007': list(`
    南岸社区 = Nan'an Community
    月牙湖社区 = Yueyahu Community
    莲塘村 = Liantang Village
    石塘村 = Shitang Village
    南屏村 = Nanping Village
    渡口村 = Dukou Village`),
  101: list(`
    皖口村 = Wankou Village
    鹤山村 = Heshan Village
    湖滨村 = Hubin Village
    下湾村 = Xiawan Village
    新圩村 = Xinwei Village`),
  201: list(`
    山陵村 = Shanling Village
    凤岭村 = Fengling Village
    石门村 = Shimen Village
    青山村 = Qingshan Village
    茶园村 = Chayuan Village`),
}
