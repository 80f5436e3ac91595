// Gives a test file an empty database of its own on the run's one PostgreSQL. Knows nothing about tables:
// whoever asks migrates it, or names a database to copy.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import type { EmbeddedPostgres } from '../db/embedded-postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of one-postgres.ts. */
    postgres: EmbeddedPostgres['connection']
  }
}

export interface TestDatabase {
  /** For pg, as a server's configuration holds it. */
  config: { host: string; port: number; user: string; database: string }
  connectionString: string
  /** Cuts every connection to it and removes it. */
  drop: () => Promise<void>
}

/** The one that one-postgres.ts makes for the others to be copies of (started-database.ts). */
export const STARTED = 'test_started'

/** A new empty database, or a copy of another one that nobody is connected to. */
export async function openTestDatabase({ copyOf }: { copyOf?: string } = {}): Promise<TestDatabase> {
  const database = `test_${randomUUID().replaceAll('-', '')}`
  await run(`create database ${database}${copyOf === undefined ? '' : ` template ${copyOf}`}`)
  const config = { ...inject('postgres'), database }
  return {
    config,
    connectionString: `postgresql://${config.user}@/${database}?host=${encodeURIComponent(config.host)}&port=${config.port}`,
    drop: () => run(`drop database if exists ${database} with (force)`),
  }
}

async function run(sql: string): Promise<void> {
  const client = new pg.Client({ ...inject('postgres'), database: 'postgres' })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
