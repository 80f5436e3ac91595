/** Cases of every kind, phase and lateness for tests of the desk, spread by their number. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { LIFECYCLE_OF_BIRTH, phaseOf, type Status } from '@shaotai/shared/domain/lifecycle.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import { PHASES, SOURCES, type Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { TestLog } from '../../live/testing/log.ts'
import { NOW } from '../../wall/testing/full-inputs.ts'

export const DESK: Audience = { profile: 'desk', department: null, cleared: false }
const HOUR_MS = 3_600_000
const log = new TestLog()
log.grow(0)
const born = log.picture(DESK).cases.values().next().value!

const STANDS: readonly (readonly [Kind, Status])[] = [
  ['ticket', 'reported'],
  ['ticket', 'filed'],
  ['hazard', 'found'],
  ['ticket', 'dispatched'],
  ['dispute', 'triaged'],
  ['ticket', 'handling'],
  ['hazard', 'graded'],
  ['ticket', 'accepted'],
  ['ticket', 'feedback'],
  ['dispute', 'pre_mediation'],
  ['ticket', 'signed'],
  ['hazard', 'rectifying'],
  ['ticket', 'verifying'],
  ['ticket', 'closed'],
  ['hazard', 'cleared'],
]

/** The same for the same number; ids sort as numbers. */
export function deskCase(i: number): CaseView {
  const [kind, status] = STANDS[(i * 7) % STANDS.length]!
  const lifecycle = LIFECYCLE_OF_BIRTH[kind]
  const reached = PHASES.indexOf(phaseOf({ lifecycle, status })!)
  const startedAt = NOW - (i % 40) * HOUR_MS
  const from = (phase: number): number | null => (reached >= phase ? startedAt : null)
  return {
    ...born,
    id: `S${String(i).padStart(25, '0')}`,
    no: `GD20261122${String(i).padStart(5, '0')}`,
    kind,
    lifecycle,
    status,
    area: `3408010010${String(i % 17).padStart(2, '0')}`,
    category: `C${i % 7}`,
    department: reached >= 2 || status === 'dispatched' ? `D${i % 5}` : null,
    source: SOURCES[i % SOURCES.length]!,
    priority: i % 11 === 0 ? 'P1' : i % 3 === 0 ? 'P2' : 'P3',
    severity: kind === 'hazard' && i % 2 === 0 ? 'orange' : null,
    lng: 117 + (i % 100) / 5_000,
    lat: 30.5 + Math.floor(i / 100) / 5_000,
    reportedAt: startedAt,
    acceptedAt: status === 'reported' ? null : startedAt,
    filedAt: from(1),
    dispatchedAt: reached >= 2 || status === 'dispatched' ? startedAt : null,
    signedAt: from(2),
    feedbackAt: reached >= 3 ? startedAt + HOUR_MS : null,
    closedAt: reached >= 4 ? startedAt + HOUR_MS : null,
    dueAt: reached >= 1 ? startedAt + (12 + (i % 30)) * HOUR_MS : null,
  }
}
export const deskCases = (count: number): Map<string, CaseView> =>
  new Map(Array.from({ length: count }, (_, i) => deskCase(i)).map((it) => [it.id, it]))
