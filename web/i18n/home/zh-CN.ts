/** Words of sign-in and way-finding, in Chinese. */
export const homeZhCN = {
  lead: '区县网格化运行的实时看板：一本台账，三种画面。',
  signInTitle: '登录',
  waysTitle: '您可以打开',
  here: (role: string) => `以${role}身份登录`,
  ways: {
    desk: { name: '调度台', means: '下一件办哪一件，交给谁，何时到期；键盘即可完成。' },
    brief: { name: '领导简报', means: '六项指标对照目标，逐级下钻，看清堵在哪里。' },
    wall: { name: '指挥大屏', means: '全区实时态势，几米之外也能看出哪里要处置。' },
    admin: { name: '系统管理', means: '部门、类别、规则、人员、大屏与审计。' },
    account: { name: '密码与登录记录', means: '修改密码，查看并退出其他设备上的登录。' },
  },
  first: '按回车打开',
  notYours: '您的角色不使用刚才的页面，可打开以下页面。',
  demoTitle: '演示账号',
  demoMeans: '点一下即登录，并打开该组所列的画面。仅演示环境提供。',
  demoOther: '换一个演示账号',
  demoGroups: {
    desk: '在调度台工作',
    brief: '看领导简报',
    wall: '看大屏',
    admin: '管理系统',
    account: '其他',
  },
}
export type HomeWords = typeof homeZhCN
