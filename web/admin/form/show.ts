/** A value of an entry in words, for tables, histories and conflicts. Pure. */
import { adminWords } from '../../i18n/admin/words.ts'
import type { Language } from '../../i18n/words.ts'
import type { Draft } from './draft.ts'
import type { FormField } from './fields.ts'
import { nameAmong, type References } from './references.ts'

export interface Showing {
  references: References
  language: Language
}

/** '' where there is nothing. */
export function showValue(field: FormField, value: unknown, showing: Showing): string {
  if (value === undefined || value === null || value === '') return ''
  const { references, language } = showing
  const { join } = adminWords(language)
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
      return runOf(field, value as string[], language) ?? (value as string[]).map(optionOf).join(join)
    case 'references':
      return (value as string[]).map((it) => nameAmong(references, field.refers, it)).join(join)
    case 'group':
      return showAll(field.fields, value as Draft, showing)
    case 'rows':
      return (value as Draft[]).map((row) => showAll(field.fields, row, showing)).join(' → ')
    case 'other':
      return [value]
        .flat()
        .map((it) => (Array.isArray(it) ? it.join('–') : String(it)))
        .join(join)
  }
}

/** In this order they are read as one figure: not above 55 dB, 4 working hours. */
const MEASURE = ['bound', 'value', 'unit', 'amount', 'basis']
const isMeasure = (field: FormField): boolean =>
  field.kind === 'group' && field.fields.every((it) => MEASURE.includes(it.name))

function showAll(fields: readonly FormField[], value: Draft, showing: Showing): string {
  const { language } = showing
  const hasEnglish = typeof value['nameEn'] === 'string'
  const isOwn = ({ name }: FormField) =>
    language === 'en' ? name !== 'name' || !hasEnglish : name !== 'nameEn'
  const own = fields.filter(isOwn)
  if (own.every((it) => MEASURE.includes(it.name))) {
    const parts = own
      .toSorted((a, b) => MEASURE.indexOf(a.name) - MEASURE.indexOf(b.name))
      .map((it) => [it.kind, showValue(it, value[it.name], showing)] as const)
      // Within the figure a choice is no heading any more; a unit that was typed stays as it is.
      .map(([kind, text]) => (kind === 'choice' ? text.toLocaleLowerCase(language) : text))
    return parts.filter((it) => it !== '').join(' ')
  }
  return own
    .map((it) => showValue(it, value[it.name], showing))
    .filter((it) => it !== '')
    .join(own.some(isMeasure) ? ' ' : adminWords(language).join)
}

/** Days of the week that follow one another, from three on: 周一至周五, Mon–Fri. Null: they do not. */
function runOf(field: FormField, chosen: readonly string[], language: Language): string | null {
  if (field.kind !== 'choices' || field.name !== 'weekdays' || chosen.length < 3) return null
  const at = field.options.flatMap(({ value }, i) => (chosen.includes(value) ? [i] : []))
  const [first, last] = [at[0]!, at.at(-1)!]
  if (last - first + 1 !== at.length) return null
  const { all, fromTo } = adminWords(language).weekdays
  return at.length === field.options.length
    ? all
    : fromTo(field.options[first]!.name, field.options[last]!.name)
}
