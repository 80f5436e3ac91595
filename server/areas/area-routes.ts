/** Areas for screens and programs, their versions, and the door by which a district's own come in. */
import { promisify } from 'node:util'
import { gunzip as gunzipWithCallback } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  AreaRevisionReplySchema,
  AreaVersionReplySchema,
  AreaVersionsReplySchema,
  LOAD_AREAS_BYTES,
  LoadAreasQuerySchema,
  LoadAreasReplySchema,
  LoadAreasSchema,
  type LoadAreas,
  type LoadAreasReply,
} from '@shaotai/shared/contract/areas.ts'
import { AreasQuerySchema, AreasReplySchema } from '@shaotai/shared/contract/http.ts'
import { sayFinding } from '@shaotai/shared/domain/area-finding.ts'
import { TIERS, type Role, type Tier } from '@shaotai/shared/domain/vocabulary.ts'
import type { Database } from '../db/database.ts'
import { READERS } from '../directory/directory-routes.ts'
import { languageOf, sendProblem } from '../plugins/errors.ts'
import { openAreaBodies, type Form } from './area-bodies.ts'
import { readVersion, readVersions } from './area-versions.ts'
import type { Areas } from './areas.ts'

const VersionParams = Type.Object(
  { version: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) },
  { additionalProperties: false },
)
const gunzip = promisify(gunzipWithCallback)
/** Who answers for boundaries or for figures by them: a version names who loaded it. */
const OVERSEERS: Role[] = ['leader', 'duty_chief', 'admin']

export async function areaRoutes(
  app: FastifyInstance,
  { areas, database }: { areas: Areas; database: Pick<Database, 'readPool'> },
): Promise<void> {
  const bodies = openAreaBodies(areas)

  app.get<{ Querystring: { tier?: string; form?: Form; version?: number; retired?: boolean } }>(
    '/api/areas',
    {
      config: { allow: READERS, cacheControl: 'private, no-cache' },
      compress: false, // it is compressed already
      schema: {
        tags: ['directory'],
        summary: 'Areas, with or without their outlines, as they stand or as they were in a version',
        description: 'Kept by its ETag: a second read of the same areas is answered 304.',
        querystring: AreasQuerySchema,
        response: { 200: AreasReplySchema },
      },
    },
    async (request, reply) => {
      const { tier, form = 'geojson', version = null, retired = false } = request.query
      const tiers = new Set((tier?.split(',') ?? []).filter((it) => it !== ''))
      const unknown = [...tiers].filter((it) => !TIERS.includes(it as Tier))
      if (unknown.length > 0) {
        const message = `has no tier ${unknown.join(', ')}; tiers are ${TIERS.join(', ')}`
        return sendProblem(request, reply, 'bad_request', { errors: [{ path: '/tier', message }] })
      }
      const body = await bodies.body({ tiers: tiers as ReadonlySet<Tier>, form, retired, version })
      if (!body) return sendProblem(request, reply, 'not_found')
      const { etag, gzipped } = body
      reply.header('etag', etag).header('vary', 'accept-encoding')
      if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
      const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
      reply.type('application/json; charset=utf-8')
      if (takesGzip) reply.header('content-encoding', 'gzip')
      return reply.send(takesGzip ? gzipped : await gunzip(gzipped))
    },
  )

  app.get(
    '/api/areas/revision',
    {
      config: { allow: READERS },
      schema: {
        tags: ['directory'],
        summary: 'A number that moves on with every change of the areas',
        response: { 200: AreaRevisionReplySchema },
      },
    },
    async () => ({ revision: areas.revision() }),
  )

  app.get(
    '/api/areas/versions',
    {
      config: { allow: OVERSEERS },
      schema: {
        tags: ['directory'],
        summary: 'The versions of the areas, newest first',
        response: { 200: AreaVersionsReplySchema },
      },
    },
    async () => readVersions(database.readPool),
  )

  app.get<{ Params: { version: number } }>(
    '/api/areas/versions/:version',
    {
      config: { allow: OVERSEERS, about: 'area version' },
      schema: {
        tags: ['directory'],
        summary: 'A version with each area that it added, removed, renamed, moved or amended',
        params: VersionParams,
        response: { 200: AreaVersionReplySchema },
      },
    },
    async (request, reply) =>
      (await readVersion(database.readPool, request.params.version)) ??
      sendProblem(request, reply, 'not_found'),
  )

  app.post<{ Body: LoadAreas; Querystring: { dryRun?: boolean } }>(
    '/api/areas',
    {
      config: { allow: ['ingest', 'admin'] },
      bodyLimit: LOAD_AREAS_BYTES,
      schema: {
        tags: ['directory'],
        summary: 'Load areas, all or none, as a new version; with dryRun=true only say what would come of it',
        description:
          'An area that is there already is replaced. Cases keep the areas that they were reported in. A key needs the history right.',
        body: LoadAreasSchema,
        querystring: LoadAreasQuerySchema,
        response: { 200: LoadAreasReplySchema },
      },
    },
    async (request, reply): Promise<LoadAreasReply> => {
      const { id, role, kind, history } = request.principal!
      if (kind === 'key' && !history) return sendProblem(request, reply, 'history_right_needed') as never
      const { type: _, validFrom, ...told } = request.body
      const { dryRun = false } = request.query
      const at = validFrom === undefined ? {} : { validFrom: Date.parse(validFrom) }
      const outcome = await areas.load({ ...told, ...at, dryRun, actor: { id, role } })
      const language = languageOf(request)
      const found = outcome.ok ? outcome.report.findings : outcome.findings
      const findings = found.map((it) => ({ ...it, says: sayFinding(it, language) }))
      if (outcome.ok) return { ...outcome.report, dryRun, accepted: true, findings }
      if (dryRun) return { ...NOTHING_LOADED, findings }
      const errors = findings
        .filter(({ level }) => level === 'refused')
        .map(({ feature, says }) => ({
          path: feature === null ? '' : `/features/${feature - 1}`,
          message: says,
        }))
      return sendProblem(request, reply, 'bad_areas', { errors }) as never
    },
  )
}

const NOTHING_LOADED = {
  dryRun: true,
  accepted: false,
  loaded: 0,
  changed: 0,
  removed: 0,
  version: null,
  openCasesElsewhere: 0,
  changes: [],
}

const isKnown = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  header.split(',').some((it) => it.trim() === '*' || it.trim().replace(/^W\//, '') === etag)
