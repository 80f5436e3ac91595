/**
 * The programs of backup and restore as an operator runs them, and what their result is held against: the
 * log itself, folded anew.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { readAfter } from '../server/event-log/read-after.ts'
import { toFrame } from '../server/event-log/to-frame.ts'
import { FULL_SIGHT } from '../server/backup/full-sight.ts'
import type { Database } from '../server/db/database.ts'
import { hashOf } from '../shared/domain/picture-hash.ts'
import { applyFrames, emptyPicture } from '../shared/domain/picture.ts'

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  ms: number
}

const root = join(import.meta.dirname, '..')

export function runProgram(
  name: 'backup' | 'restore',
  dir: string,
  dataDir: string,
  { killAfterMs }: { killAfterMs?: number } = {},
): Promise<Ended> {
  const begun = performance.now()
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', `server/backup/${name}.ts`, dir],
    { cwd: root, env: { PATH: process.env['PATH'], DATA_DIR: dataDir }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  return new Promise((done) =>
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      done({ code, signal, stdout, stderr, ms: Math.round(performance.now() - begun) })
    }),
  )
}

/** The picture of whoever may see everything at `seq`, from the events alone. */
export async function foldedHash(database: Database, seq: number): Promise<string> {
  let picture = emptyPicture('folded')
  while (picture.seq < seq) {
    const log = await readAfter(database.readPool, picture.seq, Math.min(500, seq - picture.seq))
    if (log.length === 0) throw new Error(`the log ends at ${picture.seq}, before ${seq}`)
    picture = applyFrames(picture, [toFrame(log, FULL_SIGHT)], FULL_SIGHT)
  }
  return hashOf(picture)
}

/** Everything that is recorded of the first `seq` events, in one word. */
export async function logDigest(database: Database, seq: number): Promise<string> {
  const { rows } = await database.writePool.query<{ n: number; digest: string }>(
    `select count(*) as n, md5(string_agg(concat_ws('|', seq, case_id, version, type, at, recorded_at, event), e'\\n' order by seq)) as digest
       from event_log where seq <= $1`,
    [seq],
  )
  return `${rows[0]!.n} ${rows[0]!.digest}`
}
