/**
 * What is wrong with a draft, found before it is sent, and where the server found something. A place is a JSON pointer into
 * the entry. The server has the last word: this only saves people a way.
 */
import type { Problem } from '@shaotai/shared/contract/problem.ts'
import type { AdminWords } from '../../i18n/admin/words.ts'
import type { Draft } from './draft.ts'
import type { FormField } from './fields.ts'

/** Place → sentence. */
export type Faults = ReadonlyMap<string, string>

export function faultsOf(
  fields: readonly FormField[],
  draft: Readonly<Draft>,
  words: AdminWords['faults'],
  at = '',
): Faults {
  return new Map(
    fields.flatMap((field): [string, string][] => {
      const place = `${at}/${field.name}`
      const value = draft[field.name]
      if (field.kind === 'group')
        return value === null ? [] : [...faultsOf(field.fields, value as Draft, words, place)]
      if (field.kind === 'rows')
        return (value as Draft[]).flatMap((row, i) => [
          ...faultsOf(field.fields, row, words, `${place}/${i}`),
        ])
      const fault = faultOf(field, value, words)
      return fault === null ? [] : [[place, fault]]
    }),
  )
}

function faultOf(field: FormField, value: unknown, words: AdminWords['faults']): string | null {
  switch (field.kind) {
    case 'text': {
      const text = (value as string).trim()
      if (text === '') return field.required ? words.empty : null
      if (text.length > field.maxLength) return words.tooLong(field.maxLength)
      return field.pattern !== null && !new RegExp(field.pattern, 'u').test(text) ? words.form : null
    }
    case 'number': {
      if (value === null) return field.required ? words.empty : null
      const n = value as number
      if (field.isWhole && !Number.isInteger(n)) return words.whole
      if (field.min !== null && n < field.min) return words.atLeast(String(field.min))
      return field.max !== null && n > field.max ? words.atMost(String(field.max)) : null
    }
    case 'choice':
      return value === null && field.required ? words.empty : null
    case 'choices':
    case 'references':
      return field.required && (value as unknown[]).length < field.least ? words.empty : null
    default:
      return null
  }
}

/** What the server said, each at its field; without a place it is left to the form's head. */
export function faultsOfProblem({ errors = [], title }: Problem, language: string): Faults {
  return new Map(
    errors
      .map(({ path, message }): [string, string] => [
        path.replace(/^\/entry(?=\/|$)/, ''),
        // Their remarks are in English; a reader of Chinese gets the problem's own sentence.
        language === 'en' ? message : title,
      ])
      .filter(([path]) => path !== '' && path !== '/'),
  )
}
