/** Words of /desk, in English. */
import type { DeskWords } from './zh-CN.ts'

export const deskEn: DeskWords = {
  title: 'Dispatch desk',
  lookingToo: 'Also looking',
  lookingSince: (span) => `for ${span}`,
}
