/**
 * An entry of a timeline as a sentence: the one place where a page and a text export learn to tell it, in both
 * languages. Knows no directory and no time zone; it is told how to name and how to say an instant.
 */
import type { Limit } from '../calendar/calendar.ts'
import type { EventDetails } from '../events.ts'
import { TELLING_EN } from './en.ts'
import type { Entry } from './entry.ts'
import { fill, type Values } from './fill.ts'
import type { TellingWords } from './words.ts'
import { TELLING_ZH } from './zh-CN.ts'

export const TELLING = { 'zh-CN': TELLING_ZH, en: TELLING_EN } as const satisfies Record<string, TellingWords>
export type TellingLanguage = keyof typeof TELLING

type Rule = NonNullable<EventDetails['rule']>

export interface Teller {
  language: TellingLanguage
  department: (code: string) => string
  /** A case's number; null where the reader may not know it. */
  caseNo: (id: string) => string | null
  /** Epoch ms as people of the place read it. */
  instant: (at: number) => string
}

/** A dim reader's entry has no details: then only what happened is said. */
export function sentenceOf(entry: Entry, teller: Teller): string {
  const w: TellingWords = TELLING[teller.language]
  return upperFirst(fill(w.sentences[entry.type], valuesOf(entry, teller, w)))
}

function valuesOf({ by, details = {}, from, set, ...entry }: Entry, teller: Teller, w: TellingWords): Values {
  const name = (code: string | null | undefined) => (code ? teller.department(code) : undefined)
  const instant = (at: number | null | undefined) => (at ? teller.instant(at) : undefined)
  const word = <K extends string>(words: Record<K, string>, code: K | undefined) => code && words[code]
  const caseNo = (id: string | undefined) => id && teller.caseNo(id)
  const owner = details.department ?? entry.department ?? set?.department ?? entry.case?.department
  return {
    who: by
      ? fill(w.who, {
          role: w.roles[by.role],
          // An account that is named after its seat, such as 城管局联络员, is not told twice.
          name: by.name?.endsWith(w.roles[by.role]) ? undefined : by.name,
          department: name(by.department),
        })
      : w.roles.system,
    department: name(owner) ?? '—',
    from: name(from),
    members: details.members && listed(details.members.map(teller.department), w),
    due: instant(set?.dueAt ?? entry.dueAt ?? (entry.version > 1 ? entry.case?.dueAt : null)),
    until: instant(details.until),
    into: caseNo(details.into),
    joined: caseNo(details.joined),
    reason: word(w.reasons, details.reason),
    tier: word(w.tiers, details.tier),
    severity: word(w.severities, details.severity),
    outcome: word(w.outcomes, details.outcome),
    task: word(w.tasks, details.task?.kind),
    contribution: word(w.contributions, details.contribution),
    evidence: word(w.evidence, details.evidenceRole),
    satisfied: word(w.satisfactions, details.satisfied),
    extra: details.extra && limitIn(details.extra, w),
    measured: details.measured?.toString(),
    rule: details.rule && ruleIn(details.rule, teller.language, w),
    suggested: name(details.suggested),
  }
}

export const limitIn = ({ basis, amount }: Limit, w: TellingWords): string =>
  fill(w.limits[basis], { amount: String(Math.round(amount * 100) / 100) })

/** Without an English name its code stands for it: a sentence is in one language. */
const ruleIn = (it: Rule, language: TellingLanguage, w: TellingWords): string =>
  fill(w.rule, {
    title: language === 'en' ? (it.titleEn ?? it.code) : it.title,
    code: it.code,
    revision: String(it.revision),
  })

const listed = (names: string[], { and, comma }: TellingWords): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(comma)}${and}${names.at(-1)}`

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
