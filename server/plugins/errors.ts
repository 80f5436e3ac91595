/**
 * Every error that leaves by HTTP becomes a problem document with a code of the closed list. Nothing of
 * ours - no stack, SQL or path - is in it; the log has the fault under the request's id.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { toProblem, type Problem, type ProblemCode } from '@shaotai/shared/contract/problem.ts'
import { Overfull, Unreachable, isLinkFault } from '../event-log/group-commit.ts'
import { toSchemaError } from './validation.ts'

export const languageOf = (request: FastifyRequest): 'en' | 'zh-CN' =>
  /^\s*zh\b/i.test(request.headers['accept-language'] ?? '') ? 'zh-CN' : 'en'

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ProblemCode,
  extra: Partial<Problem> = {},
): FastifyReply {
  const problem = toProblem(code, languageOf(request), { instance: request.id, ...extra })
  if (problem.status === 503) reply.header('retry-after', '2')
  return reply.code(problem.status).type('application/problem+json').send(problem)
}

const CODES: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_json',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type',
  FST_ERR_MAX_PARAM_LENGTH: 'bad_request',
  FST_ERR_HANDLER_TIMEOUT: 'busy',
}

export const errors = fp(async (app: FastifyInstance) => {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error.validation)
      return sendProblem(request, reply, 'bad_request', {
        errors: error.validation.map((it) => toSchemaError(it)),
      })
    const code = codeOf(error)
    // A client's mistake is not our fault to log; ours is, with its stack.
    if (code === 'internal' || code === 'database_down') request.log.error({ err: error }, 'request failed')
    return sendProblem(request, reply, code)
  })
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, 'not_found'))
})

function codeOf(error: FastifyError): ProblemCode {
  if (error instanceof Overfull) return 'busy'
  if (error instanceof Unreachable) return 'database_down'
  const known = CODES[error.code]
  if (known) return known
  if (error.statusCode === 429) return 'too_many'
  if (error.statusCode === 413) return 'too_large'
  if (error.statusCode === 503) return 'stopping'
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return 'bad_request'
  return isDatabaseFault(error) ? 'database_down' : 'internal'
}

const isDatabaseFault = (error: FastifyError): boolean =>
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$/.test(error.code ?? '') ||
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout/.test(error.message) ||
  (typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) && isLinkFault(error))
