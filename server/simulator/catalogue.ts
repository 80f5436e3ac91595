/**
 * What goes wrong in the district and who mends it: a line a category of the seed directory. Weights are shares within a
 * kind. Titles are what a reporter might say; `{at}` is the place. Everything here is invented.
 */
import type { Kind, Source } from '@shaotai/shared/domain/vocabulary.ts'

export interface Matter {
  category: string
  kind: Kind
  weight: number
  /** Owner first, then to whom it is passed on when it was sent to the wrong one. */
  departments: readonly [string, string]
  titles: readonly string[]
  /** Machines report what machines see. */
  machine?: Extract<Source, 'video' | 'sensor'>
}

const ticket = (
  category: string,
  weight: number,
  departments: [string, string],
  titles: string[],
  machine?: Matter['machine'],
): Matter => ({ category, kind: 'ticket', weight, departments, titles, ...(machine && { machine }) })
const hazard = (
  category: string,
  weight: number,
  departments: [string, string],
  titles: string[],
  machine?: Matter['machine'],
): Matter => ({ category, kind: 'hazard', weight, departments, titles, ...(machine && { machine }) })
const dispute = (
  category: string,
  weight: number,
  departments: [string, string],
  titles: string[],
): Matter => ({
  category,
  kind: 'dispute',
  weight,
  departments,
  titles,
})

