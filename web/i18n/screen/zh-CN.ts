/** Words round the screens of signed-in people, in Chinese: who may be here, and the way out. */
export const screenZhCN = {
  asking: '正在打开……',
  away: '服务器没有答复，正在重试。请检查网络。',
  signedOut: '请先登录',
  signedOutMeans: '此页面仅供已登录人员使用。',
  notYours: '您的角色不使用此页面',
  notYoursMeans: '如需使用，请联系管理员调整角色。',
  signIn: '去登录，之后回到此页',
  home: '返回首页',
}
export type ScreenWords = typeof screenZhCN
