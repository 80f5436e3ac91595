/**
 * Yardstick of part a: a Fastify route that checks the body by the same schema and stores it, as it is, with
 * its key, through the same group commit. No rights, no case, no log, no audit.
 */
import type { AddressInfo } from 'node:net'
import { ReportRequestSchema, type ReportRequest } from '@shaotai/shared/contract/http.ts'
import { openGroupCommit } from '../server/event-log/group-commit.ts'
import { validation } from '../server/plugins/validation.ts'
import { fastify } from './server-packages.ts'
import { open } from './stage.ts'
import { serve } from './worker.ts'

type Keyed = ReportRequest & { externalId: string }

/** Answers with its port. */
async function listen(databaseUrl: string): Promise<number> {
  const { writePool } = await open(databaseUrl)
  await writePool.query('create table report (key text primary key, body jsonb not null)')
  const commit = openGroupCommit<Keyed, { key: string }>({
    write: async (bodies) => {
      await writePool.query({
        name: 'insert',
        text: `insert into report (key, body) select it->>'externalId', it from jsonb_array_elements($1::jsonb) as it`,
        values: [JSON.stringify(bodies)],
      })
      return bodies.map(({ externalId }) => ({ key: externalId }))
    },
    keysOf: ({ externalId }) => [externalId],
    weightOf: () => 1,
    elapsed: () => performance.now(),
  })
  const app = fastify()
  await app.register(validation)
  app.post<{ Body: Keyed }>(
    '/report',
    {
      schema: {
        body: ReportRequestSchema,
        response: { 201: { type: 'object', properties: { key: { type: 'string' } } } },
      },
    },
    async (request, reply) => reply.code(201).send(await commit.add(request.body)),
  )
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

export type BareIngest = { listen: typeof listen }
serve({ listen } satisfies BareIngest)
