/** A table on its way into a file, CSV or XLSX: heads and cells, and nothing of where they come from. */

/** A text of anybody's, a number, or nothing. */
export type Cell = string | number | null
export interface Table {
  columns: readonly string[]
  rows: readonly (readonly Cell[])[]
}
export const TABLE_FORMATS = ['csv', 'xlsx'] as const
export type TableFormat = (typeof TABLE_FORMATS)[number]

export const MEDIA_TYPES: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
