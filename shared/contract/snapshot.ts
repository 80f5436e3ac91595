/**
 * A picture on the wire: columns instead of rows, because ten thousand cases share their words, and stamps
 * as differences, because those of a case are near one another. The caller compresses; see docs/benchmarks.md for sizes.
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

/**
 * Stamps in the order in which a case usually gets them. Each is told as the difference to the nearest one
 * before it that the case has, which is small, often a category's own limit, and for the last change nothing.
 */
const STAMPS = [
  'reportedAt',
  'acceptedAt',
  'filedAt',
  'dueAt',
  'reviewAt',
  'dispatchedAt',
  'signedAt',
  'pausedAt',
  'feedbackAt',
  'closedAt',
  'changedAt',
] as const satisfies (keyof CaseView)[]
/** What is to come says nothing of what came after it. */
const IS_PROMISE = new Set<string>(['dueAt', 'reviewAt'])
const IS_STAMP = new Set<string>(STAMPS)
const PLAIN = CASE_VIEW_FIELDS.filter((field) => !IS_STAMP.has(field))
if (PLAIN.some((field) => field.endsWith('At'))) throw new Error('a stamp of the case is missing here')

/**
 * A case of no content. An object that gets its forty properties one by one, by name, becomes a hash table in V8: twice the
 * memory, and whatever reads a case takes several times as long. A copy of one that was read as JSON does not.
 */
const BLANK = JSON.parse(
  JSON.stringify(Object.fromEntries(CASE_VIEW_FIELDS.map((it) => [it, null]))),
) as CaseView

export function encodeSnapshot(picture: Picture): string {
  const open = [...picture.cases.values()].filter(isOpen).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const done = [...picture.reserve, ...picture.done.map((id) => picture.cases.get(id)!)]
  const rows = [...open, ...done]
  const columns: SnapshotBody['columns'] = {}
  for (const field of PLAIN) columns[field] = rows.map((row) => row[field])
  for (const field of STAMPS) columns[field] = []
  let birth = 0
  for (const row of rows) {
    let before = birth
    for (const field of STAMPS) {
      const at = row[field]
      columns[field]!.push(at === null ? null : at - before)
      if (at !== null && !IS_PROMISE.has(field)) before = at
    }
    birth = row.reportedAt
  }
  const body: SnapshotBody = { epoch: picture.epoch, seq: picture.seq, done: done.length, columns }
  return JSON.stringify(body)
}

/** Throws where the text is not a snapshot: the caller asks again. */
export function decodeSnapshot(text: string): Picture {
  const decoding = decodingSnapshot(text, Number.POSITIVE_INFINITY)
  for (;;) {
    const { done, value } = decoding.next()
    if (done) return value
  }
}

/** The same a few rows at a time: yields after each `atOnce`, so that a page can answer keys meanwhile. */
export function* decodingSnapshot(text: string, atOnce: number): Generator<void, Picture> {
  const body = JSON.parse(text) as SnapshotBody
  const { length } = body.columns['id']!
  const columns = CASE_VIEW_FIELDS.map((field) => [field, body.columns[field]!] as const)
  for (const [field, column] of columns)
    if (column.length !== length) throw new Error(`column ${field} has ${column.length} of ${length} rows`)
  const rows: CaseView[] = []
  let birth = 0
  for (let i = 0; i < length; i += 1) {
    const row = { ...BLANK }
    for (const [field, column] of columns) (row as Record<string, unknown>)[field] = column[i]
    rows.push(row)
    if (i % atOnce === atOnce - 1) yield
    let before = birth
    for (const field of STAMPS) {
      if (row[field] === null) continue
      row[field] += before
      if (!IS_PROMISE.has(field)) before = row[field]
    }
    birth = row.reportedAt
  }
  return pictureOf(body.epoch, body.seq, rows.slice(0, length - body.done), rows.slice(length - body.done))
}
