/** Lines of the trail as a CSV file: as they are shown, with their codes beside the words. Pure. */
import type { AuditItem } from '@shaotai/shared/contract/audit.ts'
import { csvText, neutral } from '@shaotai/shared/contract/csv-text.ts'
import type { AdminWords } from '../../i18n/admin/words.ts'
import type { Told } from './tell.ts'

export function toCsv(
  lines: readonly { item: AuditItem; told: Told }[],
  { audit: said }: AdminWords,
  timeOf: (at: number) => string,
): string {
  const head = [
    said.at,
    'UTC',
    said.actor,
    said.role,
    said.action,
    said.code,
    said.subject,
    said.id,
    said.details,
  ]
  const rows = lines.map(({ item, told }) => [
    timeOf(Date.parse(item.at)),
    item.at,
    told.who,
    told.role,
    told.did,
    item.action,
    told.what,
    item.subject,
    told.more,
  ])
  return csvText([head, ...rows.map((cells) => cells.map(neutral))])
}
