/**
 * Open cases by words of their titles and addresses, for those whose work needs both. The words are personal and come in the
 * body; each case that is told is a view of it and stands on the audit trail as one. Numbers and codes are found elsewhere.
 */
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import {
  WordsReplySchema,
  WordsRequestSchema,
  type WordsReply,
  type WordsRequest,
} from '@shaotai/shared/contract/http.ts'
import { complete } from '@shaotai/shared/domain/case-file.ts'
import { redactCase, treatmentOf } from '@shaotai/shared/domain/redact.ts'
import { SEES_PERSONAL } from '@shaotai/shared/domain/rights.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { widestAudience } from '../directory/principal.ts'
import { sendProblem } from '../plugins/errors.ts'
import { visibleTo } from './case-filters.ts'

/** Told at once: each is a view of somebody's report. */
const MOST_TOLD = 8
/** Read, newest first; words that more reports hold say nothing. */
const MOST_READ = 200
/** A person's searches; a program that goes through the reports word by word is stopped. */
const PER_MINUTE = 30

export async function wordsRoutes(app: FastifyInstance, { database }: { database: Database }): Promise<void> {
  app.post<{ Body: WordsRequest }>(
    '/api/cases/words',
    {
      config: { allow: [...SEES_PERSONAL], rateLimit: { max: PER_MINUTE, timeWindow: 60_000 } },
      schema: {
        tags: ['cases'],
        summary: 'Open cases by words of their titles and addresses',
        description: 'Every word must be in the title or the address. Each case told is on the audit trail.',
        body: WordsRequestSchema,
        response: { 200: WordsReplySchema },
      },
    },
    async (request, reply): Promise<WordsReply> => {
      const principal = request.principal!
      const audience = widestAudience(principal)
      if (!audience) return sendProblem(request, reply, 'not_allowed')
      const words = request.body.words.toLowerCase().split(/\s+/).filter(Boolean)
      if (words.length === 0) return { items: [] }
      // The words are compared by the account that may read them.
      const rows = await database.write
        .selectFrom('case_file')
        .innerJoin('case_personal', (join) =>
          join.onRef('case_personal.case_id', '=', 'case_file.id').on('case_personal.version', '=', 1),
        )
        .select(['state', 'data'])
        .where('done_seq', 'is', null)
        .where((eb) => eb.and(visibleTo(audience, eb)))
        .where((eb) =>
          eb.and(
            words.map(
              (word) =>
                sql<boolean>`strpos(lower(concat_ws(' ', data->>'title', data->>'address')), ${word}) > 0`,
            ),
          ),
        )
        .orderBy('reported_at', 'desc')
        .limit(MOST_READ)
        .execute()
      const items = rows
        .map(({ state, data }) => ({ file: complete(state), title: data.title ?? null }))
        .filter(({ file }) => redactCase(file, audience) && treatmentOf(audience, file) === 'normal')
        .slice(0, MOST_TOLD)
        .map(({ file: { id, no }, title }) => ({ id, no, title }))
      // On the trail before it is told.
      await record(
        database.write,
        ...items.map(({ id }) => ({ by: principal, action: 'personal.viewed' as const, subject: id })),
      )
      return { items }
    },
  )
}
