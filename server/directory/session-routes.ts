/** Signing in and out. A session's token is told once, in the answer and in an http-only cookie. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  DemoAccountsSchema,
  NothingSchema,
  SessionReplySchema,
  SignInSchema,
  type Person,
  type SessionReply,
} from '@shaotai/shared/contract/http.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { sendProblem } from '../plugins/errors.ts'
import { cookieName, SESSION_COOKIES } from '../plugins/session-cookie.ts'
import { DEMO_PASSWORD, type DEMO_PEOPLE } from './first-start.ts'
import { stillStands, verifyPassword, type Verified } from './people.ts'
import type { Principal, Principals } from './principal.ts'
import { endSessions, openSession, type SessionLimits } from './sessions.ts'
import { giveBackTry, takeTry } from './sign-in-tries.ts'

/** Each check takes 19 MiB and some milliseconds of every core: a crowd of guesses must not take the server. */
const CHECKS_AT_ONCE = 8
/** Of one address, whatever names it tries: a whole centre may sit behind one, and change shifts at once. */
const TRIES_OF_ADDRESS = { max: 300, timeWindow: 15 * 60_000 }

export interface SessionRoutesOptions {
  database: Database
  principals: Principals
  now: () => number
  limits: SessionLimits
  timeZone: string
  /** Offered on the sign-in page; empty outside demo mode. */
  demoPeople: typeof DEMO_PEOPLE
}

export async function sessionRoutes(
  app: FastifyInstance,
  { database, principals, now, limits, timeZone, demoPeople }: SessionRoutesOptions,
): Promise<void> {
  let checking = 0
  /** Whose password it is; null: nobody's; a number: ms until a try is free. */
  const check = async (username: string, password: string): Promise<Verified | number | null> =>
    (await takeTry(database.writePool, username, now())) ??
    verifyPassword(database, { username, password, at: now() })
  app.post<{ Body: { username: string; password: string } }>(
    '/api/session',
    {
      config: { allow: 'anyone', rateLimit: { ...TRIES_OF_ADDRESS, groupId: 'sign-in' } },
      bodyLimit: 4_096,
      schema: {
        tags: ['people'],
        summary: 'Sign in',
        body: SignInSchema,
        response: { 200: SessionReplySchema },
      },
    },
    async (request, reply) => {
      const { username, password } = request.body
      if (checking >= CHECKS_AT_ONCE) return sendProblem(request, reply, 'busy')
      checking += 1 // at once: whoever comes while the try is being taken must find it counted
      const checked = await check(username, password).finally(() => (checking -= 1))
      if (typeof checked === 'number') return tooManyTries(request, reply, checked)
      if (!checked) return sendProblem(request, reply, 'wrong_password')
      const { id: personId, role } = checked
      // Whoever signs in again in the same browser leaves no open session behind (ASVS 5, 7.2.4).
      const before = request.principal?.kind === 'person' ? request.principal : null
      const opened = await database.write.transaction().execute(async (write) => {
        if (!(await stillStands(write, checked))) return null
        const ended =
          before && cookieOf(request) !== undefined
            ? await endSessions(write, before.id, now(), { tokenSha256: before.tokenSha256 })
            : 0
        const opened = await openSession(write, {
          personId,
          now: now(),
          limits,
          agent: request.headers['user-agent'],
        })
        const by = { id: personId, role }
        await record(
          write,
          ...(ended > 0 ? [{ by, action: 'session.ended' as const, subject: before!.id }] : []),
          { by, action: 'session.opened', subject: personId },
        )
        return opened
      })
      if (!opened) return sendProblem(request, reply, 'wrong_password')
      await giveBackTry(database.writePool, username)
      if (before) principals.forget()
      return sessionReply(request, reply, opened, { principals, timeZone })
    },
  )
  app.get(
    '/api/session',
    {
      config: { allow: 'signed_in', beforeChange: true },
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
      config: { allow: 'signed_in', beforeChange: true },
      schema: { tags: ['people'], summary: 'Sign out', response: { 204: NothingSchema } },
    },
    async (request, reply) => {
      const { id, kind, role, tokenSha256 } = request.principal!
      if (kind === 'person')
        await database.write.transaction().execute(async (write) => {
          await endSessions(write, id, now(), { tokenSha256 })
          await record(write, { by: { id, role }, action: 'session.ended', subject: id })
        })
      principals.forget()
      for (const name of SESSION_COOKIES)
        if (request.cookies[name] !== undefined)
          reply.clearCookie(name, { path: '/', secure: name.startsWith('__Host-') })
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

export const tooManyTries = (request: FastifyRequest, reply: FastifyReply, waitMs: number): FastifyReply =>
  sendProblem(request, reply.header('retry-after', String(Math.ceil(waitMs / 1_000))), 'too_many_tries')

const cookieOf = (request: FastifyRequest): string | undefined =>
  request.headers.authorization === undefined ? request.cookies[cookieName(request)] : undefined

/** The answer to whoever has a new session: its token here and in the cookie, and who that makes them. */
export async function sessionReply(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, expires }: { token: string; expires: Date },
  { principals, timeZone }: { principals: Principals; timeZone: string },
): Promise<SessionReply> {
  const principal = await principals.find(token)
  reply.setCookie(cookieName(request), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    expires,
  })
  return { token, person: toPerson(principal!), timeZone }
}

const toPerson = ({
  id,
  username,
  name,
  role,
  department,
  areas,
  profiles,
  mustChange,
}: Principal): Person => ({
  id,
  username: username ?? name,
  name,
  role,
  department,
  areas,
  audiences: profiles,
  mustChangePassword: mustChange,
})
