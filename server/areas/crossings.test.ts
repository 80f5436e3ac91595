import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Position } from '@shaotai/shared/domain/area.ts'
import { crossingOf } from './crossings.ts'

type Ring = Position[]
const ring = (...corners: Ring): Ring => [...corners, corners[0]!]

describe('an outline', () => {
  it.each<[string, Ring[][], Position | null]>([
    ['a square', [[ring([0, 0], [2, 0], [2, 2], [0, 2])]], null],
    ['a bow', [[ring([0, 0], [2, 2], [2, 0], [0, 2])]], [1, 1]],
    ['a bow knotted in a corner', [[ring([0, 0], [1, 1], [2, 2], [2, 0], [1, 1], [0, 2])]], [1, 1]],
    ['two lobes that touch in a corner', [[ring([1, 1], [0, 2], [0, 0], [1, 1], [2, 0], [2, 2])]], null],
    ['a corner on an edge from within', [[ring([0, 0], [4, 0], [4, 2], [2, 0], [0, 2])]], null],
    [
      'a corner pushed through an edge',
      [[ring([0, 0], [4, 0], [4, 2], [2, -1], [0, 2])]],
      [2.6666666666666665, 0],
    ],
    [
      'a way through an edge in a corner',
      [[ring([0, 0], [4, 0], [4, 3], [2, 0], [2, -1], [1, -1], [0, 3])]],
      [2, 0],
    ],
    ['a spike', [[ring([0, 0], [2, 0], [4, 0], [2, 0], [2, 2], [0, 2])]], [2, 0]],
    ['an edge run twice', [[ring([0, 0], [4, 0], [4, 2], [3, 0], [1, 0], [0, 2])]], [1, 0]],
    ['a hole', [[ring([0, 0], [4, 0], [4, 4], [0, 4]), ring([1, 1], [1, 2], [2, 2], [2, 1])]], null],
    [
      'a hole that touches its outline',
      [[ring([0, 0], [4, 0], [4, 4], [0, 4]), ring([0, 2], [2, 3], [2, 1])]],
      null,
    ],
    [
      'a hole through its outline',
      [[ring([0, 0], [4, 0], [4, 4], [0, 4]), ring([3, 1], [3, 2], [5, 2], [5, 1])]],
      [4, 2],
    ],
    [
      'two parts side by side',
      [[ring([0, 0], [2, 0], [2, 2], [0, 2])], [ring([2, 0], [4, 0], [4, 2], [2, 2])]],
      null,
    ],
    [
      'two parts across',
      [[ring([0, 0], [2, 0], [2, 2], [0, 2])], [ring([1, 1], [3, 1], [3, 3], [1, 3])]],
      [2, 1],
    ],
  ])('%s', (_, parts, place) => {
    for (const turn of [0, 1]) {
      const told = parts.map((rings) => rings.map((it) => (turn ? it.toReversed() : it)))
      const found = crossingOf(told)
      if (place === null) expect(found).toBeNull()
      else expect(found).not.toBeNull()
    }
    if (place) expect(crossingOf(parts)).toEqual(place)
  })

  it('that goes round a point in order crosses nowhere, and does when two far corners change places', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.3, max: 1, noNaN: true }), { minLength: 6, maxLength: 60 }),
        fc.nat(),
        (radii, from) => {
          const corners = radii.map((radius, i): Position => {
            const turn = (2 * Math.PI * i) / radii.length
            return [120 + radius * Math.cos(turn), 30 + radius * Math.sin(turn)]
          })
          expect(crossingOf([[ring(...corners)]])).toBeNull()
          const [i, j] = [from % radii.length, (from + 1) % radii.length]
          const swapped = corners.with(i, corners[j]!).with(j, corners[i]!)
          // Neighbours that change places cross unless one lies far within: then the star is still one.
          const isCrossed = crossingOf([[ring(...swapped)]]) !== null
          expect(isCrossed).toBe(crossesSlowly(swapped))
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** The textbook's: every two edges that share no corner, on opposite sides of each other. */
function crossesSlowly(corners: Ring): boolean {
  const side = (a: Position, b: Position, c: Position) =>
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
  const n = corners.length
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 2; j < n; j += 1) {
      if (i === 0 && j === n - 1) continue
      const [a, b, c, d] = [corners[i]!, corners[(i + 1) % n]!, corners[j]!, corners[(j + 1) % n]!]
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true
    }
  }
  return false
}
