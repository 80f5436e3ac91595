/** Cases of every kind, phase and lateness for tests of the desk: walked by the real decide, spread by number. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { SOURCES } from '@shaotai/shared/domain/vocabulary.ts'
import { TestLog } from '../../live/testing/log.ts'
import { NOW } from '../../wall/testing/full-inputs.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'

export const DESK: Audience = { profile: 'desk', department: null, cleared: false }
const HOUR_MS = 3_600_000
const log = new TestLog()
for (let i = 0; i < 1_200; i += 1) log.grow(i % 4 === 0 ? 3 * i : i * 7 + 1)
const walked = [...log.picture(DESK).cases.values()]

/** The same for the same number; ids sort as numbers. */
export function deskCases(count: number): Map<string, CaseView> {
  const cases = new Map<string, CaseView>()
  for (let i = 0; i < count; i += 1) {
    const it = walked[(i * 31) % walked.length]!
    const startedAt = NOW - (i % 40) * HOUR_MS
    const id = `S${String(i).padStart(25, '0')}`
    cases.set(id, {
      ...it,
      id,
      no: `GD20261122${String(i).padStart(5, '0')}`,
      area: `3408010010${String(i % 17).padStart(2, '0')}`,
      category: `C${i % 7}`,
      department: it.department === null ? null : `D${i % 5}`,
      source: SOURCES[i % SOURCES.length]!,
      priority: i % 11 === 0 ? 'P1' : i % 3 === 0 ? 'P2' : 'P3',
      lng: 117 + (i % 100) / 5_000,
      lat: 30.5 + Math.floor(i / 100) / 5_000,
      reportedAt: startedAt,
      acceptedAt: it.acceptedAt && startedAt,
      filedAt: it.filedAt && startedAt,
      dispatchedAt: it.dispatchedAt && startedAt,
      signedAt: it.signedAt && startedAt,
      feedbackAt: it.feedbackAt && startedAt + HOUR_MS,
      basis: null,
      limit: null,
      dueAt: it.filedAt === null ? null : startedAt + (12 + (i % 30)) * HOUR_MS,
    })
  }
  return cases
}
