/** `npm run audit -- verify | list`: whether the trail is whole, and who saw or did what. docs/audit.md. */
import { parseArgs } from 'node:util'
import { openSource } from '../backup/open-source.ts'
import { Refused } from '../backup/refused.ts'
import { toCount } from '../backup/words.ts'
import { ConfigError, readConfig } from '../config.ts'
import { openDatabase, type Database } from '../db/database.ts'
import { StartRefused } from '../db/start-refused.ts'
import { listTrail } from './list-trail.ts'
import { verifyTrail } from './verify-trail.ts'

const USAGE = `usage: npm run audit -- verify [--expect HASH]
       npm run audit -- list [--case ID] [--person ID-OR-ACCOUNT] [--action ACTION] [--from STAMP] [--to STAMP] [--events]
See docs/audit.md.
`
const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function verify(database: Database, expect: string | undefined): Promise<boolean> {
  const client = await database.connect()
  try {
    await client.query(`set idle_in_transaction_session_timeout = 0`)
    await client.query('begin isolation level repeatable read read only')
    const { entries, blocks, events, head, faults } = await verifyTrail(client, expect)
    await client.query('commit')
    for (const fault of faults) say(fault)
    if (faults.length > 0) {
      say(
        `The audit trail is not whole. Keep this database as it is, and the backups before it; compare the two.`,
      )
      return false
    }
    say(
      `The audit trail is whole: ${toCount(entries)} entries in ${toCount(blocks)} blocks, each of ${toCount(events)} events with its one entry.`,
    )
    if (expect) say(`It holds what was there when ${expect} was noted.`)
    say(`Its head is ${head}; note it outside of this machine and give it as --expect next time.`)
    return true
  } finally {
    await client.end()
  }
}

async function list(database: Database, query: Parameters<typeof listTrail>[1]): Promise<boolean> {
  let cursor: string | undefined
  do {
    const page = (await listTrail(database.writePool, { ...query, limit: 200, ...(cursor && { cursor }) }))!
    for (const it of page.items)
      say(
        [
          it.at,
          it.actor,
          it.name ?? '',
          it.role,
          it.action,
          it.subject,
          it.seq ?? '',
          JSON.stringify(it.details),
          it.reason ?? '',
        ].join('\t'),
      )
    cursor = page.next ?? undefined
  } while (cursor)
  return true
}

async function run(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      expect: { type: 'string' },
      case: { type: 'string' },
      person: { type: 'string' },
      action: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      events: { type: 'boolean' },
    },
  })
  const [what, ...more] = positionals
  const { expect, ...query } = values
  const isStamp = (it: string | undefined): boolean => it === undefined || !Number.isNaN(Date.parse(it))
  if (
    more.length > 0 ||
    (what !== 'verify' && what !== 'list') ||
    !isStamp(query.from) ||
    !isStamp(query.to)
  ) {
    process.stderr.write(USAGE)
    return 2
  }
  if (expect !== undefined && !/^[0-9a-f]{64}$/.test(expect)) {
    process.stderr.write(`--expect is a head as verify prints it: 64 hexadecimal digits.\n`)
    return 2
  }
  const source = await openSource(readConfig())
  const database = await openDatabase({ config: source.config, onFault: () => {} })
  try {
    return (await (what === 'verify' ? verify(database, expect) : list(database, query))) ? 0 : 1
  } finally {
    await database.close()
    await source.close()
  }
}

try {
  process.exitCode = await run()
} catch (fault) {
  const isTold =
    fault instanceof Refused ||
    fault instanceof StartRefused ||
    fault instanceof ConfigError ||
    fault instanceof TypeError
  process.stderr.write(
    `${isTold ? (fault as Error).message : `The audit failed: ${(fault as Error).stack}`}\n`,
  )
  process.exitCode = 1
}
