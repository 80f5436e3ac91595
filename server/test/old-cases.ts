/**
 * Cases as they were written before there were three lives: events of main/1 that do not say what they change, and
 * states without what came later. No door writes them any more, so they are put into the log as they lie in old ones.
 */
import { evolve } from '@shaotai/shared/domain/evolve.ts'
import type { Absent, CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { Report } from '@shaotai/shared/domain/commands.ts'
import type { CaseEvent } from '@shaotai/shared/domain/events.ts'
import { allowedActions, edgeOf, type Action } from '@shaotai/shared/domain/lifecycle.ts'
import { aReport } from '../../shared/test/worlds.ts'
import type { Random } from '../../trust/random.ts'
import { newCaseId } from '../cases/case-id.ts'
import type { Database } from '../db/database.ts'
import { appendUnits, type Unit } from '../event-log/append.ts'
import { localDays } from '../local-days.ts'

type OldCase = Omit<CaseFile, Exclude<Absent, 'area' | 'areaPath' | 'community' | 'limitMinutes' | 'dueAt'>>

export interface OldLife {
  report: Partial<Report>
  reportedAt: number
  /** Most steps after the report. */
  steps: number
  /** When the next step is, after the one at `at`. */
  nextAt: (at: number, action: Action) => number
  pick: (actions: Action[]) => Action
}

const dayOf = localDays('Asia/Shanghai')
const HANDED: Action[] = ['dispatch', 'reassign', 'reopen']

export async function writeOldCases(
  database: Database,
  random: Random,
  lives: OldLife[],
  departments: string[],
): Promise<void> {
  const units = lives.map((life) => unitOf(life, random, departments))
  const outcomes = units.length === 0 ? [] : await appendUnits(database.writePool, units)
  if (outcomes.some(({ outcome }) => outcome !== 'appended')) throw new Error('an old case was not taken')
}

function unitOf(
  { report, reportedAt, steps, nextAt, pick }: OldLife,
  random: Random,
  departments: string[],
): Unit {
  const { personal: _, policy: __, tier: ___, ...facts } = aReport(report)
  const id = newCaseId(reportedAt)
  const born: OldCase = {
    ...facts,
    id,
    no: '',
    lifecycle: 'main/1',
    status: 'reported',
    round: 1,
    version: 1,
    reportedAt,
    acceptedAt: null,
    filedAt: null,
    dispatchedAt: null,
    signedAt: null,
    feedbackAt: null,
    closedAt: null,
    dueAt: null,
    changedAt: reportedAt,
    handledBy: null,
    dispatchedBy: null,
  }
  const actor = { id: 'old', role: 'ingest' } as const
  const scopeOf = (it: CaseFile) => ({
    kind: it.kind,
    sensitivity: it.sensitivity,
    department: it.department,
  })
  let state = born as CaseFile
  const events: CaseEvent[] = [
    {
      caseId: id,
      version: 1,
      type: 'case.reported',
      at: reportedAt,
      actor,
      scope: scopeOf(state),
      case: state,
    },
  ]
  let at = reportedAt
  for (let n = 0; n < steps; n += 1) {
    const actions = allowedActions(state)
    if (actions.length === 0) break
    const action = pick(actions)
    at = nextAt(at, action)
    const isStart = action === 'file' || action === 'reopen'
    const event: CaseEvent = {
      caseId: id,
      version: state.version + 1,
      type: edgeOf(state, action)!.event,
      at,
      actor,
      scope: scopeOf(state),
      ...(HANDED.includes(action) && { department: random.pick(departments) }),
      ...(isStart && state.limitMinutes !== null && { dueAt: at + state.limitMinutes * 60_000 }),
    }
    state = evolve(state, event)
    event.scope = scopeOf(state)
    events.push(event)
  }
  const done = state.status === 'closed' || state.status === 'rejected'
  return { caseId: id, expected: 0, day: dayOf(reportedAt), done, state, events, personal: [], keys: [] }
}
