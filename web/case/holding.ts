/** Custody in words: pieces of a bar, a row for each holder, and who waits for whom. Pure. */
import type { TimelineReply } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { custodyOf, type Holder, type Party, type Waiting } from '@shaotai/shared/domain/custody.ts'
import type { Evolving } from '@shaotai/shared/domain/evolve.ts'
import { instantIn, spanIn, type Reader } from './reader.ts'

export interface HoldingModel {
  pieces: { party: Party; ms: number; title: string }[]
  rows: { party: Party; name: string; natural: string; working: string }[]
  total: string
  waiting: string
}

export function holdingOf({ items }: TimelineReply, reader: Reader): HoldingModel | null {
  const { words, now, calendar } = reader
  const w = words.case
  const custody = custodyOf(items as readonly Evolving<CaseView>[], now, calendar)
  if (!custody) return null
  const nameOf = ({ party, department }: Holder): string =>
    department === null ? words.codes.parties[party] : reader.department(department)
  return {
    pieces: custody.spans.map((span) => ({
      party: span.party,
      ms: span.naturalMs,
      title: `${w.custodyOf(nameOf(span), spanIn(reader, span.naturalMs))} (${instantIn(reader, span.from)} – ${instantIn(reader, span.to)})`,
    })),
    rows: custody.held.map((held) => ({
      party: held.party,
      name: nameOf(held),
      natural: spanIn(reader, held.naturalMs),
      working: held.workingMs === null ? '' : w.custodyWorking(spanIn(reader, held.workingMs)),
    })),
    total: w.custodyTotal(spanIn(reader, custody.to - custody.from)),
    waiting: custody.waiting ? waitingWords(custody.waiting, reader) : w.custodyNobody,
  }
}

function waitingWords(it: Waiting, reader: Reader): string {
  const { case: w, codes } = reader.words
  const own = it.department === null ? codes.parties.department : reader.department(it.department)
  const said = w.custodyWaits(
    it.who === 'department' ? own : codes.parties[it.who],
    it.for === 'department' ? own : codes.parties[it.for],
  )
  const why = it.pending ? w.pending(codes.pendings[it.pending]) : ''
  const until = it.for === 'suspended' && it.until !== null ? instantIn(reader, it.until) : ''
  return [said, why, until].filter(Boolean).join(' · ')
}
