/**
 * A CSV file of cases as rows of text: opened, examined as a whole before a row is handed out, then read as often
 * as needed in bounded memory, or by place for reading in another order. Knows cells and columns; knows nothing of
 * what they mean.
 */
import { readSync } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { parse } from 'csv-parse/sync'
import { readRecords, type RecordGroup, type RecordPlace, type RecordRules } from './csv-records.ts'
import { examine, refuseOtherFormats, type Encoding } from './file-encoding.ts'
import type { FileRule } from './mapping-schema.ts'
import { Stop } from './stop.ts'

export interface Row {
  cells: string[]
  place: RecordPlace
}
export class CaseFileSource {
  readonly name: string
  readonly columns: readonly string[]
  /** Records after the header, empty lines not counted. */
  readonly rows: number
  readonly bytes: number
  readonly #file: FileHandle
  readonly #rules: RecordRules
  readonly #decoder: TextDecoder
  readonly #csv: CsvRules
  readonly #hasHeader: boolean
  readonly #changedAt: number

  private constructor(it: {
    name: string
    file: FileHandle
    rules: RecordRules
    encoding: Encoding
    csv: CsvRules
    hasHeader: boolean
    columns: string[]
    rows: number
    bytes: number
    changedAt: number
  }) {
    this.name = it.name
    this.columns = it.columns
    this.rows = it.rows
    this.bytes = it.bytes
    this.#file = it.file
    this.#rules = it.rules
    this.#decoder = new TextDecoder(it.encoding, { fatal: true })
    this.#csv = it.csv
    this.#hasHeader = it.hasHeader
    this.#changedAt = it.changedAt
  }

  /** Reads every byte once: throws a Stop for a wrong encoding, an open quote, or what is no CSV at all. */
  static async open(path: string, rule: FileRule = {}): Promise<CaseFileSource> {
    const found = await stat(path).catch(() => null)
    if (!found?.isFile())
      throw new Stop([
        `There is no file ${path}.`,
        'Check the path; a pipe or a folder cannot be read twice and is not accepted.',
      ])
    const file = await open(path, 'r')
    try {
      await refuseOtherFormats(file, path)
      const rules: RecordRules = { quote: rule.quote ?? '"', skipLines: rule.skipLines ?? 0 }
      const csv: CsvRules = {
        delimiter: rule.delimiter ?? ',',
        quote: rules.quote === 'none' ? null : rules.quote,
      }
      const { encoding, records, first } = await examine(file, rules, rule.encoding ?? 'auto')
      if (first === null) throw new Stop([`${path} has no rows, so there is nothing to read.`])
      const hasHeader = rule.header !== false
      const cells = cellsOf(
        new TextDecoder(encoding, { fatal: true }).decode(first.bytes),
        [first.place],
        csv,
      )[0]!
      const columns = hasHeader ? cells.map((cell) => cell.trim()) : rule.columns!
      const twice = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index)
      if (twice !== undefined)
        throw new Stop([
          `The header line names the column "${twice}" twice.`,
          'Rename one of them, so that the mapping can tell which it means.',
        ])
      const rows = records - (hasHeader ? 1 : 0)
      return new CaseFileSource({
        name: path,
        file,
        rules,
        encoding,
        csv,
        hasHeader,
        columns,
        rows,
        bytes: found.size,
        changedAt: found.mtimeMs,
      })
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Groups of rows in the order of the file. Throws a Stop with the line where the quoting is broken. */
  async *groups(): AsyncGenerator<Row[]> {
    let header = this.#hasHeader
    for await (const group of readRecords(this.#file, this.#rules)) {
      const rows = this.#rowsOf(group)
      if (header) rows.shift()
      header = false
      await this.#refuseIfChanged()
      if (rows.length > 0) yield rows
    }
  }

  /** The rows at these places, in the order asked for. */
  async read(places: readonly RecordPlace[]): Promise<Row[]> {
    const records: RecordPlace[] = []
    const pieces: Buffer[] = []
    let offset = 0
    for (const place of places) {
      const bytes = Buffer.allocUnsafe(place.length + 1)
      readSync(this.#file.fd, bytes, 0, place.length, place.offset) // a few microseconds; a promise each would be most of the time
      bytes[place.length] = 10 // the last row of a file may lack its line end
      pieces.push(bytes)
      records.push({ offset, length: bytes.length, line: place.line })
      offset += bytes.length
    }
    await this.#refuseIfChanged()
    const rows = this.#rowsOf({ bytes: Buffer.concat(pieces), offset: 0, records })
    return rows.map(({ cells }, index) => ({ cells, place: places[index]! }))
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  #rowsOf({ bytes, offset, records }: RecordGroup): Row[] {
    const [first, last] = [records[0]!, records.at(-1)!]
    const text = this.#decoder.decode(
      bytes.subarray(first.offset - offset, last.offset + last.length - offset),
    )
    return cellsOf(text, records, this.#csv, (place) =>
      this.#decoder.decode(bytes.subarray(place.offset - offset, place.offset + place.length - offset)),
    ).map((cells, index) => ({ cells, place: records[index]! }))
  }

  async #refuseIfChanged(): Promise<void> {
    const { size, mtimeMs } = await this.#file.stat()
    if (size === this.bytes && mtimeMs === this.#changedAt) return
    throw new Stop([
      `${this.name} was changed while it was read.`,
      'What was sent is whole; run the same command again: what is there already is not doubled.',
    ])
  }
}

interface CsvRules {
  delimiter: string
  quote: '"' | "'" | null
}

/** `textOf` reads one record by itself, to find the line of a fault; absent where there is only one record. */
function cellsOf(
  text: string,
  records: RecordPlace[],
  csv: CsvRules,
  textOf?: (place: RecordPlace) => string,
): string[][] {
  const read = (it: string) =>
    parse(it, {
      delimiter: csv.delimiter,
      quote: csv.quote,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 0,
    }) as string[][]
  let fault = ''
  try {
    const rows = read(text)
    if (rows.length === records.length) return rows
  } catch (error) {
    fault = (error as Error).message
  }
  for (const place of textOf ? records : []) {
    try {
      if (read(textOf!(place)).length === 1) continue
    } catch (error) {
      fault = (error as Error).message
    }
    throw brokenQuotes(place.line, fault)
  }
  throw brokenQuotes(records[0]!.line, fault)
}

/** The parser's message may quote the file; only what kind of fault it is goes on. */
const brokenQuotes = (line: number, fault: string) =>
  new Stop([
    `The quoting is broken in the row that begins on line ${line}${/opening/i.test(fault) ? ': a quote stands inside a cell that does not begin with one' : /closing/i.test(fault) ? ': something follows a closing quote' : ''}. Nothing was sent.`,
    'Double the quotes inside the cell and put quotes around it; if the file uses quotes as ordinary characters, set `file.quote: none` in the mapping.',
  ])
