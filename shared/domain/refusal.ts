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
} as const satisfies Record<string, { en: string; 'zh-CN': string }>

export type RefusalCode = keyof typeof REFUSALS
export interface Refusal {
  code: RefusalCode
}
