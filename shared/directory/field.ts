/**
 * How a field of a list says what it is: its words in both languages, the list it refers to and the words of its choices lie
 * in its schema, under keywords that a check ignores and a form reads. Knows no list.
 */
import { Type, type TSchema } from 'typebox'

export const DIRECTORY_LANGUAGES = ['zh-CN', 'en'] as const
export type DirectoryLanguage = (typeof DIRECTORY_LANGUAGES)[number]
export type Words = Readonly<Record<DirectoryLanguage, string>>
export const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

/** Beside the lists of the directory itself: what other parts of the system keep. */
export const OUTSIDE_LISTS = ['areas', 'people', 'kpis'] as const

/** What a field says of itself; read it with `aboutField`. */
export interface FieldWords {
  title: Words
  /** What to write here, where the title alone does not say it. */
  about?: Words
  /** Of a closed list of words: each one's name. */
  options?: Readonly<Record<string, Words>>
}

/** The keywords of a field: titles for people, `x-refers` (an id of LISTS or OUTSIDE_LISTS) for references. */
export const field = (title: Words, more: Omit<FieldWords, 'title'> & { refers?: string } = {}) => {
  const { refers, ...rest } = more
  return {
    title: title.en,
    ...(rest.about && { description: rest.about.en }),
    'x-words': { title, ...rest } satisfies FieldWords,
    ...(refers && { 'x-refers': refers }),
  }
}
export const aboutField = (schema: TSchema): FieldWords | undefined =>
  (schema as { 'x-words'?: FieldWords })['x-words']
export const refersTo = (schema: TSchema): string | undefined =>
  (schema as { 'x-refers'?: string })['x-refers']

/** Neither control characters nor halves of characters, which a database or a spreadsheet would not hold. */
const TEXT = '^[^\\p{Cc}\\p{Cs}]+$'
/** YYYY-MM-DD, local. */
export const DATE = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
/** Of a list's entries: fit for a path and a file name. */
export const KEY = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'

export const text = (title: Words, maxLength = 80, more: Parameters<typeof field>[1] = {}) =>
  Type.String({ minLength: 1, maxLength, pattern: TEXT, ...field(title, more) })
export const key = (title: Words, more: Parameters<typeof field>[1] = {}) =>
  Type.String({ minLength: 1, maxLength: 64, pattern: KEY, ...field(title, more) })
/** One of those words, each named in both languages. */
export const choice = <const T extends Readonly<Record<string, Words>>>(
  title: Words,
  options: T,
  about?: Words,
) =>
  Type.Unsafe<keyof T & string>({
    type: 'string',
    enum: Object.keys(options),
    ...field(title, { options, ...(about && { about }) }),
  })
/** Any of those words, none twice. */
export const choices = <const T extends Readonly<Record<string, Words>>>(title: Words, options: T) =>
  Type.Unsafe<(keyof T & string)[]>({
    type: 'array',
    items: { type: 'string', enum: Object.keys(options) },
    minItems: 1,
    maxItems: Object.keys(options).length,
    uniqueItems: true,
    ...field(title, { options }),
  })
/** Keys of another list, none twice, in the order given. */
export const keysOf = (
  title: Words,
  refers: string,
  { minItems = 0, maxItems = 60, about }: { minItems?: number; maxItems?: number; about?: Words } = {},
) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 64, pattern: KEY, 'x-refers': refers }), {
    minItems,
    maxItems,
    uniqueItems: true,
    ...field(title, { ...(about && { about }) }),
  })
export const NAME = text(words('名称', 'Name'))
export const NAME_EN = text(words('英文名称', 'English name'), 120)
