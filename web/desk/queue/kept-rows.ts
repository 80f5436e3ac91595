/**
 * The rows in sight as they were last told: a row is told again when its case or the reader's time is another one, and one
 * that says the same stays the same object, so that a page at fifty events a second draws what changed and nothing else.
 */
import type { Reader } from '../../case/reader.ts'
import type { Entry } from './entries.ts'
import type { Row } from './row.ts'

export interface KeptRows {
  /** All that is told in one round is kept until the next one; the rest is forgotten. */
  round<T>(reader: Reader, tell: () => T): T
  /** Within a round: `tell` is called where the row may say something else than before. */
  of(entry: Entry, tell: () => Row): Row
}
interface Kept {
  of: Entry['it']
  reader: Reader
  row: Row
}

export function openKeptRows(): KeptRows {
  let before = new Map<string, Kept>()
  let now = before
  let by: Reader | null = null
  return {
    round: (reader, tell) => {
      by = reader
      now = new Map()
      const told = tell()
      before = now
      return told
    },
    of: ({ it }, tell) => {
      const known = before.get(it.id)
      let row = known?.row
      if (!known || known.of !== it || known.reader !== by) {
        const next = tell()
        if (!row || !saysTheSame(row, next)) row = next
      }
      now.set(it.id, { of: it, reader: by!, row: row! })
      return row!
    },
  }
}

const saysTheSame = (a: Row, b: Row): boolean =>
  a.aloud === b.aloud &&
  a.level === b.level &&
  a.overdueTimes === b.overdueTimes &&
  a.tone === b.tone &&
  a.kind === b.kind
