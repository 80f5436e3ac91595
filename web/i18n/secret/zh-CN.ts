/** Words of asking to see a secret case. Apart: few pages need them. */
export const secretZhCN = {
  title: '查看机密案件',
  means: '有机密权限的领导可以申请查看一件机密案件：说明事由后可看半小时，每次都记入操作留痕。',
  reason: '事由',
  reasons: {
    instruction: '办理上级批示',
    emergency: '应急处置',
    petition: '来信来访',
    inspection: '督查问责',
  },
  ask: '申请查看',
  refused: '没有这件机密案件，或者您没有机密权限。权限由管理员在“人员”中设置。',
  away: '服务器没有答复，请稍后再试。',
  until: (time: string) => `机密案件，凭申请查看至 ${time}。已记入操作留痕，请勿外传。`,
}
export type SecretWords = typeof secretZhCN
