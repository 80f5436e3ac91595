/** From the bytes somebody sent to what is kept, or why they are refused. Touches no database. */
import { hash } from 'node:crypto'
import {
  MOST_FILE_BYTES,
  MOST_IMAGE_BYTES,
  type EvidenceMediaType,
} from '@shaotai/shared/contract/evidence.ts'
import type { ProblemCode } from '@shaotai/shared/contract/problem.ts'
import { contradicts, isImage, isWholePdf, mediaTypeOf } from './file-kind.ts'
import { rewrite } from './image.ts'

/** A file as it is kept; its hashes are hex. */
export interface KeptFile {
  mediaType: EvidenceMediaType
  content: Buffer
  sha256: string
  picture: { width: number; height: number; thumbnail: Buffer } | null
}

export const sha256Of = (bytes: Buffer): string => hash('sha256', bytes, 'hex')

/** `declared`: the Content-Type it came with. PDF and text are kept as they are, byte for byte. */
export async function acceptFile(
  sent: Buffer,
  declared: string | undefined,
): Promise<KeptFile | ProblemCode> {
  if (sent.length === 0) return 'file_broken'
  if (sent.length > MOST_FILE_BYTES) return 'file_too_large'
  const mediaType = mediaTypeOf(sent)
  if (mediaType === null) return 'file_type'
  if (contradicts(declared, mediaType)) return 'file_mismatch'
  if (!isImage(mediaType)) {
    if (mediaType === 'application/pdf' && !isWholePdf(sent)) return 'file_broken'
    return { mediaType, content: sent, sha256: sha256Of(sent), picture: null }
  }
  if (sent.length > MOST_IMAGE_BYTES) return 'file_too_large'
  const picture = await rewrite(sent, mediaType)
  if (typeof picture === 'string') return picture
  const { content, ...rest } = picture
  // Lossless and written anew it may have grown.
  if (content.length > MOST_FILE_BYTES) return 'file_too_large'
  return { mediaType, content, sha256: sha256Of(content), picture: rest }
}
