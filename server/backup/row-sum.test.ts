import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RowSum } from './row-sum.ts'

const sumOf = async (chunks: Buffer[]): Promise<{ rows: number; sum: string }> => {
  const sum = new RowSum()
  await pipeline(Readable.from(chunks), sum, new Writable({ write: (_chunk, _encoding, done) => done() }))
  return { rows: sum.rows, sum: sum.sum }
}
const rows = fc.array(
  fc.string({ unit: 'grapheme' }).map((it) => it.replaceAll('\n', '\\n')),
  { maxLength: 20 },
)
const text = (lines: string[]): Buffer => Buffer.from(lines.map((it) => `${it}\n`).join(''))

it('the sum does not depend on the order of rows, nor on where chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(fc.nat(200)), async (lines, cuts) => {
      const whole = await sumOf([text(lines)])
      const other = text(lines.toReversed())
      const at = [0, ...cuts.map((it) => Math.min(it, other.length)).sort((a, b) => a - b), other.length]
      const pieces = at.slice(1).map((end, i) => other.subarray(at[i], end))
      expect(await sumOf(pieces)).toEqual(whole)
      expect(whole.rows).toBe(lines.length)
    }),
    { numRuns: 100 },
  )
})
it('a row more, a row less or a changed row gives another sum', async () => {
  const one = await sumOf([text(['a', 'b'])])
  for (const other of [['a'], ['a', 'b', 'b'], ['a', 'c'], ['ab'], []])
    expect(await sumOf([text(other)])).not.toEqual(one)
})
