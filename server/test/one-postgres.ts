// One PostgreSQL for a whole run of the server's tests: started before the first, gone after the last.
// Knows nothing about the databases in it (database.ts makes one for each test file) but the one they are copies of.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openEmbeddedPostgres } from '../db/embedded-postgres.ts'
import { STARTED } from './database.ts'
import { testDisk } from './disk.ts'
import { makeStarted } from './started-database.ts'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(testDisk(), 'shaotai-test-'))
  chmodSync(home, 0o711) // for the account that PostgreSQL runs as under root
  const postgres = await openEmbeddedPostgres({
    dataDir: join(home, 'data'),
    onExit: ({ lastWords }) => {
      process.stderr.write(`The tests' PostgreSQL ended by itself: ${lastWords}\n`)
      process.exitCode = 1
    },
  })
  project.provide('postgres', postgres.connection)
  const client = new pg.Client({ ...postgres.connection, database: 'postgres' })
  await client.connect()
  await client.query(`create database ${STARTED}`)
  await client.end()
  await makeStarted({ ...postgres.connection, database: STARTED })
  return async () => {
    await postgres.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
