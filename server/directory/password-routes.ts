/** A person's own password: changed by whoever knows the present one. It ends every other session of theirs. */
import type { FastifyInstance } from 'fastify'
import { SessionReplySchema } from '@shaotai/shared/contract/http.ts'
import { PasswordChangeSchema } from '@shaotai/shared/contract/sign-in.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { PERSON_ROLES } from '@shaotai/shared/domain/vocabulary.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { sendProblem } from '../plugins/errors.ts'
import { hashPassword, isGoodPassword } from './passwords.ts'
import { verifyPassword } from './people.ts'
import type { Principals } from './principal.ts'
import { endSessions, openSession, type SessionLimits } from './sessions.ts'
import { sessionReply, tooManyTries } from './session-routes.ts'
import { giveBackTry, takeTry } from './sign-in-tries.ts'

/** Everybody who has a password. */
export const PEOPLE: readonly Role[] = PERSON_ROLES

export interface PasswordRoutesOptions {
  database: Database
  principals: Principals
  now: () => number
  rightsChanged: () => void
  limits: SessionLimits
  timeZone: string
}

export async function passwordRoutes(
  app: FastifyInstance,
  { database, principals, now, rightsChanged, limits, timeZone }: PasswordRoutesOptions,
): Promise<void> {
  app.post<{ Body: { current: string; next: string } }>(
    '/api/session/password',
    {
      // The estimate and two hashes are work: nobody changes a password often.
      config: { allow: PEOPLE, beforeChange: true, rateLimit: { max: 60, timeWindow: 60_000 } },
      bodyLimit: 4_096,
      schema: {
        tags: ['people'],
        summary: 'Change the own password',
        description: 'Ends all sessions of the person and answers with a new one.',
        body: PasswordChangeSchema,
        response: { 200: SessionReplySchema },
      },
    },
    async (request, reply) => {
      const { id, role, name } = request.principal!
      const username = request.principal!.username!
      const { current, next } = request.body
      // A session left open must not be where a password is guessed: these tries count with those at the door.
      const waitMs = await takeTry(database.writePool, username, now())
      if (waitMs !== null) return tooManyTries(request, reply, waitMs)
      const verified = await verifyPassword(database, { username, password: current, at: now() })
      if (verified?.id !== id) return sendProblem(request, reply, 'wrong_current_password')
      await giveBackTry(database.writePool, username)
      if (
        next.normalize('NFKC') === current.normalize('NFKC') ||
        !(await isGoodPassword(next, [username, name]))
      )
        return sendProblem(request, reply, 'weak_password')
      const password_hash = await hashPassword(next)
      const opened = await database.write.transaction().execute(async (write) => {
        // Who was reset or disabled while the hashes were made keeps what the administrator gave them.
        const { numUpdatedRows } = await write
          .updateTable('person')
          .set({ password_hash, one_time_until: null })
          .where('id', '=', id)
          .where('password_hash', '=', verified.passwordHash)
          .where('disabled_at', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return null
        await endSessions(write, id, now())
        const opened = await openSession(write, {
          personId: id,
          now: now(),
          limits,
          agent: request.headers['user-agent'],
        })
        await record(write, { by: { id, role }, action: 'password.changed', subject: id })
        return opened
      })
      if (!opened) return sendProblem(request, reply, 'wrong_current_password')
      rightsChanged()
      return sessionReply(request, reply, opened, { principals, timeZone })
    },
  )
}
