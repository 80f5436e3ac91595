/** `GET /api/audit`: the trail, for whoever runs the system. That it was read is on it too. */
import type { FastifyInstance } from 'fastify'
import { AuditQuerySchema, AuditReplySchema, type AuditQuery } from '@shaotai/shared/contract/audit.ts'
import type { Database } from '../db/database.ts'
import { sendProblem } from '../plugins/errors.ts'
import { listTrail } from './list-trail.ts'
import { record } from './record.ts'

export async function auditRoutes(app: FastifyInstance, { database }: { database: Database }): Promise<void> {
  app.get<{ Querystring: AuditQuery }>(
    '/api/audit',
    {
      config: { allow: ['admin'] },
      schema: {
        tags: ['audit'],
        summary: 'Who did and who saw what, newest first',
        querystring: AuditQuerySchema,
        response: { 200: AuditReplySchema },
      },
    },
    async (request, reply) => {
      const page = await listTrail(database.writePool, request.query)
      if (!page)
        return sendProblem(request, reply, 'bad_request', {
          errors: [{ path: '/cursor', message: 'is not one this route gave' }],
        })
      await record(database.write, {
        by: request.principal!,
        action: 'audit.listed',
        subject: 'trail',
        details: { entries: page.items.length },
      })
      return page
    },
  )
}
