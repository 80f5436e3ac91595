/** 受理、立案与定级: from a report to a case with a limit, or out of the loop. */
import { startClock } from '../clock-moves.ts'
import type { CaseFile } from '../case-file.ts'
import { isOpen } from '../lifecycle.ts'
import { suggestionFor } from '../routing/suggestion.ts'
import { metresApart, type Place } from '../metres-apart.ts'
import type { Severity } from '../vocabulary.ts'
import { nothing, type Changes, type Moment, type Steps } from './step.ts'

/** Farther apart, two reports are not of one matter. */
export const MERGE_METRES = 200

/** Hazards and disputes are filed by being graded. */
const graded = (it: CaseFile, severity: Severity, moment: Moment): Changes => {
  const { at, calendar } = moment
  const suggestion = suggestionFor({ ...it, severity }, moment)
  return {
    set: { severity, acceptedAt: at, filedAt: at, ...startClock(it, at, calendar), ...suggestion.set },
    details: { severity, ...suggestion.details },
  }
}

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
    if (target.kind !== it.kind || target.category !== it.category || apart(it, target) > MERGE_METRES)
      return 'target_not_alike'
    return { set: { leftAt: at, mergedInto: into }, details: { into } }
  },
  join: (it, { child, reports }) => ({
    set: { reports: it.reports + reports },
    details: { joined: child },
  }),
  file: (it, _, moment) => {
    const { at, calendar } = moment
    const { set, details } = suggestionFor(it, moment)
    return { set: { filedAt: at, ...startClock(it, at, calendar), ...set }, ...(details && { details }) }
  },
  close_self: (_, __, { at }) => ({
    set: { closedAt: at, outcome: 'self_handled' },
    details: { outcome: 'self_handled' },
  }),
  grade: (it, { severity }, moment) => graded(it, severity, moment),
  triage: (it, { severity }, moment) => graded(it, severity, moment),
}

/** 0 where one of them has no place. */
const apart = (a: CaseFile, b: CaseFile): number => (isPlaced(a) && isPlaced(b) ? metresApart(a, b) : 0)
const isPlaced = (it: CaseFile): it is CaseFile & Place => it.lng !== null && it.lat !== null
