/**
 * A picture on the wire: columns instead of rows, because ten thousand cases share their words, and stamps
 * as differences, because they are near one another. The caller compresses; see docs/benchmarks.md for sizes.
 */
import { CASE_VIEW_FIELDS, type CaseView } from '../domain/case-file.ts'
import { isOpen } from '../domain/lifecycle.ts'
import { pictureOf, type Picture } from '../domain/picture.ts'

interface SnapshotBody {
  epoch: string
  seq: number
  /** Number of done cases, those of the reserve among them; they come last, oldest first. */
  done: number
  columns: Record<string, unknown[]>
}

const STAMPS = new Set<string>(CASE_VIEW_FIELDS.filter((field) => field.endsWith('At')))

export function encodeSnapshot(picture: Picture): string {
  const open = [...picture.cases.values()].filter(isOpen).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const done = [...picture.reserve, ...picture.done.map((id) => picture.cases.get(id)!)]
  const rows = [...open, ...done]
  const columns: SnapshotBody['columns'] = {}
  for (const field of CASE_VIEW_FIELDS) {
    columns[field] = STAMPS.has(field) ? sinceBefore(rows, field) : rows.map((row) => row[field])
  }
  const body: SnapshotBody = { epoch: picture.epoch, seq: picture.seq, done: done.length, columns }
  return JSON.stringify(body)
}

/** Throws where the text is not a snapshot: the caller asks again. */
export function decodeSnapshot(text: string): Picture {
  const body = JSON.parse(text) as SnapshotBody
  const { length } = body.columns['id']!
  const rows: CaseView[] = Array.from({ length }, () => ({}) as CaseView)
  for (const field of CASE_VIEW_FIELDS) {
    const column = body.columns[field]!
    if (column.length !== length) throw new Error(`column ${field} has ${column.length} of ${length} rows`)
    let last = 0
    for (let i = 0; i < length; i += 1) {
      let value = column[i]
      if (STAMPS.has(field) && value !== null) value = last += value as number
      ;(rows[i] as Record<string, unknown>)[field] = value
    }
  }
  return pictureOf(body.epoch, body.seq, rows.slice(0, length - body.done), rows.slice(length - body.done))
}

function sinceBefore(rows: CaseView[], field: keyof CaseView): unknown[] {
  let last = 0
  return rows.map((row) => {
    const value = row[field] as number | null
    if (value === null) return null
    const difference = value - last
    last = value
    return difference
  })
}
