/**
 * The order in which a file's reports and closings happened, for a file of any order: an index of stamps and
 * places, 36 bytes a row and 4 a step, so that 100,000 rows are sorted in 5 MB and read again from the file when
 * their time has come. Knows when and where, not what.
 */
import type { RecordPlace } from './csv-records.ts'

export interface Step {
  /** Index of the row in the file. */
  row: number
  step: 'report' | 'close'
  /** Epoch ms; a closing that claims to be before its report has its report's. */
  at: number
  place: RecordPlace
}

export class TimeOrder {
  #rows = 0
  readonly #reportedAt: Float64Array
  /** NaN: the row closes nothing. */
  readonly #closedAt: Float64Array
  readonly #offsets: Float64Array
  readonly #lengths: Uint32Array
  readonly #lines: Uint32Array
  readonly #row: Uint32Array
  /** 2 × the n-th row added, + 1 for its closing. */
  #order = new Uint32Array(0)

  /** `rows`: how many may be added. */
  constructor(rows: number) {
    this.#reportedAt = new Float64Array(rows)
    this.#closedAt = new Float64Array(rows)
    this.#offsets = new Float64Array(rows)
    this.#lengths = new Uint32Array(rows)
    this.#lines = new Uint32Array(rows)
    this.#row = new Uint32Array(rows)
  }

  add(row: number, place: RecordPlace, reportedAt: number, closedAt: number | null): void {
    const n = this.#rows++
    this.#row[n] = row
    this.#reportedAt[n] = reportedAt
    // Real files hold cases closed before they were reported; the server must meet the report first.
    this.#closedAt[n] = closedAt === null ? NaN : Math.max(closedAt, reportedAt)
    this.#offsets[n] = place.offset
    this.#lengths[n] = place.length
    this.#lines[n] = place.line
  }

  /** To be called once, when every row has been added. Steps of the same time keep the order of the file. */
  sort(): void {
    const order = new Uint32Array(this.#rows * 2)
    let steps = 0
    for (let n = 0; n < this.#rows; n++) {
      order[steps++] = 2 * n
      if (!Number.isNaN(this.#closedAt[n]!)) order[steps++] = 2 * n + 1
    }
    this.#order = order.subarray(0, steps).sort((a, b) => this.#at(a) - this.#at(b) || a - b)
  }

  get steps(): number {
    return this.#order.length
  }

  step(index: number): Step {
    const key = this.#order[index]!
    const n = key >> 1
    return {
      row: this.#row[n]!,
      step: key & 1 ? 'close' : 'report',
      at: this.#at(key),
      place: { offset: this.#offsets[n]!, length: this.#lengths[n]!, line: this.#lines[n]! },
    }
  }

  #at(key: number): number {
    return (key & 1 ? this.#closedAt : this.#reportedAt)[key >> 1]!
  }
}
