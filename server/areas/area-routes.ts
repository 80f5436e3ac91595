/** Areas for screens and programs, and the door by which a district's own come in. */
import { promisify } from 'node:util'
import { gunzip as gunzipWithCallback } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import {
  AreasQuerySchema,
  AreasReplySchema,
  LoadAreasReplySchema,
  LoadAreasSchema,
  type LoadAreas,
} from '@shaotai/shared/contract/http.ts'
import { TIERS, type Tier } from '@shaotai/shared/domain/vocabulary.ts'
import { READERS } from '../directory/directory-routes.ts'
import { sendProblem } from '../plugins/errors.ts'
import { openAreaBodies, type Form } from './area-bodies.ts'
import type { Areas } from './areas.ts'

const gunzip = promisify(gunzipWithCallback)

export async function areaRoutes(app: FastifyInstance, { areas }: { areas: Areas }): Promise<void> {
  const bodies = openAreaBodies(areas)

  app.get<{ Querystring: { tier?: string; form?: Form } }>(
    '/api/areas',
    {
      config: { allow: READERS, cacheControl: 'private, no-cache' },
      compress: false, // it is compressed already
      schema: {
        tags: ['directory'],
        summary: 'Areas, with or without their outlines',
        description: 'Kept by its ETag: a second read of the same areas is answered 304.',
        querystring: AreasQuerySchema,
        response: { 200: AreasReplySchema },
      },
    },
    async (request, reply) => {
      const { tier, form = 'geojson' } = request.query
      const tiers = new Set((tier?.split(',') ?? []).filter((it) => it !== ''))
      const unknown = [...tiers].filter((it) => !TIERS.includes(it as Tier))
      if (unknown.length > 0) {
        const message = `has no tier ${unknown.join(', ')}; tiers are ${TIERS.join(', ')}`
        return sendProblem(request, reply, 'bad_request', { errors: [{ path: '/tier', message }] })
      }
      const { etag, gzipped } = await bodies.body(tiers as ReadonlySet<Tier>, form)
      reply.header('etag', etag).header('vary', 'accept-encoding')
      if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
      const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
      reply.type('application/json; charset=utf-8')
      if (takesGzip) reply.header('content-encoding', 'gzip')
      return reply.send(takesGzip ? gzipped : await gunzip(gzipped))
    },
  )

  app.post<{ Body: LoadAreas }>(
    '/api/areas',
    {
      config: { allow: ['ingest', 'admin'] },
      bodyLimit: 16 * 1024 * 1024,
      schema: {
        tags: ['directory'],
        summary: 'Load areas, all or none; an area that is there already is replaced',
        description: 'Cases keep the areas that they were reported in. A key needs the history right.',
        body: LoadAreasSchema,
        response: { 200: LoadAreasReplySchema },
      },
    },
    async (request, reply) => {
      const { id, role, kind, history } = request.principal!
      if (kind === 'key' && !history) return sendProblem(request, reply, 'history_right_needed')
      const { features, replace } = request.body
      const outcome = await areas.load({ features, ...(replace && { replace }), actor: { id, role } })
      if (outcome.ok) return outcome.report
      const errors = outcome.faults.map(({ feature, code, says }) => ({
        path: `/features/${feature - 1}`,
        message: `feature ${feature}${code === null ? '' : ` (${code})`} ${says}`,
      }))
      return sendProblem(request, reply, 'bad_areas', { errors })
    },
  )
}

const isKnown = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  header.split(',').some((it) => it.trim() === '*' || it.trim().replace(/^W\//, '') === etag)
