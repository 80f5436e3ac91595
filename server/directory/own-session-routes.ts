/** A person's own sessions: which there are, and the end of one that was left open somewhere. */
import type { FastifyInstance } from 'fastify'
import { NothingSchema } from '@shaotai/shared/contract/http.ts'
import { IdParamsSchema, OwnSessionsReplySchema } from '@shaotai/shared/contract/sign-in.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { stamp } from '../db/stamp.ts'
import { sendProblem } from '../plugins/errors.ts'
import { PEOPLE } from './password-routes.ts'
import { endSessions } from './sessions.ts'

/** Newest first; somebody with more has forgotten the others long since. */
const SHOWN = 50
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export async function ownSessionRoutes(
  app: FastifyInstance,
  {
    database,
    now,
    idleMs,
    rightsChanged,
  }: { database: Database; now: () => number; idleMs: number; rightsChanged: () => void },
): Promise<void> {
  app.get(
    '/api/sessions',
    {
      config: { allow: PEOPLE, beforeChange: true },
      schema: { tags: ['people'], summary: 'Own open sessions', response: { 200: OwnSessionsReplySchema } },
    },
    async (request) => {
      const { id, tokenSha256 } = request.principal!
      const rows = await database.write
        .selectFrom('session')
        .select(['id', 'token_sha256', 'created_at', 'used_at', 'expires_at', 'agent'])
        .where('person_id', '=', id)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', stamp(now()))
        .where('used_at', '>', stamp(now() - idleMs))
        .orderBy('used_at', 'desc')
        .limit(SHOWN)
        .execute()
      return {
        items: rows.map((it) => ({
          id: it.id,
          createdAt: new Date(it.created_at).toISOString(),
          usedAt: new Date(it.used_at).toISOString(),
          expiresAt: new Date(it.expires_at).toISOString(),
          agent: it.agent,
          current: it.token_sha256.toString('hex') === tokenSha256,
        })),
      }
    },
  )
  app.delete<{ Params: { id: string } }>(
    '/api/sessions/:id',
    {
      config: { allow: PEOPLE, beforeChange: true, about: 'session' },
      schema: {
        tags: ['people'],
        summary: 'End an own session',
        params: IdParamsSchema,
        response: { 204: NothingSchema },
      },
    },
    async (request, reply) => {
      const { id, role } = request.principal!
      const session = request.params.id
      if (!UUID.test(session)) return sendProblem(request, reply, 'not_found')
      const ended = await database.write.transaction().execute(async (write) => {
        const count = await endSessions(write, id, now(), { id: session })
        if (count > 0) await record(write, { by: { id, role }, action: 'session.ended', subject: id })
        return count
      })
      if (ended === 0) return sendProblem(request, reply, 'not_found')
      rightsChanged()
      return reply.code(204).send()
    },
  )
}
