/** The ledger's buckets of time to close (`0-1h`, `2-3d`, `30d+`) as a scale to draw on. Pure. */

export interface Bucket {
  name: string
  /** Seconds, [from, to); to is Infinity for the last. */
  from: number
  to: number
}
const UNIT_S = { h: 3_600, d: 86_400 } as const
const SHAPE = /^(\d+)(?:-(\d+))?([hd])(\+?)$/

/** Undefined for a name that is none, such as that of cases left out. */
export function bucketOf(name: string): Bucket | undefined {
  const found = SHAPE.exec(name)
  if (!found) return undefined
  const [, from, to, unit, more] = found as unknown as [string, string, string | undefined, 'h' | 'd', string]
  if (!more && to === undefined) return undefined
  return { name, from: Number(from) * UNIT_S[unit], to: more ? Infinity : Number(to) * UNIT_S[unit] }
}

/** Where a time lies on the row of buckets: 2.5 is the middle of the third. The last has no end: its middle. */
export function placeOf(seconds: number, buckets: readonly Bucket[]): number {
  const i = buckets.findIndex(({ to }) => seconds < to)
  if (i < 0) return buckets.length
  const { from, to } = buckets[i]!
  if (!Number.isFinite(to)) return i + 0.5
  return i + Math.max(0, (seconds - from) / (to - from))
}
