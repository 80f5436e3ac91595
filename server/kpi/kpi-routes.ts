/** `GET /api/kpis`: figures with their numerators, denominators, exclusions and the seq they stand at; and the cases behind one. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  KpiCasesQuerySchema,
  KpiCasesReplySchema,
  KpiQuerySchema,
  KpiReplySchema,
  type KpiCasesQuery,
  type KpiQuery,
  type KpiReply,
} from '@shaotai/shared/contract/http.ts'
import { widestAudience } from '../directory/principal.ts'
import { readHead } from '../event-log/read-after.ts'
import { sendProblem } from '../plugins/errors.ts'
import { casesBehind } from './cases-behind.ts'
import { KPIS } from './definitions.ts'
import { measure } from './measure.ts'
import type { MeasureOptions, Unanswerable } from './pass.ts'
import { openSharedAnswers } from './shared-answers.ts'
import { withTargets } from './targets.ts'

const Params = Type.Object({ id: Type.String({ maxLength: 64 }) }, { additionalProperties: false })

export async function kpiRoutes(
  app: FastifyInstance,
  options: MeasureOptions & { elapsed: () => number },
): Promise<void> {
  const share = openSharedAnswers<KpiReply | Unanswerable>(options.elapsed)

  app.get<{ Querystring: KpiQuery }>(
    '/api/kpis',
    {
      config: { allow: 'signed_in' },
      schema: {
        tags: ['figures'],
        summary: 'Figures over the ledger, optionally by group and beside an earlier window',
        querystring: KpiQuerySchema,
        response: { 200: KpiReplySchema },
      },
    },
    async (request, reply) => {
      const { query } = request
      const audience = widestAudience(request.principal!)
      if (!audience) return sendProblem(request, reply, 'not_allowed')
      const { areas } = audience
      // Whoever has the same areas shares the answer, and nobody else.
      const asked = Object.entries(query).toSorted(([a], [b]) => (a < b ? -1 : 1))
      const question = JSON.stringify([asked, areas])
      const head = await readHead(options.database.readPool)
      const answer = await share(question, head.seq, async () => {
        const measured = await measure(query, { ...options, areas })
        if ('path' in measured) return measured
        return withTargets(options.database.writePool, measured, options.timeZone)
      })
      return 'path' in answer ? sendProblem(request, reply, 'bad_request', { errors: [answer] }) : answer
    },
  )

  app.get<{ Params: { id: string }; Querystring: KpiCasesQuery & { limit: number } }>(
    '/api/kpis/:id/cases',
    {
      config: { about: 'figure', allow: 'signed_in' },
      schema: {
        tags: ['figures'],
        summary: 'The cases behind a figure, newest report first',
        params: Params,
        querystring: KpiCasesQuerySchema,
        response: { 200: KpiCasesReplySchema },
      },
    },
    async (request, reply) => {
      const kpi = KPIS.find(({ id }) => id === request.params.id)
      if (!kpi) return sendProblem(request, reply, 'not_found')
      const audience = widestAudience(request.principal!)
      if (!audience) return sendProblem(request, reply, 'not_allowed')
      const answer = await casesBehind(kpi, request.query, audience, { ...options, areas: audience.areas })
      return 'path' in answer ? sendProblem(request, reply, 'bad_request', { errors: [answer] }) : answer
    },
  )
}
