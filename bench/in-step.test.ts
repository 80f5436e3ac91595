import { expect, it } from 'vitest'
import { judgeRound, type RoundInput } from './in-step.ts'

const recorded = [100, 200, 300, 400] // seqs 1 to 4
const truth = { seq: 4, hash: 'h' }
const round = (part: Partial<RoundInput>) =>
  judgeRound({
    startedAt: 50,
    recorded,
    seen: [],
    folded: { pictures: [], hashes: [], divergences: 0 },
    truth,
    ...part,
  })
const frame = (from: number, to: number, at: number) => ({ from, to, at })

it('a client is in step when it stands where the log stood as its snapshot came', () => {
  const current = { joined: { seq: 2, at: 250 }, arrivals: [frame(3, 4, 450)], fault: null }
  const behind = { joined: { seq: 1, at: 310 }, arrivals: [frame(2, 2, 320), frame(3, 4, 430)], fault: null }
  expect(round({ seen: [current, behind] })).toEqual({ clients: 2, times: [200, 380], faults: [] })
})
it('a fault, a snapshot that never came and an end before the log are told and have no time', () => {
  const seen = [
    { joined: { seq: 4, at: 450 }, arrivals: [], fault: 'two snapshots of seq 4 differ' },
    { joined: null, arrivals: [], fault: 'could not join: it waits for the answer' },
    { joined: { seq: 3, at: 350 }, arrivals: [], fault: null },
  ]
  expect(round({ seen })).toEqual({
    clients: 3,
    times: [],
    faults: [
      'two snapshots of seq 4 differ',
      'could not join: it waits for the answer',
      'stands at 3, the log at 4',
    ],
  })
})
it("a folding client must hold the database's picture", () => {
  const pictures = [[{ seq: 4, at: 450 }], [{ seq: 4, at: 460 }]]
  const hashes = [
    { seq: 4, hash: 'h' },
    { seq: 4, hash: 'other' },
  ]
  const { times, faults } = round({ folded: { pictures, hashes, divergences: 0 } })
  expect(times).toEqual([400])
  expect(faults).toHaveLength(1)
})
