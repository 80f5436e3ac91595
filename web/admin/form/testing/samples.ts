/** An entry that fills every field of a form, made from the form itself. Used by tests alone. */
import type { Draft } from '../draft.ts'
import type { FormField } from '../fields.ts'

/** Fits the patterns that the directory's schemas use; throws for one that it does not know, so that nobody is fooled. */
export function sampleText({ name, pattern }: Extract<FormField, { kind: 'text' }>): string {
  const known = ['K-1', '一个名称', '08:30', '2026-03-01', '500104', '0556-5512345']
  const text = known.find((it) => pattern === null || new RegExp(pattern, 'u').test(it))
  if (text === undefined) throw new Error(`No sample fits ${pattern} of ${name}.`)
  return text
}

export const sampleOf = (fields: readonly FormField[]): Draft =>
  Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      switch (field.kind) {
        case 'text':
          return [[field.name, sampleText(field)]]
        case 'number':
          return [[field.name, Math.max(field.min ?? 0, Math.min(field.max ?? 7, 7))]]
        case 'choice':
          return [[field.name, field.options[0]!.value]]
        case 'choices':
          return [[field.name, field.options.slice(0, 2).map((it) => it.value)]]
        case 'references':
          return [[field.name, ['D01', 'D02']]]
        case 'group':
          return [[field.name, sampleOf(field.fields)]]
        case 'rows':
          return [[field.name, [sampleOf(field.fields)]]]
        case 'other':
          return []
      }
    }),
  )
