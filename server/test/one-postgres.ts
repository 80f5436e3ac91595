// One PostgreSQL for a whole run of the server's tests: started before the first, gone after the last.
// Knows nothing about the databases in it (database.ts makes one for each test file).

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openEmbeddedPostgres } from '../db/embedded-postgres.ts'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'shaotai-test-'))
  chmodSync(home, 0o711) // for the account that PostgreSQL runs as under root
  const postgres = await openEmbeddedPostgres({
    dataDir: join(home, 'data'),
    onExit: ({ lastWords }) => {
      process.stderr.write(`The tests' PostgreSQL ended by itself: ${lastWords}\n`)
      process.exitCode = 1
    },
  })
  project.provide('postgres', postgres.connection)
  return async () => {
    await postgres.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
