/**
 * Cases written the way the doors write them, but with every fact of a report in the test's own hand: areas,
 * limits, exercises. Decided by the same rules; a step that they refuse is answered as refused.
 */
import type { CommandBody, Report } from '@shaotai/shared/domain/commands.ts'
import type { Source } from '@shaotai/shared/domain/vocabulary.ts'
import { aReport, CALENDAR } from '../../shared/test/worlds.ts'
import { openCaseService, type CaseRequest, type Group } from '../cases/case-service.ts'
import type { Database } from '../db/database.ts'
import { openAppender } from '../event-log/append.ts'
import { localDays } from '../local-days.ts'

export type Told = { externalId: string; source?: Source; at: number } & (
  | { report: Partial<Report> }
  | { step: CommandBody }
)

const actor = { id: 'history', role: 'ingest', department: null, history: true } as const
const AT_A_TIME = 500
/** Every item is a new one, whoever plays it. */
let keys = 0

/** Answers, an item each, whether it was taken. Items of one case come in their order. */
export function openPlay(database: Database): (told: Told[]) => Promise<boolean[]> {
  const appender = openAppender(database.writePool, () => performance.now())
  const cases = openCaseService({
    pool: database.writePool,
    appender,
    now: Date.now,
    calendar: CALENDAR,
    dayOf: localDays('Asia/Shanghai'),
  })
  const toRequest = (it: Told): CaseRequest => {
    const { externalId, source = 'import', at } = it
    const known = { actor, keys: [{ source, key: `k${(keys += 1)}`, sha256: '00' }] }
    return 'report' in it
      ? { op: 'report', ...known, report: aReport({ externalId, source, ...it.report }), occurredAt: at }
      : { op: 'command', ...known, command: { body: it.step, expectedVersion: null, occurredAt: at } }
  }
  return async (told) => {
    const taken: boolean[] = []
    for (let first = 0; first < told.length; first += AT_A_TIME) {
      const some = told.slice(first, first + AT_A_TIME)
      const groups = new Map<string, Group & { places: number[] }>()
      some.forEach((it, i) => {
        const { externalId, source = 'import' } = it
        const group = groups.get(externalId) ?? { locate: { source, externalId }, requests: [], places: [] }
        groups.set(externalId, group)
        group.requests.push(toRequest(it))
        group.places.push(first + i)
      })
      const ordered = [...groups.values()]
      const results = await cases.handle(ordered)
      ordered.forEach(({ places }, g) =>
        places.forEach((place, n) => void (taken[place] = results[g]![n]!.ok)),
      )
    }
    return taken
  }
}
