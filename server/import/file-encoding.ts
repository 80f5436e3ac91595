/**
 * Which encoding a file is in, found out or checked over all its bytes before a row is read: UTF-8 or GB18030, or a
 * sentence that says what it is instead. Knows bytes, not cells.
 */
import { isAscii, isUtf8 } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { readRecords, type RecordPlace, type RecordRules } from './csv-records.ts'
import { Stop } from './stop.ts'

export type Encoding = 'utf-8' | 'gb18030'

const WITHOUT_DOUBT_BYTES = 40 // fewer non-ASCII bytes of GB18030 may be valid UTF-8 by chance

/** What a quick look at the first bytes tells: workbooks, archives and UTF-16 are not read as CSV. */
export async function refuseOtherFormats(file: FileHandle, path: string): Promise<void> {
  const bytes = Buffer.alloc(4)
  await file.read(bytes, 0, 4, 0)
  const magic = bytes.toString('hex')
  const what = magic.startsWith('504b0304')
    ? 'an Excel workbook or a zip archive'
    : magic.startsWith('1f8b')
      ? 'compressed (gzip)'
      : magic.startsWith('d0cf11e0')
        ? 'an old Excel workbook'
        : magic.startsWith('fffe') || magic.startsWith('feff')
          ? 'UTF-16 text'
          : null
  if (what)
    throw new Stop([
      `${path} is ${what}, not CSV in UTF-8 or GB18030. Nothing was sent.`,
      'Save it as "CSV UTF-8" (or unpack it) and run the same command again.',
    ])
}

/** One pass over all bytes: which encoding holds throughout, how many records there are, and the first of them. */
export async function examine(file: FileHandle, rules: RecordRules, declared: Encoding | 'auto') {
  const gb18030 = new TextDecoder('gb18030', { fatal: true })
  let records = 0
  let first: { bytes: Buffer; place: RecordPlace } | null = null
  let notUtf8 = 0 // the first line that is not
  let notGb18030 = 0
  let beyondAscii = 0
  for await (const { bytes, offset, records: places } of readRecords(file, rules)) {
    const start = places[0]!.offset - offset
    if (first === null)
      first = { bytes: Buffer.from(bytes.subarray(start, start + places[0]!.length)), place: places[0]! }
    records += places.length
    const last = places.at(-1)!
    const whole = bytes.subarray(start, last.offset + last.length - offset)
    if (whole.includes(0)) throw noText(lineOf(places, bytes, offset, (it) => !it.includes(0)))
    if (isAscii(whole)) continue
    if (beyondAscii < WITHOUT_DOUBT_BYTES) for (const byte of whole) if (byte > 127) beyondAscii += 1
    if (notUtf8 === 0 && !isUtf8(whole)) notUtf8 = lineOf(places, bytes, offset, isUtf8)
    if (notGb18030 === 0 && !reads(gb18030, whole))
      notGb18030 = lineOf(places, bytes, offset, (it) => reads(gb18030, it))
  }
  return { encoding: encodingOf(declared, notUtf8, notGb18030, beyondAscii), records, first }
}

function encodingOf(
  declared: Encoding | 'auto',
  notUtf8: number,
  notGb18030: number,
  beyondAscii: number,
): Encoding {
  const surelyUtf8 = notUtf8 === 0 && beyondAscii >= WITHOUT_DOUBT_BYTES
  if (declared !== 'gb18030' && notUtf8 === 0) return 'utf-8'
  if (declared === 'auto' && notGb18030 === 0) return 'gb18030'
  if (declared === 'gb18030' && notGb18030 === 0 && !surelyUtf8) return 'gb18030'
  if (declared === 'gb18030' && notUtf8 === 0) {
    throw new Stop([
      'The mapping says GB18030, but the file is UTF-8: its text would arrive garbled. Nothing was sent.',
      'Set `file.encoding: utf-8` in the mapping.',
    ])
  }
  if (notGb18030 === 0) {
    throw new Stop([
      `Line ${notUtf8} is not UTF-8, as the mapping says the file is. Nothing was sent.`,
      'The whole file does read as GB18030: set `file.encoding: gb18030` in the mapping.',
    ])
  }
  throw new Stop([
    `The file is neither UTF-8 (not on line ${notUtf8}) nor GB18030 (not on line ${notGb18030}). Nothing was sent.`,
    'Save it as UTF-8 and run the same command again; if only that line is damaged, mend or remove it.',
  ])
}

const noText = (line: number) =>
  new Stop([
    `Line ${line} holds zero bytes: the file is no text. Nothing was sent.`,
    'Export it as CSV in UTF-8 and run the same command again.',
  ])

function reads(decoder: TextDecoder, bytes: Buffer): boolean {
  try {
    decoder.decode(bytes)
    return true
  } catch {
    return false
  }
}

function lineOf(
  places: RecordPlace[],
  bytes: Buffer,
  offset: number,
  isRight: (record: Buffer) => boolean,
): number {
  const wrong = places.find(
    (it) => !isRight(bytes.subarray(it.offset - offset, it.offset + it.length - offset)),
  )
  return wrong?.line ?? places[0]!.line
}
