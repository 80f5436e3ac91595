import { phaseOf } from '@shaotai/shared/domain/lifecycle.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { KINDS } from '@shaotai/shared/domain/vocabulary.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PARKS_DESK, TestLog, WALL } from '../live/testing/log.ts'
import { ClosedPoints } from './closed-points.ts'
import { addPage, correctBy, followFrames, isClosedWindow, windowStart } from './closed-set.ts'

const ALL = windowStart('all', 0)
const contents = (points: ClosedPoints) => {
  const rows: string[] = []
  points.forEach((kind, lng, lat, closedAt) => rows.push(`${kind} ${lng} ${lat} ${closedAt}`))
  return rows.sort()
}
const idOf = (n: number) => n.toString(32).toUpperCase().padStart(26, '0')

describe('closed points', () => {
  it('hold what a map of objects would hold, through growing and leaving', () => {
    const change = fc.record({
      n: fc.nat(3_000),
      add: fc.boolean(),
      kind: fc.constantFrom(...KINDS),
      lng: fc.nat(9),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4_000, size: 'max' }), (changes) => {
        const points = new ClosedPoints()
        const model = new Map<string, string>()
        for (const { n, add, kind, lng } of changes) {
          const id = idOf(n)
          if (add) {
            points.set(id, kind, lng, 1, n * 60_000)
            model.set(id, `${kind} ${lng} 1 ${n * 60_000}`)
          } else expect(points.delete(id)).toBe(model.delete(id))
          expect(points.has(id)).toBe(model.has(id))
        }
        expect(points.size).toBe(model.size)
        expect(contents(points)).toEqual([...model.values()].sort())
      }),
      { numRuns: 20 },
    )
  })
  it('hold a hundred thousand, each once', () => {
    const points = new ClosedPoints()
    for (let round = 0; round < 2; round += 1)
      for (let n = 0; n < 100_000; n += 1) points.set(idOf(n * 7), 'ticket', n, round, 0)
    expect(points.size).toBe(100_000)
    for (let n = 0; n < 100_000; n += 2) points.delete(idOf(n * 7))
    expect(points.size).toBe(50_000)
    expect([points.has(idOf(7)), points.has(idOf(14))]).toEqual([true, false])
  })
})

describe('closed layer', () => {
  const closedOf = (picture: Picture) =>
    [...picture.cases.values()].filter((it) => phaseOf(it) === 'closed' && it.lng !== null).map((it) => it.id)

  it('B5 follows the picture: what closes comes, what reopens or leaves goes', () => {
    const log = new TestLog()
    for (let i = 0; i < 400; i += 1) log.grow(i * 13 + (i % 5))
    const points = new ClosedPoints()
    correctBy(points, log.picture(PARKS_DESK, 200), ALL)
    const whole = log.picture(PARKS_DESK)
    const { changed, missed } = followFrames({ points, from: ALL }, whole, [
      log.frame(201, log.head, PARKS_DESK),
    ])
    expect([changed, missed]).toEqual([true, false])
    const expected = closedOf(whole)
    expect(expected.length).toBeGreaterThan(5)
    expect(expected.filter((id) => !points.has(id))).toEqual([])
    expect(points.size).toBe(expected.length)
  })
  it('B5 notices when a closing left the picture unseen', () => {
    const log = new TestLog()
    for (let i = 0; i < 100; i += 1) log.grow(i * 13)
    const events = [{ seq: 1, caseId: 'gone', version: 9, type: 'case.closed' as const, at: 0 }]
    const set = { points: new ClosedPoints(), from: ALL }
    expect(followFrames(set, log.picture(WALL), [{ from: 1, to: 1, events }]).missed).toBe(true)
  })
  it('pages add up, whatever they repeat', () => {
    const points = new ClosedPoints()
    const rest = {
      kind: ['ticket' as const, 'hazard' as const],
      lng: [1, 2],
      lat: [3, 4],
      closedAt: [60_000, 60_000],
      next: null,
    }
    addPage(points, { id: [idOf(1), idOf(2)], ...rest })
    addPage(points, { id: [idOf(2), idOf(3)], ...rest })
    expect(points.size).toBe(3)
    expect(contents(points)).toEqual(['hazard 2 4 60000', 'ticket 1 3 60000', 'ticket 1 3 60000'])
  })
  it('a window is one of the list and nothing else', () => {
    expect(['24h', '7d', '30d', 'all'].every(isClosedWindow)).toBe(true)
    expect(isClosedWindow('toString')).toBe(false)
    expect(windowStart('24h', 86_400_000)).toBe(0)
  })
})
