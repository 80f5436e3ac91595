/** The seam of a resume: what is read from the log beside what the tail brings meanwhile. */
import { expect, it } from 'vitest'
import { decideReport } from '@shaotai/shared/domain/decide.ts'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import type { HelloAnswer } from '@shaotai/shared/contract/socket.ts'
import { PROTOCOL_VERSION } from '@shaotai/shared/contract/protocol-version.ts'
import { emptyPicture, applyFrames, isWhole } from '@shaotai/shared/domain/picture.ts'
import { aReport, idOf, NOW } from '@shaotai/shared/test/worlds.ts'
import { toFrame } from '../event-log/to-frame.ts'
import { openLiveAudience } from './live-audience.ts'
import { answerHello } from './session.ts'

const WALL = { profile: 'wall', department: null, cleared: false } as const
const actor = { id: 'key', role: 'ingest', department: null, history: true } as const

const log = Array.from({ length: 9 }, (_, i): LogEvent => {
  const decision = decideReport(idOf(i), aReport(), null, { actor, now: NOW })
  if (!decision.ok) throw new Error(decision.refusal)
  return { ...decision.event, seq: i + 1, recordedAt: NOW }
})

it('H3 resumes by a delta that tells nothing twice when a batch grows while the log is read', async () => {
  const picture = applyFrames(emptyPicture('epoch'), [toFrame(log.slice(0, 5), WALL)], WALL)
  const live = openLiveAudience({ audience: WALL, picture, now: () => 0, send: () => {} })
  // The read saw 6 and 7 of a batch that the tail then hands on whole.
  const readAfter = async (after: number) => {
    const seen = log.slice(after, 7)
    live.take(log.slice(5, 9))
    return seen
  }
  const socket = { data: { token: 'token', live: null }, join: () => {}, leave: () => {}, emit: () => {} }
  const principal = { profiles: ['wall'], role: 'wall_device', department: null, cleared: false, areas: [] }
  const answers: HelloAnswer[] = []
  await answerHello(
    socket as never,
    { protocol: PROTOCOL_VERSION, audience: 'wall', epoch: 'epoch', seq: 2 },
    principal as never,
    (answer) => answers.push(answer),
    {
      broadcast: { audience: async () => live } as never,
      readAfter,
      onDivergence: () => {},
      onWaiting: () => {},
      isDepartment: () => true,
    },
  )
  const [answer] = answers
  if (answer?.mode !== 'delta') throw new Error(`answered ${answer?.mode}`)
  expect(answer.frames.every(isWhole)).toBe(true)
  const resumed = applyFrames(picture, answer.frames, WALL)
  expect([resumed.seq, answer.seq]).toEqual([9, 9])
  live.stop()
})
