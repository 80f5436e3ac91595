/**
 * What bytes may say in another coat: the same text plain, in compatibility form, percent-encoded, as \u escapes, in base64,
 * compressed. Each layer is taken off and what lies under it is given too, two layers deep. Knows nothing of what is sought.
 */
import { constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

const DEPTH = 2
/** Shorter runs of base64 letters hold no word that is sought, and are everywhere. */
const BASE64 = /[A-Za-z0-9+/_-]{12,}/g
/** A stream may be cut, or go on with something else: what can be read is read. */
const TOLERANT = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 * 1024 }

export function* peel(bytes: Buffer, depth = DEPTH): Generator<string> {
  const text = bytes.toString('utf8')
  yield text
  const compatible = text.normalize('NFKC')
  if (compatible !== text) yield compatible
  if (depth === 0) return
  for (const under of layers(bytes, text)) yield* peel(under, depth - 1)
}

function* layers(bytes: Buffer, text: string): Generator<Buffer> {
  if (/%[0-9A-Fa-f]{2}/.test(text))
    yield Buffer.from(
      text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
        Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
      ),
    )
  if (/\\u[0-9A-Fa-f]{4}/.test(text))
    yield Buffer.from(
      text.replaceAll(/\\u([0-9A-Fa-f]{4})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      ),
    )
  const decoded = [...text.matchAll(BASE64)].flatMap(([run]) =>
    // What stands before the encoded text may be of the same letters.
    [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64')),
  )
  if (decoded.length > 0) yield Buffer.concat(decoded.flatMap((it) => [it, Buffer.from('\n')]))
  for (const at of placesOf(bytes, Buffer.from([0x1f, 0x8b, 0x08])))
    yield* opened(() => gunzipSync(bytes.subarray(at), TOLERANT))
  for (const second of [0x01, 0x5e, 0x9c, 0xda])
    for (const at of placesOf(bytes, Buffer.from([0x78, second])))
      yield* opened(() => inflateSync(bytes.subarray(at), TOLERANT))
  yield* opened(() => inflateRawSync(bytes, TOLERANT))
}

function* placesOf(bytes: Buffer, mark: Buffer): Generator<number> {
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) yield at
}

function* opened(inflate: () => Buffer): Generator<Buffer> {
  try {
    const under = inflate()
    if (under.length > 8) yield under
  } catch {
    // not what it looked like
  }
}
