/** What a group of a league is called. Pure. */
import type { Kind, Source } from '@shaotai/shared/domain/vocabulary.ts'
import type { Reader } from '../../case/reader.ts'
import type { BriefWords } from '../../i18n/brief/words.ts'
import type { Group } from '../../stores/brief-place.ts'

export function unitName(
  by: Group,
  code: string,
  reader: Reader,
  words: BriefWords,
  areaName: (code: string) => string,
): string {
  switch (by) {
    case 'area':
      return areaName(code)
    case 'department':
      return reader.department(code)
    case 'category':
      return reader.category(code)
    case 'kind':
      return reader.words.kinds[code as Kind] ?? code
    case 'source':
      return words.sources[code as Source] ?? code
  }
}
