/**
 * What changed since somebody last looked: rules, told in words (`rules` of the catalogue says them to the reader). Pure.
 * Looks at what the last visit left (stores/brief-visits.ts), the figures of now and the picture's open cases.
 */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import { zOf } from '@shaotai/shared/domain/wilson.ts'
import { formatCount } from '../../i18n/format.ts'
import type { Visit } from '../../stores/brief-visits.ts'
import { isTargetMissed, said, targetWords, type FigureId, type Speaker } from '../headline/derive.ts'

export interface SinceChange {
  /** The same change has the same key at every visit. */
  key: string
  tone: 'bad' | 'warn' | 'good'
  arrow: '▲' | '▼' | '●'
  text: string
  /** Where it leads: a case, a figure's definition, or a narrower view. */
  opens: { caseId: string } | { figure: FigureId } | { area: string } | { department: string } | null
}
export interface SinceFacts {
  /** This month to date, of all that the reader may see. */
  now: readonly KpiItem[]
  /** `on_time_rate_due` by area and by department, beside the period before. */
  byArea: readonly KpiItem[]
  byDepartment: readonly KpiItem[]
  openCases: readonly CaseView[]
  /** 2026-11, of the district: rates of two months are not one rate that moved. */
  month: string
}
export interface SinceNames {
  area: (code: string) => string
  /** The street that a case lies in. */
  street: (code: string | null) => string
  department: (code: string) => string
  category: (code: string) => string
}

export const MOST_CHANGES = 7
/** Both sides of a comparison; domain K18 and §9.9. */
const LEAST_CASES = 20
/** One in a hundred by chance alone, both ways. */
const Z_TOLD = 2.58
const LEAST_MOVE = 5
const MOST_GRAVE = 3
const COUNTS = ['overdue_open', 'backlog'] as const

/** What moved more than chance between two periods, whether told before or not: what the next visit will know. */
export const movedUnits = ({ byArea, byDepartment }: SinceFacts): string[] =>
  [...unitsOf('area', byArea), ...unitsOf('department', byDepartment)].map(({ key }) => key)

export function deriveSince(last: Visit, facts: SinceFacts, names: SinceNames, by: Speaker): SinceChange[] {
  return [
    ...graveCases(last, facts, names, by),
    ...crossedTargets(last, facts, by),
    ...[...unitsOf('area', facts.byArea), ...unitsOf('department', facts.byDepartment)]
      .filter(({ key }) => !last.moved.includes(key))
      .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))
      .map((it) => unitWords(it, names, by)),
    ...movedCounts(last, facts, by),
  ].slice(0, MOST_CHANGES)
}

const isGrave = ({ severity, priority }: CaseView): boolean => severity === 'red' || priority === 'P1'

function graveCases(
  last: Visit,
  facts: SinceFacts,
  names: SinceNames,
  { own, words, language }: Speaker,
): SinceChange[] {
  const { since: w } = own
  const grave = facts.openCases
    .filter((it) => isOpen(it) && !it.exercise && it.reportedAt > last.at && isGrave(it))
    .toSorted(
      (a, b) => Number(b.severity === 'red') - Number(a.severity === 'red') || b.reportedAt - a.reportedAt,
    )
  const told = grave.slice(0, MOST_GRAVE).map((it): SinceChange => ({
    key: `grave:${it.id}`,
    tone: 'bad',
    arrow: '●',
    text: w.grave(
      names.street(it.area) || own.whole,
      words.kinds[it.kind],
      names.category(it.category),
      it.severity === 'red' ? w.levels.red : w.levels.p1,
      [it.department === null ? '' : names.department(it.department), words.statuses[it.status]]
        .filter(Boolean)
        .join(' · '),
    ),
    opens: { caseId: it.id },
  }))
  const others = grave.length - told.length
  if (others === 0) return told
  return [
    ...told,
    { key: 'graves', tone: 'bad', arrow: '●', text: w.graves(formatCount(others, language)), opens: null },
  ]
}

function crossedTargets(last: Visit, { now, month }: SinceFacts, by: Speaker): SinceChange[] {
  if (last.month !== month) return []
  return now.flatMap((it): SinceChange[] => {
    const was = last.values[it.id]
    if (!it.target || it.value === null || was === undefined || was === null || it.n < LEAST_CASES) return []
    const [before, after] = [isTargetMissed({ ...it, value: was }), isTargetMissed(it)]
    if (before === after) return []
    const { since: w, figures } = by.own
    const tell = after ? w.left : w.reached
    return [
      {
        key: `target:${it.id}:${after}`,
        tone: after ? 'bad' : 'good',
        arrow: it.value > was ? '▲' : '▼',
        text: tell(
          figures[it.id as FigureId],
          said({ ...it, value: was }, by),
          said(it, by),
          targetWords(it, by),
        ),
        opens: { figure: it.id as FigureId },
      },
    ]
  })
}

interface Moved {
  key: string
  by: 'area' | 'department'
  code: string
  z: number
  was: number
  is: number
}
function unitsOf(by: Moved['by'], items: readonly KpiItem[]): Moved[] {
  return items.flatMap((it): Moved[] => {
    const { previous, group: code, numerator, denominator } = it
    const was = previous?.value ?? null
    if (!code || was === null || it.value === null || Math.min(it.n, previous!.n) < LEAST_CASES) return []
    const z = zOf(numerator!, denominator!, was * previous!.n, previous!.n)
    if (Math.abs(z) < Z_TOLD) return []
    return [{ key: `${by}:${code}:${z > 0 ? 'up' : 'down'}`, by, code, z, was, is: it.value }]
  })
}
function unitWords({ key, by: what, code, z, was, is }: Moved, names: SinceNames, by: Speaker): SinceChange {
  const { since: w } = by.own
  const share = (value: number) => said({ value, unit: 'share' }, by)
  return {
    key,
    tone: z > 0 ? 'good' : 'warn',
    arrow: z > 0 ? '▲' : '▼',
    text: (z > 0 ? w.better : w.worse)(names[what](code), share(was), share(is)),
    opens: what === 'area' ? { area: code } : { department: code },
  }
}

function movedCounts(last: Visit, { now }: SinceFacts, by: Speaker): SinceChange[] {
  return COUNTS.flatMap((id): (SinceChange & { size: number })[] => {
    const it = now.find((other) => other.id === id)
    const was = last.values[id]
    if (!it || it.value === null || was === undefined || was === null) return []
    const change = it.value - was
    const chance = 2 * Math.sqrt(Math.max(was, 1)) // a count of independent arrivals: its variance is itself
    if (Math.abs(change) < LEAST_MOVE || Math.abs(change) <= chance) return []
    const { since: w, figures } = by.own
    return [
      {
        key: `count:${id}:${change > 0 ? 'up' : 'down'}`,
        tone: change > 0 ? 'warn' : 'good',
        arrow: change > 0 ? '▲' : '▼',
        text: (change > 0 ? w.more : w.fewer)(
          figures[id],
          formatCount(was, by.language),
          formatCount(it.value, by.language),
        ),
        opens: { figure: id },
        size: Math.abs(change) / chance,
      },
    ]
  }).toSorted((a, b) => b.size - a.size)
}
