/** Cases over HTTP: the list, one case, and the commands that move it. */
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { SENT_ACTIONS } from '@shaotai/shared/domain/commands.ts'
import { phaseOf } from '@shaotai/shared/domain/lifecycle.ts'
import { maskPersons } from '@shaotai/shared/domain/mask-persons.ts'
import { can } from '@shaotai/shared/domain/policy.ts'
import { redactCase } from '@shaotai/shared/domain/redact.ts'
import { ACTING, rightsOf, SEES_PERSONAL } from '@shaotai/shared/domain/rights.ts'
import {
  CaseListReplySchema,
  CaseQuerySchema,
  CaseReplySchema,
  CommandAnswerSchema,
  CommandRequestSchema,
  type CaseFilters,
  type CaseReply,
  type CommandRequest,
} from '@shaotai/shared/contract/http.ts'
import { CaseIdSchema, type CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { EARLIEST, LATEST } from '@shaotai/shared/domain/vocabulary.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import type { Directory } from '../directory/directory.ts'
import { actorOf, widestAudience, type Principal } from '../directory/principal.ts'
import { sendProblem } from '../plugins/errors.ts'
import { conditionsOf, overdueAt, visibleTo } from './case-filters.ts'
import type { CommandDoor } from './command-door.ts'
import { seeCase } from './see-case.ts'

export interface CaseRoutesOptions {
  database: Database
  directory: Directory
  commands: CommandDoor
  now: () => number
}
const Params = Type.Object({ id: CaseIdSchema }, { additionalProperties: false })

export async function caseRoutes(
  app: FastifyInstance,
  { database, directory, commands, now }: CaseRoutesOptions,
): Promise<void> {
  app.get<{ Querystring: CaseFilters & { q?: string; cursor?: string; limit: number } }>(
    '/api/cases',
    {
      config: { allow: 'signed_in' },
      schema: {
        tags: ['cases'],
        summary: 'Cases, newest report first',
        querystring: CaseQuerySchema,
        response: { 200: CaseListReplySchema },
      },
    },
    async (request, reply) => {
      const audience = widestAudience(request.principal!)
      if (!audience) return sendProblem(request, reply, 'not_allowed')
      const { q, cursor, limit, ...filters } = request.query
      const after = cursor === undefined ? null : readCursor(cursor)
      if (cursor !== undefined && !after)
        return sendProblem(request, reply, 'bad_request', {
          errors: [{ path: '/cursor', message: 'is not one this route gave' }],
        })
      const rows = await database.read
        .selectFrom('case_file')
        .select(['state', sql<string>`extract(epoch from reported_at)::text`.as('place')])
        .where((eb) =>
          eb.and([
            ...visibleTo(audience, eb, filters),
            ...conditionsOf(filters, directory, eb, overdueAt(now())),
          ]),
        )
        .$if(q !== undefined, (it) =>
          // Another system's number is for those whose work needs it.
          it.where((eb) =>
            SEES_PERSONAL.has(request.principal!.role)
              ? eb.or([eb('no', '=', q!), eb('external_id', '=', q!)])
              : eb('no', '=', q!),
          ),
        )
        .$if(after !== null, (it) =>
          it.where(
            sql<boolean>`(reported_at, id) < (to_timestamp(${after![0]}::double precision), ${after![1]})`,
          ),
        )
        .orderBy('reported_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const items = rows.slice(0, limit).map(({ state }) => redactCase(state, audience)!)
      const last = rows[limit - 1]
      return { items, next: rows.length > limit && last ? toCursor(last.place, last.state.id) : null }
    },
  )

  app.get<{ Params: { id: string } }>(
    '/api/cases/:id',
    {
      config: { about: 'case', allow: 'signed_in' },
      schema: {
        tags: ['cases'],
        summary: 'One case, and its personal part for those whose work needs it',
        params: Params,
        response: { 200: CaseReplySchema },
      },
    },
    async (request, reply) => {
      const principal = request.principal!
      const found = await seeCase(database, principal, request.params.id)
      if (!found) return sendProblem(request, reply, 'not_found')
      const { file, view, isWhole, until } = found
      const answer: CaseReply = {
        ...view,
        phase: phaseOf(file),
        allowedActions: SENT_ACTIONS.filter((it) => can(actorOf(principal), it, file)),
        ...(isWhole && { whole: wholeOf(file) }),
        ...(until !== null && { secretUntil: until }),
      }
      const { persons } = rightsOf(principal.role)
      if (persons === 'named') {
        answer.externalId = file.externalId
        Object.assign(answer, await readPersonal(principal, file.id))
      }
      // Also a look at somebody, and on the trail as one.
      if (persons === 'masked' && isWhole) {
        const { personal } = await readPersonal(principal, file.id)
        const masked = maskPersons(personal!)
        if (masked.reporter) answer.personal = masked
      }
      return answer
    },
  )

  app.post<{ Params: { id: string }; Body: CommandRequest }>(
    '/api/cases/:id/commands',
    {
      config: { about: 'case', allow: ACTING },
      bodyLimit: 64 * 1024,
      schema: {
        tags: ['cases'],
        summary: 'Move a case one step',
        params: Params,
        body: CommandRequestSchema,
        response: { 200: CommandAnswerSchema },
      },
    },
    async (request, reply) => {
      const result = await commands(request.principal!, request.params.id, request.body)
      if (result.ok) return { seq: result.seq, version: result.version }
      return sendProblem(request, reply, result.code, result.extra)
    },
  )

  const readPersonal = async (
    principal: Principal,
    id: string,
  ): Promise<Pick<CaseReply, 'personal' | 'notes'>> => {
    const rows = await database.write
      .selectFrom('case_personal')
      .select(['version', 'data'])
      .where('case_id', '=', id)
      .orderBy('version')
      .execute()
    // On the trail before it is shown: a view that could not be recorded is not given.
    await record(database.write, { by: principal, action: 'personal.viewed', subject: id })
    const report = rows.find(({ version }) => version === 1)?.data ?? {}
    const notes = rows
      .filter(({ version }) => version > 1)
      .map(({ version, data: { reason, reply, note, contacted, measures, condition } }) => ({
        version,
        ...(reason !== undefined && { reason }),
        ...(reply !== undefined && { reply }),
        ...(note !== undefined && { note }),
        ...(contacted !== undefined && { contacted }),
        ...(measures !== undefined && { measures }),
        ...(condition !== undefined && { condition }),
      }))
    return { personal: report, notes }
  }
}

/** What a file holds beyond a view, but nothing that only a rule needs. */
const wholeOf = ({
  areaPath,
  nearAt,
  stage,
  extensions,
  reworks,
  contactedAt,
  tierAtBirth,
  maxTier,
  mergedInto,
  asked,
  tasks,
  panel,
  evidence,
  measured,
  rating,
}: CaseFile): NonNullable<CaseReply['whole']> => ({
  areaPath,
  nearAt,
  stage,
  extensions,
  reworks,
  contactedAt,
  tierAtBirth,
  maxTier,
  mergedInto,
  asked,
  tasks,
  panel,
  evidence,
  measured,
  rating,
})

export const toCursor = (place: string, id: string): string =>
  Buffer.from(JSON.stringify([place, id])).toString('base64url')
/** Seconds and id, as toCursor wrote them. Null: anything else, for whatever is in it would reach the database. */
export function readCursor(cursor: string): [string, string] | null {
  const [, seconds, id] = PLACE.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (seconds === undefined || id === undefined) return null
  const at = Number(seconds) * 1_000
  return at >= EARLIEST && at <= LATEST ? [seconds, id] : null
}
const PLACE = /^\["(-?\d{1,12}(?:\.\d{1,6})?)","([0-9A-HJKMNP-TV-Z]{26})"\]$/
