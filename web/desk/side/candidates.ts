/** Candidates in words: a row each with its reasons, and who is not offered and why. Pure. */
import type { Candidate, CandidatesReply } from '@shaotai/shared/contract/candidates.ts'
import { spanIn, type Reader } from '../../case/reader.ts'
import { actingWords } from '../../i18n/acting/words.ts'
import { formatCount } from '../../i18n/format.ts'

export interface CandidateRow {
  department: string
  name: string
  reasons: string
  /** Speaks against it. */
  against: string
  open: string
  overdue: string
}
const AGAINST: ReadonlySet<string> = new Set(['off_duty', 'returned_before'])

export function candidateRows(reply: CandidatesReply, reader: Reader): CandidateRow[] {
  const { candidates: w, apart } = actingWords(reader.language)
  return reply.items.map((it) => {
    const said = (isAgainst: boolean): string =>
      it.reasons
        .filter((reason) => AGAINST.has(reason) === isAgainst)
        .map((reason) => sayReason(reason, it, reply, reader))
        .join(apart)
    return {
      department: it.department,
      name: reader.department(it.department),
      reasons: said(false),
      against: said(true),
      open: w.open(formatCount(it.open, reader.language)),
      overdue: it.overdue > 0 ? w.overdue(formatCount(it.overdue, reader.language)) : '',
    }
  })
}

function sayReason(
  reason: Candidate['reasons'][number],
  { similar, signing }: Candidate,
  { rule, days }: CandidatesReply,
  reader: Reader,
): string {
  const { reasons: w } = actingWords(reader.language).candidates
  const n = (count: number): string => formatCount(count, reader.language)
  switch (reason) {
    case 'rule':
    case 'rule_helper': {
      const title = reader.language === 'en' ? (rule?.titleEn ?? rule?.title) : rule?.title
      return w[reason](title ?? '—', rule?.code ?? '—')
    }
    case 'similar':
      return w.similar(n(similar.n), n(similar.of), n(days))
    case 'signs_in':
      return w.signs_in(n(signing!.n), spanIn(reader, signing!.medianMs))
    default:
      return w[reason]
  }
}

/** Most of them are nobody's question: the first few are told. */
const MOST_TOLD = 4
export function notOfferedText(reply: CandidatesReply, reader: Reader): string {
  const { candidates: w, apart } = actingWords(reader.language)
  const told = reply.notOffered.slice(0, MOST_TOLD)
  return told.length === 0
    ? ''
    : w.notOffered + told.map((it) => w.because(reader.department(it.department), w.why[it.why])).join(apart)
}
