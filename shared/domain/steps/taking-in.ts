/** 受理、立案与定级: from a report to a case with a limit, or out of the loop. */
import { startClock } from '../clock-moves.ts'
import type { CaseFile } from '../case-file.ts'
import { isOpen } from '../lifecycle.ts'
import type { Severity } from '../vocabulary.ts'
import { nothing, type Changes, type Moment, type Steps } from './step.ts'

/** Farther apart, two reports are not of one matter. */
const MERGE_METRES = 200

/** Hazards and disputes are filed by being graded. */
const graded = (it: CaseFile, severity: Severity, { at, calendar }: Moment): Changes => ({
  set: { severity, acceptedAt: at, filedAt: at, ...startClock(it, at, calendar) },
  details: { severity },
})

export const TAKING_IN: Steps<
  'verify' | 'accept' | 'reject' | 'merge' | 'join' | 'file' | 'close_self' | 'grade' | 'triage'
> = {
  verify: nothing,
  accept: (_, __, { at }) => ({ set: { acceptedAt: at } }),
  reject: (it, { code }, { at, actor }) =>
    code === undefined && it.lifecycle !== 'main/1' && !actor.history
      ? 'reason_code_needed'
      : { set: { leftAt: at }, ...(code && { details: { reason: code } }) },
  merge: (it, { into }, { at, target }) => {
    if (into === it.id) return 'same_case'
    if (!target) return 'target_not_found'
    if (!isOpen(target)) return 'target_not_open'
    if (target.kind !== it.kind || target.category !== it.category || metresApart(it, target) > MERGE_METRES)
      return 'target_not_alike'
    return { set: { leftAt: at, mergedInto: into }, details: { into } }
  },
  join: (it, { child, reports }) => ({
    set: { reports: it.reports + reports },
    details: { joined: child },
  }),
  file: (it, _, { at, calendar }) => ({ set: { filedAt: at, ...startClock(it, at, calendar) } }),
  close_self: (_, __, { at }) => ({
    set: { closedAt: at, outcome: 'self_handled' },
    details: { outcome: 'self_handled' },
  }),
  grade: (it, { severity }, moment) => graded(it, severity, moment),
  triage: (it, { severity }, moment) => graded(it, severity, moment),
}

/** Equirectangular, good to a metre over a district; 0 where one of them has no place. */
function metresApart(a: CaseFile, b: CaseFile): number {
  if (a.lng === null || a.lat === null || b.lng === null || b.lat === null) return 0
  const METRES_PER_DEGREE = 111_195
  const east = (a.lng - b.lng) * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180))
  return Math.hypot(east, a.lat - b.lat) * METRES_PER_DEGREE
}
