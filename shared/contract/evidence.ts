/**
 * Attachments of a case: pictures of before and after, and papers. What may be sent, how large it may be, and
 * what is answered; how a file is judged and kept is server/evidence.
 */
import { Type, type Static } from 'typebox'
import { CaseIdSchema } from '../domain/case-file.ts'
import { EVIDENCE_ROLES, RoleSchema } from '../domain/vocabulary.ts'

const closed = { additionalProperties: false } as const

/** Judged by content. A picture of any other kind is made one of these before it is sent (HEIC: JPEG). */
export const IMAGE_MEDIA_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const
export const EVIDENCE_MEDIA_TYPES = [...IMAGE_MEDIA_TYPES, 'application/pdf', 'text/plain'] as const
export type ImageMediaType = (typeof IMAGE_MEDIA_TYPES)[number]
export type EvidenceMediaType = (typeof EVIDENCE_MEDIA_TYPES)[number]

export const MOST_IMAGE_BYTES = 10 * 1024 * 1024
export const MOST_FILE_BYTES = 20 * 1024 * 1024
/** A telephone's 50 megapixels are let in; a few kilobytes that unfold into gigabytes are not. */
export const MOST_IMAGE_PIXELS = 64_000_000
/** Pixels. What is larger is kept smaller: a number plate stays legible, a backup stays small. */
export const LONGEST_SIDE = 4_096
export const THUMBNAIL_SIDE = 320
/** Files of one case: far more than any case needs, and a wall before somebody's loop. */
export const MOST_PIECES = 100
/** Characters of a file's name. */
export const LONGEST_NAME = 200

export const EvidenceIdSchema = CaseIdSchema
const sha256 = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description })
const EvidenceRoleSchema = Type.Enum([...EVIDENCE_ROLES])

export const AddEvidenceQuerySchema = Type.Object({ role: EvidenceRoleSchema }, closed)

const described = {
  id: EvidenceIdSchema,
  role: EvidenceRoleSchema,
  mediaType: Type.Enum([...EVIDENCE_MEDIA_TYPES]),
  /** Of what is kept: a picture is written anew, without what its camera wrote into it. */
  bytes: Type.Integer({ minimum: 1 }),
  sha256: sha256('of what is kept, and so of what GET /api/evidence/:id gives'),
  sentSha256: sha256('of what was sent'),
  /** Pixels, upright; with them there is a thumbnail. */
  width: Type.Optional(Type.Integer({ minimum: 1 })),
  height: Type.Optional(Type.Integer({ minimum: 1 })),
}
export const EvidenceAnswerSchema = Type.Object(described, { ...closed, title: 'EvidenceAnswer' })
export type EvidenceAnswer = Static<typeof EvidenceAnswerSchema>

export const EvidenceListReplySchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          ...described,
          /** As its sender called it; personal. */
          name: Type.Union([Type.String(), Type.Null()]),
          addedAt: Type.String(),
          addedBy: Type.Object({ name: Type.String(), role: RoleSchema }, closed),
        },
        closed,
      ),
    ),
  },
  { ...closed, title: 'EvidenceList' },
)
export type EvidenceListReply = Static<typeof EvidenceListReplySchema>
