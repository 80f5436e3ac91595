/** Words of /desk, in Chinese. Apart: a wall does not load them. */
export const deskZhCN = {
  title: '调度台',
  lookingToo: '同时在看',
  lookingSince: (span: string) => `已看 ${span}`,
}
export type DeskWords = typeof deskZhCN
