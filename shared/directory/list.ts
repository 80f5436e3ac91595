/** What a list of the directory is, as data: enough to check an entry, to show a table, to build a form. */
import type { TSchema } from 'typebox'
import type { Words } from './field.ts'

export interface List {
  id: string
  name: Words
  /** A sentence for the top of its page. */
  about: Words
  /** The field that names an entry; it never changes. */
  key: string
  /** Of an entry: a closed object. Its fields' words and references are in it, see field.ts. */
  schema: TSchema & { properties: Record<string, TSchema>; required?: string[] }
  /** Fields that a table shows, in this order. */
  columns: readonly string[]
  /** The field that orders its entries; absent: the key does. */
  order?: string
  /** It is kept elsewhere and only shown here. */
  readOnly?: true
}
/** A list whose columns are fields of its entries. */
export type ListOf<E> = Omit<List, 'columns' | 'key'> & {
  key: keyof E & string
  columns: readonly (keyof E & string)[]
}
