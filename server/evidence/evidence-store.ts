/**
 * Files of cases in the database: added once and for good, listed, counted, read piece by piece. Asks nobody
 * who may; a view is written on the audit trail by whoever shows it (recordView).
 */
import type pg from 'pg'
import { ulid } from 'ulid'
import {
  MOST_PIECES,
  type EvidenceAnswer,
  type EvidenceListReply,
  type EvidenceMediaType,
} from '@shaotai/shared/contract/evidence.ts'
import type { ProblemCode } from '@shaotai/shared/contract/problem.ts'
import type { EvidenceRole, Role } from '@shaotai/shared/domain/vocabulary.ts'
import { record } from '../audit/record.ts'
import type { Key } from '../cases/case-service.ts'
import type { Database } from '../db/database.ts'
import type { KeptFile } from './accept-file.ts'

export interface NewEvidence {
  caseId: string
  role: EvidenceRole
  name: string | null
  /** Hex, of the file as it was sent. */
  sentSha256: string
  file: KeptFile
  key: Key
  by: { id: string; role: Role }
}
export type Added = { ok: true; answer: EvidenceAnswer } | { ok: false; code: ProblemCode }

const ANSWERED = ['id', 'role', 'media_type', 'bytes', 'sha256', 'sent_sha256', 'width', 'height'] as const
interface AnsweredRow {
  id: string
  role: EvidenceRole
  media_type: EvidenceMediaType
  bytes: number
  sha256: Buffer
  sent_sha256: Buffer
  width: number | null
  height: number | null
}
const toAnswer = (row: AnsweredRow): EvidenceAnswer => ({
  id: row.id,
  role: row.role,
  mediaType: row.media_type,
  bytes: row.bytes,
  sha256: row.sha256.toString('hex'),
  sentSha256: row.sent_sha256.toString('hex'),
  ...(row.width !== null && row.height !== null && { width: row.width, height: row.height }),
})

/** C1: what a key was used for; null: it is new. */
export async function readKey({ write }: Database, key: Key): Promise<Added | null> {
  const row = await write
    .selectFrom('evidence_key')
    .innerJoin('evidence', 'evidence.id', 'evidence_key.evidence_id')
    .select(['evidence_key.body_sha256', ...ANSWERED.map((it) => `evidence.${it}` as const)])
    .where('source', '=', key.source)
    .where('key', '=', key.key)
    .executeTakeFirst()
  if (!row) return null
  return row.body_sha256.toString('hex') === key.sha256
    ? { ok: true, answer: toAnswer(row) }
    : { ok: false, code: 'key_reused' }
}

/** Undoes the transaction, and is the answer. */
class Refused extends Error {
  readonly code: ProblemCode
  constructor(code: ProblemCode) {
    super(code)
    this.code = code
  }
}

/**
 * File, key and audit row, or none of them. Of two that add the same file or use the same key at once the
 * second waits for the first and is told what it left.
 */
