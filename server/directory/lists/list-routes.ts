/** The lists over HTTP, one entry at a time. Every list has the same doors; what an entry is, its schema says. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  ChangedReplySchema,
  DirectoryReplySchema,
  EntriesQuerySchema,
  EntriesReplySchema,
  EntryParamsSchema,
  HistoryReplySchema,
  ListParamsSchema,
  PutEntrySchema,
  RetireQuerySchema,
} from '@shaotai/shared/contract/directory.ts'
import { isListId, LIST_IDS, LISTS, referencesOf, type ListId } from '@shaotai/shared/directory/lists.ts'
import { PERSON_ROLES } from '@shaotai/shared/domain/vocabulary.ts'
import { languageOf, sendProblem } from '../../plugins/errors.ts'
import type { Change } from './judge.ts'
import type { ListService } from './list-service.ts'
import type { Held } from './standing.ts'

/** Whoever works at a screen may look things up; what was when, and files, are the administrator's. */
const LOOKERS = PERSON_ROLES
const TAGS = ['directory']

interface At {
  Params: { list: string; key: string }
}

export const toStored = ({ key, revision, entry, retired, at }: Held) => ({
  key,
  revision,
  entry,
  retired,
  at: new Date(at).toISOString(),
})

export async function listRoutes(app: FastifyInstance, { lists }: { lists: ListService }): Promise<void> {
  app.get(
    '/api/directory',
    {
      config: { allow: LOOKERS },
      schema: {
        tags: TAGS,
        summary: 'The lists of the directory: what they are, and the schema of their entries',
        response: { 200: DirectoryReplySchema },
      },
    },
    async () => {
      const { standing } = await lists.read()
      return {
        items: LIST_IDS.map((id) => {
          const { name, about, key, columns, schema, readOnly = false } = LISTS[id]
          const entries = [...standing.get(id)!.values()].filter((it) => !it.retired).length
          return {
            id,
            name,
            about,
            key,
            columns,
            references: referencesOf(LISTS[id]),
            readOnly,
            entries,
            schema,
          }
        }),
      }
    },
  )

  app.get<{ Params: { list: string }; Querystring: { retired?: boolean } }>(
    '/api/directory/:list',
    {
      config: { about: 'list', allow: LOOKERS },
      schema: {
        tags: TAGS,
        summary: 'The entries of a list as they are now',
        params: ListParamsSchema,
        querystring: EntriesQuerySchema,
        response: { 200: EntriesReplySchema },
      },
    },
    async (request, reply) => {
      const { list } = request.params
      if (!isListId(list)) return sendProblem(request, reply, 'not_found')
      const { revision, standing } = await lists.read()
      const items = ordered(list, [...standing.get(list)!.values()])
        .filter((it) => !it.retired || request.query.retired)
        .map(toStored)
      return { list, revision, items }
    },
  )

  app.get<At>(
    '/api/directory/:list/:key/history',
    {
      config: { about: 'entry', allow: ['admin'] },
      schema: {
        tags: TAGS,
        summary: 'Every edition of an entry, newest first: nothing of the past is ever rewritten',
        params: EntryParamsSchema,
        response: { 200: HistoryReplySchema },
      },
    },
    async (request, reply) => {
      const { list, key } = request.params
      const items = isListId(list) ? await lists.history(list, key) : []
      if (items.length === 0) return sendProblem(request, reply, 'not_found')
      return { list, key, items: items.map((it) => ({ ...toStored(it), by: it.by, reason: it.reason })) }
    },
  )

  /** One change, answered with the entry as it is now, or with why not. */
  const change = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { list, key }: At['Params'],
    { entry, expected, reason }: Pick<Change, 'entry' | 'expected'> & { reason: string },
  ) => {
    if (!isListId(list)) return sendProblem(request, reply, 'not_found')
    const { id, role } = request.principal!
    const { verdicts, standing } = await lists.change({
      list,
      changes: [{ key, entry, expected }],
      reason,
      actor: { id, role },
    })
    const [verdict] = verdicts as [(typeof verdicts)[number]]
    if (verdict.outcome === 'refused') {
      const { code, errors, held } = verdict
      return sendProblem(request, reply, code, {
        errors,
        ...(code === 'entry_conflict' && held && { current: toStored(held) }),
      })
    }
    const warnings = lists.warnings(standing, list, languageOf(request))
    return { ...toStored(standing.get(list)!.get(verdict.key)!), warnings }
  }

  app.put<At & { Body: { expectedRevision: number; entry: unknown; reason: string } }>(
    '/api/directory/:list/:key',
    {
      config: { about: 'entry', allow: ['admin'] },
      bodyLimit: 64 * 1024,
      schema: {
        tags: TAGS,
        summary: 'Add an entry (expectedRevision 0), change it, or bring it back',
        description:
          'An entry that is as it was makes no new edition. Cases keep what they were filed under.',
        params: EntryParamsSchema,
        body: PutEntrySchema,
        response: { 200: ChangedReplySchema },
      },
    },
    (request, reply) => {
      const { expectedRevision, entry, reason } = request.body
      return change(request, reply, request.params, { entry, expected: expectedRevision, reason })
    },
  )

  app.delete<At & { Querystring: { expectedRevision: number; reason: string } }>(
    '/api/directory/:list/:key',
    {
      config: { about: 'entry', allow: ['admin'] },
      schema: {
        tags: TAGS,
        summary: 'Retire an entry, unless something still refers to it',
        params: EntryParamsSchema,
        querystring: RetireQuerySchema,
        response: { 200: ChangedReplySchema },
      },
    },
    (request, reply) => {
      const { expectedRevision, reason } = request.query
      return change(request, reply, request.params, { entry: null, expected: expectedRevision, reason })
    },
  )
}

/** By the list's own order, else by key. */
export function ordered(list: ListId, held: readonly Held[]): Held[] {
  const { order } = LISTS[list]
  const placeOf = (it: Held): number => (order ? (it.entry[order] as number) : 0)
  return held.toSorted((a, b) => placeOf(a) - placeOf(b) || (a.key < b.key ? -1 : 1))
}
