/** The working calendar in force, for pages that show how much time is left on it. */
import type { FastifyInstance } from 'fastify'
import { CalendarReplySchema } from '@shaotai/shared/contract/http.ts'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import { READERS } from './directory-routes.ts'

export async function calendarRoutes(
  app: FastifyInstance,
  { calendar }: { calendar: Calendar },
): Promise<void> {
  app.get(
    '/api/calendar',
    {
      config: { allow: READERS },
      schema: {
        tags: ['directory'],
        summary: 'The working calendar: holidays, worked weekends, office hours',
        description: 'It changes only when the server starts anew; `version` says whether it did.',
        response: { 200: CalendarReplySchema },
      },
    },
    async () => calendar,
  )
}
