/**
 * Why a command is refused: one closed list of codes, each with a sentence for a person in both languages
 * (protocol C4). The HTTP door turns a refusal into a problem document, the socket into an answer.
 */
export const REFUSALS = {
  version_conflict: {
    en: 'Somebody changed this case after you last saw it. Look at what changed, then decide again.',
    'zh-CN': '此案件在您查看之后已被他人更改。请查看变化后重新决定。',
  },
  illegal_step: {
    en: 'The case is not at a step from which this action is possible. Reload it to see what is.',
    'zh-CN': '案件当前环节不允许此操作。请刷新查看可执行的操作。',
  },
  not_your_role: {
    en: 'Your role may not take this action. Ask somebody whose role may.',
    'zh-CN': '您的角色无权执行此操作，请联系有权限的人员。',
  },
  not_your_department: {
    en: 'The case belongs to another department. Only its liaison may take this action.',
    'zh-CN': '案件属于其他部门，仅该部门联络员可操作。',
  },
  not_your_area: {
    en: 'The case lies outside your areas. Ask somebody who answers for its area.',
    'zh-CN': '案件不在您负责的区域内，请联系该区域负责人。',
  },
  not_your_report: {
    en: 'You may settle on the spot only what you reported yourself. Ask intake.',
    'zh-CN': '仅可就地办结本人上报的案件，请联系受理员。',
  },
  not_cleared: {
    en: 'The case is secret, and you are not cleared for secret cases.',
    'zh-CN': '此案件为机密，您没有查阅机密案件的权限。',
  },
  verifier_handled_it: {
    en: 'Whoever handled or dispatched a case may not verify it. Another verifier must.',
    'zh-CN': '处置人或派遣人不得核查同一案件，须由其他核查员核查。',
  },
  history_right_needed: {
    en: 'Past stamps and external closures need a key with the history right.',
    'zh-CN': '补录历史时间或外部结案需要具有历史权限的密钥。',
  },
  in_future: {
    en: 'The stamp lies in the future. Check the clock and the time zone of the source.',
    'zh-CN': '时间晚于当前时刻，请检查来源的时钟和时区。',
  },
  before_reported: {
    en: 'The step would lie before the case was reported. Check the order of the stamps.',
    'zh-CN': '该步骤早于案件上报时间，请检查时间顺序。',
  },
  same_department: {
    en: 'The case is already with this department. Choose another one.',
    'zh-CN': '案件已在该部门，请选择其他部门。',
  },
  department_needed: {
    en: 'No department is known for this case. Name one.',
    'zh-CN': '此案件没有承办部门，请指定部门。',
  },
  reopen_too_late: {
    en: 'A case may be reopened within 30 days of its closing. Report it anew.',
    'zh-CN': '结案超过30天不可重办，请重新上报。',
  },
  nothing_pending: {
    en: 'Nobody has asked for this, or it was decided already. Reload the case.',
    'zh-CN': '没有待批的此类申请，或已经处理。请刷新案件。',
  },
  request_pending: {
    en: 'Another request on this case still waits for a decision. Have it decided first.',
    'zh-CN': '此案件另有申请尚待批准，请先处理该申请。',
  },
  two_people_needed: {
    en: 'Whoever asked for this may not grant it. A second person must.',
    'zh-CN': '申请人不得自行批准，须由另一人办理。',
  },
  reason_code_needed: {
    en: 'A coded reason is needed: choose one of the list.',
    'zh-CN': '须从列表中选择原因代码。',
  },
  too_many_returns: {
    en: 'The case was returned as often as its category allows. The command centre must decide where it belongs.',
    'zh-CN': '退回次数已达上限，须由指挥中心裁定承办部门。',
  },
  too_many_extensions: {
    en: 'The deadline was extended as often as its category allows.',
    'zh-CN': '延期次数已达该类别上限。',
  },
  extension_too_late: {
    en: 'The deadline has passed. An extension must be asked for before it does.',
    'zh-CN': '已超过时限。延期须在到期之前申请。',
  },
  no_deadline: {
    en: 'The case has no deadline that could be moved.',
    'zh-CN': '此案件没有可以延长的时限。',
  },
  recall_too_late: {
    en: 'A dispatch can be taken back within ten seconds. Reassign the case instead.',
    'zh-CN': '派遣后十秒内方可撤回，请改用改派。',
  },
  elements_missing: {
    en: 'A feedback needs its four elements: when it was taken on, whom you spoke with, what was done, by when. Fill in what is missing.',
    'zh-CN': '反馈须具备四要素：受理时间、与谁沟通、采取措施、完成时限。请补全。',
  },
  evidence_missing: {
    en: 'This category needs pictures (before and after, as its policy says). Attach them first.',
    'zh-CN': '此类案件须附照片（按要求提供处置前、处置后）。请先上传。',
  },
  measured_missing: {
    en: 'This category needs a measured value. Enter it.',
    'zh-CN': '此类案件须填写实测值。',
  },
  criterion_not_met: {
    en: 'The measured value does not meet the criterion of this category. Send the case back for rework.',
    'zh-CN': '实测值未达到该类别的标准，请退回返工。',
  },
  until_needed: {
    en: 'Say until when, or what the case waits for.',
    'zh-CN': '请填写恢复日期或恢复条件。',
  },
  date_in_past: {
    en: 'The date lies in the past. Choose a later one.',
    'zh-CN': '日期早于当前时刻，请选择以后的日期。',
  },
  same_case: {
    en: 'A case cannot be merged into itself.',
    'zh-CN': '案件不能并入自身，请选择另一案件。',
  },
  target_not_found: {
    en: 'There is no such case to merge into. Check its id.',
    'zh-CN': '没有可并入的目标案件，请检查编号。',
  },
  target_not_open: {
    en: 'The case to merge into is done. Choose an open one, or reopen it.',
    'zh-CN': '目标案件已办结，请选择在办案件。',
  },
  target_not_alike: {
    en: 'Cases can be merged when they are of one category and lie within 200 metres of each other.',
    'zh-CN': '同类别且相距200米以内的案件方可并案。',
  },
  tier_not_wider: {
    en: 'Escalating needs a wider tier than the one that has the case.',
    'zh-CN': '提级须选择高于当前的层级。',
  },
  tier_not_narrower: {
    en: 'Handing down needs a narrower tier than the one that has the case.',
    'zh-CN': '降级须选择低于当前的层级。',
  },
  task_unknown: {
    en: 'There is no such open task of your department on this case.',
    'zh-CN': '此案件没有贵部门的此项待办子任务。',
  },
  no_next_stage: {
    en: 'The limit has no further stage. Give feedback instead.',
    'zh-CN': '没有下一阶段，请提交反馈。',
  },
  co_handler_known: {
    en: 'The department already has a part in this case. Choose another one.',
    'zh-CN': '该部门已参与此案件，请选择其他部门。',
  },
  co_handler_unknown: {
    en: 'The department has no part in this case.',
    'zh-CN': '该部门未参与此案件。',
  },
  already_listed: {
    en: 'The case is already under listed supervision.',
    'zh-CN': '此案件已挂牌督办。',
  },
  not_for_walls: {
    en: 'The case is secret: no wall shows it.',
    'zh-CN': '此案件为机密，不得上墙。',
  },
  not_on_wall: {
    en: 'The case is not on the wall, or no longer. There is nothing to take off.',
    'zh-CN': '此案件未上墙或上墙时间已过，无需撤下。',
  },
  too_many: {
    en: 'The case holds as many of these as it can.',
    'zh-CN': '此项数量已达上限，不能再添加。',
  },
} as const satisfies Record<string, { en: string; 'zh-CN': string }>

export type RefusalCode = keyof typeof REFUSALS
export interface Refusal {
  code: RefusalCode
}
