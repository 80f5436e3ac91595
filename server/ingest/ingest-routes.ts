/** `POST /api/ingest/:source`: one report or an array of them, from any source of the closed list. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  BATCH_LIMIT,
  BatchAnswerSchema,
  ReportAnswerSchema,
  ReportRequestSchema,
  type ReportAnswer,
  type ReportRequest,
} from '@shaotai/shared/contract/http.ts'
import { openBecause } from '@shaotai/shared/contract/closed.ts'
import { toProblem, type Problem, type ProblemCode } from '@shaotai/shared/contract/problem.ts'
import { REPORTING } from '@shaotai/shared/domain/rights.ts'
import { SourceSchema, type Source } from '@shaotai/shared/domain/vocabulary.ts'
import { fingerprint } from '../cases/fingerprint.ts'
import type { Areas } from '../areas/areas.ts'
import type { CaseService, Group, Key, Result } from '../cases/case-service.ts'
import type { Directory } from '../directory/directory.ts'
import { actorOf, mayReport } from '../directory/principal.ts'
import { languageOf, sendProblem } from '../plugins/errors.ts'
import { checkOf, type SchemaError } from '../plugins/validation.ts'
import { toReport } from './to-report.ts'

export interface IngestOptions {
  cases: CaseService
  directory: Directory
  areas: Areas
}

/** A report that may go on, or why it may not. */
type Checked = { group: Group } | { code: ProblemCode; errors?: SchemaError[] }

const KEY_HEADER = 'idempotency-key'
const reportCheck = checkOf(ReportRequestSchema)

export async function ingestRoutes(
  app: FastifyInstance,
  { cases, directory, areas }: IngestOptions,
): Promise<void> {
  app.post<{ Params: { source: Source }; Body: ReportRequest | unknown[] }>(
    '/api/ingest/:source',
    {
      config: { about: 'source', allow: REPORTING },
      bodyLimit: 4 * 1024 * 1024,
      schema: {
        tags: ['reporting'],
        summary: 'Report one case, or up to 500',
        description: 'The same key again gets the same answer. In an array each item is judged by itself.',
        params: Type.Object({ source: SourceSchema }, { additionalProperties: false }),
        headers: Type.Object({ [KEY_HEADER]: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) }),
        body: Type.Union([
          ReportRequestSchema,
          Type.Array(Type.Unknown(openBecause('each report is checked by itself')), {
            maxItems: BATCH_LIMIT,
          }),
        ]),
        response: { 201: ReportAnswerSchema, 207: BatchAnswerSchema },
      },
      // A union's errors speak of every branch at once: each report is checked by its own schema below.
      validatorCompiler: ({ schema, httpPart }) =>
        httpPart === 'body' ? () => true : app.validatorCompiler!({ schema, httpPart } as never),
    },
    async (request, reply) => {
      const { body } = request
      const headerKey = request.headers[KEY_HEADER] as string | undefined
      if (!mayReport(request.principal!, request.params.source)) {
        note(request, 'source_not_allowed')
        return sendProblem(request, reply, 'source_not_allowed')
      }
      if (!Array.isArray(body)) {
        const checked = check(request, body, headerKey)
        if ('code' in checked) {
          note(request, checked.code)
          return sendProblem(request, reply, checked.code, checked.errors && { errors: checked.errors })
        }
        const [[result]] = (await cases.handle([checked.group])) as [[Result]]
        note(request, result)
        if (!result.ok) return sendProblem(request, reply, result.code)
        if (result.replayed) reply.header('idempotent-replay', 'true')
        return reply.code(201).send(answerOf(result))
      }
      if (body.length > BATCH_LIMIT) return sendProblem(request, reply, 'too_large')
      const checks = body.map((item, i) => check(request, item, headerKey && `${headerKey}#${i}`))
      const groups = checks.flatMap((it) => ('group' in it ? [it.group] : []))
      const done = (await cases.handle(groups)).map(([result]) => result!)
      const results = checks.map((it) => {
        if ('code' in it) {
          note(request, it.code)
          return problemOf(request, it.code, it.errors)
        }
        const result = done.shift()!
        note(request, result)
        return result.ok ? { status: 201, ...answerOf(result) } : problemOf(request, result.code)
      })
      return reply.code(207).send({ results })
    },
  )

  /** For operators: how many of what, and which source sends what is refused. Never what it said. */
  const note = (request: FastifyRequest, result: Result | ProblemCode): void => {
    const refusal = typeof result === 'string' ? result : result.ok ? null : result.code
    const isReplay = typeof result !== 'string' && result.ok && result.replayed
    app.meters.reports.inc({ outcome: refusal ? 'refused' : isReplay ? 'replayed' : 'accepted' })
    if (refusal)
      request.log.info({ ...(request.params as { source: Source }), code: refusal }, 'report refused')
  }

  const check = (request: FastifyRequest, body: unknown, headerKey: string | undefined): Checked => {
    if (!reportCheck.is(body)) return { code: 'bad_request', errors: reportCheck.errors() }
    const { source } = request.params as { source: Source }
    const sha256 = fingerprint(body)
    const keys: Key[] = []
    if (body.externalId !== undefined) keys.push({ source, key: externalKey(body.externalId), sha256 })
    if (headerKey !== undefined) keys.push({ source, key: `key:${headerKey}`, sha256 })
    if (keys.length === 0) return { code: 'key_missing' }
    const to = toReport(body, source, directory.current, areas)
    if (!to.ok) return { code: to.code }
    return {
      group: {
        locate: null,
        requests: [
          {
            op: 'report',
            actor: actorOf(request.principal!),
            keys,
            report: to.report,
            occurredAt: to.occurredAt,
          },
        ],
      },
    }
  }
}

/** The record of another system, by its own number: the same key whichever door it comes through. */
export const externalKey = (externalId: string): string => `external:${externalId}`

export const answerOf = ({ caseId, caseNo, seq, version }: ReportAnswer): ReportAnswer => ({
  caseId,
  caseNo,
  seq,
  version,
})

export const problemOf = (request: FastifyRequest, code: ProblemCode, errors?: SchemaError[]): Problem =>
  toProblem(code, languageOf(request), errors ? { errors } : {})
