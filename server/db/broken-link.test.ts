/** A connection that breaks while it is lent out and idle: a fault that is told, never the end of the process. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../test/database.ts'
import { openDatabase } from './database.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await openTestDatabase()
})
afterAll(() => test.drop())

it('R17 hears of a broken connection that is lent out between two queries', async () => {
  const faults: Error[] = []
  const database = await openDatabase({ config: test.config, onFault: (fault) => faults.push(fault) })
  const lent = await database.writePool.connect()
  const { rows } = await lent.query<{ pid: number }>('select pg_backend_pid() as pid')
  await database.writePool.query('select pg_terminate_backend($1)', [rows[0]!.pid])
  await expect.poll(() => faults.length, { timeout: 5_000 }).toBeGreaterThan(0)
  lent.release(true)
  await database.close()
})
