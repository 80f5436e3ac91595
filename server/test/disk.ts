/** Where tests put databases: in memory where there is room, for what is made sure of there costs no disk and need not outlive it. */
import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const MEMORY = '/dev/shm'
/** Of a whole run, several times over; a container's own is often 64 MB. */
const ENOUGH_BYTES = 4 * 2 ** 30

/** An existing folder that anybody may make theirs in. */
export function testDisk(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    if (bavail * bsize > ENOUGH_BYTES) return MEMORY
  } catch {
    // Another system.
  }
  return tmpdir()
}
