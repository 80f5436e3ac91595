/** Where the log is kept: the embedded PostgreSQL, or whichever server DATABASE_URL names. */
import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { openEmbeddedPostgres } from './embedded-postgres.ts'

export interface Store {
  config: pg.ClientConfig
  close: () => Promise<void>
}

export async function openStore(config: Config, log: FastifyBaseLogger, onExit: () => void): Promise<Store> {
  if (config.databaseUrl) return { config: { connectionString: config.databaseUrl }, close: async () => {} }
  const embedded = await openEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (line) => log.info(line),
    onExit: (how) => {
      log.error(how, 'the embedded database ended')
      onExit()
    },
  })
  return { config: embedded.connection, close: embedded.stop }
}
