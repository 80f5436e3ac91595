/** Invented figures for the design page, the same at every visit; no server is asked. */

/** A line that wanders upwards: sines of different lengths, no chance. */
export const trend = (length: number, from: number, to: number): number[] =>
  Array.from({ length }, (_, i) => {
    const wander = Math.sin(i * 1.7) + Math.sin(i * 0.61 + 1) + Math.sin(i * 4.3)
    return from + ((to - from) * i) / (length - 1) + (wander * (to - from)) / 7
  })

/** By hour of a day that has come to half past two. */
export const HOURS = {
  opened: [2, 1, 1, 0, 1, 2, 4, 9, 14, 17, 15, 10, 8, 9, 6],
  closed: [1, 0, 1, 0, 0, 1, 2, 5, 9, 12, 13, 8, 6, 7, 5],
  backlogAtMidnight: 218,
  now: 14.5,
}
/** Cases by days they took, the last one and more; limits in days. */
export const TIMES = {
  cases: [42, 88, 121, 96, 71, 54, 41, 30, 22, 17, 12, 9, 7, 5, 8],
  stepDays: 0.5,
  p50Days: 1.6,
  p90Days: 5.2,
  limitDays: 5,
}
export const KIND_COUNTS = { ticket: 152, hazard: 58, dispute: 31 } as const
