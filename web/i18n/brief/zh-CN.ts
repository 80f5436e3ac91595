/** Words of /brief, in Chinese. Apart: a wall does not load them. */
export const briefZhCN = {
  title: '领导简报',
}
export type BriefWords = typeof briefZhCN
