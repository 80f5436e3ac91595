import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaseFileSource, type Row } from './case-file-source.ts'
import { readRecords } from './csv-records.ts'
import type { FileRule } from './mapping-schema.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shaotai-csv-'))
})
afterAll(() => rm(folder, { recursive: true }))

let count = 0
async function put(contents: string | Uint8Array): Promise<string> {
  const path = join(folder, `${count++}.csv`)
  await writeFile(path, contents)
  return path
}
async function rowsOf(contents: string | Uint8Array, rule: FileRule = {}) {
  const source = await CaseFileSource.open(await put(contents), rule)
  try {
    const rows: Row[] = []
    for await (const group of source.groups()) rows.push(...group)
    return {
      columns: source.columns,
      count: source.rows,
      rows,
      cells: rows.map(({ cells }) => cells),
      lines: rows.map(({ place }) => place.line),
    }
  } finally {
    await source.close()
  }
}
// 市,区 and 环保 in GB18030, row by row: TextEncoder knows no other encoding than UTF-8.
const GB_ROWS = Buffer.from([0xca, 0xd0, 0x2c, 0xc7, 0xf8, 0x0a, 0xbb, 0xb7, 0xb1, 0xa3, 0x2c, 0x31, 0x0a])

it('gives every row the line it begins on, across quoted line breaks and empty lines', async () => {
  const { columns, cells, lines, count } = await rowsOf('\ufeffa,b\r\n1,"x\r\ny"\r\n\r\n2,"say ""hi"""\n3,z')
  expect(columns).toEqual(['a', 'b'])
  expect(cells).toEqual([
    ['1', 'x\r\ny'],
    ['2', 'say "hi"'],
    ['3', 'z'],
  ])
  expect(lines).toEqual([2, 5, 6])
  expect(count).toBe(3)
})

it('reads a file without a header, with another delimiter, without quotes, below a preface', async () => {
  const rule: FileRule = { header: false, columns: ['a', 'b'], delimiter: ';', quote: 'none', skipLines: 1 }
  const { cells, lines } = await rowsOf('a "preface\n5" pipe;x\n"quoted";y\n', rule)
  expect(cells).toEqual([
    ['5" pipe', 'x'],
    ['"quoted"', 'y'],
  ])
  expect(lines).toEqual([2, 3])
})

it('hands out rows with too few or too many cells as they are', async () => {
  const { cells } = await rowsOf('a,b\n1\n1,2,3\n1,2\n')
  expect(cells).toEqual([['1'], ['1', '2', '3'], ['1', '2']])
})

it('finds rows again by their places, in any order', async () => {
  const source = await CaseFileSource.open(await put('a,b\n1,"x\ny"\n2,z\n3,w'))
  const rows: Row[] = []
  for await (const group of source.groups()) rows.push(...group)
  const again = await source.read([rows[2]!.place, rows[0]!.place, rows[0]!.place])
  expect(again.map(({ cells }) => cells)).toEqual([
    ['3', 'w'],
    ['1', 'x\ny'],
    ['1', 'x\ny'],
  ])
  await source.close()
})

describe('encodings', () => {
  it('reads GB18030 where the mapping says so, and finds it out by itself', async () => {
    for (const encoding of ['gb18030', 'auto'] as const) {
      const { columns, cells } = await rowsOf(GB_ROWS, { encoding })
      expect(columns).toEqual(['市', '区'])
      expect(cells).toEqual([['环保', '1']])
    }
  })
  it('refuses GB18030 that is declared as UTF-8, and says what to do', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,2\n'), GB_ROWS])
    await expect(rowsOf(bytes, { encoding: 'utf-8' })).rejects.toThrow(
      /Line 3 is not UTF-8[^]*file\.encoding: gb18030/,
    )
  })
  it('refuses UTF-8 that is declared as GB18030', async () => {
    await expect(rowsOf(`市,区\n${'环保局,1\n'.repeat(20)}`, { encoding: 'gb18030' })).rejects.toThrow(
      /the file is UTF-8[^]*file\.encoding: utf-8/,
    )
  })
  it('refuses what is neither, with the line', async () => {
    await expect(rowsOf(Buffer.from([0x61, 0x0a, 0x62, 0xff, 0xff, 0x0a]))).rejects.toThrow(
      /neither UTF-8 \(not on line 2\) nor GB18030/,
    )
  })
  it('refuses workbooks, archives, UTF-16 and binary files', async () => {
    await expect(rowsOf(Buffer.from('PK\u0003\u0004....'))).rejects.toThrow(/Excel workbook or a zip/)
    await expect(rowsOf(Buffer.from('\ufeffa,b\n', 'utf16le'))).rejects.toThrow(/UTF-16/)
    await expect(rowsOf('a,b\n1,\u0000\n')).rejects.toThrow(/Line 2 holds zero bytes/)
  })
})

describe('broken files are refused as a whole', () => {
  it('an open quote, with the line where it was opened', async () => {
    await expect(rowsOf('a,b\n1,2\n3,"x\n5,6\n')).rejects.toThrow(/opened on line 3 is never closed/)
  })
  it('a quote inside a cell', async () => {
    await expect(rowsOf('a,b\n1,2\n3,5" x 7"\n')).rejects.toThrow(
      /broken in the row that begins on line 3: a quote stands inside/,
    )
  })
  it('something after a closing quote', async () => {
    await expect(rowsOf('a,b\n1,2\n"3"x,4\n')).rejects.toThrow(
      /begins on line 3: something follows a closing quote/,
    )
  })
  it('a row without end', async () => {
    await expect(rowsOf(`a,b\n${'x'.repeat(1_100_000)}`)).rejects.toThrow(
      /row on line 2 is longer than 1024 KiB/,
    )
    await expect(rowsOf(`a,b\n"${'x\n'.repeat(600_000)}`)).rejects.toThrow(/opened on line 2 is never closed/)
  })
  it('an empty one, a missing one, a folder', async () => {
    await expect(rowsOf('')).rejects.toThrow(/has no rows/)
    await expect(CaseFileSource.open(join(folder, 'absent.csv'))).rejects.toThrow(/There is no file/)
    await expect(CaseFileSource.open(folder)).rejects.toThrow(/There is no file/)
  })
  it('two columns of one name', async () => {
    await expect(rowsOf('a,b,a\n1,2,3\n')).rejects.toThrow(/column "a" twice/)
  })
})

it('notices that the file is changed while it is read', async () => {
  const path = await put('a\n1\n')
  const source = await CaseFileSource.open(path)
  await writeFile(path, 'a\n1\n2\n')
  await expect(source.groups().next()).rejects.toThrow(/was changed while it was read/)
  await source.close()
})

it('reads back what was written, wherever the pieces of the file end', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', '区', '👍', ' ') })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      async (table, pieceBytes) => {
        const text = table
          .map((cells) => cells.map((it) => `"${it.replaceAll('"', '""')}"`).join(','))
          .join('\n')
        const path = await put(text)
        const file = await open(path)
        const records: string[] = []
        for await (const group of readRecords(file, { quote: '"', skipLines: 0 }, pieceBytes)) {
          for (const { offset, length } of group.records)
            records.push(group.bytes.toString('utf8', offset - group.offset, offset - group.offset + length))
        }
        await file.close()
        expect(records.join('')).toBe(text)
        expect((await rowsOf(text, { header: false, columns: ['a', 'b'] })).cells).toEqual(table)
      },
    ),
    { numRuns: 60 },
  )
})
