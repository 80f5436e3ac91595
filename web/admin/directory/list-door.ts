/** The routes of the directory's lists, as shared/contract/directory.ts has them. Rejects with what request() rejects with. */
import type { TableFormat } from '@shaotai/shared/table-file/table.ts'
import type {
  ChangedReplySchema,
  EntriesReply,
  HistoryReply,
  ImportReply,
} from '@shaotai/shared/contract/directory.ts'
import type { Static } from 'typebox'
import { request, withQuery, type Caller } from '../../http/request.ts'

export type ChangedReply = Static<typeof ChangedReplySchema>

const at = (list: string, key?: string) =>
  `/api/directory/${list}${key === undefined ? '' : `/${encodeURIComponent(key)}`}`

export const readEntries = (caller: Caller, list: string): Promise<EntriesReply> =>
  request<EntriesReply>(caller, withQuery(at(list), { retired: 'true' }))

export const readHistory = (caller: Caller, list: string, key: string): Promise<HistoryReply> =>
  request<HistoryReply>(caller, `${at(list, key)}/history`)

export const putEntry = (
  caller: Caller,
  {
    list,
    key,
    ...body
  }: { list: string; key: string; expectedRevision: number; entry: unknown; reason: string },
): Promise<ChangedReply> => request<ChangedReply>(caller, at(list, key), body, 'PUT')

export const retireEntry = (
  caller: Caller,
  { list, key, revision, reason }: { list: string; key: string; revision: number; reason: string },
): Promise<unknown> =>
  request(
    caller,
    withQuery(at(list, key), { expectedRevision: String(revision), reason }),
    undefined,
    'DELETE',
  )

/** A file of the export's form: JSON goes as it is, CSV as text. */
export const importFile = (
  caller: Caller,
  { list, file, reason, dryRun }: { list: string; file: Blob; reason: string; dryRun: boolean },
): Promise<ImportReply> =>
  request<ImportReply>(caller, withQuery(`${at(list)}/import`, { dryRun: String(dryRun), reason }), file)

export const exportPath = (list: string, format: 'json' | TableFormat): string =>
  withQuery(`${at(list)}/export`, { format })
