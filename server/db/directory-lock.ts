// Knows that one process at a time may work in a data directory, and which process that is.
// Knows nothing about what lies in the directory.

import { spawnSync } from 'node:child_process'
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { bootId, startOf } from './process-identity.ts'
import { StartRefused } from './start-refused.ts'

export interface DirectoryLock {
  /** The directory's real path. */
  directory: string
  /** Lets the next process in. Safe to call twice. */
  release: () => void
}

interface Holder {
  pid: number
  start: string | null
  boot: string
}

/**
 * Takes the directory for this process or throws StartRefused, naming the process that holds it. Makes the
 * directory when it is not there. What a killed process left behind is taken over.
 *
 * Two locks together: a file that says who (made at once with its content, or not at all), and the kernel's own
 * lock on the directory, which also sees a holder in another container, where process numbers mean something else,
 * and lets only one of two starts take over what a dead one left. Without flock(1), as on macOS, the file stands
 * alone; PostgreSQL's own postmaster.pid is then the second door.
 */
export function takeDirectoryLock(path: string): DirectoryLock {
  const directory = makeDirectory(path)
  const file = join(directory, 'lock')
  const kernel = takeKernelLock(directory)
  if (kernel === 'busy') throw held(directory, readHolder(file))
  try {
    writeHolder(directory, file)
  } catch (error) {
    if (kernel !== null) closeSync(kernel)
    throw error
  }
  let released = false
  return {
    directory,
    release: () => {
      if (released) return
      released = true
      rmSync(file, { force: true })
      if (kernel !== null) closeSync(kernel)
    },
  }
}

function makeDirectory(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return realpathSync(path)
  } catch (error) {
    throw new StartRefused(
      `The data directory ${path} cannot be made: ${(error as Error).message}.`,
      'The server keeps its database there and does not start without it.',
      'Name a directory that this user may write in DATA_DIR.',
      { cause: error },
    )
  }
}

/** An open descriptor that holds the kernel's lock; 'busy' when another has it; null where there is no flock(1). */
function takeKernelLock(directory: string): number | 'busy' | null {
  const descriptor = openSync(directory, 'r')
  // The child locks what it shares with us, the open file itself; the lock stays when the child ends.
  const { status } = spawnSync('flock', ['--nonblock', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
  })
  if (status === 0) return descriptor
  closeSync(descriptor)
  return status === 1 ? 'busy' : null
}

function writeHolder(directory: string, file: string): void {
  const self: Holder = { pid: process.pid, start: startOf(process.pid), boot: bootId() }
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, `${JSON.stringify(self)}\n`)
    for (let tries = 0; ; tries += 1) {
      try {
        linkSync(draft, file) // fails when the name is taken, like O_EXCL, and is never seen half written
        return
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const holder = readHolder(file)
      if ((holder && isAlive(holder)) || tries >= 3) throw held(directory, holder)
      rmSync(file, { force: true })
    }
  } catch (error) {
    if (error instanceof StartRefused) throw error
    throw new StartRefused(
      `The data directory ${directory} cannot be written: ${(error as Error).message}.`,
      'The server keeps its database there and does not start without it.',
      'Give the directory to this user, free some space, or name another in DATA_DIR.',
      { cause: error },
    )
  } finally {
    rmSync(draft, { force: true })
  }
}

function isAlive(holder: Holder): boolean {
  return holder.boot === bootId() && holder.start !== null && startOf(holder.pid) === holder.start
}

function readHolder(file: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder
    return Number.isInteger(holder.pid) ? holder : null
  } catch {
    return null
  }
}

function held(directory: string, holder: Holder | null): StartRefused {
  const who = holder ? `process ${holder.pid}` : 'another process, which has not said its number yet'
  return new StartRefused(
    `The data directory ${directory} is held by ${who}.`,
    'Two servers on one directory would destroy each other’s data, so this one does not start.',
    holder
      ? `Stop it (kill ${holder.pid}; inside another container, stop that), or name another directory in DATA_DIR.`
      : 'Try again, or name another directory in DATA_DIR.',
  )
}
