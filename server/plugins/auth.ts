/**
 * Who asks: each route says in its `config.allow` who may (registry.ts sees that it does). Reads the bearer token or the
 * session cookie; the principal is looked up anew, never trusted from a body.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import type { Principal } from '../directory/principal.ts'
import { sendProblem } from './errors.ts'
import { cookieName } from './session-cookie.ts'

/** `anyone`: no token needed. `signed_in`: any person or wall. Otherwise these roles. */
export type Allow = 'anyone' | 'signed_in' | readonly Role[]

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
  }
}

export interface AuthOptions {
  find: (token: string) => Promise<Principal | null>
  /** Somebody did something: their session goes on. */
  used: (principal: Principal) => Promise<void>
  /** Origins whose pages may use the cookie. */
  isOwnOrigin: (origin: string | undefined, host: string | undefined) => boolean
}

export const auth = fp<AuthOptions>(async (app: FastifyInstance, { find, used, isOwnOrigin }) => {
  app.decorateRequest('principal', null)
  app.addHook('onRequest', async (request, reply) => {
    const { allow, beforeChange, rateLimit } = request.routeOptions.config
    if (allow === undefined) return // an unknown path: answered as not found
    // What nobody counts looks nobody up: made-up tokens without end would each be a question to the database.
    if (allow === 'anyone' && rateLimit === false) return
    const { token, fromCookie } = tokenOf(request)
    // A cookie comes along with any page's request, so a page of another site must be told apart.
    if (
      fromCookie &&
      !isReading(request.method) &&
      !isOwnOrigin(request.headers.origin, request.headers.host)
    ) {
      return sendProblem(request, reply, 'bad_origin')
    }
    request.principal = token === null ? null : await find(token)
    if (allow === 'anyone') return
    if (!request.principal) return sendProblem(request, reply, 'not_signed_in')
    const may =
      allow === 'signed_in' ? request.principal.kind !== 'key' : allow.includes(request.principal.role)
    if (!may) return sendProblem(request, reply, 'not_allowed')
    if (request.principal.mustChange && !beforeChange)
      return sendProblem(request, reply, 'password_change_needed')
    await used(request.principal)
  })
})

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD'

function tokenOf(request: FastifyRequest): { token: string | null; fromCookie: boolean } {
  const header = request.headers.authorization
  if (header) return { token: /^Bearer +(\S{1,512})$/i.exec(header)?.[1] ?? null, fromCookie: false }
  const cookie = request.cookies[cookieName(request)]
  return { token: cookie ?? null, fromCookie: cookie !== undefined }
}
