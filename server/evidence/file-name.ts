/**
 * The name a sender gave a file, as text to be shown and never as a path: read off the request's
 * Content-Disposition (an address would be written into the logs of every proxy), and written into ours.
 */
import { LONGEST_NAME, type EvidenceMediaType } from '@shaotai/shared/contract/evidence.ts'

/** Control characters, and those that turn the direction of writing or are invisible: `gpj.exe` reads as `exe.jpg`. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu
const EXTENSIONS: Record<EvidenceMediaType, readonly string[]> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'text', 'csv', 'log', 'md'],
}

/** null: no name that means anything. */
export function cleanName(sent: string): string | null {
  const last = sent.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1)!
  const text = last
    .replaceAll(/\s/g, ' ') // tabs and line ends are spaces, and no longer unseen
    .replaceAll(UNSEEN, '')
    .replaceAll(/ +/g, ' ')
    .replace(/^[.\s]+/, '')
    .trimEnd()
  return [...text].slice(0, LONGEST_NAME).join('').trimEnd() || null
}

/** Of `attachment; filename="a.jpg"; filename*=UTF-8''%E5%9B%BE.jpg` the second, which is exact (RFC 6266). */
export function nameIn(disposition: string | undefined): string | null {
  if (disposition === undefined) return null
  const exact = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(disposition)?.[1]
  if (exact !== undefined) {
    try {
      return cleanName(decodeURIComponent(exact))
    } catch {
      return null // cut in the middle of a character: a name is not worth refusing a picture for
    }
  }
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition)
  return plain ? cleanName((plain[1]?.replaceAll(/\\(.)/g, '$1') ?? plain[2])!) : null
}

/** The header of a download. Its ending is the judged one: a text called `a.bat` must not become a program. */
export function dispositionOf(id: string, name: string | null, mediaType: EvidenceMediaType): string {
  const endings = EXTENSIONS[mediaType]
  const plain = `evidence-${id}.${endings[0]}`
  // Only a picture that we wrote ourselves is shown in place.
  const how = mediaType.startsWith('image/') ? 'inline' : 'attachment'
  if (name === null) return `${how}; filename="${plain}"`
  const isEnded = endings.some((it) => name.toLowerCase().endsWith(`.${it}`))
  const exact = encodeURIComponent(isEnded ? name : `${name}.${endings[0]}`).replaceAll(
    /['()*]/g,
    (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${how}; filename="${plain}"; filename*=UTF-8''${exact}`
}
