/** Everything that was kept of a chapter, judged, and left where a red run can be read afterwards. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkLog, checkOperations, toOperations, type Dump, type Violation } from './checker.ts'
import { checkAtRest, checkScreens, type Journal } from './check-screens.ts'
import { readLedger } from './ledger.ts'

export interface Histories {
  /** Journals and the log are written here, beside the ledger. */
  home: string
  ledgerFile: string
  dump: Dump
  journals: Journal[]
  /** What the projection gives each audience, by its key. */
  hashes: ReadonlyMap<string, string>
  refused: Record<string, number>
}

export function judge({ home, ledgerFile, dump, journals, hashes, refused }: Histories): Violation[] {
  writeFileSync(join(home, 'journals.json'), JSON.stringify(journals))
  writeFileSync(join(home, 'log.json'), JSON.stringify(dump))
  return [
    ...checkOperations(toOperations(readLedger(ledgerFile)), dump),
    ...checkLog(dump),
    ...checkScreens(journals, dump),
    ...checkAtRest(journals, dump, hashes),
    ...checkRefusals(refused),
  ]
}

/** The drivers ask only for legal steps: but for a lost race, a refusal means that something acknowledged is not there. */
export const checkRefusals = (refused: Record<string, number>): Violation[] =>
  Object.entries(refused)
    .filter(([code]) => code !== 'version_conflict')
    .map(([code, n]) => ({ rule: 'I1 refused', what: `${n} legal requests were refused: ${code}` }))

/** Ten of a rule tell as much as ten thousand. */
export const fewOfEach = (violations: Violation[]): Violation[] =>
  [...Map.groupBy(violations, ({ rule }) => rule)].flatMap(([rule, its]) =>
    its.length <= 10 ? its : [...its.slice(0, 9), { rule, what: `and ${its.length - 9} more` }],
  )
