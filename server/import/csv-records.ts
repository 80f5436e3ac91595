/**
 * Cuts the bytes of a CSV file into records, without reading cells: a line end inside quotes does not end one.
 * Works on bytes, so that every record has its line and its place in the file whatever the encoding: neither in
 * UTF-8 nor in GB18030 can a quote or a line feed be part of another character. Holds one piece of the file and
 * at most one unfinished record.
 */
import type { FileHandle } from 'node:fs/promises'
import { Stop } from './stop.ts'

/** Where one record stands: bytes from the start of the file, and the line it begins on (the first is 1). */
export interface RecordPlace {
  offset: number
  length: number
  line: number
}
/** Whole records, one after the other, with the bytes they stand in: valid until the next group is asked for. */
export interface RecordGroup {
  bytes: Buffer
  /** Offset of bytes[0] in the file. */
  offset: number
  records: RecordPlace[]
}

const PIECE_BYTES = 64 * 1024
/** No row of cases is longer; without a bound one forgotten quote would read the rest of the file into memory. */
export const RECORD_LIMIT_BYTES = 1024 * 1024

const LINE_FEED = 10
const RETURN = 13

export interface RecordRules {
  quote: '"' | "'" | 'none'
  /** Lines before the header or the first row that are not CSV. */
  skipLines: number
}

/** Throws a Stop at a record that is too long or whose quotes are never closed. Empty lines are no records. */
export async function* readRecords(
  file: FileHandle,
  rules: RecordRules,
  pieceBytes = PIECE_BYTES,
): AsyncGenerator<RecordGroup> {
  const quote = rules.quote === 'none' ? -1 : rules.quote.charCodeAt(0)
  // One buffer for the whole file: an unfinished record moves to its front and the next piece is read behind it.
  let buffer = Buffer.alloc(pieceBytes * 2)
  let held = 0 // bytes of the unfinished record
  let offset = 0 // of buffer[0] in the file
  let line = 1 // of the byte that is looked at
  let recordLine = 1
  let quotedSince = 0 // the line on which the open quote stands; 0: none is open
  let toSkip = rules.skipLines

  for (;;) {
    if (buffer.length - held < pieceBytes)
      buffer = Buffer.concat([buffer.subarray(0, held)], held * 2 + pieceBytes)
    const { bytesRead } = await file.read(buffer, held, pieceBytes, offset + held)
    const ended = bytesRead === 0
    const bytes = buffer.subarray(0, held + bytesRead)
    let at = held
    let start = 0
    if (offset === 0 && held === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
      start = at = 3

    const records: RecordPlace[] = []
    const take = (end: number) => {
      if (toSkip > 0) toSkip -= 1
      else if (!isEmptyLine(bytes, start, end))
        records.push({ offset: offset + start, length: end - start, line: recordLine })
      start = end
      recordLine = line
    }
    for (; at < bytes.length; at++) {
      const byte = bytes[at]
      if (byte === LINE_FEED) {
        line += 1
        if (quotedSince === 0) take(at + 1)
      } else if (byte === quote && toSkip === 0) {
        quotedSince = quotedSince === 0 ? line : 0
      }
    }
    if (ended && quotedSince > 0) throw neverClosed(quotedSince)
    if (ended && start < bytes.length) take(bytes.length)
    if (bytes.length - start > RECORD_LIMIT_BYTES)
      throw quotedSince > 0 ? neverClosed(quotedSince) : tooLong(recordLine)
    if (records.length > 0) yield { bytes, offset, records }
    if (ended) return
    buffer.copyWithin(0, start, bytes.length)
    held = bytes.length - start
    offset += start
  }
}

const isEmptyLine = (bytes: Buffer, start: number, end: number): boolean =>
  bytes[start] === LINE_FEED ||
  (end - start === 2 && bytes[start] === RETURN && bytes[start + 1] === LINE_FEED)

const neverClosed = (line: number) =>
  new Stop([
    `The quote opened on line ${line} is never closed, so it is not clear where the rows after it begin. Nothing was sent.`,
    'Close or double it in the file; if the file uses quotes as ordinary characters, set `file.quote: none` in the mapping.',
  ])
const tooLong = (line: number) =>
  new Stop([
    `The row on line ${line} is longer than ${RECORD_LIMIT_BYTES / 1024} KiB. Nothing was sent.`,
    'A file of cases ends every row with a line feed (LF or CR LF). Save it again as CSV.',
  ])
