/** Reporting keys: made, exchanged and revoked by an administrator. A key is told once; only its hash is kept. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { NothingSchema } from '@shaotai/shared/contract/http.ts'
import {
  IdParamsSchema,
  KeyRotationSchema,
  KeysReplySchema,
  KeyToldSchema,
  NewKeySchema,
  type KeyEntry,
  type NewKeyRequest,
} from '@shaotai/shared/contract/sign-in.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { sendProblem } from '../plugins/errors.ts'
import { newToken, sha256 } from './principal.ts'
import { HOUR, KEY_OVERLAP_HOURS } from './sign-in-limits.ts'

export async function keyRoutes(
  app: FastifyInstance,
  { database, now, rightsChanged }: { database: Database; now: () => number; rightsChanged: () => void },
): Promise<void> {
  const config = { allow: ['admin'] } as const
  const read = async (id?: string): Promise<KeyEntry[]> => {
    let query = database.write.selectFrom('api_key').selectAll().orderBy('created_at')
    if (id !== undefined) query = query.where('id', '=', id)
    return (await query.execute()).map((it) => ({
      id: it.id,
      name: it.name,
      sources: it.sources,
      history: it.history,
      createdAt: new Date(it.created_at).toISOString(),
      expiresAt: isoOf(it.expires_at),
      lastUsedAt: isoOf(it.last_used_at),
      previousUntil:
        it.previous_until !== null && it.previous_until > now() ? isoOf(it.previous_until) : null,
      revoked: it.revoked_at !== null,
    }))
  }

  app.get(
    '/api/keys',
    {
      config,
      schema: { tags: ['keys'], summary: 'Reporting keys', response: { 200: KeysReplySchema } },
    },
    async () => ({ items: await read() }),
  )
  app.post<{ Body: NewKeyRequest }>(
    '/api/keys',
    {
      config,
      bodyLimit: 4_096,
      schema: {
        tags: ['keys'],
        summary: 'Make a key; it is told once',
        body: NewKeySchema,
        response: { 201: KeyToldSchema },
      },
    },
    async (request, reply) => {
      const { name, sources, history = false, expiresAt } = request.body
      const key = newToken('key')
      const id = `key-${randomUUID()}`
      await database.write.transaction().execute(async (write) => {
        await write
          .insertInto('api_key')
          .values({
            id,
            name: name.trim(),
            key_sha256: sha256(key),
            history,
            sources: sources ?? null,
            expires_at: expiresAt === undefined ? null : new Date(expiresAt),
            created_by: request.principal!.id,
          })
          .execute()
        const details = { history, sources: sources?.join(' ') ?? 'any', ...(expiresAt && { expiresAt }) }
        await record(write, { by: request.principal!, action: 'key.created', subject: id, details })
      })
      return reply.code(201).send({ entry: (await read(id))[0]!, key })
    },
  )
  app.post<{ Params: { id: string }; Body: { overlapHours?: number } }>(
    '/api/keys/:id/rotate',
    {
      config: { ...config, about: 'key' },
      bodyLimit: 4_096,
      schema: {
        tags: ['keys'],
        summary: 'A new key in place of this one, told once',
        description:
          'The old one is valid for `overlapHours` more. Of two rotations the later overlap counts.',
        params: IdParamsSchema,
        body: KeyRotationSchema,
        response: { 200: KeyToldSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { overlapHours = KEY_OVERLAP_HOURS } = request.body
      const key = newToken('key')
      const isRotated = await database.write.transaction().execute(async (write) => {
        const { numUpdatedRows } = await write
          .updateTable('api_key')
          .set((it) => ({
            key_sha256: sha256(key),
            previous_sha256: overlapHours > 0 ? it.ref('key_sha256') : null,
            previous_until: overlapHours > 0 ? new Date(now() + overlapHours * HOUR) : null,
          }))
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows > 0n)
          await record(write, { by: request.principal!, action: 'key.rotated', subject: id })
        return numUpdatedRows > 0n
      })
      if (!isRotated) return sendProblem(request, reply, 'not_found')
      rightsChanged()
      return { entry: (await read(id))[0]!, key }
    },
  )
  app.delete<{ Params: { id: string } }>(
    '/api/keys/:id',
    {
      config: { ...config, about: 'key' },
      schema: {
        tags: ['keys'],
        summary: 'Revoke a key',
        params: IdParamsSchema,
        response: { 204: NothingSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const isRevoked = await database.write.transaction().execute(async (write) => {
        const { numUpdatedRows } = await write
          .updateTable('api_key')
          .set({ revoked_at: new Date(now()) })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows > 0n)
          await record(write, { by: request.principal!, action: 'key.revoked', subject: id })
        return numUpdatedRows > 0n
      })
      if (!isRevoked) return sendProblem(request, reply, 'not_found')
      rightsChanged()
      return reply.code(204).send()
    },
  )
}

const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
