import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIFECYCLE_IDS, tableOf } from '@shaotai/shared/domain/lifecycle.ts'
import { openTestDatabase, type TestDatabase } from '../test/database.ts'
import { describeSchema } from '../test/describe-schema.ts'
import { openDatabase } from './database.ts'
import { migrate, readSteps } from './migrate.ts'

const SNAPSHOT = join(import.meta.dirname, 'schema.snapshot.sql')

let test: TestDatabase
let client: pg.Client
beforeAll(async () => {
  test = await openTestDatabase()
  await migrate(test.config)
  client = new pg.Client(test.config)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await test.drop()
})

describe('the schema', () => {
  it('is the one that schema.snapshot.sql shows', async () => {
    const actual = await describeSchema(client)
    if (process.env['UPDATE_SCHEMA']) writeFileSync(SNAPSHOT, actual)
    expect(
      actual,
      'a migration changed the schema: look at the difference, then run with UPDATE_SCHEMA=1 and commit',
    ).toBe(readFileSync(SNAPSHOT, 'utf8'))
  })

  it('lets a case have exactly the statuses of its own lifecycle’s table', async () => {
    const { rows } = await client.query<{ def: string }>(
      `select pg_get_constraintdef(oid) as def from pg_constraint where conname = 'case_file_status'`,
    )
    const pairs = LIFECYCLE_IDS.flatMap((id) => Object.keys(tableOf(id).statuses).map((it) => `${id} ${it}`))
    expect([...rows[0]!.def.matchAll(/'([a-z]+\/\d+ [a-z_]+)'/g)].map((it) => it[1]).toSorted()).toEqual(
      pairs.toSorted(),
    )
  })

  it('R1 the streaming role can read the log and the cases, and cannot select personal data or secrets', async () => {
    await client.query('set role shaotai_stream')
    for (const table of ['log_head', 'event_log', 'case_file', 'department', 'category']) {
      await expect(client.query(`select * from ${table} limit 1`)).resolves.toBeDefined()
    }
    for (const table of [
      'case_personal',
      'person',
      'session',
      'device',
      'api_key',
      'audit_entry',
      'command_log',
    ]) {
      await expect(client.query(`select * from ${table} limit 1`)).rejects.toThrow('permission denied')
    }
    await client.query('reset role')
  })
})

describe('the reading connections', () => {
  it('R1 have the streaming role and write nothing, whatever options the connection string brings', async () => {
    const url = new URL(`postgresql://${test.config.user}@localhost/${test.config.database}`)
    url.searchParams.set('host', test.config.host)
    url.searchParams.set('port', String(test.config.port))
    url.searchParams.set('options', '-c work_mem=8MB')
    const database = await openDatabase({ config: { connectionString: url.href }, onFault: () => {} })
    try {
      const { rows } = await database.readPool.query(
        'select current_user as who, current_setting($1) as only',
        ['transaction_read_only'],
      )
      expect(rows[0]).toEqual({ who: 'shaotai_stream', only: 'on' })
      await expect(database.readPool.query('select 1 from case_personal')).rejects.toThrow(
        'permission denied',
      )
    } finally {
      await database.close()
    }
  })
})

describe('migrations', () => {
  it('run once, whoever starts first', async () => {
    const fresh = await openTestDatabase()
    const ran = await Promise.all([migrate(fresh.config), migrate(fresh.config), migrate(fresh.config)])
    expect(ran.flat().toSorted()).toEqual(readSteps().map((it) => it.name))
    expect(await migrate(fresh.config)).toEqual([])
    await fresh.drop()
  })

  it('leave a step that fails undone, with its name', async () => {
    const fresh = await openTestDatabase()
    const bad = {
      number: 9999,
      name: '9999-bad.sql',
      sql: 'create table half (x integer); select nonsense',
      sha256: 'x',
    }
    await expect(migrate(fresh.config, [...readSteps(), bad])).rejects.toThrow(
      '9999-bad.sql failed and was rolled back',
    )
    await expect(migrate(fresh.config)).resolves.toEqual([])
    await fresh.drop()
  })

  it('refuse a database that a newer server has migrated, and a step that was changed', async () => {
    const newer = { number: 9999, name: '9999-newer.sql', sql: 'select 1', sha256: 'x' }
    const fresh = await openTestDatabase()
    await migrate(fresh.config, [...readSteps(), newer])
    await expect(migrate(fresh.config)).rejects.toThrow('newer server')
    await expect(migrate(fresh.config, [...readSteps(), { ...newer, sha256: 'y' }])).rejects.toThrow(
      'never changes once released',
    )
    await fresh.drop()
  })
})
