/**
 * The lists that an empty database begins with: departments, categories and their policies for everybody; in the demo also
 * the rest of its 51 departments, whose duty what is, who is on duty, what may be handed down, the year's targets and the
 * routing rules. All invented but for the categories and limits of the field's published examples.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Entries, ListId } from '@shaotai/shared/directory/lists.ts'
import type { NewEntries } from './lists/add-entries.ts'

const read = <L extends ListId>(folder: string, list: L): Entries[L][] =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, 'seed', folder, `${list.replaceAll('_', '-')}.json`), 'utf8'),
  ) as Entries[L][]

export function seedEntries(demo: boolean): NewEntries {
  const base: NewEntries = {
    departments: read('.', 'departments'),
    policies: read('.', 'policies'),
    categories: read('.', 'categories'),
  }
  if (!demo) return base
  return {
    ...base,
    departments: read('demo', 'departments'),
    duty_list: read('demo', 'duty_list'),
    routing_rules: read('demo', 'routing_rules'),
    duty_roster: read('demo', 'duty_roster'),
    access_list: read('demo', 'access_list'),
    targets: read('demo', 'targets'),
  }
}
