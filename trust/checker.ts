/**
 * The judge of a run: pure functions from what the drivers wrote down, what the database holds and what each
 * screen applied, to the list of broken promises. Knows no process and no clock. The numbers I1-I10 are
 * those of the design's section 3.2; check-screens.ts judges the screens' part.
 *
 * The log is one total order, so every question has an exact answer in linear time.
 */
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import type { Answer, Intent, Line } from './ledger.ts'

export interface LogRow {
  seq: number
  caseId: string
  version: number
  event: LogEvent
  /** The text its operation brought, out of the personal part beside it. */
  mark: string | null
}
/** Everything the judge asks of the database, read in one repeatable-read snapshot. */
export interface Dump {
  epoch: string
  head: number
  /** By seq. */
  log: LogRow[]
  keys: { source: string; key: string; caseId: string; version: number }[]
  /** seq of every audit line of a change. */
  audits: number[]
  cases: { id: string; no: string; version: number; seq: number }[]
}

export interface Violation {
  rule: string
  what: string
}

/** One operation, its lines put together. */
export interface Operation {
  op: string
  want: Intent
  invokedAt: number
  okAt: number | null
  answers: Answer[]
  failure: string | null
}

export function toOperations(lines: readonly Line[]): Operation[] {
  const operations = new Map<string, Operation>()
  for (const line of lines) {
    let it = operations.get(line.op)
    if (line.is === 'invoke') {
      if (!it) {
        it = { op: line.op, want: line.want, invokedAt: line.at, okAt: null, answers: [], failure: null }
        operations.set(line.op, it)
      }
      continue
    }
    if (!it) throw new Error(`the ledger answers ${line.op} before it was sent`)
    if (line.is === 'ok') {
      it.okAt ??= line.at
      it.answers.push(line.answer)
    } else if (line.is === 'fail') it.failure = line.code
  }
  return [...operations.values()]
}

const known = (rule: string, bad: string[]): Violation[] => bad.map((what) => ({ rule, what }))

/** I1, I5, I6, I8 of one ledger: each operation against what the database holds of it. */
export function checkOperations(operations: readonly Operation[], { log, keys }: Dump): Violation[] {
  const byMark = Map.groupBy(
    log.filter(({ mark }) => mark !== null),
    ({ mark }) => mark!,
  )
  const byPlace = new Map(log.map((row) => [`${row.caseId} ${row.version}`, row]))
  const byKey = new Map(keys.map((it) => [`${it.source}\n${it.key}`, it]))
  const lost: string[] = []
  const doubled: string[] = []
  const refusedButThere: string[] = []
  const wrongVersion: string[] = []

  for (const { op, want, answers, failure } of operations) {
    const rows = byMark.get(want.mark) ?? []
    const key = byKey.get(`${want.source}\n${want.key}`)
    const keyed = key && byPlace.get(`${key.caseId} ${key.version}`)
    if (rows.length > 1)
      doubled.push(`${op} is in the log ${rows.length} times: ${rows.map(({ seq }) => seq)}`)
    for (const answer of answers) {
      const row = byPlace.get(`${answer.caseId} ${answer.version}`)
      const itself = row !== undefined && row.mark === want.mark && row.seq === answer.seq && keyed === row
      if (!itself) {
        const found = rows.length > 0 ? `at ${rows.map(({ seq }) => seq)}` : 'nowhere'
        lost.push(
          `${op} was acknowledged as ${answer.seq} (${answer.caseId} v${answer.version}); it is ${found}`,
        )
      }
    }
    if (failure !== null && answers.length === 0 && (rows.length > 0 || key)) {
      refusedButThere.push(`${op} was refused (${failure}) and is at ${rows.map(({ seq }) => seq)}`)
    }
    if (want.expected !== null && rows[0] && rows[0].version !== want.expected + 1) {
      wrongVersion.push(`${op} expected version ${want.expected} and became ${rows[0].version}`)
    }
  }
  return [
    ...known('I1 lost', lost),
    ...known('I1 I5 doubled', doubled),
    ...known('I6 refused but there', refusedButThere),
    ...known('I8 version', wrongVersion),
    ...checkUnits(operations, byMark),
    ...checkRealTime(operations),
  ]
}

