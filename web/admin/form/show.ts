/** A value of an entry in words, for tables, histories and conflicts. Pure. */
import type { Draft } from './draft.ts'
import type { FormField } from './fields.ts'
import { nameAmong, type References } from './references.ts'

/** '' where there is nothing. `join`: the language's way to set things side by side. */
export function showValue(field: FormField, value: unknown, references: References, join: string): string {
  if (value === undefined || value === null || value === '') return ''
  const optionOf = (it: unknown) =>
    'options' in field
      ? (field.options.find((option) => option.value === it)?.name ?? String(it))
      : String(it)
  switch (field.kind) {
    case 'text':
      return field.refers === null ? String(value) : nameAmong(references, field.refers, String(value))
    case 'number':
      return String(value)
    case 'choice':
      return optionOf(value)
    case 'choices':
      return (value as unknown[]).map(optionOf).join(join)
    case 'references':
      return (value as string[]).map((it) => nameAmong(references, field.refers, it)).join(join)
    case 'group':
      return showAll(field.fields, value as Draft, references, join)
    case 'rows':
      return (value as Draft[]).map((row) => showAll(field.fields, row, references, join)).join(' → ')
    case 'other':
      return [value]
        .flat()
        .map((it) => (Array.isArray(it) ? it.join('–') : String(it)))
        .join(join)
  }
}
const showAll = (fields: readonly FormField[], value: Draft, references: References, join: string): string =>
  fields
    .map((it) => showValue(it, value[it.name], references, join))
    .filter((it) => it !== '')
    .join(join)
