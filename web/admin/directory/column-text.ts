/** A cell of a list's table: a value in words, in the reader's language where the entry has one, a target in the unit of its figure. Pure. */
import type { ListId } from '@shaotai/shared/directory/lists.ts'
import { formatPercent } from '../../i18n/format.ts'
import type { Draft } from '../form/draft.ts'
import type { FormField } from '../form/fields.ts'
import { showValue, type Showing } from '../form/show.ts'

export function columnText(list: ListId, field: FormField, entry: Readonly<Draft>, showing: Showing): string {
  const value = (showing.language === 'en' ? entry[`${field.name}En`] : undefined) ?? entry[field.name]
  if (list === 'targets' && field.name === 'value' && typeof value === 'number') {
    const figure = showing.references.get('kpis')?.find((it) => it.value === entry['kpi'])
    if (figure?.unit === 'share') return formatPercent(value, showing.language)
  }
  return showValue(field, value, showing)
}