export const MATTERS: readonly Matter[] = [
  ticket('0101', 3, ['D01', 'D02'], ['{at}楼顶私搭彩钢棚', '{at}一楼住户违建围墙']),
  ticket('0102', 10, ['D12', 'D01'], ['{at}生活垃圾堆积多日无人清运', '{at}垃圾桶满溢，气味难闻'], 'video'),
  ticket('0103', 5, ['D01', 'D12'], ['{at}有人夜间偷倒建筑垃圾', '{at}装修垃圾占用人行道']),
  ticket('0104', 7, ['D12', 'D01'], ['{at}路面泥沙未清扫', '{at}落叶堆积，影响通行']),
  ticket('0104b', 4, ['D13', 'D08'], ['{at}路面积水，行人绕行', '{at}下穿通道积水'], 'sensor'),
  ticket('0105', 3, ['D11', 'D12'], ['{at}绿化带内有大量垃圾']),
  ticket('0106', 4, ['D11', 'D13'], ['{at}行道树枯死', '{at}绿地裸土未补植', '{at}树枝折断倒伏']),
  ticket('0107', 9, ['D01', 'D04'], ['{at}流动摊贩占道经营', '{at}店外经营占用盲道'], 'video'),
  ticket('0108', 3, ['D01', 'D03'], ['{at}墙面张贴小广告', '{at}电线杆喷涂广告']),
  ticket('0109', 8, ['D05', 'D01'], ['{at}夜间施工噪音扰民', '{at}广场舞音响声音过大', '{at}商铺音响外放']),
  ticket('0110', 4, ['D05', 'D04'], ['{at}餐饮油烟直排，居民无法开窗', '{at}烧烤摊油烟扰民']),
  ticket(
    '0111',
    12,
    ['D10', 'D01'],
    ['{at}车辆违停堵塞出入口', '{at}人行道违停', '{at}接送时段车辆乱停'],
    'video',
  ),
  ticket('0112', 5, ['D01', 'D10'], ['{at}共享单车乱堆放', '{at}非机动车占用盲道'], 'video'),
  ticket('0113', 2, ['D13', 'D08'], ['{at}井盖缺失，存在安全隐患', '{at}井盖松动异响'], 'sensor'),
  ticket('0114', 3, ['D13', 'D21'], ['{at}路灯不亮', '{at}整段路灯熄灭'], 'sensor'),
  ticket('0115', 4, ['D13', 'D09'], ['{at}路面坑洼', '{at}人行道砖破损松动']),
  ticket('0116', 4, ['D08', 'D13'], ['{at}污水外溢', '{at}下水管道堵塞'], 'sensor'),
  ticket('0117', 2, ['D23', 'D08'], ['{at}水压不足', '{at}自来水管漏水']),
  ticket('0118', 1, ['D21', 'D13'], ['{at}频繁停电', '{at}电线低垂']),
  ticket('0119', 2, ['D24', 'D02'], ['{at}暖气不热', '{at}供热管道漏水']),
  ticket('0120', 4, ['D02', 'D01'], ['{at}电梯停运物业不修', '{at}物业保洁不到位']),
  ticket('0121', 1, ['D01', 'D03'], ['{at}流浪犬追人']),
  ticket('0122', 3, ['D14', 'D15'], ['{at}居民咨询养老补贴办理', '{at}居民咨询社保转移']),

  hazard('0201', 20, ['D07', 'D02'], ['{at}消防通道被车辆堵塞', '{at}楼道堆放杂物'], 'video'),
  hazard('0202', 3, ['D22', 'D06'], ['{at}疑似燃气泄漏，有异味'], 'sensor'),
  hazard('0203', 18, ['D07', 'D03'], ['{at}飞线充电', '{at}电动车楼道充电']),
  hazard('0204', 7, ['D02', 'D06'], ['{at}外墙开裂渗水', '{at}房屋墙体倾斜']),
  hazard('0205', 10, ['D02', 'D01'], ['{at}外墙瓷砖脱落', '{at}广告牌松动']),
  hazard('0206', 4, ['D06', 'D13'], ['{at}路面塌陷', '{at}边坡有滑落土石']),
  hazard('0207', 8, ['D13', 'D08'], ['{at}积水点水位上涨', '{at}雨水口淤堵'], 'sensor'),
  hazard('0208', 14, ['D02', 'D06'], ['{at}工地围挡倾斜', '{at}高空作业无防护']),
  hazard('0209', 9, ['D04', 'D02'], ['{at}电梯困人', '{at}电梯异响抖动'], 'sensor'),
  hazard('0210', 7, ['D06', 'D04'], ['{at}违规存放液化气瓶', '{at}油漆仓库通风不良']),

  dispute('0301', 30, ['D19', 'D18'], ['{at}楼上漏水引发邻里纠纷', '{at}邻里因公共楼道堆物争执']),
  dispute('0302', 20, ['D02', 'D19'], ['{at}业主与物业因收费产生纠纷', '{at}车位管理纠纷']),
  dispute('0303', 14, ['D14', 'D18'], ['{at}家庭赡养纠纷', '{at}婚姻家庭矛盾']),
  dispute('0304', 12, ['D15', 'D18'], ['{at}工人反映拖欠工资', '{at}劳动合同纠纷']),
  dispute('0305', 14, ['D04', 'D18'], ['{at}预付卡退费纠纷', '{at}消费者与商户争执']),
  dispute('0306', 6, ['D19', 'D18'], ['{at}租房押金退还纠纷']),
  dispute('0307', 2, ['D16', 'D18'], ['{at}患者与诊所纠纷']),
  dispute('0308', 2, ['D20', 'D02'], ['{at}拆迁补偿纠纷']),
]

/** A case that is no government duty: what intake writes into the refusal. */
export const NOT_OURS = [
  { reason: '非职责范围：民事合同争议', reply: '您反映的事项属民事合同争议，建议通过协商或司法途径解决。' },
  { reason: '非职责范围：不属本区管辖', reply: '您反映的地点不在本区，已告知对应热线电话。' },
  { reason: '要素不全：无法核实', reply: '您反映的地点和事项无法核实，请补充信息后再次来电。' },
  { reason: '已有案件在办', reply: '同一事项已在办理中，办结后将一并回复。' },
  { reason: '诉求不合理', reply: '您的诉求缺少政策依据，已向您解释说明。' },
]
export const PASSED_ON = ['权属在对方单位', '现场核实后责任单位变更', '专业处置需由该单位牵头']
export const NOT_DONE = ['现场仍有残留', '整改照片与现场不符', '问题部分解决，需继续处置']
export const CAME_BACK = ['回访不满意，问题复发', '群众再次反映同一问题']
export const DONE = [
  '已到场处置完毕',
  '已清理并拍照',
  '已维修恢复',
  '已约谈当事人并整改',
  '已协调解决，双方认可',
]

export const SURNAMES = '王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗'.split('')
