/**
 * The judge's second half: what each screen applied, against the log. I3 nothing missing, doubled or out of
 * order; I4 equal pictures at equal seq; I9 nothing shown that the database does not hold; H3 a screen that
 * missed little goes on from where it stood. Pure, like checker.ts.
 */
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { applyFrames, emptyPicture } from '@shaotai/shared/domain/picture.ts'
import { audienceKey, redactEvent, type Audience } from '@shaotai/shared/domain/redact.ts'
import { toFrame } from '../server/event-log/to-frame.ts'
import type { Dump, LogRow, Violation } from './checker.ts'

/** One change of a screen's picture. */
export interface Applied {
  epoch: string
  /** By a snapshot: what it stood on before does not matter. */
  replaced: boolean
  /** The seq it stood at before; 0 for the first. */
  from: number
  to: number
  /** The events folded, with seq > from; of a replaced picture nothing is told. */
  events: { seq: number; caseId: string; version: number; type: string }[]
  /** Hash of the picture at `to`; absent where it was not computed. */
  hash?: string
}
export interface Journal {
  screen: string
  audience: Audience
  applied: Applied[]
  /** Checks the server sent that did not fit (B4). */
  divergences: number
  /** Checks that were compared at all. */
  compared: number
}

/** H3: a screen that missed no more than this is owed a delta, by events and by bytes alike. */
const SURELY_A_DELTA = 450

export function checkScreens(journals: readonly Journal[], dump: Dump): Violation[] {
  const bySeq = new Map(dump.log.map((row) => [row.seq, row]))
  return [
    ...journals.flatMap((journal) => checkJournal(journal, dump, bySeq)),
    ...[...Map.groupBy(journals, ({ audience }) => audienceKey(audience)).values()].flatMap((its) =>
      checkHashes(its, dump),
    ),
  ]
}

function checkJournal(
  { screen, audience, applied, divergences }: Journal,
  { epoch }: Dump,
  bySeq: Map<number, LogRow>,
): Violation[] {
  const bad: Violation[] = []
  const tell = (rule: string, what: string): void => void bad.push({ rule, what: `${screen}: ${what}` })
  let last: number | null = null
  for (const it of applied) {
    if (it.epoch !== epoch) tell('L3 epoch', `stands in ${it.epoch}, the log is ${epoch}`)
    if (last !== null && it.to < last) tell('I3 regress', `goes back from ${last} to ${it.to}`)
    if (last !== null && it.replaced && it.to - last <= SURELY_A_DELTA && it.to >= last)
      tell('H3 resume', `stood at ${last}, missed ${it.to - last} at most, and was given a snapshot`)
    if (last === null && !it.replaced) tell('I3 begins', 'its first picture is no snapshot')
    if (last !== null && !it.replaced && it.from !== last)
      tell('I3 gap', `stood at ${last}, goes on from ${it.from}`)
    if (!it.replaced) checkEvents(it, audience, bySeq, tell)
    last = it.to
  }
  if (divergences > 0) tell('B4 divergence', `${divergences} pictures differed from the server's`)
  return bad
}

/** Exactly what this audience may see of from+1..to, in order, and each as the database holds it. */
function checkEvents(
  { from, to, events }: Applied,
  audience: Audience,
  bySeq: Map<number, LogRow>,
  tell: (rule: string, what: string) => void,
): void {
  let n = 0
  for (let seq = from + 1; seq <= to; seq += 1) {
    const row = bySeq.get(seq)
    const given = events[n]?.seq === seq ? events[n++]! : null
    if (!row) {
      tell(
        'I9 vanished',
        `stood at ${seq}${given ? ` (${given.caseId} v${given.version})` : ''}, which the log has not`,
      )
      continue
    }
    const mine = redactEvent(row.event, audience)
    if (!mine && given) tell('R2 shown', `was given ${seq}, which it may not see`)
    if (mine && !given) tell('I3 missing', `${seq} was told as nothing to see`)
    if (!mine || !given) continue
    const same = mine.caseId === given.caseId && mine.version === given.version && mine.type === given.type
    if (!same)
      tell(
        'I9 other',
        `${seq} was ${given.caseId} v${given.version}; the log has ${mine.caseId} v${mine.version}`,
      )
  }
  const odd = events[n]
  if (odd) tell('I3 doubled', `${odd.seq} came twice or out of order between ${from} and ${to}`)
}

/** I4: the hash of each picture against the fold of the redacted log up to the same seq. */
function checkHashes(journals: readonly Journal[], { epoch, log }: Dump): Violation[] {
  const { audience } = journals[0]!
  const asked = journals
    .flatMap(({ screen, applied }) =>
      applied.flatMap(({ to, hash }) => (hash === undefined ? [] : [{ screen, to, hash }])),
    )
    .toSorted((a, b) => a.to - b.to)
  const bad: Violation[] = []
  let picture = emptyPicture(epoch)
  let n = 0
  for (const { screen, to, hash } of asked) {
    const rows: LogEvent[] = []
    for (; n < log.length && log[n]!.seq <= to; n += 1) rows.push(log[n]!.event)
    try {
      if (rows.length > 0) {
        const frame = { ...toFrame(rows, audience), from: picture.seq + 1, to }
        picture = applyFrames(picture, [frame], audience)
      }
    } catch (fault) {
      return [...bad, { rule: 'I4 fold', what: `the log does not fold: ${(fault as Error).message}` }]
    }
    if (hashOf(picture) !== hash)
      bad.push({ rule: 'I4 hash', what: `${screen}: at ${to} its picture is not the log's` })
  }
  return bad
}

/** At rest every screen stands at the head, and its picture is the one SQL gives (I4). */
export function checkAtRest(
  journals: readonly Journal[],
  { head }: Dump,
  hashes: ReadonlyMap<string, string>,
): Violation[] {
  return journals.flatMap(({ screen, audience, applied }) => {
    const last = applied.at(-1)
    if (last?.to !== head)
      return [{ rule: 'I3 at rest', what: `${screen}: stands at ${last?.to}, the head is ${head}` }]
    if (last.hash === hashes.get(audienceKey(audience))) return []
    return [
      {
        rule: 'I4 at rest',
        what: `${screen}: ${last.hash} is not the database's ${hashes.get(audienceKey(audience))}`,
      },
    ]
  })
}
