/**
 * A table as XLSX. Every text is typed as text, in a cell whose format is text: what looks like a formula is none, and stays
 * none when somebody edits the cell.
 */
import writeXlsxFile from 'write-excel-file/universal'
import type { Cell, Table } from './table.ts'

/** What a cell of Excel holds. */
const MOST_CHARACTERS = 32_767
/** Of a column, in characters: no narrower than its head, and no wider than what still shows the next one. */
const WIDTH = { least: 8, most: 60 }
/** Rows that are measured for a column's width. */
const MEASURED = 200

export async function toXlsx({ columns, rows }: Table): Promise<Uint8Array> {
  const head = columns.map((it) => ({ value: it, type: String, fontWeight: 'bold' as const }))
  const blob = await writeXlsxFile([head, ...rows.map((cells) => cells.map(toCell))], {
    columns: columns.map((it, i) => ({
      width: widthOf([it, ...rows.slice(0, MEASURED).map((row) => row[i])]),
    })),
    stickyRowsCount: 1,
  }).toBlob()
  return new Uint8Array(await blob.arrayBuffer())
}

const toCell = (cell: Cell) =>
  cell === null || cell === ''
    ? null
    : typeof cell === 'number'
      ? { value: cell, type: Number }
      : { value: cutTo(cell), type: String, format: '@' }
const cutTo = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`

/** A Chinese character is as wide as two letters. */
const widthOf = (cells: readonly (Cell | undefined)[]): number =>
  Math.min(
    WIDTH.most,
    Math.max(
      WIDTH.least,
      ...cells.map((it) => [...String(it ?? '')].reduce((sum, at) => sum + (at > '\u2e7f' ? 2 : 1), 2)),
    ),
  )
