/** From when events were written to when they were on screen. Pure. */

/**
 * Ms for each event, in the order of seq. `recorded`: epoch ms by seq, from seq `first` on; `painted`: up to which
 * seq the screen stood, in the order of time. Events before the first picture or after the last are left out.
 */
export function paintDelays(
  first: number,
  recorded: readonly number[],
  painted: readonly (readonly [seq: number, at: number])[],
): number[] {
  const delays: number[] = []
  const begin = painted[0]?.[0] ?? Number.POSITIVE_INFINITY
  let i = 0
  for (const [n, at] of recorded.entries()) {
    const seq = first + n
    if (seq <= begin) continue
    while (i < painted.length && painted[i]![0] < seq) i += 1
    if (i === painted.length) break
    delays.push(painted[i]![1] - at)
  }
  return delays
}
