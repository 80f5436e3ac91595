/**
 * What a file is, by its content alone: names and headers are what somebody claims. Knows first bytes; whether
 * an image can be read to its end is image.ts's to find out.
 */
import { isUtf8 } from 'node:buffer'
import type { EvidenceMediaType, ImageMediaType } from '@shaotai/shared/contract/evidence.ts'

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG = Buffer.from([0xff, 0xd8, 0xff])
/** A reader of PDF looks for its trailer at the end; a file without one was cut short. */
const TRAILER_WITHIN = 2_048
/** Control characters that no text has: all but tab, line feed, form feed and carriage return. */
// oxlint-disable-next-line no-control-regex
const NO_TEXT = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/

const has = (bytes: Buffer, at: number, what: Buffer): boolean =>
  bytes.subarray(at, at + what.length).equals(what)

/** null: none of the kinds that are kept. */
export function mediaTypeOf(bytes: Buffer): EvidenceMediaType | null {
  if (has(bytes, 0, JPEG)) return 'image/jpeg'
  if (has(bytes, 0, PNG)) return 'image/png'
  if (has(bytes, 0, Buffer.from('RIFF')) && has(bytes, 8, Buffer.from('WEBP'))) return 'image/webp'
  if (has(bytes, 0, Buffer.from('%PDF-'))) return 'application/pdf'
  return isUtf8(bytes) && !NO_TEXT.test(bytes.toString('latin1')) ? 'text/plain' : null
}

export const isImage = (mediaType: EvidenceMediaType): mediaType is ImageMediaType =>
  mediaType.startsWith('image/')

export const isWholePdf = (bytes: Buffer): boolean => bytes.subarray(-TRAILER_WITHIN).includes('%%EOF')

/** Whether a Content-Type contradicts the content; no header and `application/octet-stream` claim nothing. */
export function contradicts(declared: string | undefined, mediaType: EvidenceMediaType): boolean {
  const claim = declared?.split(';')[0]!.trim().toLowerCase() ?? ''
  if (claim === '' || claim === 'application/octet-stream') return false
  return (claim === 'image/jpg' ? 'image/jpeg' : claim) !== mediaType
}
