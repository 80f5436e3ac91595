/** An entry of a list of the directory, as it is kept: what it holds is its list's to say (shared/directory/lists.ts). */
import { Type, type Static } from 'typebox'
import { openBecause } from './closed.ts'

/** Checked at its list's door by its list's own closed schema. */
export const EntryContentSchema = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  ...openBecause('an entry is of its list’s own schema'),
})

export const storedEntry = {
  key: Type.String(),
  /** 1, and one more at every change; what a change must name. */
  revision: Type.Integer(),
  entry: EntryContentSchema,
  retired: Type.Boolean(),
  at: Type.String({ format: 'date-time' }),
}
export const EntrySchema = Type.Object(storedEntry, { additionalProperties: false, title: 'DirectoryEntry' })
export type StoredEntry = Static<typeof EntrySchema>
