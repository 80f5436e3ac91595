/**
 * Refuses new writes before the disk is full, because a database that runs out of space stops and may not
 * start again (trust R19). Keeps a ballast file that an operator can delete to win time.
 */
import { existsSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const BALLAST_BYTES = 64 * 1024 * 1024
const LEAST_BYTES = 1024 ** 3
const LEAST_SHARE = 0.1
/** A large disk need not keep a tenth of itself free for a log of some kilobytes a minute. */
const MOST_BYTES = 4 * 1024 ** 3

export interface FreeSpace {
  /** True while new writes must be refused with 507. */
  isLow: () => boolean
  freeBytes: () => number
  stop: () => void
}

export interface Volume {
  bsize: number
  blocks: number
  bavail: number
}

/** Below the larger of 1 GiB and 10 % (at most 4 GiB); a small volume keeps 10 %, so that it can be used at all. */
export function isLow({ bsize, blocks, bavail }: Volume): boolean {
  const total = bsize * blocks
  const free = bsize * bavail
  const least =
    total < 10 * LEAST_BYTES
      ? total * LEAST_SHARE
      : Math.min(Math.max(total * LEAST_SHARE, LEAST_BYTES), MOST_BYTES)
  return free < least
}

/** Watches the volume of the data directory every 2 s. */
export function watchFreeSpace(dataDir: string, read: (dir: string) => Volume = statfsSync): FreeSpace {
  let low = false
  let free = 0
  const look = (): void => {
    const volume = read(dataDir)
    free = volume.bsize * volume.bavail
    low = isLow(volume)
  }
  look()
  const ballast = join(dataDir, 'ballast-delete-me-if-the-disk-is-full')
  if (!low && !existsSync(ballast)) writeFileSync(ballast, Buffer.alloc(BALLAST_BYTES, 1))
  const timer = setInterval(look, 2_000)
  timer.unref()
  return { isLow: () => low, freeBytes: () => free, stop: () => clearInterval(timer) }
}
