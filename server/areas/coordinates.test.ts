import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Position } from '@shaotai/shared/domain/area.ts'
import { CRS, type Crs } from '@shaotai/shared/domain/vocabulary.ts'
import { fromWgs84, toWgs84 } from './coordinates.ts'

const metresBetween = (a: Position, b: Position): number =>
  Math.hypot((a[0] - b[0]) * Math.cos((a[1] * Math.PI) / 180), a[1] - b[1]) * 111_195
/** China's extent, islands in the south included. */
const inChina = fc.tuple(
  fc.double({ min: 73.5, max: 135.1, noNaN: true }),
  fc.double({ min: 3.8, max: 53.6, noNaN: true }),
)
const anywhere = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -90, max: 90, noNaN: true }),
)

describe('a place in another system', () => {
  // Worked examples of github.com/wandergis/coordtransform (test/app.js), which hutool and others repeat in their tests.
  it.each<[from: Position, crs: Crs, to: Position]>([
    [[116.404, 39.915], 'gcj02', [116.41024449916938, 39.91640428150164]],
    [[116.404, 39.915], 'wgs84', [116.404, 39.915]],
    [[116.404, 39.915], 'cgcs2000', [116.404, 39.915]],
  ])('is where the published examples have it: %j in %s', (wgs84, crs, expected) => {
    const there = fromWgs84(wgs84, crs)
    expect(there[0]).toBeCloseTo(expected[0], 9)
    expect(there[1]).toBeCloseTo(expected[1], 9)
    expect(metresBetween(toWgs84(expected, crs), wgs84)).toBeLessThan(0.001)
  })

  it('is, in BD-09, where the published examples have it seen from GCJ-02', () => {
    const wgs84 = toWgs84([116.404, 39.915], 'gcj02')
    const [lng, lat] = fromWgs84(wgs84, 'bd09')
    expect(lng).toBeCloseTo(116.41036949371029, 8)
    expect(lat).toBeCloseTo(39.92133699351021, 8)
    // The published way back is one step, and half a metre off; ours agrees with it that far.
    const back = fromWgs84(toWgs84([116.404, 39.915], 'bd09'), 'gcj02')
    expect(metresBetween(back, [116.39762729119315, 39.90865673957631])).toBeLessThan(1)
    expect(metresBetween(wgs84, [116.39775550083061, 39.91359571849836])).toBeLessThan(2)
  })

  it('comes back within a millimetre, all over China', () => {
    fc.assert(
      fc.property(inChina, fc.constantFrom(...CRS), (place, crs) => {
        expect(metresBetween(toWgs84(fromWgs84(place, crs), crs), place)).toBeLessThan(0.001)
      }),
      { numRuns: 5_000 },
    )
  })

  it('is off inside China by 10 to 800 m in GCJ-02 and by twice that and less in BD-09', () => {
    fc.assert(
      fc.property(inChina, (place) => {
        const [gcj, bd] = [fromWgs84(place, 'gcj02'), fromWgs84(place, 'bd09')]
        expect(metresBetween(gcj, place)).toBeGreaterThan(10)
        expect(metresBetween(gcj, place)).toBeLessThan(800)
        expect(metresBetween(bd, place)).toBeGreaterThan(600)
        expect(metresBetween(bd, place)).toBeLessThan(1_600)
      }),
      { numRuns: 2_000 },
    )
  })

  it('outside of China is, in GCJ-02, where it is in WGS-84', () => {
    for (const place of [
      [2.35, 48.86],
      [-122.4, 37.8],
      [151.2, -33.9],
      [139.7, 35.7],
    ] as Position[])
      expect(toWgs84(place, 'gcj02')).toEqual(place)
  })

  it('is found in twelve steps or given up near where it was told, anywhere: also where the shift begins', () => {
    const edge = fc.tuple(
      fc
        .constantFrom(72.004, 137.8347)
        .chain((at) => fc.double({ min: at - 0.02, max: at + 0.02, noNaN: true })),
      fc.double({ min: 0.8, max: 55.9, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.oneof(anywhere, edge), fc.constantFrom(...CRS), (told, crs) => {
        const place = toWgs84(told, crs)
        expect(place.every(Number.isFinite)).toBe(true)
        expect(Math.hypot(place[0] - told[0], place[1] - told[1])).toBeLessThan(0.1)
      }),
      { numRuns: 5_000 },
    )
  })
})
