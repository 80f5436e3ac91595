import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, readSteps } from '../../db/migrate.ts'
import { openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { project } from './project.ts'
import { readStanding } from './standing.ts'

const POLICY = {
  id: '0199@4',
  dispatch: null,
  stages: [{ name: '处置', nameEn: 'Handling', limit: { basis: 'working_hours', amount: 4 } }],
  evidence: 'none',
  criterion: null,
  extensions: 1,
  returns: 2,
}

let test: TestDatabase
let client: pg.PoolClient
let pool: pg.Pool
beforeAll(async () => {
  test = await openTestDatabase()
  await migrate(
    test.config,
    readSteps().filter((it) => it.number < 9),
  )
  pool = new pg.Pool(test.config)
  client = await pool.connect()
  await client.query(
    `insert into department (code, name, name_en) values ('D01', '城管局', null), ('d-1', '来自历史的局', null)`,
  )
  await client.query(
    `insert into category (code, name, name_en, kind, sensitivity, limit_minutes, policy)
     values ('0199', '旧事项', 'Old matter', 'ticket', 'internal', 720, $1), ('c-1', '来自历史的事项', null, 'hazard', 'internal', null, null)`,
    [JSON.stringify(POLICY)],
  )
  await migrate(test.config)
})
afterAll(async () => {
  client.release()
  await pool.end()
  await test.drop()
})

describe('a directory from before editions were kept', () => {
  it('becomes the first edition of its lists, a policy under the number that its cases remember', async () => {
    const standing = await readStanding(client)
    expect([...standing.get('departments')!.keys()].toSorted()).toEqual(['D01', 'd-1'])
    expect(standing.get('policies')!.get('0199')).toMatchObject({
      revision: 4,
      entry: { code: '0199', extensions: 1 },
    })
    expect(standing.get('categories')!.get('c-1')!.entry).toEqual({
      code: 'c-1',
      name: '来自历史的事项',
      kind: 'hazard',
      sensitivity: 'internal',
    })
  })
  it('projects to the very rows that it was made of', async () => {
    const rows = async () =>
      (
        await client.query(
          'select code, name, name_en, kind, sensitivity, limit_minutes, policy, retired from category order by code',
        )
      ).rows
    const before = await rows()
    const standing = await readStanding(client)
    await project(client, standing, 'categories', [...standing.get('categories')!.keys()])
    await project(client, standing, 'policies', ['0199'])
    expect(await rows()).toEqual(before)
    expect(before[0]).toMatchObject({ code: '0199', policy: POLICY, retired: false })
  })
})
