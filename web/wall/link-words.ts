/** The state of the link in words: what a header shows and what a banner explains. Pure. */
import { formatDuration, formatTime } from '../i18n/format.ts'
import type { Language, Words } from '../i18n/words.ts'
import { toProblem, type Problem } from '@shaotai/shared/contract/problem.ts'
import type { LinkReport } from '../live/sync-state.ts'

export interface LinkWords {
  tone: 'good' | 'bad' | 'waiting'
  label: string
  age: string
  banner: { title: string; since: string; why: string; doing: string } | null
}

interface Now {
  /** Monotonic ms. */
  now: number
  dateOf: (monotonic: number) => number
  hasPicture: boolean
  words: Words
  language: Language
}

export function linkWords(
  report: LinkReport | null,
  { now, dateOf, hasPicture, words, language }: Now,
): LinkWords {
  const { link: w } = words
  const ageOf = (at: number) => formatDuration(Math.max(0, now - at) / 1000, language)
  const heard = report?.heardAt ?? null
  if (!report || (!report.stale && !hasPicture))
    return { tone: 'waiting', label: w.connecting, age: '', banner: null }
  if (!report.stale)
    return { tone: 'good', label: w.live, age: heard === null ? '' : w.newest(ageOf(heard)), banner: null }
  const { stale, problem } = report
  return {
    tone: 'bad',
    label: w.stale,
    age: ageOf(stale.since),
    banner: {
      title: stale.reason === 'refused' ? w.refused : hasPicture ? w.lost : w.neverLive,
      since: hasPicture ? w.since(formatTime(dateOf(stale.since), language)) : '',
      why: problem && stale.reason === 'refused' ? problemWords(problem, language) : w.reasons[stale.reason],
      doing: doingWords(report, now, words, language),
    },
  }
}

function doingWords(
  { link, retryAt, problem }: LinkReport,
  now: number,
  { link: w }: Words,
  language: Language,
): string {
  if (problem?.code === 'protocol_mismatch') return w.reloading
  if (link === 'asking' || link === 'live') return w.catchingUp
  if (retryAt === null || retryAt - now < 1_000) return w.retrying
  return w.retryIn(formatDuration(Math.ceil((retryAt - now) / 1000), language))
}

/** The server's sentence came in the language of its own choice; the code says the same in ours. */
const problemWords = ({ code }: Problem, language: Language): string => toProblem(code, language).detail

/** Everything that a screen says once its link is lost, for the letters of it, in no order. */
export function linkTexts({ link: w, panels, map }: Words, language: Language): string {
  const { reasons, newest, since, retryIn, ...plain } = w
  const spans = [1, 60, 3_600, 86_400].map((seconds) => formatDuration(seconds, language)).join('')
  const told = [newest(spans), since(''), retryIn(''), panels.old(''), panels.broken, map.restoring]
  return [...Object.values(plain), ...Object.values(reasons), ...told].join('')
}
