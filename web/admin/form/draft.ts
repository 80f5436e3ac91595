/**
 * An entry while somebody writes it: every field is there, empty ones too, for a control needs something to hold. Back again,
 * what is empty and may be left out is left out. Pure.
 */
import type { FormField } from './fields.ts'

/** Text: ''. Number: null. Choice: null. Several: []. Group: null where it may be left out. */
export type Draft = Record<string, unknown>

export const toDraft = (fields: readonly FormField[], entry: Readonly<Draft> = {}): Draft =>
  Object.fromEntries(fields.map((field) => [field.name, draftOf(field, entry[field.name])]))

function draftOf(field: FormField, value: unknown): unknown {
  switch (field.kind) {
    case 'text':
      return value ?? ''
    case 'number':
    case 'choice':
      return value ?? null
    case 'choices':
    case 'references':
      return [...((value as unknown[] | undefined) ?? [])]
    case 'group':
      return value === undefined && !field.required ? null : toDraft(field.fields, (value ?? {}) as Draft)
    case 'rows': {
      const rows = ((value as Draft[] | undefined) ?? []).map((row) => toDraft(field.fields, row))
      while (rows.length < field.least) rows.push(toDraft(field.fields))
      return rows
    }
    case 'other':
      return value
  }
}

/** The entry as it is sent. A text of blanks alone is none. */
export const toEntry = (fields: readonly FormField[], draft: Readonly<Draft>): Draft =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = valueOf(field, draft[field.name])
      return value === undefined ? [] : [[field.name, value]]
    }),
  )

function valueOf(field: FormField, value: unknown): unknown {
  switch (field.kind) {
    case 'text':
      return (value as string).trim() === '' ? undefined : (value as string).trim()
    case 'number':
    case 'choice':
      return value ?? undefined
    case 'choices':
    case 'references':
      return (value as unknown[]).length === 0 && !field.required ? undefined : value
    case 'group':
      return value === null ? undefined : toEntry(field.fields, value as Draft)
    case 'rows':
      return (value as Draft[]).map((row) => toEntry(field.fields, row))
    case 'other':
      return value
  }
}

export const isSame = (a: unknown, b: unknown): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (it: unknown): unknown =>
  Array.isArray(it)
    ? it.map(sorted)
    : it !== null && typeof it === 'object'
      ? Object.fromEntries(
          Object.entries(it)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, value]) => [key, sorted(value)]),
        )
      : it

/** Names of the fields in which two entries differ, in the form's order. */
export const changedFields = (
  fields: readonly FormField[],
  before: Readonly<Draft>,
  after: Readonly<Draft>,
): FormField[] => fields.filter(({ name }) => !isSame(before[name], after[name]))

/**
 * My changes upon what somebody else has made of it meanwhile: a field that I changed is mine, any other is theirs. All
 * three are entries.
 */
export function reapply(
  fields: readonly FormField[],
  { base, mine, theirs }: { base: Readonly<Draft>; mine: Readonly<Draft>; theirs: Readonly<Draft> },
): Draft {
  const isMine = new Set(changedFields(fields, base, mine).map((it) => it.name))
  return Object.fromEntries(
    fields.flatMap(({ name }) => {
      const from = isMine.has(name) ? mine : theirs
      return from[name] === undefined ? [] : [[name, from[name]]]
    }),
  )
}
