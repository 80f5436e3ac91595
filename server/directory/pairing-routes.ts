/**
 * The doors of pairing: a screen asks for a code and then for its token, an administrator approves. Administrators
 * alone, as with every other long-lived secret: who may make a wall must be able to see and revoke it.
 */
import type { FastifyInstance } from 'fastify'
import { NothingSchema } from '@shaotai/shared/contract/http.ts'
import {
  CodeParamsSchema,
  PairingApprovalSchema,
  PairingApprovedSchema,
  PairingReplySchema,
  PairingSecretSchema,
  PairingTokenSchema,
} from '@shaotai/shared/contract/sign-in.ts'
import type { Database } from '../db/database.ts'
import { sendProblem } from '../plugins/errors.ts'
import type { WallProfile } from './devices.ts'
import { approvePairing, openPairing, takeToken } from './pairing.ts'

/** Of one address in a minute: a dozen screens that come up together, each asking every three seconds. */
const CODES = { max: 30, timeWindow: 60_000 }
const ASKINGS = { max: 600, timeWindow: 60_000 }
/** A code of 3 × 10^8 is not found by trying. */
const APPROVALS = { max: 30, timeWindow: 60_000 }

export async function pairingRoutes(
  app: FastifyInstance,
  { database, now }: { database: Database; now: () => number },
): Promise<void> {
  app.post(
    '/api/devices/pairing',
    {
      config: { allow: 'anyone', rateLimit: { ...CODES, groupId: 'pairing-code' } },
      bodyLimit: 1_024,
      schema: {
        tags: ['devices'],
        summary: 'A code for a screen that wants to be a wall',
        description: 'Valid for ten minutes. The secret stays with the screen and gets it its token.',
        body: NothingSchema,
        response: { 201: PairingReplySchema },
      },
    },
    async (request, reply) => {
      const pairing = await openPairing(database, now())
      if (!pairing) return sendProblem(request, reply, 'busy')
      const { code, secret, expiresAt } = pairing
      return reply.code(201).send({ code, secret, expiresAt: new Date(expiresAt).toISOString() })
    },
  )
  app.post<{ Params: { code: string }; Body: { name: string; profile?: WallProfile } }>(
    '/api/devices/pairing/:code/approve',
    {
      config: {
        allow: ['admin'],
        rateLimit: { ...APPROVALS, groupId: 'pairing-approval' },
        about: 'pairing',
      },
      bodyLimit: 4_096,
      schema: {
        tags: ['devices'],
        summary: 'Make the screen that shows this code a wall',
        params: CodeParamsSchema,
        body: PairingApprovalSchema,
        response: { 200: PairingApprovedSchema },
      },
    },
    async (request, reply) => {
      const { name, profile = 'wall' } = request.body
      const { code } = request.params
      const isKnown = await approvePairing(database, request.principal!, {
        code,
        name: name.trim(),
        profile,
        now: now(),
      })
      return isKnown ? { name: name.trim(), profile } : sendProblem(request, reply, 'code_unknown')
    },
  )
  app.post<{ Params: { code: string }; Body: { secret: string } }>(
    '/api/devices/pairing/:code/token',
    {
      config: { allow: 'anyone', rateLimit: { ...ASKINGS, groupId: 'pairing-token' }, about: 'pairing' },
      bodyLimit: 1_024,
      schema: {
        tags: ['devices'],
        summary: 'The token of a screen that was approved, once',
        params: CodeParamsSchema,
        body: PairingSecretSchema,
        response: { 200: PairingTokenSchema },
      },
    },
    async (request, reply) => {
      const { secret } = request.body
      const taken = await takeToken(database, { code: request.params.code, secret, now: now() })
      if (taken.is === 'unknown') return sendProblem(request, reply, 'code_unknown')
      if (taken.is === 'waiting') return { token: null, name: null, profile: null }
      const { token, name, profile } = taken
      return { token, name, profile }
    },
  )
}
