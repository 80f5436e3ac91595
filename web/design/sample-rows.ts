/** Rows for the table on /design, the same at every call. */
export interface SampleRow {
  code: string
  /** An index into the sample departments. */
  department: number
  open: number
}
export const sampleRows = (n: number): SampleRow[] =>
  Array.from({ length: n }, (_, i) => ({
    code: `C${String(i + 1).padStart(5, '0')}`,
    department: (i * 7) % 5,
    open: (i * 37) % 101,
  }))
