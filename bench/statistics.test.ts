import { describe, expect, it } from 'vitest'
import { median, quantile, ratioOfMedians, spreadOf, stepsOf, theilSen } from './statistics.ts'

describe('quantiles', () => {
  it('interpolates between the nearest ranks, whatever the order', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(quantile([50, 10, 40, 20, 30], 0.25)).toBe(20)
    expect(quantile([7], 0.99)).toBe(7)
    expect(median([])).toBeNaN()
  })
  it('tells the middle round and the bounds of all', () => {
    expect(spreadOf([5, 1, 9])).toEqual({ median: 5, low: 1, high: 9, rounds: 3 })
  })
})

describe('Theil–Sen', () => {
  it('finds the slope of a line and is not bent by one odd sample in ten', () => {
    const line = Array.from({ length: 20 }, (_, x) => [x, 3 + 2 * x] as [number, number])
    expect(theilSen(line)).toMatchObject({ slope: 2, low: 2, high: 2 })
    line[7] = [7, 1_000]
    line[15] = [15, -1_000]
    expect(theilSen(line).slope).toBeCloseTo(2)
  })
  it("has Sen's interval around zero for noise without a trend, and one above zero for a trend under noise", () => {
    const noise = [3, -1, 2, -2, 1, -3, 2, -1, 3, -2, 1, -1, 2, -3, 1, 3, -2, 2, -1, 1]
    const flat = theilSen(noise.map((y, x) => [x, y]))
    expect(flat.low).toBeLessThan(0)
    expect(flat.high).toBeGreaterThan(0)
    const rising = theilSen(noise.map((y, x) => [x, x + y]))
    expect(rising.low).toBeGreaterThan(0)
    expect(rising.low).toBeLessThan(1)
    expect(rising.high).toBeGreaterThan(1)
  })
  it('agrees with the worked example of Sen 1968 for its slope', () => {
    const t = [1, 2, 3, 4, 10, 12, 18]
    const y = [9, 15, 19, 20, 45, 55, 78]
    expect(theilSen(t.map((x, i) => [x, y[i]!])).slope).toBe(4)
  })
  it('claims nothing of too few points', () => {
    expect(
      theilSen([
        [0, 1],
        [1, 2],
      ]),
    ).toMatchObject({ low: -Infinity, high: Infinity })
  })
})

describe('windows by turns', () => {
  it('finds what the higher ones add, whatever the drift', () => {
    const drifting = [0, 7, 2, 9, 4, 11, 6].map((it, i) => it + 10 * i)
    expect(stepsOf(drifting, 1)).toEqual([6, 6, 6])
    expect(stepsOf(drifting, 0)).toEqual([-6, -6])
  })
  it('gives a ratio of medians an interval that holds it and narrows with the noise', () => {
    let drawn = 0
    const random = (): number => (drawn += 0.618_034) % 1
    const around = (middle: number, reach: number): number[] =>
      [-1, -0.6, -0.2, 0, 0.2, 0.6, 1].map((it) => middle + it * reach)
    const noisy = ratioOfMedians(around(6, 3), around(4, 2), random)
    const quiet = ratioOfMedians(around(6, 0.3), around(4, 0.2), random)
    expect(noisy.median).toBe(1.5)
    expect(noisy.low).toBeLessThan(1.5)
    expect(noisy.high).toBeGreaterThan(1.5)
    expect(quiet.high - quiet.low).toBeLessThan(noisy.high - noisy.low)
  })
})
