/** Rows as a file of comma-separated values that a spreadsheet opens as text and numbers and never as formulas. Pure. */

export type Cell = string | number | null

/** For Excel, which takes a file without it for the machine's own encoding. */
const BOM = '\uFEFF'
/** What makes a cell a formula somewhere. */
const DANGEROUS = /^[=+\-@\t\r\n]/

/** Text that would be a formula is led by an apostrophe; numbers are numbers, a negative one too. */
export function cellOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = DANGEROUS.test(cell) ? `'${cell}` : cell
  return /["\n\r,;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  BOM + rows.map((row) => row.map(cellOf).join(',')).join('\r\n') + '\r\n'
