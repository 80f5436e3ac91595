/** What happened to one case, in order: its events as their reader may know them, with who by role. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { TimelineReplySchema, type TimelineReply } from '@shaotai/shared/contract/http.ts'
import { CaseIdSchema } from '@shaotai/shared/domain/case-file.ts'
import { withPath, type CaseEvent } from '@shaotai/shared/domain/events.ts'
import { redactCase, type Audience } from '@shaotai/shared/domain/redact.ts'
import { SEES_PERSONAL } from '@shaotai/shared/domain/rights.ts'
import { entryOf, type Known } from '@shaotai/shared/domain/timeline/entry.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { widestAudience } from '../directory/principal.ts'
import { sendProblem } from '../plugins/errors.ts'
import { readCases } from './case-repository.ts'
import { seeCase } from './see-case.ts'

const Params = Type.Object({ id: CaseIdSchema }, { additionalProperties: false })

export async function timelineRoutes(
  app: FastifyInstance,
  { database }: { database: Database },
): Promise<void> {
  app.get<{ Params: { id: string } }>(
    '/api/cases/:id/timeline',
    {
      config: { about: 'case', allow: 'signed_in' },
      schema: {
        tags: ['cases'],
        summary: 'What happened to a case, oldest first',
        description:
          'Coded details and the acting role go to those who see the case whole, a person’s name to those whose work needs it.',
        params: Params,
        response: { 200: TimelineReplySchema },
      },
    },
    async (request, reply): Promise<TimelineReply> => {
      const principal = request.principal!
      const seen = await seeCase(database, principal, request.params.id)
      if (!seen) return sendProblem(request, reply, 'not_found')
      const rows = await database.read
        .selectFrom('event_log')
        .select(['seq', 'recorded_at', 'event'])
        .where('case_id', '=', request.params.id)
        .orderBy('version')
        .execute()
      const events = rows.map(({ event }) => event)
      const [people, cases] = await Promise.all([
        peopleBehind(events, SEES_PERSONAL.has(principal.role)),
        // What was granted is this one case: of others they are told what they see anyway.
        numbersOf(events, seen.until === null ? seen.audience : widestAudience(principal)!),
      ])
      const items = rows.flatMap(({ seq, recorded_at, event }) => {
        const logged = { ...withPath(event, seen.file.areaPath), seq, recordedAt: recorded_at }
        const entry = entryOf(logged, seen.audience, (id) => people.get(id))
        return entry ? [entry] : []
      })
      // On the trail before it is shown: who worked on it, by name.
      if (items.some(({ by }) => by?.name !== undefined))
        await record(database.write, { by: principal, action: 'timeline.viewed', subject: seen.file.id })
      return { items, cases: seen.isWhole ? cases : {} }
    },
  )

  /** Keys, devices and people of another system are nobody of the directory. */
  async function peopleBehind(events: CaseEvent[], named: boolean): Promise<Map<string, Known>> {
    const ids = [...new Set(events.map(({ actor }) => actor.id))]
    if (ids.length === 0) return new Map()
    const rows = await database.write
      .selectFrom('person')
      .select(['id', 'name', 'department'])
      .where('id', 'in', ids)
      .execute()
    return new Map(
      rows.map(({ id, name, department }) => [id, { department, ...(named && { name }) }] as const),
    )
  }

  async function numbersOf(events: CaseEvent[], audience: Audience): Promise<Record<string, string>> {
    const ids = [
      ...new Set(events.flatMap(({ details }) => [details?.into ?? [], details?.joined ?? []].flat())),
    ]
    const files = ids.length === 0 ? [] : await readCases(database.readPool, ids)
    return Object.fromEntries(
      files.flatMap((file) => (redactCase(file, audience) ? [[file.id, file.no]] : [])),
    )
  }
}
