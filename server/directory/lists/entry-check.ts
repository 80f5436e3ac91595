/** Whether a value is an entry of its list, looked at by itself: its shape, and what a schema cannot say. */
import { dayNumberOf } from '@shaotai/shared/domain/calendar/day-number.ts'
import { LIST_IDS, LISTS, type Entry, type ListId } from '@shaotai/shared/directory/lists.ts'
import type { ProblemCode } from '@shaotai/shared/contract/problem.ts'
import { checkOf, type SchemaError } from '../../plugins/validation.ts'
import { normalName } from '../normal-name.ts'

export interface Fault {
  code: ProblemCode
  errors: SchemaError[]
}
const checks = Object.fromEntries(LIST_IDS.map((id) => [id, checkOf(LISTS[id].schema)])) as Record<
  ListId,
  ReturnType<typeof checkOf>
>

/** The entry as it is to be stored, or what is wrong with it. */
export function checkEntry(list: ListId, value: unknown): { entry: Entry } | Fault {
  // Before its shape: it has a sentence of its own.
  if (list === 'routing_rules' && !(value as { department?: unknown } | null)?.department)
    return { code: 'rule_without_department', errors: [{ path: '/department', message: 'names nobody' }] }
  if (!checks[list].is(value)) return { code: 'bad_entry', errors: checks[list].errors() }
  const entry = value as Entry
  const errors = oddities(list, entry)
  return errors.length > 0 ? { code: 'bad_entry', errors } : { entry: normal(list, entry) }
}

/** Sources write names in many ways; those that reports may use have one form. */
const normal = (list: ListId, entry: Entry): Entry =>
  list === 'departments' || list === 'categories'
    ? { ...entry, name: normalName(entry['name'] as string) }
    : entry

function oddities(list: ListId, entry: Entry): SchemaError[] {
  const errors: SchemaError[] = []
  const say = (path: string, message: string) => void errors.push({ path, message })
  const lead = entry[list === 'duty_list' ? 'lead' : 'department']
  if ((entry['coHandlers'] as string[] | undefined)?.includes(lead as string))
    say('/coHandlers', `has ${String(lead)}, which leads`)
  for (const field of ['validFrom', 'validUntil'])
    if (entry[field] !== undefined && dayNumberOf(entry[field] as string) === null)
      say(`/${field}`, 'is no day of the calendar')
  const { validFrom, validUntil } = entry as { validFrom?: string; validUntil?: string }
  if (validFrom !== undefined && validUntil !== undefined && validFrom > validUntil)
    say('/validUntil', 'lies before validFrom')
  if (entry['name'] !== undefined && String(entry['name']).trim() === '') say('/name', 'is empty')
  return errors
}
