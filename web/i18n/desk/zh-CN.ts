/** Words of /desk, in Chinese. Apart: a wall does not load them. */
export const deskZhCN = {
  title: '调度台',
}
export type DeskWords = typeof deskZhCN
