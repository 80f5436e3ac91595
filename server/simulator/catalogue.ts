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

/** Enquiries and small things that are answered or mended on the spot (自处置). */
export const TRIVIAL: ReadonlySet<string> = new Set(['0108', '0112', '0122'])
/** Where a season or works may stand in the way (挂账), and what is waited for. */
export const SUSPENDED: Readonly<Record<string, { code: 'season' | 'engineering'; condition: string }>> = {
  '0106': { code: 'season', condition: '待适栽季节补植' },
  '0114': { code: 'engineering', condition: '待照明管线改造完工' },
  '0115': { code: 'engineering', condition: '待管网施工结束后恢复路面' },
  '0116': { code: 'engineering', condition: '待管网改造工程进场' },
  '0119': { code: 'season', condition: '待非供暖期检修' },
  '0120': { code: 'engineering', condition: '待维修资金工程开工' },
}
/** A case that is no government duty, or no case: what intake writes into the refusal. */
export const NOT_OURS = [
  {
    code: 'not_for_government',
    reason: '非职责范围：民事合同争议',
    reply: '您反映的事项属民事合同争议，建议通过协商或司法途径解决。',
  },
  {
    code: 'outside_district',
    reason: '非职责范围：不属本区管辖',
    reply: '您反映的地点不在本区，已告知对应热线电话。',
  },
  {
    code: 'no_facts',
    reason: '要素不全：无法核实',
    reply: '您反映的地点和事项无法核实，请补充信息后再次来电。',
  },
  { code: 'in_court', reason: '已进入司法程序', reply: '您反映的事项已由法院受理，请以司法结果为准。' },
  { code: 'unreasonable', reason: '诉求不合理', reply: '您的诉求缺少政策依据，已向您解释说明。' },
] as const
/** What intake writes where the case to merge into is done already. */
export const DONE_ALREADY = {
  code: 'already_handled',
  reason: '同一事项已办结',
  reply: '同一事项已处置完毕，如仍有问题请再次反映。',
} as const
export const SELF_HANDLED = ['已当场答复，反映人表示理解', '网格员已当场处置完毕']
/** 退回原因: most were sent to the wrong department (误派). */
export const RETURNED_BECAUSE = [
  { weight: 60, returned: { code: 'misdirected', reason: '权属在对方单位' } },
  { weight: 20, returned: { code: 'not_our_duty', reason: '不在本单位权责清单内' } },
  { weight: 10, returned: { code: 'outside_our_area', reason: '点位不在本单位管养范围' } },
  { weight: 10, returned: { code: 'incomplete', reason: '点位描述不清，无法处置' } },
] as const
export const RETURN_REFUSED = '经核实属你单位职责，请按期处置'
export const PASSED_ON = ['权属在对方单位', '现场核实后责任单位变更', '专业处置需由该单位牵头']
export const EXTENDED = ['材料采购需要时间', '需协调多个产权单位', '连续降雨影响施工']
export const NOT_DONE = ['现场仍有残留', '整改照片与现场不符', '问题部分解决，需继续处置']
export const CAME_BACK = ['回访不满意，问题复发', '群众再次反映同一问题']
export const ESCALATED = ['本级力量不足，提请上级统筹', '涉及多个部门，需上级协调', '反复发生，提级办理']
export const INSTRUCTED = ['请责任单位抓紧处置，按期反馈', '举一反三，排查同类问题', '做好群众解释工作']
export const LISTED = '重大隐患，挂牌督办'
export const TURNED_INTO_EVENT = '已造成实际影响，转事件处置'
/** 四要素 in the words of departments: whom they spoke with, what they did. */
export const FEEDBACK = {
  contacted: ['已电话联系反映人', '已当面联系反映人', '反映人电话未接，已联系社区', '已联系现场负责人'],
  measures: ['已到场处置完毕', '已清理并拍照', '已维修恢复', '已约谈当事人并整改', '已协调解决，双方认可'],
}
export const MEDIATION_FAILED = ['双方诉求差距过大', '一方拒绝继续调解']
export const AGREEMENT_BROKEN = ['约定款项未按期支付', '约定的修缮未完成']
export const WITHDRAWN = ['当事人自行和解', '申请人撤回申请']
/** Where a dispute goes that could not be settled. */
export const REFERRED: Readonly<Record<string, readonly Road[]>> = {
  '0304': ['refer_to_arbitration', 'refer_to_arbitration', 'refer_to_suit'],
  '0308': ['refer_to_petition', 'refer_to_suit'],
}
type Road = 'refer_to_suit' | 'refer_to_arbitration' | 'refer_to_petition'

export const SURNAMES = '王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗'.split('')