export async function addEvidence(database: Database, it: NewEvidence): Promise<Added> {
  const { caseId, role, file, key, by } = it
  const sent = Buffer.from(it.sentSha256, 'hex')
  try {
    const answer = await database.write.transaction().execute(async (trx) => {
      const { n } = await trx
        .selectFrom('evidence')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('case_id', '=', caseId)
        .where('sent_sha256', '<>', sent)
        .executeTakeFirstOrThrow()
      if (n >= MOST_PIECES) throw new Refused('evidence_full')
      const added = await trx
        .insertInto('evidence')
        .values({
          id: ulid(),
          case_id: caseId,
          role,
          media_type: file.mediaType,
          name: it.name,
          content: file.content,
          bytes: file.content.length,
          sha256: Buffer.from(file.sha256, 'hex'),
          sent_sha256: sent,
          width: file.picture?.width ?? null,
          height: file.picture?.height ?? null,
          thumbnail: file.picture?.thumbnail ?? null,
          added_by: by.id,
          added_role: by.role,
        })
        .onConflict((oc) => oc.constraint('evidence_once').doNothing())
        .returning(ANSWERED)
        .executeTakeFirst()
      const kept =
        added ??
        (await trx
          .selectFrom('evidence')
          .select(ANSWERED)
          .where('case_id', '=', caseId)
          .where('sent_sha256', '=', sent)
          .executeTakeFirstOrThrow())
      if (kept.role !== role) throw new Refused('evidence_role_taken')
      await trx
        .insertInto('evidence_key')
        .values({
          source: key.source,
          key: key.key,
          body_sha256: Buffer.from(key.sha256, 'hex'),
          evidence_id: kept.id,
        })
        .onConflict((oc) => oc.doNothing())
        .execute()
      const held = await trx
        .selectFrom('evidence_key')
        .select('body_sha256')
        .where('source', '=', key.source)
        .where('key', '=', key.key)
        .executeTakeFirstOrThrow()
      if (held.body_sha256.toString('hex') !== key.sha256) throw new Refused('key_reused')
      if (added)
        await record(trx, { by, action: 'evidence.added', subject: kept.id, details: { case: caseId } })
      return toAnswer(kept)
    })
    return { ok: true, answer }
  } catch (fault) {
    if (fault instanceof Refused) return { ok: false, code: fault.code }
    throw fault
  }
}

/** Of one case, in the order in which they came. */
export async function listEvidence({ write }: Database, caseId: string): Promise<EvidenceListReply['items']> {
  const rows = await write
    .selectFrom('evidence')
    .leftJoin('person', 'person.id', 'evidence.added_by')
    .select(ANSWERED.map((it) => `evidence.${it}` as const))
    .select(['evidence.name', 'added_at', 'added_by', 'added_role', 'person.name as person'])
    .where('case_id', '=', caseId)
    .orderBy('added_at')
    .orderBy('evidence.id')
    .execute()
  return rows.map((row) => ({
    ...toAnswer(row),
    name: row.name,
    addedAt: new Date(row.added_at).toISOString(),
    addedBy: { name: row.person ?? row.added_by, role: row.added_role },
  }))
}

/** What a download needs to know; null: there is none. */
export const findEvidence = async (
  { write }: Database,
  id: string,
): Promise<{
  case_id: string
  media_type: EvidenceMediaType
  name: string | null
  bytes: number
  /** Only a picture has one, and a thumbnail. */
  width: number | null
} | null> =>
  (await write
    .selectFrom('evidence')
    .select(['case_id', 'media_type', 'name', 'bytes', 'width'])
    .where('id', '=', id)
    .executeTakeFirst()) ?? null

/** Bytes a query: a large file never lies in memory whole. */
const PIECE = 512 * 1024

/** The content of a file, piece by piece; a row never changes, so that the pieces belong together. */
export async function* contentOf(pool: pg.Pool, id: string, bytes: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes; from += PIECE) {
    const { rows } = await pool.query<{ piece: Buffer }>({
      name: 'evidence-piece',
      text: 'select substring(content from $2 for $3) as piece from evidence where id = $1',
      values: [id, from + 1, PIECE],
    })
    if (!rows[0]) throw new Error(`evidence ${id} is gone while it is read`)
    yield rows[0].piece
  }
}

export const thumbnailOf = async ({ write }: Database, id: string): Promise<Buffer> =>
  (await write.selectFrom('evidence').select('thumbnail').where('id', '=', id).executeTakeFirstOrThrow())
    .thumbnail!

/** On the trail before it is shown: a view that could not be recorded is not given. */
export async function recordView(
  { write }: Database,
  by: { id: string; role: Role },
  action: 'evidence.listed' | 'evidence.previewed' | 'evidence.viewed',
  subject: string,
  caseId: string,
): Promise<void> {
  await record(write, { by, action, subject, details: { case: caseId } })
}
