/**
 * Walls: a signed-in administrator makes a device and is told its token once; a revoked one is cut in 2 s. A wall
 * whose token has become old gets a new one by itself. How a screen asks to be a wall is in `pairing-routes.ts`.
 */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  DeviceListReplySchema,
  DeviceReplySchema,
  DeviceRequestSchema,
  NothingSchema,
} from '@shaotai/shared/contract/http.ts'
import { record } from '../audit/record.ts'
import { NextTokenSchema } from '@shaotai/shared/contract/sign-in.ts'
import type { Database } from '../db/database.ts'
import { stamp } from '../db/stamp.ts'
import { sendProblem } from '../plugins/errors.ts'
import { addDevice, type WallProfile } from './devices.ts'
import { newToken, sha256 } from './principal.ts'
import { DEVICE_TOKEN_MS } from './sign-in-limits.ts'

export async function deviceRoutes(
  app: FastifyInstance,
  { database, now, rightsChanged }: { database: Database; now: () => number; rightsChanged: () => void },
): Promise<void> {
  app.post<{ Body: { name: string; profile?: WallProfile } }>(
    '/api/devices',
    {
      config: { allow: ['admin'] },
      bodyLimit: 4_096,
      schema: {
        tags: ['devices'],
        summary: 'Make a wall; its token is told once',
        body: DeviceRequestSchema,
        response: { 201: DeviceReplySchema },
      },
    },
    async (request, reply) => {
      const { name, profile = 'wall' } = request.body
      const { id, token } = await database.write
        .transaction()
        .execute((write) => addDevice(write, request.principal!, { name, profile, now: now() }))
      return reply.code(201).send({ id, name, profile, token })
    },
  )
  app.get(
    '/api/devices',
    {
      config: { allow: ['admin'] },
      schema: {
        tags: ['devices'],
        summary: 'Walls, and when each was last seen',
        response: { 200: DeviceListReplySchema },
      },
    },
    async () => {
      const rows = await database.write.selectFrom('device').selectAll().orderBy('created_at').execute()
      return {
        items: rows.map(({ id, name, profile, created_at, token_at, last_seen_at, revoked_at }) => ({
          id,
          name,
          profile,
          createdAt: new Date(created_at).toISOString(),
          tokenAt: new Date(token_at).toISOString(),
          lastSeen: last_seen_at === null ? null : new Date(last_seen_at).toISOString(),
          revoked: revoked_at !== null,
        })),
      }
    },
  )
  app.delete<{ Params: { id: string } }>(
    '/api/devices/:id',
    {
      config: { allow: ['admin'], about: 'device' },
      schema: {
        tags: ['devices'],
        summary: 'Revoke a wall',
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }, { additionalProperties: false }),
        response: { 204: NothingSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const isRevoked = await database.write.transaction().execute(async (write) => {
        const { numUpdatedRows } = await write
          .updateTable('device')
          .set({ revoked_at: new Date(now()) })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows > 0n)
          await record(write, { by: request.principal!, action: 'device.revoked', subject: id })
        return numUpdatedRows > 0n
      })
      if (!isRevoked) return sendProblem(request, reply, 'not_found')
      rightsChanged()
      return reply.code(204).send()
    },
  )
  app.post(
    '/api/devices/own-token',
    {
      config: { allow: ['wall_device'], rateLimit: { max: 600, timeWindow: 60_000 } },
      bodyLimit: 1_024,
      schema: {
        tags: ['devices'],
        summary: 'A wall’s new token, if the one it has is old enough',
        description:
          'The old token is valid until the new one is used. Asked again before that, a newer one is told.',
        body: NothingSchema,
        response: { 200: NextTokenSchema },
      },
    },
    async (request) => {
      const { id, role, tokenSha256 } = request.principal!
      const held = Buffer.from(tokenSha256, 'hex')
      const token = newToken('dev')
      const isOld = await database.write.transaction().execute(async (write) => {
        const { numUpdatedRows } = await write
          .updateTable('device')
          .set({ token_sha256: sha256(token), previous_sha256: held, token_at: new Date(now()) })
          .where('id', '=', id)
          .where((it) =>
            it.or([
              it.and([it('token_sha256', '=', held), it('token_at', '<=', stamp(now() - DEVICE_TOKEN_MS))]),
              // It was told a new one, and the answer was lost on the way.
              it('previous_sha256', '=', held),
            ]),
          )
          .executeTakeFirst()
        if (numUpdatedRows > 0n)
          await record(write, { by: { id, role }, action: 'device.token_renewed', subject: id })
        return numUpdatedRows > 0n
      })
      return { token: isOld ? token : null }
    },
  )
}
