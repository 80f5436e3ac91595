/**
 * A secret case on request: who is cleared and bound to no desk asks for one case, says why, and sees it for half an hour.
 * What is granted is the row on the trail itself, so nothing can be seen that is not on it.
 */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  SecretViewReplySchema,
  SecretViewRequestSchema,
  type SecretViewReply,
  type SecretViewRequest,
} from '@shaotai/shared/contract/http.ts'
import { CaseIdSchema, type CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { redactCase, type Audience } from '@shaotai/shared/domain/redact.ts'
import { rightsOf } from '@shaotai/shared/domain/rights.ts'
import { SECRET_VIEW_MS } from '@shaotai/shared/domain/secret-view.ts'
import { ROLES } from '@shaotai/shared/domain/vocabulary.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { widestAudience, type Principal } from '../directory/principal.ts'
import { sendProblem } from '../plugins/errors.ts'
import { readCases } from './case-repository.ts'

const Params = Type.Object({ id: CaseIdSchema }, { additionalProperties: false })
const ASKING = ROLES.filter((role) => rightsOf(role).secretsOnRequest)

/** The audience in which this person would see this case if they asked for it; null: asking is of no use. */
export function onRequest(principal: Principal, file: CaseFile): Audience | null {
  const audience = widestAudience(principal)
  if (!audience || !principal.cleared || !rightsOf(principal.role).secretsOnRequest) return null
  const cleared = { ...audience, cleared: true }
  return file.sensitivity === 'secret' && redactCase(file, cleared) ? cleared : null
}

/** Until when they see it, epoch ms; null: they did not ask for it within the last `lastsMs`. */
export async function seenUntil(
  { writePool }: Pick<Database, 'writePool'>,
  personId: string,
  caseId: string,
  lastsMs = SECRET_VIEW_MS,
): Promise<number | null> {
  // By the database's clock, which stamped the row; as the index of a case's rows has them.
  const { rows } = await writePool.query<{ until: number | null }>(
    `select (extract(epoch from max(at)) * 1000 + $3)::double precision as until
       from audit_entry
      where coalesce(details->>'case', subject) = $2 and seq is null and actor = $1 and action = 'secret.granted'
        and at > clock_timestamp() - $3 * interval '1 ms'`,
    [personId, caseId, lastsMs],
  )
  return rows[0]!.until === null ? null : Math.round(rows[0]!.until)
}

export async function secretViewRoutes(
  app: FastifyInstance,
  { database }: { database: Database },
): Promise<void> {
  app.post<{ Params: { id: string }; Body: SecretViewRequest }>(
    '/api/cases/:id/secret-view',
    {
      config: { about: 'case', allow: ASKING },
      schema: {
        tags: ['cases'],
        summary: 'Ask to see one secret case for half an hour, for a stated reason',
        description:
          'For leaders who are cleared. It is on the audit trail; whoever is not cleared is answered as if there were no such case.',
        params: Params,
        body: SecretViewRequestSchema,
        response: { 200: SecretViewReplySchema },
      },
    },
    async (request, reply): Promise<SecretViewReply> => {
      const principal = request.principal!
      const [file] = await readCases(database.readPool, [request.params.id])
      const audience = widestAudience(principal)
      if (file && audience && redactCase(file, audience)) return { until: null }
      if (!file || !onRequest(principal, file)) return sendProblem(request, reply, 'not_found') as never
      await record(database.write, {
        by: principal,
        action: 'secret.granted',
        subject: file.id,
        reason: request.body.reason,
      })
      return { until: await seenUntil(database, principal.id, file.id) }
    },
  )
}
