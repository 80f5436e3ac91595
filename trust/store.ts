/**
 * The database's own side of a run: reached through the embedded PostgreSQL's socket beside the server, so
 * that what is judged does not come from the program that is judged.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { audienceKey, type Audience } from '@shaotai/shared/domain/redact.ts'
import { openDatabase, type Database } from '../server/db/database.ts'
import { readPicture } from '../server/realtime/read-picture.ts'
import type { Dump } from './checker.ts'

export const clusterOf = (dataDir: string): string => join(dataDir, 'postgres')

/** Where the running PostgreSQL of a data directory listens; null while none runs. */
export function socketOf(dataDir: string): { host: string; port: number; pid: number } | null {
  try {
    const lines = readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8').split('\n')
    if (lines[7]?.trim() !== 'ready') return null
    return { pid: Number(lines[0]), port: Number(lines[3]), host: lines[4]! }
  } catch {
    return null
  }
}

export async function openStoreOf(dataDir: string): Promise<Database> {
  const socket = socketOf(dataDir)
  if (!socket) throw new Error(`no PostgreSQL runs in ${dataDir}`)
  return openDatabase({
    config: { host: socket.host, port: socket.port, user: 'shaotai', database: 'shaotai' },
    onFault: () => {},
  })
}

/** One repeatable-read snapshot of everything the judge asks. */
export async function readDump(database: Database): Promise<Dump> {
  const client = await database.writePool.connect()
  const rows = async <T>(sql: string): Promise<T[]> => (await client.query(sql)).rows as T[]
  try {
    await client.query('begin isolation level repeatable read read only')
    const [head] = await rows<{ epoch: string; seq: number }>('select epoch, seq from log_head')
    const log = await rows<{
      seq: number
      case_id: string
      version: number
      recorded_at: number
      event: LogEvent
      mark: string | null
    }>(
      `select e.seq, e.case_id, e.version, e.recorded_at, e.event,
              coalesce(p.data->>'title', p.data->>'note', p.data->>'reason') as mark
         from event_log e left join case_personal p on p.case_id = e.case_id and p.version = e.version
        order by e.seq`,
    )
    const dump: Dump = {
      epoch: head!.epoch,
      head: head!.seq,
      log: log.map(({ seq, case_id, version, recorded_at, event, mark }) => ({
        seq,
        caseId: case_id,
        version,
        event: Object.assign(event, { seq, recordedAt: recorded_at }),
        mark,
      })),
      keys: await rows('select source, key, case_id as "caseId", version from command_log'),
      audits: (await rows<{ seq: number }>('select seq from audit_entry where seq is not null')).map(
        ({ seq }) => seq,
      ),
      cases: await rows('select id, no, version, seq from case_file'),
    }
    await client.query('commit')
    return dump
  } finally {
    client.release()
  }
}

/** What the projection gives each audience now. */
export async function readHashes(
  database: Database,
  audiences: readonly Audience[],
): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for (const audience of audiences) {
    const key = audienceKey(audience)
    if (!hashes.has(key)) hashes.set(key, hashOf(await readPicture(database, audience)))
  }
  return hashes
}

/** Ends one backend in the middle of an append: its transaction rolls back, its sender does not know. */
const TERMINATE_ONE = `
  do $$
  declare ended integer := 0;
  begin
    for i in 1..150 loop
      perform pg_stat_clear_snapshot();
      select count(*) into ended from (
        select pg_terminate_backend(pid) from pg_stat_activity
         where pid <> pg_backend_pid() and state = 'active' and query like '%from append(%' limit 1) as it;
      exit when ended > 0;
      perform pg_sleep(0.002);
    end loop;
    if ended = 0 then raise exception 'nothing to end'; end if;
  end
  $$`

export interface Saboteur {
  ended: () => number
  stop: () => Promise<void>
}

/** Ends a writing backend every now and then, whatever server runs at the time. */
export function startSaboteur(dataDir: string, pauseMs: () => number): Saboteur {
  let stopped = false
  let ended = 0
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  const run = async (): Promise<void> => {
    while (!stopped) {
      await pause(pauseMs())
      const socket = socketOf(dataDir)
      if (!socket || stopped) continue
      const database = await openStoreOf(dataDir).catch(() => null)
      if (!database) continue
      await database.writePool.query(TERMINATE_ONE).then(
        () => (ended += 1),
        () => undefined,
      )
      await database.close().catch(() => undefined)
    }
  }
  const running = run()
  return {
    ended: () => ended,
    stop: async () => {
      stopped = true
      await running
    },
  }
}
