/** Rows as the text of a CSV file in which no cell is a formula. What the cells mean is whoever writes them. Pure. */

/** For Excel, which takes a file without it for the machine's own encoding. */
const BOM = '\uFEFF'
/** What makes a cell a formula somewhere, and the apostrophe itself, so that every text comes back as it was. */
const DANGEROUS = /^[=+\-@\t\r']/

/** A text that a spreadsheet would take for a formula is led by an apostrophe. */
export const neutral = (text: string): string => (DANGEROUS.test(text) ? `'${text}` : text)
/** Takes off again what `neutral` put before it. */
export const fromNeutral = (cell: string): string => (/^'[=+\-@\t\r']/.test(cell) ? cell.slice(1) : cell)

/** Cells as they are: whatever somebody typed goes through `neutral` first. */
export const csvText = (lines: readonly (readonly string[])[]): string =>
  BOM + lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
