/**
 * Counts the rows that flow through and sums their hashes without regard to their order, so that a restored
 * table can be compared with the one that was copied, whatever order the database gives rows in.
 */
import { hash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'

const NEWLINE = 10 // COPY's text writes a newline inside a value as \n, so the byte only ever ends a row
const MOD = 2n ** 128n

export class RowSum extends Transform {
  rows = 0
  #sum = 0n
  #rest: Buffer[] = []

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, end)
      this.#add(this.#rest.length > 0 ? Buffer.concat([...this.#rest.splice(0), piece]) : piece)
      from = end + 1
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from))
    done(null, chunk)
  }

  #add(row: Buffer): void {
    this.rows += 1
    const digest = hash('sha256', row, 'buffer')
    this.#sum = (this.#sum + (digest.readBigUInt64BE(0) << 64n) + digest.readBigUInt64BE(8)) % MOD
  }

  /** 32 hex digits. */
  get sum(): string {
    return this.#sum.toString(16).padStart(32, '0')
  }
}
