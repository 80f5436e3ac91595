/** Signing in and out. A session's token is told once, in the answer and in an http-only cookie. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  DemoAccountsSchema,
  NothingSchema,
  SessionReplySchema,
  SignInSchema,
  type Person,
} from '@shaotai/shared/contract/http.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { SESSION_COOKIE } from '../plugins/auth.ts'
import { sendProblem } from '../plugins/errors.ts'
import { DEMO_PASSWORD, type DEMO_PEOPLE } from './first-start.ts'
import { verifyPassword } from './people.ts'
import { newToken, sha256, type Principal } from './principal.ts'

const SESSION_MS = 12 * 3_600_000 // a shift
/** Guessing is slowed, not locked: nobody may lock out somebody else. */
/** Each check takes 19 MiB and some milliseconds of every core: a crowd of guesses must not take the server. */
const CHECKS_AT_ONCE = 8
const ATTEMPTS = { max: 10, timeWindow: 15 * 60_000 }

export interface SessionRoutesOptions {
  database: Database
  find: (token: string) => Promise<Principal | null>
  now: () => number
  timeZone: string
  /** Offered on the sign-in page; empty outside demo mode. */
  demoPeople: typeof DEMO_PEOPLE
}

export async function sessionRoutes(
  app: FastifyInstance,
  { database, find, now, timeZone, demoPeople }: SessionRoutesOptions,
): Promise<void> {
  let checking = 0
  const account = (request: FastifyRequest): string =>
    `${request.ip}\n${(request.body as { username?: string } | undefined)?.username ?? ''}`
  app.post<{ Body: { username: string; password: string } }>(
    '/api/session',
    {
      config: { allow: 'anyone', rateLimit: { ...ATTEMPTS, hook: 'preHandler', keyGenerator: account } },
      bodyLimit: 4_096,
      schema: {
        tags: ['people'],
        summary: 'Sign in',
        body: SignInSchema,
        response: { 200: SessionReplySchema },
      },
    },
    async (request, reply) => {
      if (checking >= CHECKS_AT_ONCE) return sendProblem(request, reply, 'busy')
      checking += 1
      const { username, password } = request.body
      const personId = await verifyPassword(database, username, password).finally(() => (checking -= 1))
      if (!personId) return sendProblem(request, reply, 'wrong_password')
      const token = newToken('ses')
      const expires = new Date(now() + SESSION_MS)
      await database.write.transaction().execute(async (write) => {
        await write
          .insertInto('session')
          .values({ token_sha256: sha256(token), person_id: personId, expires_at: expires })
          .execute()
        const by = { id: personId, role: 'system' }
        await record(write, { by, action: 'session.opened', subject: personId })
      })
      const principal = await find(token)
      reply.setCookie(SESSION_COOKIE, token, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: request.protocol === 'https',
        expires,
      })
      return { token, person: toPerson(principal!), timeZone }
    },
  )
  app.get(
    '/api/session',
    {
      config: { allow: 'signed_in' },
      schema: { tags: ['people'], summary: 'Who am I', response: { 200: SessionReplySchema } },
    },
    async (request) => ({
      person: toPerson(request.principal!),
      timeZone,
    }),
  )
  app.delete(
    '/api/session',
    {
      config: { allow: 'signed_in' },
      schema: { tags: ['people'], summary: 'Sign out', response: { 204: NothingSchema } },
    },
    async (request, reply) => {
      await database.write
        .updateTable('session')
        .set({ revoked_at: new Date(now()) })
        .where('token_sha256', '=', Buffer.from(request.principal!.tokenSha256, 'hex'))
        .execute()
      reply.clearCookie(SESSION_COOKIE, { path: '/' })
      return reply.code(204).send()
    },
  )
  if (demoPeople.length > 0) {
    app.get(
      '/api/session/demo',
      {
        config: { allow: 'anyone' },
        schema: {
          tags: ['people'],
          summary: 'Demo accounts (demo mode only)',
          response: { 200: DemoAccountsSchema },
        },
      },
      async () => ({
        accounts: demoPeople.map(({ username, name, role }) => ({
          username,
          name,
          role,
          password: DEMO_PASSWORD,
        })),
      }),
    )
  }
}

const toPerson = ({ id, username, name, role, department, areas, profiles }: Principal): Person => ({
  id,
  username: username ?? name,
  name,
  role,
  department,
  areas,
  audiences: profiles,
})
