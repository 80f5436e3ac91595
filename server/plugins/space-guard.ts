/** While the disk is nearly full nothing new is accepted; reading, screens and signing in go on (trust R19). */
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { sendProblem } from './errors.ts'

export const spaceGuard = fp<{ isLow: () => boolean }>(async (app: FastifyInstance, { isLow }) => {
  app.addHook('preHandler', async (request, reply) => {
    if (request.method === 'POST' && request.routeOptions.url !== '/api/session' && isLow())
      return sendProblem(request, reply, 'no_space')
  })
})
