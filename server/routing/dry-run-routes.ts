/**
 * `POST /api/directory/routing_rules/dry-run`: what rules, as they are or as they would be, make of the cases of a window,
 * beside what dispatchers made of them. Writes nothing and names no case.
 */
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import {
  DRY_RUN_CASES,
  DryRunReplySchema,
  DryRunRequestSchema,
  type DryRunRequest,
} from '@shaotai/shared/contract/directory.ts'
import type { RoutingRule } from '@shaotai/shared/directory/lists/routing-rule-fields.ts'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import { compareRules, type PastCase } from '@shaotai/shared/domain/routing/compare.ts'
import { inOrder } from '@shaotai/shared/domain/routing/route.ts'
import type { Database } from '../db/database.ts'
import type { ListService } from '../directory/lists/list-service.ts'
import { inForce } from '../directory/lists/standing.ts'
import { ruleWarnings } from '../directory/lists/warnings.ts'
import { languageOf, sendProblem } from '../plugins/errors.ts'

const MONTH_MS = 30 * 86_400_000

export interface DryRunOptions {
  database: Database
  lists: ListService
  calendar: Calendar
  now: () => number
}

export async function dryRunRoutes(
  app: FastifyInstance,
  { database, lists, calendar, now }: DryRunOptions,
): Promise<void> {
  app.post<{ Body: DryRunRequest }>(
    '/api/directory/routing_rules/dry-run',
    {
      config: { allow: ['duty_chief', 'admin'] },
      bodyLimit: 1024 * 1024,
      schema: {
        tags: ['directory'],
        summary: 'What routing rules would have done to the cases of a window',
        description: `The newest ${DRY_RUN_CASES} cases filed in it, without exercises, voided and merged ones.`,
        body: DryRunRequestSchema,
        response: { 200: DryRunReplySchema },
      },
    },
    async (request, reply) => {
      const to = request.body.to === undefined ? now() : Date.parse(request.body.to)
      const from = request.body.from === undefined ? to - MONTH_MS : Date.parse(request.body.from)
      if (from >= to)
        return sendProblem(request, reply, 'bad_request', {
          errors: [{ path: '/from', message: 'lies at or after the end of the window' }],
        })
      const judged = await lists.tryRules(request.body.rules ?? null)
      if ('code' in judged) return sendProblem(request, reply, judged.code, { errors: judged.errors })
      const { standing } = judged
      const cases = await readPast(database.readPool, { from, to, areas: request.principal!.areas })
      const toOrdered = (rules: readonly RoutingRule[]) => inOrder(rules.map((rule) => ({ rule })))
      const standingRules = inForce(standing, 'routing_rules').map((it) => it.entry as unknown as RoutingRule)
      const asked = judged.rules ?? standingRules
      return {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        cases: Math.min(cases.length, DRY_RUN_CASES),
        cut: cases.length > DRY_RUN_CASES,
        ...compareRules(cases.slice(0, DRY_RUN_CASES), toOrdered(standingRules), toOrdered(asked), calendar),
        warnings: ruleWarnings(asked, standing, lists.areaWithin, languageOf(request)),
      }
    },
  )
}

/** Newest first, one more than are looked at, in the asker's areas where they have some. Reads as the screens do: nothing personal can be in it. */
async function readPast(
  pool: pg.Pool,
  { from, to, areas }: { from: number; to: number; areas: readonly string[] },
): Promise<PastCase[]> {
  const { rows } = await pool.query<PastCase>(
    `select kind, category, area_path as "areaPath", state->>'priority' as priority, state->>'severity' as severity,
            filed_at as at, department
       from case_file
      where filed_at >= $1 and filed_at < $2 and not exercise and status not in ('voided', 'merged')
        and (cardinality($4::text[]) = 0 or area_path ?| $4)
      order by filed_at desc, id limit $3`,
    [new Date(from), new Date(to), DRY_RUN_CASES + 1, areas],
  )
  return rows
}
