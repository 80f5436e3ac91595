/** Walls: a signed-in administrator makes a device and is told its token once; a revoked one is cut in 2 s. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  DeviceListReplySchema,
  DeviceReplySchema,
  DeviceRequestSchema,
  NothingSchema,
} from '@shaotai/shared/contract/http.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { sendProblem } from '../plugins/errors.ts'
import { newToken, sha256 } from './principal.ts'

export async function deviceRoutes(
  app: FastifyInstance,
  { database, now }: { database: Database; now: () => number },
): Promise<void> {
  app.post<{ Body: { name: string; profile?: 'wall' | 'lobby' } }>(
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
      const token = newToken('dev')
      const id = `device-${randomUUID()}`
      const by = request.principal!
      await database.write.transaction().execute(async (write) => {
        await write
          .insertInto('device')
          .values({ id, name, profile, token_sha256: sha256(token), created_by: by.id })
          .execute()
        await record(write, { by, action: 'device.created', subject: id, details: { profile } })
      })
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
        items: rows.map(({ id, name, profile, last_seen_at, revoked_at }) => ({
          id,
          name,
          profile,
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
        if (numUpdatedRows === 0n) return false
        await record(write, { by: request.principal!, action: 'device.revoked', subject: id })
        return true
      })
      if (!isRevoked) return sendProblem(request, reply, 'not_found')
      return reply.code(204).send()
    },
  )
}
