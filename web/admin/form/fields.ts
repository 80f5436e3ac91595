/**
 * What a form has to ask for, read off the schema of an entry (shared/directory/field.ts has its words). Pure; knows no list
 * and draws nothing.
 */
import { aboutField, refersTo, type FieldWords } from '@shaotai/shared/directory/field.ts'
import type { TSchema } from 'typebox'
import type { Language } from '../../i18n/words.ts'

interface Common {
  /** Its name in the entry. */
  name: string
  title: string
  about: string
  required: boolean
}
export interface NamedOption {
  value: string
  name: string
}
export type FormField = Common &
  (
    | { kind: 'text'; pattern: string | null; maxLength: number; lines: number; refers: string | null }
    | { kind: 'number'; isWhole: boolean; min: number | null; max: number | null }
    | { kind: 'choice'; options: NamedOption[] }
    | { kind: 'choices'; options: NamedOption[]; least: number }
    | { kind: 'references'; refers: string; least: number; most: number }
    | { kind: 'group'; fields: FormField[] }
    | { kind: 'rows'; fields: FormField[]; least: number; most: number }
    /** Of a form that the generator does not know: shown, not asked for. */
    | { kind: 'other' }
  )

interface Schema {
  type?: string
  enum?: string[]
  pattern?: string
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
}
/** From here on a text is a sentence, and gets more than a line. */
const LONG_TEXT = 150

/** The fields of a closed object, in the order in which its schema has them. */
export function fieldsOf(schema: TSchema | Schema, language: Language): FormField[] {
  const { properties = {}, required = [] } = schema as Schema
  return Object.entries(properties).map(([name, it]) => fieldOf(name, it, required.includes(name), language))
}

function fieldOf(name: string, schema: Schema, required: boolean, language: Language): FormField {
  const words = aboutField(schema as TSchema)
  const common = {
    name,
    title: words?.title[language] ?? name,
    about: words?.about?.[language] ?? '',
    required,
  }
  if (schema.enum) return { ...common, kind: 'choice', options: optionsOf(schema.enum, words, language) }
  switch (schema.type) {
    case 'string':
      return {
        ...common,
        kind: 'text',
        pattern: schema.pattern ?? null,
        maxLength: schema.maxLength ?? 200,
        lines: (schema.maxLength ?? 0) > LONG_TEXT ? 2 : 1,
        refers: refersTo(schema as TSchema) ?? null,
      }
    case 'integer':
    case 'number':
      return {
        ...common,
        kind: 'number',
        isWhole: schema.type === 'integer',
        min: schema.minimum ?? null,
        max: schema.maximum ?? null,
      }
    case 'object':
      return { ...common, kind: 'group', fields: fieldsOf(schema, language) }
    case 'array':
      return { ...common, ...arrayOf(schema, words, language) }
    default:
      return { ...common, kind: 'other' }
  }
}

type ArrayKind = Extract<FormField, { kind: 'choices' | 'references' | 'rows' | 'other' }>
function arrayOf(
  { items, minItems = 0, maxItems = 60 }: Schema,
  words: FieldWords | undefined,
  language: Language,
):
  | Omit<Extract<ArrayKind, { kind: 'choices' }>, keyof Common>
  | Omit<Extract<ArrayKind, { kind: 'references' }>, keyof Common>
  | Omit<Extract<ArrayKind, { kind: 'rows' }>, keyof Common>
  | Omit<Extract<ArrayKind, { kind: 'other' }>, keyof Common> {
  if (items?.enum)
    return { kind: 'choices', options: optionsOf(items.enum, words, language), least: minItems }
  const refers = items && refersTo(items as TSchema)
  if (refers) return { kind: 'references', refers, least: minItems, most: maxItems }
  if (items?.properties)
    return { kind: 'rows', fields: fieldsOf(items, language), least: minItems, most: maxItems }
  return { kind: 'other' }
}

const optionsOf = (
  values: readonly string[],
  words: FieldWords | undefined,
  language: Language,
): NamedOption[] => values.map((value) => ({ value, name: words?.options?.[value]?.[language] ?? value }))