/** What was sent as one unit is in the log whole, one after the other, or not at all. */
function checkUnits(operations: readonly Operation[], byMark: Map<string, LogRow[]>): Violation[] {
  const torn: string[] = []
  const units = Map.groupBy(
    operations.filter(({ want }) => want.unit !== null),
    ({ want }) => want.unit!,
  )
  for (const [unit, its] of units) {
    const seqs = its.flatMap(({ want }) => (byMark.get(want.mark) ?? []).map(({ seq }) => seq))
    const isWhole = seqs.length === its.length && seqs.every((seq, i) => i === 0 || seq === seqs[i - 1]! + 1)
    if (seqs.length > 0 && !isWhole) torn.push(`${unit} has ${its.length} events, in the log at ${seqs}`)
  }
  return known('I1 torn unit', torn)
}

/** I7: what was acknowledged before something else was sent stands before it in the log. */
function checkRealTime(operations: readonly Operation[]): Violation[] {
  const acknowledged = operations
    .filter(({ okAt, answers }) => okAt !== null && answers.length > 0)
    .map(({ op, okAt, answers }) => ({ op, okAt: okAt!, seq: answers[0]!.seq }))
    .toSorted((a, b) => a.okAt - b.okAt)
  const bad: string[] = []
  let n = 0
  let last = { op: '', seq: 0 }
  for (const { op, invokedAt, answers } of operations.toSorted((a, b) => a.invokedAt - b.invokedAt)) {
    for (; n < acknowledged.length && acknowledged[n]!.okAt < invokedAt; n += 1) {
      if (acknowledged[n]!.seq > last.seq) last = acknowledged[n]!
    }
    const seq = answers[0]?.seq
    if (seq !== undefined && seq <= last.seq)
      bad.push(`${op} got ${seq} though ${last.op} had been told ${last.seq} before`)
  }
  return known('I7 order', bad)
}

/** I2, I8, I10: what the log must be, whoever wrote it. */
export function checkLog({ head, log, audits, cases, keys }: Dump): Violation[] {
  const holes: string[] = []
  log.forEach(({ seq }, i) => {
    const before = i === 0 ? 0 : log[i - 1]!.seq
    if (seq !== before + 1) holes.push(`${seq} follows ${before}`)
  })
  if (head !== (log.at(-1)?.seq ?? 0)) holes.push(`the head is ${head}, the last event ${log.at(-1)?.seq}`)

  const versions = new Map<string, { version: number; seq: number }>()
  const jumps: string[] = []
  for (const { seq, caseId, version } of log) {
    const before = versions.get(caseId)?.version ?? 0
    if (version !== before + 1) jumps.push(`${caseId} goes from version ${before} to ${version} at ${seq}`)
    versions.set(caseId, { version, seq })
  }
  for (const { id, version, seq } of cases) {
    const last = versions.get(id)
    if (last?.version !== version || last.seq !== seq)
      jumps.push(`case ${id} stands at v${version} (${seq}), its log at v${last?.version} (${last?.seq})`)
  }
  if (cases.length !== versions.size) jumps.push(`${cases.length} cases, ${versions.size} in the log`)

  const numbers = Map.groupBy(cases, ({ no }) => no)
  const twice = [...numbers]
    .filter(([, its]) => its.length > 1)
    .map(([no]) => `case number ${no} is given twice`)

  const audited = Map.groupBy(audits, (seq) => seq)
  const unaudited = log.flatMap(({ seq }) => {
    const n = audited.get(seq)?.length ?? 0
    return n === 1 ? [] : [`${seq} has ${n} audit lines`]
  })
  if (audits.length > log.length) unaudited.push(`${audits.length} audit lines for ${log.length} events`)

  const places = new Set(log.map(({ caseId, version }) => `${caseId} ${version}`))
  const strayKeys = keys
    .filter(({ caseId, version }) => !places.has(`${caseId} ${version}`))
    .map(({ key }) => `key ${key} is kept and its event is not`)
  return [
    ...known('I2 gap', holes),
    ...known('I8 versions', jumps),
    ...known('numbers', twice),
    ...known('I10 audit', unaudited),
    ...known('I1 stray key', strayKeys),
  ]
}
