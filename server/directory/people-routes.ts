/** `/api/people`: the directory's people, for its administrators. What each change means is in `person-book.ts`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NothingSchema } from '@shaotai/shared/contract/http.ts'
import {
  IdParamsSchema,
  NewPersonSchema,
  OneTimePasswordSchema,
  PeopleReplySchema,
  PersonChangeSchema,
  PersonEntrySchema,
  type NewPersonRequest,
  type PersonChange,
} from '@shaotai/shared/contract/sign-in.ts'
import type { Database } from '../db/database.ts'
import { sendProblem } from '../plugins/errors.ts'
import type { Directory } from './directory.ts'
import { openPersonBook, type Done } from './person-book.ts'

export interface PeopleRoutesOptions {
  database: Database
  directory: Directory
  now: () => number
  idleMs: number
  rightsChanged: () => void
}

export async function peopleRoutes(
  app: FastifyInstance,
  { database, directory, now, idleMs, rightsChanged }: PeopleRoutesOptions,
): Promise<void> {
  const book = openPersonBook({
    database,
    now,
    idleMs,
    isDepartment: (code) => directory.current.department(code)?.code === code,
  })
  const config = { allow: ['admin'] } as const
  const ofOne = { ...config, about: 'person' }
  const answer = <T extends object>(
    request: FastifyRequest,
    reply: FastifyReply,
    done: Done<T>,
    body: (it: T) => unknown,
  ): FastifyReply => {
    if (!done.ok) return sendProblem(request, reply, done.code)
    rightsChanged()
    return reply.send(body(done))
  }

  app.get(
    '/api/people',
    {
      config,
      schema: {
        tags: ['people'],
        summary: 'Everybody who may sign in',
        response: { 200: PeopleReplySchema },
      },
    },
    async () => ({ items: await book.list() }),
  )
  app.post<{ Body: NewPersonRequest }>(
    '/api/people',
    {
      config,
      bodyLimit: 4_096,
      schema: {
        tags: ['people'],
        summary: 'Make a person; the one-time password is told once',
        body: NewPersonSchema,
        response: { 201: OneTimePasswordSchema },
      },
    },
    async (request, reply) =>
      answer(request, reply.code(201), await book.create(request.principal!, request.body), told),
  )
  app.post<{ Params: { id: string }; Body: PersonChange }>(
    '/api/people/:id',
    {
      config: ofOne,
      bodyLimit: 4_096,
      schema: {
        tags: ['people'],
        summary: 'Change name, role, department, clearance or areas',
        description: 'A changed role, department, clearance or set of areas ends all sessions of the person.',
        params: IdParamsSchema,
        body: PersonChangeSchema,
        response: { 200: PersonEntrySchema },
      },
    },
    async (request, reply) =>
      answer(
        request,
        reply,
        await book.change(request.principal!, request.params.id, request.body),
        (it) => it.person,
      ),
  )
  app.post<{ Params: { id: string } }>(
    '/api/people/:id/reset',
    {
      config: ofOne,
      schema: {
        tags: ['people'],
        summary: 'A new one-time password, told once; ends all sessions',
        params: IdParamsSchema,
        body: NothingSchema,
        response: { 200: OneTimePasswordSchema },
      },
    },
    async (request, reply) =>
      answer(request, reply, await book.reset(request.principal!, request.params.id), told),
  )
  const acts = {
    disable: ['Disable; ends all sessions', (by, id) => book.setDisabled(by, id, true)],
    enable: ['Enable again', (by, id) => book.setDisabled(by, id, false)],
    'sign-out': ['End all sessions', book.signOut],
  } satisfies Record<string, [string, typeof book.signOut]>
  for (const [act, [summary, run]] of Object.entries(acts))
    app.post<{ Params: { id: string } }>(
      `/api/people/:id/${act}`,
      {
        config: ofOne,
        schema: {
          tags: ['people'],
          summary,
          params: IdParamsSchema,
          body: NothingSchema,
          response: { 200: PersonEntrySchema },
        },
      },
      async (request, reply) =>
        answer(request, reply, await run(request.principal!, request.params.id), (it) => it.person),
    )
}

const told = ({ person, oneTimePassword }: { person: unknown; oneTimePassword: string }) => ({
  person,
  oneTimePassword,
})
