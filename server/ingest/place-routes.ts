/** Where a place lies and whether a report of it would be taken, asked while the report is still being written. */
import type { FastifyInstance } from 'fastify'
import {
  PlaceReplySchema,
  PlaceRequestSchema,
  type PlaceReply,
  type PlaceRequest,
} from '@shaotai/shared/contract/areas.ts'
import { REPORTING } from '@shaotai/shared/domain/rights.ts'
import { NOWHERE } from '../areas/area-index.ts'
import type { Areas } from '../areas/areas.ts'
import { toPlace } from './to-report.ts'

export async function placeRoutes(
  app: FastifyInstance,
  { areas }: { areas: Pick<Areas, 'at'> },
): Promise<void> {
  app.post<{ Body: PlaceRequest }>(
    '/api/areas/at',
    {
      config: { allow: REPORTING },
      schema: {
        tags: ['reporting'],
        summary: 'The areas that hold a place, and whether a report of it would be taken',
        description: 'Judged as a report is. A POST, so that a place somebody calls about is in no address.',
        body: PlaceRequestSchema,
        response: { 200: PlaceReplySchema },
      },
    },
    async ({ body }): Promise<PlaceReply> => {
      const place = toPlace(body)
      if (place?.lng == null || place.lat === null) return { lng: body.lng, lat: body.lat, ...REFUSED }
      const within = areas.at(place.lng, place.lat)
      const { path } = within ?? NOWHERE
      return { lng: place.lng, lat: place.lat, accepted: within !== null, path }
    },
  )
}
const REFUSED = { accepted: false, path: [] }
