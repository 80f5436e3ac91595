import { describe, expect, it } from 'vitest'
import { TestLog, WALL } from '../live/testing/log.ts'
import { afterFrames, afterSnapshot, afterTime, lastMinute, LIT_MS, NO_CHANGES, PACE_MS } from './changes.ts'

const log = new TestLog()
for (let i = 0; i < 1_600; i += 1) log.grow(i * 5 + 1)
const idsOf = (rows: readonly { caseId: string }[]) => rows.map((it) => it.caseId)

describe('changes', () => {
  it('a snapshot fills the list without claiming that anything just happened', () => {
    const { rows, waiting } = afterSnapshot(log.picture(WALL))
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.every((it) => it.type === null && it.seenAt === null)).toBe(true)
    expect(rows[0]!.at).toBeGreaterThanOrEqual(rows.at(-1)!.at)
    expect(waiting).toEqual([])
  })
  it('a row for each case, and the order of the log', () => {
    const frames = [log.frame(1, 6, WALL), log.frame(7, 12, WALL)]
    const { waiting } = afterFrames(NO_CHANGES, frames, 0)
    expect(new Set(idsOf(waiting)).size).toBe(waiting.length)
    expect(waiting.at(-1)!.caseId).toBe(frames.flatMap((it) => it.events).at(-1)!.caseId)
  })
  it('a single change is shown at once', () => {
    const changes = afterTime(afterFrames(NO_CHANGES, [log.frame(1, 1, WALL)], 5_000), 5_000)
    expect(changes.rows).toHaveLength(1)
    expect(changes.rows[0]!.seenAt).toBe(5_000)
  })

  it('keeps its pace under a thousand inserts: one row a second, whatever comes', () => {
    // Screen frames of 60 a second for ten seconds; the log is quiet, then a thousand events come in a burst.
    const movements: number[] = []
    let changes = NO_CHANGES
    let seq = 0
    for (let tick = 0; tick < 600; tick += 1) {
      const now = tick * (1_000 / 60)
      const more = tick < 120 ? Number(tick % 40 === 0) : tick < 300 ? 6 : 0
      if (more > 0) changes = afterFrames(changes, [log.frame(seq + 1, (seq += more), WALL)], now)
      const next = afterTime(changes, now)
      if (next.moves > changes.moves) {
        movements.push(now)
        expect(next.moves - changes.moves).toBe(1)
        expect(idsOf(next.rows).slice(1)).toEqual(
          idsOf(changes.rows).filter((id) => id !== next.rows[0]!.caseId),
        )
      }
      changes = next
    }
    expect(seq).toBeGreaterThan(1_000)
    const gaps = movements.slice(4).map((at, i) => at - movements[i + 3]!)
    expect(gaps.length).toBeGreaterThan(4)
    for (const gap of gaps) {
      expect(gap).toBeGreaterThanOrEqual(PACE_MS)
      expect(gap).toBeLessThanOrEqual(PACE_MS * 1.05)
    }
    expect(lastMinute(changes, 10_000)).toBeGreaterThan(500)
    expect(lastMinute(changes, 10_000 + 61_000)).toBe(0)
  })
  it('a lit row is told in place and does not jump; once dark it comes to the top again', () => {
    const [event] = log.frame(1, 1, WALL).events
    const step = (version: number) => ({ from: version, to: version, events: [{ ...event!, version }] })
    const others = {
      from: 2,
      to: 9,
      events: log.frame(2, 12, WALL).events.filter((it) => it.caseId !== event!.caseId),
    }
    let changes = afterTime(afterFrames(NO_CHANGES, [step(1)], 0), 0)
    changes = afterTime(afterFrames(changes, [others], 1_000), 1_000)
    const before = idsOf(changes.rows)
    changes = afterFrames(changes, [step(2)], 2_000)
    expect(idsOf(changes.rows)).toEqual(before)
    expect(changes.rows[1]).toMatchObject({ version: 2, seenAt: 2_000 })
    changes = { ...changes, waiting: [] }
    const later = 2_000 + LIT_MS
    changes = afterTime(afterFrames(changes, [step(3)], later), later)
    expect(changes.rows[0]).toMatchObject({ caseId: event!.caseId, version: 3 })
    expect(new Set(idsOf(changes.rows)).size).toBe(changes.rows.length)
  })
})
