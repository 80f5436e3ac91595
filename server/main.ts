/** Reads the configuration, opens the database, builds, listens, and closes gracefully. */
import { mkdirSync } from 'node:fs'
import { pino } from 'pino'
import { buildApp } from './app.ts'
import { readConfig, withoutSecrets } from './config.ts'
import { openDatabase } from './db/database.ts'
import { durabilityFaults, isFatal } from './db/durability.ts'
import { watchFreeSpace } from './db/free-space.ts'
import { migrate } from './db/migrate.ts'
import { openStore } from './db/store.ts'
import { openLog } from './log.ts'
import { DEMO_PASSWORD, demoPeople, firstStart } from './directory/first-start.ts'
import { startFeed, type FeedProcess } from './simulator/start-feed.ts'

const STOP_WITHIN_MS = 10_000 // trust R18

// Crash-only: a fault nobody expected is logged and ends the process; whoever runs it starts it anew (R17).
const end = (fault: unknown): never => {
  process.stderr.write(
    `${fault instanceof Error ? (fault.name === 'Error' ? fault.stack : fault.message) : String(fault)}\n`,
  )
  process.exit(1)
}
process.on('uncaughtException', end)
process.on('unhandledRejection', end)

const config = readConfig()
const log = openLog(config.logLevel, pino.destination({ dest: 2, sync: true }))
log.info({ config: withoutSecrets(config) }, 'starting')
mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })

const store = await openStore(config, log, () =>
  end('the database ended by itself; nothing can be accepted without it'),
)
const ran = await migrate(store.config)
if (ran.length > 0) log.info({ ran }, 'migrated')
const database = await openDatabase({
  config: store.config,
  onFault: (fault) => log.warn({ err: fault }, 'a database connection was lost'),
})
for (const fault of await durabilityFaults(database.writePool)) {
  if (config.production && isFatal(fault))
    end(`The database would lose acknowledged reports: ${fault}. Nothing was started.`)
  log.warn({ fault }, 'durability')
}
if (!database.separated)
  log.warn('the database user may not make roles: walls read with the same role as everybody')
await firstStart(database, config, (sentence) => log.warn(sentence))

const freeSpace = watchFreeSpace(config.dataDir)
const app = await buildApp({
  config,
  database,
  freeSpace,
  now: Date.now,
  elapsed: () => performance.now(),
  log,
  onAlarm: end,
})

let feed: FeedProcess | null = null
let stopping = false
const stop = async (signal: string): Promise<void> => {
  if (stopping) return
  stopping = true
  log.info({ signal }, 'stopping')
  setTimeout(() => end('did not stop in time'), STOP_WITHIN_MS).unref()
  feed?.stop()
  await app.close()
  freeSpace.stop()
  await database.close()
  await store.close()
  log.info('stopped')
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)

const address = await app.listen({ host: config.host, port: config.port })
process.stdout.write(`ready ${address}\n`)
if (config.demo) {
  process.stdout.write(`demo accounts (password ${DEMO_PASSWORD}):\n`)
  for (const { username, role, name } of demoPeople(config))
    process.stdout.write(`  ${username.padEnd(12)} ${role.padEnd(12)} ${name}\n`)
}
feed = startFeed(config, address, log)
