// A process that opens the embedded database under the directory it is given, says where it is, and does nothing
// more: what tests of killed and of rival servers kill and rival with.

import { openEmbeddedPostgres } from '../db/embedded-postgres.ts'

try {
  const { connection, pid, stop } = await openEmbeddedPostgres({ dataDir: process.argv[2]! })
  process.stdout.write(`${JSON.stringify({ connection, pid })}\n`)
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)))
  setInterval(() => {}, 60_000)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
