/** `GET /api/events`: the log as its caller may see it, with skips for what they may not (protocol F7). */
import type { FastifyInstance } from 'fastify'
import { EventsQuerySchema, EventsReplySchema } from '@shaotai/shared/contract/http.ts'
import type { Database } from '../db/database.ts'
import { widestAudience } from '../directory/principal.ts'
import { sendProblem } from '../plugins/errors.ts'
import { readAfter, readHead } from './read-after.ts'
import { toFrame } from './to-frame.ts'

export async function eventRoutes(app: FastifyInstance, { database }: { database: Database }): Promise<void> {
  app.get<{ Querystring: { after: number; limit: number } }>(
    '/api/events',
    {
      config: { allow: 'signed_in' },
      schema: {
        tags: ['events'],
        summary: 'Events after a seq',
        querystring: EventsQuerySchema,
        response: { 200: EventsReplySchema },
      },
    },
    async (request, reply) => {
      const audience = widestAudience(request.principal!)
      if (!audience) return sendProblem(request, reply, 'not_allowed')
      const { after, limit } = request.query
      const log = await readAfter(database.readPool, after, limit)
      // Asked last, so that the head is never behind what was read.
      const head = await readHead(database.readPool)
      const frame = log.length > 0 ? toFrame(log, audience) : null
      const recorded = new Map(log.map((it) => [it.seq, it.recordedAt]))
      return {
        events: (frame?.events ?? []).map((it) => ({ ...it, recordedAt: recorded.get(it.seq)! })),
        epoch: head.epoch,
        head: head.seq,
        ...(frame?.skips && { skips: frame.skips }),
      }
    },
  )
}
