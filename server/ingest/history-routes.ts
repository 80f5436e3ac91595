/**
 * `POST /api/history`: the past of another system, as reports and steps with their own stamps, judged by
 * the same `decide`. Items of one case are taken in order and written together.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  BATCH_LIMIT,
  BatchAnswerSchema,
  HistoryItemSchema,
  type ExternalCase,
  type HistoryCommand,
  type HistoryItem,
  type HistoryReport,
} from '@shaotai/shared/contract/http.ts'
import { openBecause } from '@shaotai/shared/contract/closed.ts'
import type { ProblemCode } from '@shaotai/shared/contract/problem.ts'
import type { Actor } from '@shaotai/shared/domain/policy.ts'
import type { Areas } from '../areas/areas.ts'
import type { CaseRequest, CaseService, Group } from '../cases/case-service.ts'
import { toBody } from '../cases/command-door.ts'
import { fingerprint } from '../cases/fingerprint.ts'
import type { Directory } from '../directory/directory.ts'
import { actorOf, mayReport, type Principal } from '../directory/principal.ts'
import { sendProblem } from '../plugins/errors.ts'
import { checkOf, type SchemaError } from '../plugins/validation.ts'
import { answerOf, externalKey, problemOf } from './ingest-routes.ts'
import { toReport } from './to-report.ts'

const itemCheck = checkOf(HistoryItemSchema)
type Mapped = { request: CaseRequest } | { code: ProblemCode; errors?: SchemaError[] }

export async function historyRoutes(
  app: FastifyInstance,
  { cases, directory, areas }: { cases: CaseService; directory: Directory; areas: Areas },
): Promise<void> {
  app.post<{ Body: unknown[] }>(
    '/api/history',
    {
      config: { allow: ['ingest'] },
      bodyLimit: 16 * 1024 * 1024,
      schema: {
        tags: ['reporting'],
        summary: 'Load history: up to 500 reports and steps with their past stamps',
        description:
          '201: new. 200: was there already, with the same body. Unknown categories and departments are added.',
        body: Type.Array(Type.Unknown(openBecause('each item is checked by itself')), {
          maxItems: BATCH_LIMIT,
        }),
        response: { 207: BatchAnswerSchema },
      },
    },
    async (request, reply) => {
      const principal = request.principal!
      if (!principal.history) return sendProblem(request, reply, 'history_right_needed')
      const checks = request.body.map((item) =>
        itemCheck.is(item) ? { item: item as HistoryItem } : { errors: itemCheck.errors() },
      )
      await addMissing(
        checks.flatMap((it) => ('item' in it && mayReport(principal, it.item.source) ? [it.item] : [])),
        directory,
        principal,
      )

      const targets = await cases.idsOf(checks.flatMap((it) => ('item' in it ? intoOf(it.item) : [])))
      const groups = new Map<string, Group & { places: number[] }>()
      const results: object[] = Array.from({ length: checks.length })
      checks.forEach((it, i) => {
        const mapped: Mapped =
          'item' in it
            ? toRequest(it.item, targets, principal, directory, areas)
            : { code: 'bad_request', errors: it.errors }
        if ('code' in mapped || !('item' in it)) return void (results[i] = refused(request, mapped))
        const { source, externalId } = it.item
        const key = `${source}\n${externalId}`
        const group = groups.get(key) ?? { locate: { source, externalId }, requests: [], places: [] }
        groups.set(key, group)
        group.requests.push(mapped.request)
        group.places.push(i)
      })
      const ordered = [...groups.values()]
      const done = await cases.handle(ordered)
      ordered.forEach(({ places }, g) =>
        places.forEach((place, n) => {
          const result = done[g]![n]!
          results[place] = result.ok
            ? { status: result.replayed ? 200 : 201, ...answerOf(result) }
            : problemOf(request, result.code)
        }),
      )
      return reply.code(207).send({ results })
    },
  )
}

const refused = (request: FastifyRequest, mapped: Mapped): object =>
  'code' in mapped ? problemOf(request, mapped.code, mapped.errors) : {}

async function addMissing(items: HistoryItem[], directory: Directory, by: Principal): Promise<void> {
  const departments = items.flatMap(({ department }) =>
    department !== undefined && !directory.department(department) ? [department] : [],
  )
  const categories = items.flatMap((it) =>
    it.type === 'report' && !directory.category((it as HistoryReport).category)
      ? [{ name: (it as HistoryReport).category, kind: (it as HistoryReport).kind }]
      : [],
  )
  if (departments.length > 0 || categories.length > 0) await directory.addMissing(by, departments, categories)
}

/** Of a merge: the case to merge into. */
const intoOf = (item: HistoryItem): ExternalCase[] => ('into' in item && item.into ? [item.into] : [])

function toRequest(
  item: HistoryItem,
  targets: ReadonlyMap<string, string>,
  principal: Principal,
  directory: Directory,
  areas: Areas,
): Mapped {
  const actor: Actor = item.actor
    ? {
        id: `history:${item.actor.id}`,
        role: item.actor.role,
        department: item.actor.department ?? null,
        history: true,
      }
    : actorOf(principal)
  if (!mayReport(principal, item.source)) return { code: 'source_not_allowed' }
  if (item.type === 'report') {
    const { type: _, source, actor: __, ...body } = item as HistoryReport
    const to = toReport(body, source, directory, areas)
    if (!to.ok) return { code: to.code }
    const keys = [{ source, key: externalKey(body.externalId), sha256: fingerprint(body) }]
    return { request: { op: 'report', actor, keys, report: to.report, occurredAt: to.occurredAt } }
  }
  const { source, externalId, occurredAt, actor: _, ...rest } = item as HistoryCommand
  const body = toBody(rest, directory)
  if (!body) return { code: 'unknown_department' }
  for (const into of intoOf(item)) {
    const target = targets.get(`${into.source}\n${into.externalId}`)
    if (target === undefined) return { code: 'target_not_found' }
    Object.assign(body, { into: target })
  }
  const keys = [
    { source, key: `${externalKey(externalId)}:${body.type}:${occurredAt}`, sha256: fingerprint(item) },
  ]
  return {
    request: {
      op: 'command',
      actor,
      keys,
      command: { body, expectedVersion: null, occurredAt: Date.parse(occurredAt) },
    },
  }
}
