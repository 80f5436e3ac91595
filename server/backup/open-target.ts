/**
 * The empty place that a backup goes into: an embedded database made here, or the empty one that
 * DATABASE_URL names. Anything that holds something is refused, and what was made is taken back on failure.
 */
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { openEmbeddedPostgres } from '../db/embedded-postgres.ts'
import { hasEmbeddedPostgres } from '../db/find-embedded-postgres.ts'
import { Refused } from './refused.ts'

export interface Target {
  config: pg.ClientConfig
  described: string
  close: (outcome: 'restored' | 'failed') => Promise<void>
}

/** `lock`: whoever works there. `lost+found`: a fresh volume. `postgres`: looked into by refuseUsed. */
const MAY_BE_THERE = new Set(['postgres', 'lock', 'lost+found'])

export async function openTarget({ databaseUrl, dataDir }: Config): Promise<Target> {
  if (databaseUrl) {
    return {
      config: { connectionString: databaseUrl },
      described: 'the database of DATABASE_URL',
      close: async () => {},
    }
  }
  const found = entriesOf(dataDir).filter((name) => !MAY_BE_THERE.has(name))
  if (found.length > 0) throw taken(dataDir, found.slice(0, 3).join(', '))
  const wasThere = hasEmbeddedPostgres(dataDir)
  const opened = await openEmbeddedPostgres({ dataDir })
  return {
    config: opened.connection,
    described: dataDir,
    close: async (outcome) => {
      await opened.stop()
      if (outcome === 'failed' && !wasThere)
        await rm(join(dataDir, 'postgres'), { recursive: true, force: true })
    },
  }
}

/** Refuses a database with anything in it, be it somebody else's. */
export async function refuseUsed(client: pg.Client, described: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'f')
      order by relname limit 3`,
  )
  if (rows.length > 0) throw taken(described, rows.map(({ name }) => name).join(', '))
}

const taken = (where: string, what: string): Refused =>
  new Refused(
    `${where} is not empty (${what}).`,
    'A restore goes into an empty place only: it never mixes with what is there and never overwrites it.',
    'Name a DATA_DIR that does not exist yet, or an empty database in DATABASE_URL. Keep the old one until the new one is seen to run.',
  )

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw fault
  }
}
