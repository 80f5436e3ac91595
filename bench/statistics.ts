/**
 * The few statistics that the bench prints: quantiles, the spread of repeated rounds, and a slope that a
 * single odd sample cannot bend. Pure.
 */

/** Quantile `q` in 0..1 by linear interpolation between the two nearest ranks; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * q
  const below = Math.floor(place)
  const above = Math.ceil(place)
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (place - below)
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
export const p99 = (values: readonly number[]): number => quantile(values, 0.99)

/** Of rounds of one measurement: the middle one, and between which values all of them lay. */
export interface Spread {
  median: number
  low: number
  high: number
  rounds: number
}
export const spreadOf = (rounds: readonly number[]): Spread => ({
  median: median(rounds),
  low: Math.min(...rounds),
  high: Math.max(...rounds),
  rounds: rounds.length,
})

export interface Slope {
  /** y per unit of x. */
  slope: number
  /** 95 % interval; the whole line where there are too few points to say. */
  low: number
  high: number
}

/**
 * Theil–Sen: the median of the slopes of all pairs, with Sen's interval from the variance of Kendall's S
 * (no correction for ties). Points of equal x make no pair.
 */
export function theilSen(points: readonly (readonly [x: number, y: number])[]): Slope {
  const slopes: number[] = []
  for (let i = 0; i < points.length; i += 1) {
    for (let j = i + 1; j < points.length; j += 1) {
      const [xi, yi] = points[i]!
      const [xj, yj] = points[j]!
      if (xi !== xj) slopes.push((yj - yi) / (xj - xi))
    }
  }
  const n = points.length
  const sorted = slopes.toSorted((a, b) => a - b)
  const reach = 1.96 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)
  const first = Math.floor((sorted.length - reach) / 2)
  const last = Math.ceil((sorted.length + reach) / 2)
  return {
    slope: median(sorted),
    low: sorted[first] ?? Number.NEGATIVE_INFINITY,
    high: sorted[last] ?? Number.POSITIVE_INFINITY,
  }
}

/**
 * Of a series that is up and down by turns: how far each value that is up, every second one from `first`, stands above the
 * mean of its two neighbours. A drift that both share is not in it. The ends have one neighbour and make none.
 */
export function stepsOf(series: readonly number[], first: 0 | 1): number[] {
  const steps: number[] = []
  for (let i = first || 2; i < series.length - 1; i += 2)
    steps.push(series[i]! - (series[i - 1]! + series[i + 1]!) / 2)
  return steps
}

const RESAMPLES = 2_000

/**
 * Median ÷ median of two unpaired samples, with the 95 % interval that drawing both anew from themselves gives
 * (percentile bootstrap). `random` in 0..1.
 */
export function ratioOfMedians(
  above: readonly number[],
  below: readonly number[],
  random: () => number,
): Spread {
  const drawn = (its: readonly number[]): number[] => its.map(() => its[Math.floor(random() * its.length)]!)
  const ratios = Array.from({ length: RESAMPLES }, () => median(drawn(above)) / median(drawn(below)))
  return {
    median: median(above) / median(below),
    low: quantile(ratios, 0.025),
    high: quantile(ratios, 0.975),
    rounds: above.length,
  }
}
