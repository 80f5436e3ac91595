/** Tables as files: what a spreadsheet is given is text or a number, and never a formula. */
import fc from 'fast-check'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fromNeutral } from '../contract/csv-text.ts'
import { toCsv } from './csv.ts'
import { toXlsx } from './xlsx.ts'

/** One file of an archive that has its sizes in the local heads' or in the central directory. */
function unzipped(bytes: Uint8Array, name: string): string {
  const buffer = Buffer.from(bytes)
  const end = buffer.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  let at = buffer.readUInt32LE(end + 16)
  for (let n = buffer.readUInt16LE(end + 10); n > 0; n -= 1) {
    const [size, length, extra, comment] = [
      buffer.readUInt32LE(at + 20),
      ...[28, 30, 32].map((from) => buffer.readUInt16LE(at + from)),
    ] as [number, number, number, number]
    if (buffer.toString('utf8', at + 46, at + 46 + length) === name) {
      const head = buffer.readUInt32LE(at + 42)
      const from = head + 30 + buffer.readUInt16LE(head + 26) + buffer.readUInt16LE(head + 28)
      const packed = buffer.subarray(from, from + size)
      return (buffer.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8')
    }
    at += 46 + length + extra + comment
  }
  throw new Error(`There is no ${name} in it.`)
}
const DANGEROUS = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', `=cmd|' /C calc'!A0`, "'=1"]

/** The one cell of a table of one, as a reader of CSV has it. */
function cellOf(value: string | number): string {
  const [, cell] = /^\uFEFFa\r\n([^]*)\r\n$/.exec(toCsv({ columns: ['a'], rows: [[value]] }))!
  return cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!
}

describe('a table as CSV', () => {
  it('has no cell that a spreadsheet computes, every text comes back, and a number stays one', () => {
    for (const text of DANGEROUS) expect(cellOf(text)).not.toMatch(/^[=+\-@\t\r]/)
    expect(DANGEROUS.map((it) => fromNeutral(cellOf(it)))).toEqual(DANGEROUS)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fromNeutral(cellOf(text))).toBe(text)
      }),
    )
    expect(cellOf(-1.5)).toBe('-1.5')
  })
})

describe('a table as XLSX', () => {
  it('has texts that are typed as texts, numbers that are numbers, and no formula', async () => {
    const bytes = await toXlsx({
      columns: ['名称', '=head'],
      rows: [...DANGEROUS.map((it) => [it, -1.5] as const), ['x'.repeat(40_000), null]],
    })
    const sheet = unzipped(bytes, 'xl/worksheets/sheet1.xml')
    expect(sheet).not.toMatch(/<f[ >]/)
    const cells = [...sheet.matchAll(/<c r="([A-Z]+)(\d+)"([^>]*?)(?:\/>|>(.*?)<\/c>)/g)]
    const typed = (column: string) =>
      cells
        .filter(([, at, row, , inner]) => at === column && Number(row) > 1 && inner !== undefined)
        .map(([, , , facts]) => /t="(\w+)"/.exec(facts!)?.[1] ?? 'n')
    expect(typed('A')).toEqual(Array.from({ length: DANGEROUS.length + 1 }, () => 's'))
    expect(typed('B')).toEqual(DANGEROUS.map(() => 'n'))
    expect(sheet).toContain('<v>-1.5</v>')
    const strings = unzipped(bytes, 'xl/sharedStrings.xml')
    for (const text of ['=1+1', '@SUM(A1)', '名称', '=head']) expect(strings).toContain(`>${text}<`)
    expect(strings).toContain(`${'x'.repeat(32_766)}…<`)
    expect(strings).not.toContain('x'.repeat(32_767))
    // Their format is that of a text, which they keep when somebody edits them.
    expect(unzipped(bytes, 'xl/styles.xml')).toMatch(/numFmt[^>]*"@"|numFmtId="49"/)
  })
})
