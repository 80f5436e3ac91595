/** A table as CSV, each text of anybody's made harmless (OWASP: CSV injection; ASVS 1.2.10). */
import { csvText, neutral } from '../contract/csv-text.ts'
import type { Cell, Table } from './table.ts'

export const toCsv = ({ columns, rows }: Table): string =>
  csvText([columns, ...rows].map((cells) => cells.map(toCell)))

/** A number is no text of anybody's: a negative one stays a number. */
const toCell = (cell: Cell): string =>
  cell === null ? '' : typeof cell === 'number' ? String(cell) : neutral(cell)
