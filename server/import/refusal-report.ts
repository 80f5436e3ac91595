/**
 * The list of rows that were not imported: a CSV for a spreadsheet, made when its first line is written. Knows
 * the line, the id, the code and the sentence of a refusal, and takes nothing else from a row: no personal data.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { Stop } from './stop.ts'

export interface ReportLine {
  /** Of the file, where the row begins. */
  line: number
  externalId: string | null
  code: string
  sentence: string
}

const FLUSH_CHARACTERS = 64 * 1024

export class RefusalReport {
  readonly path: string
  /** How many lines there are of each code. */
  readonly codes = new Map<string, number>()
  /** One sentence of each code, for the summary. */
  readonly examples = new Map<string, ReportLine>()
  #file: number | null = null
  #held = ''

  constructor(path: string, always = false) {
    this.path = path
    if (always) this.#open()
  }

  get lines(): number {
    return [...this.codes.values()].reduce((sum, n) => sum + n, 0)
  }

  add(it: ReportLine): void {
    this.codes.set(it.code, (this.codes.get(it.code) ?? 0) + 1)
    if (!this.examples.has(it.code)) this.examples.set(it.code, it)
    if (this.#file === null) this.#open()
    this.#held += `${[String(it.line), it.externalId ?? '', it.code, it.sentence].map(toReportCell).join(',')}\r\n`
    if (this.#held.length > FLUSH_CHARACTERS) this.#flush()
  }

  close(): void {
    if (this.#file === null) return
    this.#flush()
    closeSync(this.#file)
    this.#file = null
  }

  #open(): void {
    try {
      this.#file = openSync(this.path, 'w', 0o600)
    } catch (error) {
      throw new Stop([
        `The report of refused rows cannot be written to ${this.path}: ${(error as Error).message}.`,
        'Name another place with --report PATH.',
      ])
    }
    // The mark tells a spreadsheet that this is UTF-8.
    this.#held = '\ufeffline,external_id,code,reason\r\n'
  }

  #flush(): void {
    writeSync(this.#file!, this.#held)
    this.#held = ''
  }
}

/** Quoted where needed; what a spreadsheet would take for a formula begins with an apostrophe instead. */
export function toReportCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless
}
