/**
 * Departments in the order in which a dispatcher would think of them, with the reasons as codes. Pure: what the lists say
 * and what the cases show comes in. A claim (a rule, the duty list, the area, much of the same lately) makes a candidate;
 * points order them, and nothing else is done with points: they are not told.
 */
import {
  NOT_OFFERED,
  type Candidate,
  type CandidateReason,
  type NotOffered,
} from '@shaotai/shared/contract/candidates.ts'
import type { Routed } from '@shaotai/shared/domain/case-file.ts'

export const MOST_CANDIDATES = 9
/** Of one that has no duty here, this share of the same lately is a claim. */
const CLAIM_SHARE = 0.2
/** So many signatures at least are a habit. */
const HABIT_FROM = 3
const QUICK_MS = 30 * 60_000

const POINTS: Record<Exclude<CandidateReason, 'similar' | 'signs_in'>, number> = {
  rule: 100,
  duty_lead: 60,
  covers_area: 35,
  rule_helper: 30,
  duty_helper: 25,
  on_duty: 10,
  off_duty: -10,
  returned_before: -45,
}
const SIMILAR_POINTS = 40
const QUICK_POINTS = 8
/** Up to so many are taken off where much is open or late. */
const LOAD_POINTS = 20
const LOAD_AT_WHICH = 100

/** What the cases show of one department. */
export interface Work {
  department: string
  open: number
  overdue: number
  similar: number
  medianMs: number | null
  signed: number
}
export interface Known {
  /** Every department there ever was, and whether it still is. */
  departments: readonly { code: string; retired: boolean; area: string | null }[]
  routed: Routed | null
  duty: { lead: string; coHandlers: readonly string[] } | null
  areaPath: readonly string[]
  /** On duty now, off duty now; in neither: not on the roster. */
  onDuty: ReadonlySet<string>
  offDuty: ReadonlySet<string>
  /** Whose it is now. */
  owner: string | null
  /** Who returned this very case, oldest first. */
  returnedBy: readonly string[]
  work: readonly Work[]
}

export interface Ranked {
  items: Candidate[]
  notOffered: { department: string; why: NotOffered }[]
}

export function rankCandidates(known: Known): Ranked {
  const { departments, routed, duty, owner, returnedBy, work } = known
  const similarOf = work.reduce((sum, it) => sum + it.similar, 0)
  const works = new Map(work.map((it) => [it.department, it]))
  const items: { it: Candidate; points: number }[] = []
  const notOffered: Ranked['notOffered'] = []

  for (const { code, retired, area } of departments) {
    const own = works.get(code) ?? { open: 0, overdue: 0, similar: 0, medianMs: null, signed: 0 }
    const share = similarOf === 0 ? 0 : own.similar / similarOf
    const claims = [
      ...(routed?.department === code ? (['rule'] as const) : []),
      ...(duty?.lead === code ? (['duty_lead'] as const) : []),
      ...(area !== null && known.areaPath.includes(area) ? (['covers_area'] as const) : []),
      ...(routed?.coHandlers.includes(code) ? (['rule_helper'] as const) : []),
      ...(duty?.coHandlers.includes(code) ? (['duty_helper'] as const) : []),
    ]
    const isThoughtOf = claims.length > 0 || own.similar > 0 || code === owner || returnedBy.includes(code)
    if (!isThoughtOf) continue
    const why = ((): NotOffered | null => {
      if (retired) return 'retired'
      if (code === owner) return 'has_it'
      if (returnedBy.at(-1) === code) return 'just_returned'
      return claims.length === 0 && share < CLAIM_SHARE ? 'not_on_list' : null
    })()
    if (why) {
      notOffered.push({ department: code, why })
      continue
    }
    const reasons: CandidateReason[] = [
      ...claims,
      ...(known.onDuty.has(code) ? (['on_duty'] as const) : []),
      ...(known.offDuty.has(code) ? (['off_duty'] as const) : []),
      ...(own.similar > 0 ? (['similar'] as const) : []),
      ...(own.medianMs !== null && own.signed >= HABIT_FROM ? (['signs_in'] as const) : []),
      ...(returnedBy.includes(code) ? (['returned_before'] as const) : []),
    ]
    items.push({
      it: {
        department: code,
        reasons,
        open: own.open,
        overdue: own.overdue,
        similar: { n: own.similar, of: similarOf },
        signing: own.medianMs === null ? null : { medianMs: Math.round(own.medianMs), n: own.signed },
      },
      points: pointsOf(reasons, share, own),
    })
  }
  return {
    items: items
      .toSorted((a, b) => b.points - a.points || (a.it.department < b.it.department ? -1 : 1))
      .slice(0, MOST_CANDIDATES)
      .map(({ it }) => it),
    notOffered: notOffered.toSorted(
      (a, b) =>
        NOT_OFFERED.indexOf(a.why) - NOT_OFFERED.indexOf(b.why) || (a.department < b.department ? -1 : 1),
    ),
  }
}

function pointsOf(reasons: readonly CandidateReason[], share: number, own: Omit<Work, 'department'>): number {
  const said = reasons.reduce((sum, it) => sum + (it === 'similar' || it === 'signs_in' ? 0 : POINTS[it]), 0)
  const quick = reasons.includes('signs_in') && own.medianMs! <= QUICK_MS ? QUICK_POINTS : 0
  const load = Math.min(LOAD_POINTS, (LOAD_POINTS * (own.open + own.overdue)) / LOAD_AT_WHICH)
  return said + share * SIMILAR_POINTS + quick - load
}
