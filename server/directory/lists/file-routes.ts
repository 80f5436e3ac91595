/** Lists as files, JSON, CSV or XLSX: out, and back in row by row, all of it or nothing. */
import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import {
  ExportQuerySchema,
  IMPORT_LIMIT,
  IMPORT_OUTCOMES,
  ImportQuerySchema,
  ImportReplySchema,
  ImportRequestSchema,
  ListParamsSchema,
  type ImportReply,
  type ImportRequest,
} from '@shaotai/shared/contract/directory.ts'
import { toProblem } from '@shaotai/shared/contract/problem.ts'
import { isListId, LISTS, type ListId } from '@shaotai/shared/directory/lists.ts'
import { toCsv } from '@shaotai/shared/table-file/csv.ts'
import { MEDIA_TYPES, type TableFormat } from '@shaotai/shared/table-file/table.ts'
import { toXlsx } from '@shaotai/shared/table-file/xlsx.ts'
import { languageOf, sendProblem } from '../../plugins/errors.ts'
import { fromCsv, toTable } from './csv.ts'
import type { Change, Verdict } from './judge.ts'
import { ordered } from './list-routes.ts'
import type { ListService } from './list-service.ts'

const TAGS = ['directory']
interface At {
  Params: { list: string }
}

export async function listFileRoutes(
  app: FastifyInstance,
  { lists, dayOf, now }: { lists: ListService; dayOf: (at: number) => string; now: () => number },
): Promise<void> {
  app.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body: Buffer, done) =>
    // Half a table in another encoding is not a table: the empty text is refused as one.
    done(null, isUtf8(body) ? body.toString('utf8') : ''),
  )

  app.get<At & { Querystring: { format?: 'json' | TableFormat } }>(
    '/api/directory/:list/export',
    {
      config: { about: 'list', allow: ['admin'], answers: 'bytes' },
      schema: {
        tags: TAGS,
        summary: 'A list as a file: JSON, or CSV or XLSX for a spreadsheet',
        params: ListParamsSchema,
        querystring: ExportQuerySchema,
      },
    },
    async (request, reply) => {
      const { list } = request.params
      if (!isListId(list)) return sendProblem(request, reply, 'not_found')
      const { format = 'json' } = request.query
      const { standing } = await lists.read()
      const items = ordered(list, [...standing.get(list)!.values()])
        .filter((it) => !it.retired)
        .map(({ revision, entry }) => ({ revision, entry }))
      // Both parts are ours: a file's name says nothing that anybody typed.
      const name = `shaotai-${list.replaceAll('_', '-')}-${dayOf(now())}.${format}`
      reply.header('content-disposition', `attachment; filename="${name}"`)
      if (format === 'json')
        return reply
          .type('application/json; charset=utf-8')
          .send(`${JSON.stringify({ list, items }, null, 1)}\n`)
      const table = toTable(LISTS[list], items)
      return reply
        .type(MEDIA_TYPES[format])
        .send(format === 'csv' ? toCsv(table) : Buffer.from(await toXlsx(table)))
    },
  )

  app.post<At & { Querystring: { dryRun?: boolean; reason?: string }; Body: ImportRequest | string }>(
    '/api/directory/:list/import',
    {
      config: { about: 'list', allow: ['admin'] },
      bodyLimit: 4 * 1024 * 1024,
      schema: {
        tags: TAGS,
        summary: 'A file of entries: row by row what it does, or with dryRun would do; all of it or nothing',
        description:
          'Entries that the file lacks stay. A row with a revision is refused when the entry has another one by now.',
        params: ListParamsSchema,
        querystring: ImportQuerySchema,
        body: {
          content: {
            'application/json': { schema: ImportRequestSchema },
            'text/csv': { schema: { type: 'string' } },
          },
        },
        response: { 200: ImportReplySchema },
      },
    },
    async (request, reply) => {
      const { list } = request.params
      if (!isListId(list)) return sendProblem(request, reply, 'not_found')
      const read = rowsOf(list, request.body)
      if ('errors' in read) return sendProblem(request, reply, 'bad_csv', { errors: read.errors })
      const { dryRun = false } = request.query
      const told = typeof request.body === 'string' ? undefined : request.body.reason
      const { id, role } = request.principal!
      const { verdicts, standing, written } = await lists.change({
        list,
        changes: read.changes,
        reason: request.query.reason ?? told ?? 'imported from a file',
        actor: { id, role },
        dryRun,
      })
      const language = languageOf(request)
      const answer = toReply(verdicts, { dryRun, written, language })
      if (answer.counts.refused > 0 && !dryRun) {
        const refused = answer.rows.filter((it) => it.outcome === 'refused')
        const errors = refused.map((it) => ({
          path: `/${it.row}`,
          message: `${it.key ?? '?'}: ${it.message}`,
        }))
        return sendProblem(request, reply, 'import_refused', { errors: errors.slice(0, 100) })
      }
      return { ...answer, warnings: lists.warnings(standing, list, language) }
    },
  )
}

type ReadRows = { changes: Change[] } | { errors: { path: string; message: string }[] }

function rowsOf(list: ListId, body: ImportRequest | string): ReadRows {
  if (typeof body !== 'string') {
    if (body.list !== undefined && body.list !== list)
      return { errors: [{ path: '/list', message: `is ${body.list}, and this is the door of ${list}` }] }
    return {
      changes: body.items.map((it) => ({ key: null, entry: it.entry, expected: it.revision ?? null })),
    }
  }
  const table = fromCsv(LISTS[list], body)
  if ('errors' in table) return table
  if (table.rows.length > IMPORT_LIMIT)
    return { errors: [{ path: '/', message: `has more than ${IMPORT_LIMIT} rows` }] }
  return { changes: table.rows.map(({ revision, entry }) => ({ key: null, entry, expected: revision })) }
}

function toReply(
  verdicts: readonly Verdict[],
  { dryRun, written, language }: { dryRun: boolean; written: boolean; language: 'en' | 'zh-CN' },
): ImportReply {
  const count = (outcome: Verdict['outcome']) => verdicts.filter((it) => it.outcome === outcome).length
  return {
    dryRun,
    written,
    counts: Object.fromEntries(IMPORT_OUTCOMES.map((it) => [it, count(it)])) as ImportReply['counts'],
    rows: verdicts.map((it, i) => ({
      row: i + 1,
      key: it.key,
      outcome: it.outcome,
      ...(it.outcome === 'refused' && {
        code: it.code,
        message: `${toProblem(it.code, language).title} ${it.errors.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
      }),
    })),
    warnings: [],
  }
}
