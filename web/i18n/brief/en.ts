/** Words of /brief, in English. */
import type { BriefWords } from './zh-CN.ts'

export const briefEn: BriefWords = {
  title: 'Leaders’ brief',
}
