// Knows whether a process number still means the process it once meant, and which processes work in a folder.
// Numbers are given out again and dead processes linger as zombies: a number alone proves nothing.
// Linux answers from /proc; elsewhere `ps` is asked, and what it cannot tell is null or empty.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * When the process began, in words that only compare equal (Linux: clock ticks since boot).
 * null when no such process runs, and for a zombie, which runs no more.
 */
export function startOf(pid: number): string | null {
  if (process.platform !== 'linux') {
    const answer = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
    const line = answer.stdout?.trim() ?? ''
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '')
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? null : (rest[18] ?? null)
  } catch {
    return null
  }
}

/** One value for each boot of the machine; empty where the system does not tell. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

/** The living processes whose working directory is this one (a real path), which a PostgreSQL's all share. */
export function processesIn(folder: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && workingDirectory(name) === folder)
    .map(Number)
}

/** The command line as one string; empty when there is no such process. */
export function commandOf(pid: number): string {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? ''
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}

function workingDirectory(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null // gone meanwhile, a zombie, or another user's
  }
}
