/**
 * Finds the embedded database of a running server from outside its process. Knows what PostgreSQL itself
 * writes beside its data; starts nothing, and does not know what is stored there.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { EMBEDDED_DATABASE, EMBEDDED_USER } from './embedded-postgres.ts'

/** Whether a database was ever made under this data directory. */
export const hasEmbeddedPostgres = (dataDir: string): boolean =>
  existsSync(join(dataDir, 'postgres', 'PG_VERSION'))

/** How to reach it while a server runs; null where nobody answers. */
export async function findEmbeddedPostgres(dataDir: string): Promise<pg.ClientConfig | null> {
  let lines: string[]
  try {
    // Line 4 is the port and line 5 the socket's directory, which is elsewhere where the path is too long.
    lines = readFileSync(join(realpathSync(dataDir), 'postgres', 'postmaster.pid'), 'utf8').split('\n')
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fault
  }
  const config = {
    host: lines[4]?.trim(),
    port: Number(lines[3]),
    user: EMBEDDED_USER,
    database: EMBEDDED_DATABASE,
  }
  if (!config.host?.startsWith('/')) return null
  // The file outlives a killed PostgreSQL: only an answer counts.
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 5_000 } as pg.ClientConfig)
  try {
    await client.connect()
    return config as pg.ClientConfig
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return null
    throw fault
  } finally {
    await client.end().catch(() => undefined)
  }
}
