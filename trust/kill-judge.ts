/** Everything that was kept of a chapter, judged, and left where a red run can be read afterwards. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  checkLog,
  checkOperations,
  toOperations,
  type Dump,
  type Operation,
  type Violation,
} from './checker.ts'
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
}

export function judge({ home, ledgerFile, dump, journals, hashes }: Histories): Violation[] {
  writeFileSync(join(home, 'journals.json'), JSON.stringify(journals))
  writeFileSync(join(home, 'log.json'), JSON.stringify(dump))
  const operations = toOperations(readLedger(ledgerFile))
  return [
    ...checkOperations(operations, dump),
    ...checkLog(dump),
    ...checkScreens(journals, dump),
    ...checkAtRest(journals, dump, hashes),
    ...checkRefusals(operations, dump),
  ]
}

/** What a loser may be told; whose department lost the case does not see it any more. */
const LOSERS = new Set(['version_conflict', 'not_found'])

/**
 * The drivers ask only for legal steps: a refusal is right where somebody else took that very version (C2),
 * and means that something acknowledged is not there everywhere else.
 */
export function checkRefusals(operations: readonly Operation[], { log }: Dump): Violation[] {
  const winners = new Map(log.map(({ caseId, version, mark }) => [`${caseId} ${version}`, mark]))
  return operations.flatMap(({ op, want, failure }) => {
    if (failure === null) return []
    const winner = want.expected === null ? undefined : winners.get(`${want.caseId} ${want.expected + 1}`)
    if (LOSERS.has(failure) && winner && winner !== want.mark) return []
    return [{ rule: 'I1 refused', what: `${op}, a legal step, was refused: ${failure}` }]
  })
}

/** Ten of a rule tell as much as ten thousand. */
export const fewOfEach = (violations: Violation[]): Violation[] =>
  [...Map.groupBy(violations, ({ rule }) => rule)].flatMap(([rule, its]) =>
    its.length <= 10 ? its : [...its.slice(0, 9), { rule, what: `and ${its.length - 9} more` }],
  )
