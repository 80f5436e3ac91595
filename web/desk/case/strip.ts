/** The strip of a deadline: from the report to the limit, or to now where that is later, in natural time. Pure. */
import type { CaseReply } from '@shaotai/shared/contract/http.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Reader } from '../../case/reader.ts'
import { actingWords } from '../../i18n/acting/words.ts'
import { shortTime } from './short-time.ts'

export type Part = 'before' | 'used' | 'left' | 'over'
export interface Strip {
  /** In their order, in per cent of the whole; none is empty. */
  parts: { part: Part; percent: number }[]
  /** Where now is, in per cent; null once the clock has stopped. */
  now: number | null
  /** What stands at its ends and between, oldest first. */
  marks: string[]
}

/** Null without a deadline: there is nothing to measure against. */
export function stripOf(it: CaseReply, reader: Reader): Strip | null {
  const { reportedAt, acceptedAt, filedAt, dueAt } = it
  if (dueAt === null || dueAt <= reportedAt) return null
  const { marks: words, mark } = actingWords(reader.language).panel
  const runs = isOpen(it) && it.feedbackAt === null
  const until = Math.max(reportedAt, runs ? reader.now : (it.feedbackAt ?? it.closedAt ?? reader.now))
  const end = Math.max(dueAt, until)
  const share = (at: number): number =>
    ((Math.min(Math.max(at, reportedAt), end) - reportedAt) / (end - reportedAt)) * 100
  const taken = share(filedAt ?? acceptedAt ?? reportedAt)
  const [here, due] = [Math.max(share(until), taken), share(dueAt)]
  const parts = (
    [
      ['before', taken],
      ['used', Math.min(here, due) - taken],
      ['left', due - Math.max(here, taken)],
      ['over', here - Math.max(due, taken)],
    ] as const
  ).flatMap(([part, percent]) => (percent > 0 ? [{ part, percent }] : []))
  const told: (readonly [at: number | null, name: string])[] = [
    [reportedAt, words.reported],
    [acceptedAt, words.accepted],
    [filedAt !== acceptedAt ? filedAt : null, words.filed],
    [dueAt, words.due],
  ]
  return {
    parts,
    now: runs ? here : null,
    marks: told.flatMap(([at, name]) => (at === null ? [] : [mark(shortTime(at, reader), name)])),
  }
}
