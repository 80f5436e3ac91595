/**
 * `GET /api/cases/closed-layer`: closed cases with a place, by closing time, for a map that shows more than
 * the picture holds (protocol B5). Columns, because a window may hold tens of thousands.
 */
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import {
  ClosedLayerQuerySchema,
  ClosedLayerReplySchema,
  type ClosedLayer,
} from '@shaotai/shared/contract/http.ts'
import { redactCase, type Profile } from '@shaotai/shared/domain/redact.ts'
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
import type { Database } from '../db/database.ts'
import { audienceFor, widestAudience } from '../directory/principal.ts'
import { sendProblem } from '../plugins/errors.ts'
import { statusesOf, visibleTo } from './case-filters.ts'
import { readCursor, toCursor } from './case-routes.ts'

interface Query {
  audience?: Profile
  from?: string
  to?: string
  kind?: Kind
  cursor?: string
  limit: number
}

export async function closedLayerRoutes(
  app: FastifyInstance,
  { database }: { database: Database },
): Promise<void> {
  app.get<{ Querystring: Query }>(
    '/api/cases/closed-layer',
    {
      config: { allow: 'signed_in' },
      schema: {
        tags: ['cases'],
        summary: 'Closed cases for a map, newest closing first',
        querystring: ClosedLayerQuerySchema,
        response: { 200: ClosedLayerReplySchema },
      },
    },
    async (request, reply) => {
      const { from, to, kind, cursor, limit, audience: profile } = request.query
      const principal = request.principal!
      const audience = profile ? audienceFor(principal, profile) : widestAudience(principal)
      if (!audience) return sendProblem(request, reply, 'not_allowed')
      const after = cursor === undefined ? null : readCursor(cursor)
      if (cursor !== undefined && !after)
        return sendProblem(request, reply, 'bad_request', {
          errors: [{ path: '/cursor', message: 'is not one this route gave' }],
        })
      const rows = await database.read
        .selectFrom('case_file')
        .select(['state', sql<string>`extract(epoch from closed_at)::text`.as('place')])
        .where((eb) => eb.and(visibleTo(audience, eb)))
        .where('status', 'in', statusesOf('closed'))
        .where('lng', 'is not', null)
        .where('closed_at', 'is not', null)
        .$if(kind !== undefined, (it) => it.where('kind', '=', kind!))
        .$if(from !== undefined, (it) => it.where(sql<boolean>`closed_at >= ${from}::timestamptz`))
        .$if(to !== undefined, (it) => it.where(sql<boolean>`closed_at < ${to}::timestamptz`))
        .$if(after !== null, (it) =>
          it.where(
            sql<boolean>`(closed_at, id) < (to_timestamp(${after![0]}::double precision), ${after![1]})`,
          ),
        )
        .orderBy('closed_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const layer: ClosedLayer = { id: [], kind: [], lng: [], lat: [], closedAt: [], next: null }
      for (const { state } of rows.slice(0, limit)) {
        const view = redactCase(state, audience)
        if (view === null || view.lng === null || view.lat === null) continue // where it is, is not for this audience
        layer.id.push(view.id)
        layer.kind.push(view.kind)
        layer.lng.push(view.lng)
        layer.lat.push(view.lat)
        layer.closedAt.push(view.closedAt!)
      }
      const last = rows[limit - 1]
      if (rows.length > limit && last) layer.next = toCursor(last.place, last.state.id)
      return layer
    },
  )
}
