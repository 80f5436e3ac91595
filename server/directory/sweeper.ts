/** What sign-in leaves behind and nobody asks for again, removed once a minute: tries that count no more, sessions long over. */
import type pg from 'pg'
import { sweepSessions } from './sessions.ts'
import { sweepTries } from './sign-in-tries.ts'

const SWEEP_EVERY_MS = 60_000

export function startSweeper(
  pool: pg.Pool,
  now: () => number,
  onFault: (fault: Error) => void,
): { stop: () => void } {
  const sweep = (): void => {
    for (const it of [sweepTries, sweepSessions]) it(pool, now()).catch(onFault)
  }
  const timer = setInterval(sweep, SWEEP_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
