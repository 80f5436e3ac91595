/**
 * Files of a case over HTTP: sent raw, one a request; listed; shown. Everything here is personal: for those
 * whose work needs it, within the cases they see, and each view is on the audit trail first.
 */
import { Readable } from 'node:stream'
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import {
  AddEvidenceQuerySchema,
  EVIDENCE_MEDIA_TYPES,
  EvidenceAnswerSchema,
  type EvidenceAnswer,
  EvidenceIdSchema,
  EvidenceListReplySchema,
  MOST_FILE_BYTES,
} from '@shaotai/shared/contract/evidence.ts'
import { KeySchema } from '@shaotai/shared/contract/http.ts'
import { CaseIdSchema, type CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { refusalOf } from '@shaotai/shared/domain/policy.ts'
import { SEES_PERSONAL } from '@shaotai/shared/domain/rights.ts'
import type { EvidenceRole, Role } from '@shaotai/shared/domain/vocabulary.ts'
import type { CaseService } from '../cases/case-service.ts'
import { fingerprint } from '../cases/fingerprint.ts'
import { seeCase } from '../cases/see-case.ts'
import type { Database } from '../db/database.ts'
import { actorOf, type Principal } from '../directory/principal.ts'
import { sendProblem } from '../plugins/errors.ts'
import { acceptFile, sha256Of } from './accept-file.ts'
import {
  addEvidence,
  contentOf,
  findEvidence,
  listEvidence,
  readKey,
  recordView,
  thumbnailOf,
} from './evidence-store.ts'
import { dispositionOf, nameIn } from './file-name.ts'
import { openUploadSlots } from './upload-slots.ts'

/** A picture shows people and doors: for those whose work needs what is personal in a case. */
const ALLOW: readonly Role[] = [...SEES_PERSONAL]
const UPLOADS_PER_MINUTE = 120
/** A slow line may take its time with 20 MB. */
const DOWNLOAD_MS = 120_000
/** Whatever a file holds, opened by itself it runs nothing and loads nothing. */
const SEALED = "default-src 'none'; frame-ancestors 'none'; sandbox"

const CaseParams = Type.Object({ id: CaseIdSchema }, { additionalProperties: false })
const FileParams = Type.Object({ id: EvidenceIdSchema }, { additionalProperties: false })
const BINARY = { schema: Type.String({ format: 'binary' }) }

export async function evidenceRoutes(
  app: FastifyInstance,
  { database, cases }: { database: Database; cases: CaseService },
): Promise<void> {
  app.removeAllContentTypeParsers() // of this feature alone: here a body is a file, whatever it says it is
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return sendProblem(request, reply, 'file_too_large')
    throw error // to the handler of the whole
  })

  app.post<{ Params: { id: string }; Querystring: { role: EvidenceRole }; Body: Buffer | undefined }>(
    '/api/cases/:id/evidence',
    {
      config: { about: 'case', allow: ALLOW, rateLimit: { max: UPLOADS_PER_MINUTE, timeWindow: 60_000 } },
      bodyLimit: MOST_FILE_BYTES,
      onRequest: openUploadSlots(),
      schema: {
        tags: ['evidence'],
        summary: 'Add a file to a case',
        description:
          'The body is the file. Its name may come in Content-Disposition. A picture is written anew without what its camera wrote into it. The same key, and the same file in the same role, get the same answer.',
        consumes: [...EVIDENCE_MEDIA_TYPES, 'application/octet-stream'],
        params: CaseParams,
        querystring: AddEvidenceQuerySchema,
        headers: Type.Object({
          'idempotency-key': Type.Optional(KeySchema),
          'content-disposition': Type.Optional(Type.String({ maxLength: 4_000 })),
        }),
        body: BINARY.schema,
        response: { 201: EvidenceAnswerSchema },
      },
      // The body is bytes, which no JSON schema speaks of.
      validatorCompiler: ({ schema, httpPart }) =>
        httpPart === 'body' ? () => true : app.validatorCompiler!({ schema, httpPart } as never),
    },
    async (request, reply) => {
      const principal = request.principal!
      const { headers, body = Buffer.alloc(0) } = request
      const { role } = request.query
      const caseId = request.params.id
      const file = await openedBy(principal, caseId)
      if (!file) return sendProblem(request, reply, 'not_found')
      const refusal = refusalOf(actorOf(principal), 'attach', file)
      // A case that is done takes a file, and says nothing of it.
      if (refusal && refusal !== 'illegal_step') return sendProblem(request, reply, refusal)
      const asked = headers['idempotency-key'] as string | undefined
      if (asked === undefined) return sendProblem(request, reply, 'key_missing')
      const sentSha256 = sha256Of(body)
      const name = nameIn(headers['content-disposition'])
      const key = {
        source: `evidence:${principal.id}`,
        key: asked,
        sha256: fingerprint({ caseId, role, name, sentSha256 }),
      }
      let added = await readKey(database, key)
      if (added?.ok) reply.header('idempotent-replay', 'true')
      if (!added) {
        const accepted = await acceptFile(body, headers['content-type'])
        if (typeof accepted === 'string') return sendProblem(request, reply, accepted)
        added = await addEvidence(database, {
          caseId,
          role,
          name,
          sentSha256,
          file: accepted,
          key,
          by: principal,
        })
      }
      if (!added.ok) return sendProblem(request, reply, added.code)
      // A retry with the same key finds the file and tells the case of it once more, which its own key makes one.
      if (!(await tellCase(principal, caseId, added.answer))) return sendProblem(request, reply, 'busy')
      return reply.code(201).send(added.answer)
    },
  )

  /**
   * The case says in its log that it has the file: timelines show it, and a feedback that needs pictures counts it. A
   * paper is no picture of before or after, whatever role it was sent in. A case that is done keeps the file and says nothing. False: the log could not be written just now.
   */
  const tellCase = async (
    principal: Principal,
    caseId: string,
    { id: evidence, role: sentAs, width }: EvidenceAnswer,
  ): Promise<boolean> => {
    const role = width === undefined ? 'other' : sentAs
    const keys = [{ source: 'evidence', key: evidence, sha256: '00'.repeat(32) }]
    const command = {
      body: { type: 'attach', evidence, role } as const,
      expectedVersion: null,
      occurredAt: null,
    }
    const [group] = await cases.handle([
      { locate: { caseId }, requests: [{ op: 'command', actor: actorOf(principal), keys, command }] },
    ])
    const result = group![0]!
    return result.ok || result.code !== 'busy'
  }

  app.get<{ Params: { id: string } }>(
    '/api/cases/:id/evidence',
    {
      config: { about: 'case', allow: ALLOW },
      schema: {
        tags: ['evidence'],
        summary: 'The files of a case, oldest first',
        params: CaseParams,
        response: { 200: EvidenceListReplySchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (!(await openedBy(request.principal!, id))) return sendProblem(request, reply, 'not_found')
      const items = await listEvidence(database, id)
      if (items.length > 0) await recordView(database, request.principal!, 'evidence.listed', id, id)
      return { items }
    },
  )

  app.get<{ Params: { id: string } }>(
    '/api/evidence/:id',
    {
      config: { about: 'file', allow: ALLOW },
      compress: false, // its length is known, and pictures do not get smaller
      handlerTimeout: DOWNLOAD_MS,
      schema: {
        tags: ['evidence'],
        summary: 'A file itself',
        params: FileParams,
        response: { 200: { content: Object.fromEntries(EVIDENCE_MEDIA_TYPES.map((it) => [it, BINARY])) } },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const found = await findFor(request.principal!, id)
      if (!found) return sendProblem(request, reply, 'not_found')
      await recordView(database, request.principal!, 'evidence.viewed', id, found.case_id)
      return seal(reply, dispositionOf(id, found.name, found.media_type))
        .type(found.media_type === 'text/plain' ? 'text/plain; charset=utf-8' : found.media_type)
        .header('content-length', found.bytes)
        .send(Readable.from(contentOf(database.writePool, id, found.bytes), { objectMode: false }))
    },
  )

  app.get<{ Params: { id: string } }>(
    '/api/evidence/:id/thumbnail',
    {
      config: { about: 'file', allow: ALLOW },
      compress: false,
      schema: {
        tags: ['evidence'],
        summary: 'A picture, small',
        params: FileParams,
        response: { 200: { content: { 'image/webp': BINARY } } },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const found = await findFor(request.principal!, id)
      if (!found || found.width === null) return sendProblem(request, reply, 'not_found')
      const thumbnail = await thumbnailOf(database, id)
      await recordView(database, request.principal!, 'evidence.previewed', id, found.case_id)
      return seal(reply, dispositionOf(id, null, 'image/webp'))
        .type('image/webp')
        .send(thumbnail)
    },
  )

  /** The case, if this principal sees it at all; nobody learns that another department's case is there. */
  const openedBy = async (principal: Principal, caseId: string): Promise<CaseFile | null> =>
    (await seeCase(database, principal, caseId))?.file ?? null

  const findFor = async (principal: Principal, id: string) => {
    const found = await findEvidence(database, id)
    return found && (await openedBy(principal, found.case_id)) ? found : null
  }
}

const seal = (reply: FastifyReply, disposition: string): FastifyReply =>
  reply.header('content-security-policy', SEALED).header('content-disposition', disposition)
