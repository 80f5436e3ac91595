/** Ids of new cases: ULIDs that rise even within one millisecond, so that indexes grow at their end. */
import { randomFillSync } from 'node:crypto'
import { monotonicFactory } from 'ulid'

/** Drawn at once: the library's own source asks the operating system anew for each of sixteen letters. */
const drawn = new Uint8Array(4_096)
let used = drawn.length

function random(): number {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  used += 1
  return drawn[used - 1]! / 256
}

/** `now` is epoch ms. */
export const newCaseId: (now: number) => string = monotonicFactory(random)
