import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate } from '../db/migrate.ts'
import { openDatabase, type Database } from '../db/database.ts'
import { openTestDatabase, type TestDatabase } from '../test/database.ts'
import { isRecent } from './facts.ts'

let test: TestDatabase
let database: Database
beforeAll(async () => {
  test = await openTestDatabase()
  await migrate(test.config)
  database = await openDatabase({ config: test.config, onFault: () => {} })
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

it('what was done before a window began is passed over by an index, whose words are those of the question', async () => {
  const at = Date.UTC(2026, 10, 1)
  const window = { from: at, endsAt: at + 1, instant: at + 1, judgedAt: at + 1, throughSeq: null }
  const plan = await database.read.transaction().execute(async (snapshot) => {
    // Of an empty table every way is as good.
    await sql`set local enable_seqscan = off`.execute(snapshot)
    await sql`set local enable_bitmapscan = off`.execute(snapshot)
    return sql<{ 'QUERY PLAN': string }>`explain select from case_file where ${isRecent(window, [])}`.execute(
      snapshot,
    )
  })
  const told = plan.rows.map((it_) => it_['QUERY PLAN']).join('\n')
  expect(told).toMatch(/Index.* using case_file_matters_until/)
  expect(told).toMatch(/Index Cond/)
})
