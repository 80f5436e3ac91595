/** The frame of both programs: one directory on the command line, progress on standard error, one line at the end. */
import { resolve } from 'node:path'
import { ConfigError } from '../config.ts'
import { StartRefused } from '../db/start-refused.ts'
import { Refused } from './refused.ts'

/** `work` answers the last line. Exit codes: 0 done, 1 not done and nothing changed, 2 the command line was wrong. */
export async function runProgram(
  name: 'backup' | 'restore',
  work: (dir: string, say: (line: string) => void) => Promise<string>,
): Promise<void> {
  const [dir, ...more] = process.argv.slice(2)
  if (dir === undefined || dir.startsWith('-') || more.length > 0) {
    process.stderr.write(`usage: npm run ${name} -- DIR\nSee docs/backup.md.\n`)
    process.exitCode = 2
    return
  }
  const begun = performance.now()
  try {
    const told = await work(resolve(standingIn(name), dir), (line) => process.stderr.write(`${line}\n`))
    process.stdout.write(`${told}, ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)
  } catch (fault) {
    const isTold = fault instanceof Refused || fault instanceof StartRefused || fault instanceof ConfigError
    process.stderr.write(`${isTold ? fault.message : `The ${name} failed: ${(fault as Error).stack}`}\n`)
    process.exitCode = 1
  }
}

/** npm moves to the project's root; INIT_CWD is where the person stands. Older than this run it means nothing. */
const standingIn = (name: string, env = process.env): string =>
  env['npm_lifecycle_event'] === name && env['INIT_CWD'] ? env['INIT_CWD'] : process.cwd()
