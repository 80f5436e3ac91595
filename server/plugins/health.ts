/** `/livez`: the process answers. `/readyz`: a report sent now would be durable. */
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { AliveSchema, ReadySchema } from '@shaotai/shared/contract/http.ts'

export interface HealthOptions {
  /** Why the log cannot be written now, a word each; empty when it can. */
  faults: () => Promise<string[]>
}

export const health = fp<HealthOptions>(async (app: FastifyInstance, { faults }) => {
  let asking: Promise<string[]> | null = null
  app.get(
    '/livez',
    {
      config: { allow: 'anyone', rateLimit: false },
      schema: { tags: ['operations'], summary: 'Alive', response: { 200: AliveSchema } },
    },
    async () => ({ status: 'alive' }),
  )
  app.get(
    '/readyz',
    {
      config: { allow: 'anyone', rateLimit: false },
      schema: {
        tags: ['operations'],
        summary: 'Able to write the log',
        response: { 200: ReadySchema, 503: ReadySchema },
      },
    },
    async (_request, reply) => {
      // Anybody may ask, as often as they like: those who ask at once share one look.
      const found = await (asking ??= faults().finally(() => (asking = null)))
      return reply
        .code(found.length === 0 ? 200 : 503)
        .send({ status: found.length === 0 ? 'ready' : 'not_ready', faults: found })
    },
  )
})
