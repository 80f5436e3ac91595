/** Similar cases, for those who take reports in and hand them out. Each match by telephone number is on the audit trail. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  SimilarReplySchema,
  SimilarRequestSchema,
  type SimilarReply,
  type SimilarRequest,
} from '@shaotai/shared/contract/http.ts'
import { CaseIdSchema } from '@shaotai/shared/domain/case-file.ts'
import { TAKING_IN } from '@shaotai/shared/domain/rights.ts'
import { record } from '../audit/record.ts'
import { toWgs84 } from '../areas/coordinates.ts'
import type { Database } from '../db/database.ts'
import { widestAudience, type Principal } from '../directory/principal.ts'
import { sendProblem } from '../plugins/errors.ts'
import { seeCase } from './see-case.ts'
import { digitsOf, findSimilar } from './similar.ts'

export async function similarRoutes(
  app: FastifyInstance,
  { database, now }: { database: Database; now: () => number },
): Promise<void> {
  app.post<{ Body: SimilarRequest }>(
    '/api/cases/similar',
    {
      config: { allow: TAKING_IN },
      schema: {
        tags: ['cases'],
        summary: 'What is like a report before it is one: duplicates, a chronic site, a repeat reporter',
        description:
          'A POST, so that a telephone number is in no address. Radii and windows are in the answer.',
        body: SimilarRequestSchema,
        response: { 200: SimilarReplySchema },
      },
    },
    async (request, reply): Promise<SimilarReply> => {
      const { category, lng, lat, crs = 'wgs84', phone = null } = request.body
      const audience = widestAudience(request.principal!)
      if (!audience) return sendProblem(request, reply, 'not_allowed')
      if (digitsOf(phone)) await recordMatch(request.principal!, 'intake')
      const [x, y] = lng === undefined || lat === undefined ? [] : toWgs84([lng, lat], crs)
      const at = x === undefined || y === undefined ? null : { lng: x, lat: y }
      return findSimilar(database, audience, { category, at, phone, except: null }, now())
    },
  )

  app.get<{ Params: { id: string } }>(
    '/api/cases/:id/similar',
    {
      config: { about: 'case', allow: TAKING_IN },
      schema: {
        tags: ['cases'],
        summary: 'What is like this case: duplicates, a chronic site, a repeat reporter',
        params: Type.Object({ id: CaseIdSchema }, { additionalProperties: false }),
        response: { 200: SimilarReplySchema },
      },
    },
    async (request, reply): Promise<SimilarReply> => {
      const principal = request.principal!
      const seen = await seeCase(database, principal, request.params.id)
      if (!seen) return sendProblem(request, reply, 'not_found')
      const { id, category, lng, lat } = seen.file
      const report = await database.write
        .selectFrom('case_personal')
        .select('data')
        .where('case_id', '=', id)
        .where('version', '=', 1)
        .executeTakeFirst()
      const phone = report?.data.reporter?.phone ?? null
      if (digitsOf(phone)) await recordMatch(principal, id)
      const at = lng === null || lat === null ? null : { lng, lat }
      return findSimilar(database, seen.audience, { category, at, phone, except: id }, now())
    },
  )

  /** On the trail before it is answered. */
  const recordMatch = (by: Principal, subject: string): Promise<void> =>
    record(database.write, { by, action: 'reporter.matched', subject })
}
