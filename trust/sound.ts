/**
 * Whether a log is still what it promises after whatever was done to the server: numbers without a hole, versions that follow
 * one another, cases that are what their events make of them for every audience, an audit line for each change.
 */
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { applyFrames, emptyPicture } from '@shaotai/shared/domain/picture.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import type { Database } from '../server/db/database.ts'
import { toFrame } from '../server/event-log/to-frame.ts'
import { readHashes, readDump } from './store.ts'
import { audienceKey } from '@shaotai/shared/domain/redact.ts'

const AUDIENCES: Audience[] = [
  { profile: 'wall', department: null, cleared: false },
  { profile: 'lobby', department: null, cleared: false },
  { profile: 'desk', department: 'D01', cleared: false },
  { profile: 'desk', department: null, cleared: true },
]

/** A sentence for each thing that is not. Nothing may write meanwhile. */
export async function unsoundIn(database: Database): Promise<string[]> {
  const { log, head, epoch, audits, cases } = await readDump(database)
  const wrong: string[] = []
  log.forEach(({ seq }, i) => {
    if (seq !== i + 1 && wrong.length < 5) wrong.push(`I2 seq ${seq} stands at place ${i + 1}`)
  })
  if (head !== log.length) wrong.push(`I2 the head is ${head} and the log has ${log.length}`)
  const versions = new Map<string, number>()
  for (const { caseId, version } of log) {
    if (version !== (versions.get(caseId) ?? 0) + 1)
      wrong.push(`I8 ${caseId}: version ${version} after ${versions.get(caseId) ?? 0}`)
    versions.set(caseId, version)
  }
  for (const { id, version } of cases)
    if (versions.get(id) !== version)
      wrong.push(`I8 ${id}: ${version} is not the last version, ${versions.get(id)}`)
  if (cases.length !== versions.size) wrong.push(`${cases.length} cases of ${versions.size}`)
  const audited = new Set(audits)
  const missing = log.filter(({ seq }) => !audited.has(seq)).length
  if (missing > 0) wrong.push(`I10 ${missing} changes are not on the audit trail`)
  const projected = await readHashes(database, AUDIENCES)
  for (const audience of AUDIENCES) {
    const frames =
      log.length === 0
        ? []
        : [
            toFrame(
              log.map(({ event }) => event),
              audience,
            ),
          ]
    const folded = hashOf(applyFrames(emptyPicture(epoch), frames, audience))
    if (folded !== projected.get(audienceKey(audience)))
      wrong.push(`I4 the log does not fold to what the tables give ${audienceKey(audience)}`)
  }
  return wrong
}
