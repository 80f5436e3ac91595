/** `GET /api/kpis`: figures with their numerators, denominators, exclusions and the seq they stand at. */
import type { FastifyInstance } from 'fastify'
import { KpiQuerySchema, KpiReplySchema, type KpiQuery } from '@shaotai/shared/contract/http.ts'
import { measure, type MeasureOptions } from './measure.ts'

export async function kpiRoutes(app: FastifyInstance, options: MeasureOptions): Promise<void> {
  app.get<{ Querystring: KpiQuery }>(
    '/api/kpis',
    {
      config: { allow: 'signed_in' },
      schema: {
        tags: ['figures'],
        summary: 'Figures over the ledger, optionally by group',
        querystring: KpiQuerySchema,
        response: { 200: KpiReplySchema },
      },
    },
    (request) => measure(request.query, options),
  )
}
