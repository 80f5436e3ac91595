/** Whom a case may be given to, for those who hand out: what the lists and the cases say, ranked by rank-candidates.ts. */
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { CandidatesReplySchema, type CandidatesReply } from '@shaotai/shared/contract/candidates.ts'
import type { DepartmentListEntry } from '@shaotai/shared/directory/lists/departments.ts'
import type { DutyListEntry } from '@shaotai/shared/directory/lists/duty-list.ts'
import type { DutyRosterEntry } from '@shaotai/shared/directory/lists/duty-roster.ts'
import type { RoutingRule } from '@shaotai/shared/directory/lists/routing-rule-fields.ts'
import type { ListId } from '@shaotai/shared/directory/lists.ts'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import { CaseIdSchema, type CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import { rolesFor } from '@shaotai/shared/domain/rights.ts'
import type { Database } from '../db/database.ts'
import { readRevision, readStanding, type Standing } from '../directory/lists/standing.ts'
import { sendProblem } from '../plugins/errors.ts'
import { visibleTo } from './case-filters.ts'
import { rosterAt } from './on-duty.ts'
import { rankCandidates, type Work } from './rank-candidates.ts'
import { seeCase } from './see-case.ts'

/** Lately: long enough to know a habit, short enough to be today's. */
export const LATELY_DAYS = 90
const SIGNED_LAST = 20
const DAY_MS = 86_400_000

export async function candidatesRoutes(
  app: FastifyInstance,
  { database, calendar, now }: { database: Database; calendar: Calendar; now: () => number },
): Promise<void> {
  let held: { revision: number; standing: Standing } | null = null
  /** Read whole again when anything in it changed. */
  async function lists(): Promise<Standing> {
    const revision = await readRevision(database.writePool)
    if (held?.revision !== revision) held = { revision, standing: await readStanding(database.writePool) }
    return held.standing
  }

  app.get<{ Params: { id: string } }>(
    '/api/cases/:id/candidates',
    {
      config: { about: 'case', allow: rolesFor('dispatch').filter((role) => role !== 'system') },
      schema: {
        tags: ['cases'],
        summary: 'Departments that this case may be given to, best first, with reasons',
        description:
          'A suggestion: nothing is dispatched by it. Reasons are codes; what they rest on stands beside them.',
        params: Type.Object({ id: CaseIdSchema }, { additionalProperties: false }),
        response: { 200: CandidatesReplySchema },
      },
    },
    async (request, reply): Promise<CandidatesReply> => {
      const seen = await seeCase(database, request.principal!, request.params.id)
      if (!seen) return sendProblem(request, reply, 'not_found')
      const { file, audience } = seen
      const [standing, work, returnedBy] = await Promise.all([
        lists(),
        readWork(database, audience, file, now()),
        readReturns(database, file.id),
      ])
      const all = <T>(list: ListId): { key: string; entry: T; retired: boolean }[] =>
        [...standing.get(list)!.values()].map(({ key, entry, retired }) => ({
          key,
          entry: entry as T,
          retired,
        }))
      const duty = all<DutyListEntry>('duty_list').find(
        (it) => !it.retired && it.key === file.category,
      )?.entry
      const shifts = all<DutyRosterEntry>('duty_roster').filter((it) => !it.retired)
      const rule = file.routed && all<RoutingRule>('routing_rules').find((it) => it.key === file.routed!.rule)
      return {
        days: LATELY_DAYS,
        rule: rule
          ? {
              code: rule.key,
              title: rule.entry.name,
              ...(rule.entry.nameEn !== undefined && { titleEn: rule.entry.nameEn }),
            }
          : null,
        ...rankCandidates({
          departments: all<DepartmentListEntry>('departments').map(({ key, entry, retired }) => ({
            code: key,
            retired,
            area: entry.area ?? null,
          })),
          routed: file.routed,
          duty: duty ?? null,
          areaPath: file.areaPath,
          ...rosterAt(
            shifts.map(({ entry }) => entry),
            calendar,
            now(),
          ),
          owner: file.department,
          returnedBy,
          work,
        }),
      }
    },
  )
}

/** One pass over what is open and what was reported lately, as far as the asker sees it; the case itself is left out. */
async function readWork(
  database: Database,
  audience: Audience,
  file: CaseFile,
  now: number,
): Promise<Work[]> {
  const since = sql`to_timestamp(${(now - LATELY_DAYS * DAY_MS) / 1_000}::double precision)`
  const at = sql`to_timestamp(${now / 1_000}::double precision)`
  const rows = await database.read
    .with('seen', (db) =>
      db
        .selectFrom('case_file')
        .select(['department', 'category', 'done_seq', 'due_at', 'feedback_at'])
        .select(sql<boolean>`reported_at >= ${since}`.as('lately'))
        .select(sql<number | null>`extract(epoch from signed_at - dispatched_at) * 1000`.as('signing'))
        .select(
          sql<number>`row_number() over (partition by department order by signed_at desc nulls last)`.as(
            'nth',
          ),
        )
        .where((eb) => eb.and(visibleTo(audience, eb)))
        .where('department', 'is not', null)
        .where('id', '!=', file.id)
        .where('exercise', '=', file.exercise)
        .where(sql<boolean>`(done_seq is null or reported_at >= ${since})`),
    )
    .selectFrom('seen')
    .select('department')
    .select(sql<number>`count(*) filter (where done_seq is null)::integer`.as('open'))
    .select(
      sql<number>`count(*) filter (where done_seq is null and feedback_at is null and due_at < ${at})::integer`.as(
        'overdue',
      ),
    )
    .select(
      sql<number>`count(*) filter (where lately and category = ${file.category})::integer`.as('similar'),
    )
    .select(
      sql<
        number | null
      >`percentile_cont(0.5) within group (order by signing) filter (where nth <= ${SIGNED_LAST} and signing >= 0)`.as(
        'medianMs',
      ),
    )
    .select(sql<number>`count(*) filter (where nth <= ${SIGNED_LAST} and signing >= 0)::integer`.as('signed'))
    .groupBy('department')
    .execute()
  return rows.map((it) => ({ ...it, department: it.department! }))
}

/** Who had it when a return was confirmed, oldest first. */
async function readReturns(database: Database, id: string): Promise<string[]> {
  const rows = await database.read
    .selectFrom('event_log')
    .select(sql<string | null>`event->'scope'->>'from'`.as('from'))
    .where('case_id', '=', id)
    .where('type', '=', 'case.returned')
    .orderBy('version')
    .execute()
  return rows.flatMap((it) => it.from ?? [])
}
