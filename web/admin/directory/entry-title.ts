/** What an entry is called, on its drawer and in messages. */
import type { List } from '@shaotai/shared/directory/list.ts'
import { refersTo } from '@shaotai/shared/directory/field.ts'
import type { Language } from '../../i18n/words.ts'
import type { Draft } from '../form/draft.ts'
import { nameAmong, type References } from '../form/references.ts'

/** The address of an entry that does not exist yet; keys begin with a letter or a digit. */
export const NEW = '~new'

export function titleOf(
  list: List,
  entry: Readonly<Draft>,
  language: Language,
  references: References,
): string {
  const key = String(entry[list.key] ?? '')
  const refers = refersTo(list.schema.properties[list.key]!)
  const name =
    (language === 'en' ? entry['nameEn'] : undefined) ??
    entry['name'] ??
    entry['post'] ??
    entry['source'] ??
    (refers === undefined ? undefined : nameAmong(references, refers, key))
  return typeof name === 'string' && name !== key ? `${name} · ${key}` : key
}
