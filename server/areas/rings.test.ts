import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Position } from '@shaotai/shared/domain/area.ts'
import { edgesOf, isInside, tidyRing, type TidyRing } from './rings.ts'

const square: Position[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [0, 0],
]

describe('a ring', () => {
  it('is closed, runs counter-clockwise outside and clockwise as a hole, and has no corner twice in a row', () => {
    expect(tidyRing(square, false)).toEqual({ ring: square, dropped: 0, turned: false })
    expect(tidyRing(square.toReversed(), false)).toEqual({ ring: square, dropped: 0, turned: true })
    expect(tidyRing(square, true)).toMatchObject({ ring: square.toReversed(), turned: true })
    const twice = [square[0], square[0], ...square.slice(1), square[0]]
    expect(tidyRing(twice, false)).toEqual({ ring: square, dropped: 2, turned: false })
  })

  it.each([
    [square.slice(0, 4), { code: 'ring_open', place: [0, 0] }],
    [[square[0], square[1], square[0]], { code: 'ring_short', count: 2 }],
    [[square[0], square[0]], { code: 'ring_short', count: 1 }],
    [[], { code: 'ring_short', count: 0 }],
    ['no list', { code: 'bad_position' }],
    [[[0, 0], [1, null], square[0]], { code: 'bad_position', position: 2 }],
    [[[0, 0], ['1', 1], square[0]], { code: 'bad_position', position: 2 }],
    [[[0, 0], [Number.NaN, 1], square[0]], { code: 'bad_position', position: 2 }],
    [[[23, 120], square[1]], { code: 'beyond_globe', position: 1, place: [23, 120] }],
    [[[167_000, 2_540_000], square[1]], { code: 'beyond_globe', place: [167_000, 2_540_000] }],
    [
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ],
      { code: 'ring_flat', place: [0, 0] },
    ],
  ])('is refused as %j', (untidy, fault) => {
    expect(tidyRing(untidy, false)).toMatchObject(fault)
  })

  it('drops a height and takes nothing else from a position', () => {
    const high = square.map(([lng, lat]) => [lng, lat, 12])
    expect((tidyRing(high, false) as TidyRing).ring).toEqual(square)
  })
})

describe('a point', () => {
  it('on a shared edge or corner is inside of exactly one of the areas around it', () => {
    // A wheel of triangles around a middle point: every spoke is shared by two, the middle by all.
    const degrees = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.tuple(degrees, degrees),
        fc.integer({ min: 3, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 8 }),
        ([lng, lat], spokes, along, chosen) => {
          const middle: Position = [120 + lng, 23 + lat]
          const rim = Array.from({ length: spokes }, (_, i): Position => {
            const turn = (2 * Math.PI * i) / spokes + 0.1
            return [middle[0] + 3 * Math.cos(turn), middle[1] + 3 * Math.sin(turn)]
          })
          const areas = rim.map((corner, i) => {
            const ring = [middle, corner, rim[(i + 1) % spokes]!, middle]
            return edgesOf([i % 2 === 0 ? ring : ring.toReversed()])
          })
          const end = rim[chosen % spokes]!
          const onSpoke: Position = [
            middle[0] + (along / 2) * (end[0] - middle[0]),
            middle[1] + (along / 2) * (end[1] - middle[1]),
          ]
          for (const point of [onSpoke, middle]) {
            expect(areas.filter((edges) => isInside(edges, ...point))).toHaveLength(1)
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('in a hole is outside', () => {
    const hole = square.map(([lng, lat]): Position => [0.25 + lng / 2, 0.25 + lat / 2]).toReversed()
    const edges = edgesOf([square, hole])
    expect(isInside(edges, 0.5, 0.5)).toBe(false)
    expect(isInside(edges, 0.1, 0.5)).toBe(true)
    expect(isInside(edges, 1.1, 0.5)).toBe(false)
  })
})
