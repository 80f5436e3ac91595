/** The timeline as the page shows it: a sentence an event, with what people wrote beside it for those who may read it. */
import type { CaseReply, TimelineReply } from '@shaotai/shared/contract/http.ts'
import { sentenceOf } from '@shaotai/shared/domain/timeline/sentence.ts'
import { instantIn, tellerOf, type Reader } from './reader.ts'

export interface Line {
  version: number
  time: string
  text: string
  /** Told by the clock, not by anybody. */
  isMark: boolean
  /** Where it was recorded much later than it happened. */
  late: string | null
  said: { name: string; text: string }[]
  /** Another case that it speaks of, by id. */
  leadsTo: string | null
}

/** Past stamps that are told to people only where the difference matters to them. */
const LATE_MS = 3_600_000
const SAID = ['reason', 'reply', 'contacted', 'measures', 'condition', 'note'] as const

/** `when` says the time of a line. */
export function storyOf(
  it: CaseReply,
  { items, cases }: TimelineReply,
  reader: Reader,
  when = (at: number): string => instantIn(reader, at),
): Line[] {
  const teller = tellerOf(reader, cases)
  const w = reader.words.case
  /** Many that were loaded together are told so once. */
  const late = (it: (typeof items)[number] | undefined): string | null =>
    it && it.recordedAt - it.at > LATE_MS ? w.recordedLate(instantIn(reader, it.recordedAt)) : null
  const notes = new Map(it.notes?.map((note) => [note.version, note]))
  // The clock's marks are recorded when the server is up, and told where they belong.
  const inTime = items.toSorted((a, b) => a.at - b.at || a.version - b.version)
  return inTime.map((entry, i) => {
    const note = notes.get(entry.version)
    const other = entry.details?.into ?? entry.details?.joined ?? null
    return {
      version: entry.version,
      time: when(entry.at),
      text: sentenceOf(entry, teller),
      isMark: MARKS.test(entry.type),
      late: late(entry) !== late(inTime[i - 1]) ? late(entry) : null,
      said: SAID.flatMap((name) => (note?.[name] ? [{ name: w.said[name], text: note[name] }] : [])),
      leadsTo: other !== null && cases[other] !== undefined ? other : null,
    }
  })
}
const MARKS = /^case\.(near_due|overdue)/
