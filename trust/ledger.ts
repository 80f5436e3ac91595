/**
 * What a driver knows: one line before each sending and one after each answer, in a file that survives it.
 * An operation is one event that somebody wants in the log; a request may carry several. `ok` is
 * acknowledged; `info` is unknown (cut, timed out, 5xx) and is followed by another sending with the same
 * key; `fail` is a refusal: nothing was written.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/** What an operation wants, and how the database can be asked for it. */
export interface Intent {
  /** Idempotency: (source, key) of the command log. */
  source: string
  key: string
  /** A text only this operation brings; it comes back as the event's personal part. */
  mark: string
  /** null: a new case. */
  caseId: string | null
  /** Version that a command expects; null where it expects none. */
  expected: number | null
  /** Operations that must be written whole or not at all carry the same. */
  unit: string | null
}
export interface Answer {
  caseId: string
  seq: number
  version: number
}
export type Line = {
  /** Monotonic ms of the driver; one driver writes one ledger. */
  at: number
  op: string
} & (
  | { is: 'invoke'; attempt: number; want: Intent }
  | { is: 'ok'; answer: Answer }
  | { is: 'fail'; code: string }
  | { is: 'info'; why: string }
)

export interface Ledger {
  file: string
  write: (line: Line) => void
  close: () => void
}

/** Each line reaches the operating system before the call returns: the order is that of the calls. */
export function openLedger(file: string): Ledger {
  const handle = openSync(file, 'a')
  return {
    file,
    write: (line) => void writeSync(handle, `${JSON.stringify(line)}\n`),
    close: () => closeSync(handle),
  }
}

export const readLedger = (file: string): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
