/**
 * The database to copy: the one a running server uses, found from outside, or, where none runs, the embedded
 * one opened here under the directory's lock. Never makes one.
 */
import type pg from 'pg'
import type { Config } from '../config.ts'
import { findEmbeddedPostgres, hasEmbeddedPostgres } from '../db/find-embedded-postgres.ts'
import { openEmbeddedPostgres } from '../db/embedded-postgres.ts'
import { Refused } from './refused.ts'

export interface Source {
  config: pg.ClientConfig
  /** For the person who watches. */
  described: string
  close: () => Promise<void>
}

export async function openSource({ databaseUrl, dataDir }: Config): Promise<Source> {
  if (databaseUrl) {
    return {
      config: { connectionString: databaseUrl },
      described: 'the database of DATABASE_URL',
      close: async () => {},
    }
  }
  if (!hasEmbeddedPostgres(dataDir)) {
    throw new Refused(
      `There is no database in ${dataDir}.`,
      'No server ever ran there, so there is nothing to copy.',
      'Name its directory in DATA_DIR, or its address in DATABASE_URL, as for `npm start`.',
    )
  }
  const running = await findEmbeddedPostgres(dataDir)
  if (running) {
    return { config: running, described: `the running server in ${dataDir}`, close: async () => {} }
  }
  const opened = await openEmbeddedPostgres({ dataDir })
  return { config: opened.connection, described: `${dataDir}, whose server is stopped`, close: opened.stop }
}
