import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlacedArea } from '@shaotai/shared/domain/area.ts'
import { readConfig, type Config } from '../config.ts'
import { openDatabase, type Database } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { SMALL_DISTRICT, toFeature } from '../test/boxes.ts'
import { openTestDatabase, type TestDatabase } from '../test/database.ts'
import { DEMO_PEOPLE, demoLiaisons, firstStart } from './first-start.ts'
import { verifyPassword } from './people.ts'
import { findPrincipals, sha256 } from './principal.ts'

let test: TestDatabase
let database: Database
let dataDir: string
const config = (over: Record<string, string> = {}): Config => ({
  ...readConfig({ DATA_DIR: dataDir, ...over }),
  demoAreas: null,
})
const count = async (table: string): Promise<number> =>
  Number((await database.writePool.query(`select count(*) as n from ${table}`)).rows[0].n)

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'first-start-'))
  test = await openTestDatabase()
  await migrate(test.config)
  database = await openDatabase({ config: test.config, onFault: () => {} })
})
afterAll(async () => {
  await database.close()
  await test.drop()
  rmSync(dataDir, { recursive: true })
})

describe('the first start', () => {
  it('makes nobody and no key where neither the demo nor a bootstrap asks for one', async () => {
    await firstStart(database, config({ DEMO: 'off' }))
    expect([await count('person'), await count('api_key')]).toEqual([0, 0])
    expect(await count('department')).toBeGreaterThan(20)
  })

  it('makes one person a role, a liaison a department and a key for programs of the same user, whole, however many start at once', async () => {
    await Promise.all([firstStart(database, config()), firstStart(database, config())])
    // This directory was begun without the demo, with fewer departments.
    const liaisons = (await count('department')) - 1
    expect(liaisons).toBeLessThan(demoLiaisons().length)
    expect(await count('person')).toBe(DEMO_PEOPLE.length + liaisons)
    const key = readFileSync(join(dataDir, 'ingest.key'), 'utf8').trim()
    const hash = sha256(key).toString('hex')
    expect(
      (await findPrincipals({ pool: database.writePool, now: Date.now, idleMs: 60_000 }, [hash])).get(hash),
    ).toMatchObject({
      role: 'ingest',
      history: true,
    })
  })

  it('says on the trail what it made, once, in the server’s own name', async () => {
    const { rows } = await database.writePool.query<{ action: string; n: number }>(
      `select action, count(distinct subject)::int as n from audit_entry where actor = 'system' group by action having count(*) = count(distinct subject) order by 1`,
    )
    expect(rows).toEqual([
      { action: 'directory.changed', n: await count('directory_version') },
      { action: 'key.created', n: 1 },
      { action: 'person.created', n: await count('person') },
    ])
  })

  it('uses the bootstrap secrets once: on a database with people they change nothing', async () => {
    await firstStart(
      database,
      config({ BOOTSTRAP_ADMIN_PASSWORD: 'another-password', BOOTSTRAP_INGEST_KEY: 'another-key' }),
    )
    expect(
      await verifyPassword(database, { username: 'admin', password: 'another-password', at: Date.now() }),
    ).toBeNull()
    expect(await count('api_key')).toBe(1)
  })

  it('loads the demo district once, whole, however many start at once, and never over other areas', async () => {
    const file = join(dataDir, 'areas.geojson')
    const told: string[] = []
    const start = () =>
      firstStart(database, { ...config(), demoAreas: file }, (sentence) => void told.push(sentence))
    await start()
    expect([await count('area'), told]).toEqual([0, [`no demo district: there is no ${file}`]])

    const whole = (areas: PlacedArea[]) =>
      JSON.stringify({ type: 'FeatureCollection', features: areas.map(toFeature) })
    writeFileSync(file, whole([{ ...SMALL_DISTRICT[1]!, parent: 'nobody' }]))
    await start()
    expect(await count('area')).toBe(0)
    expect(told[1]).toMatch(/1 fault\(s\), the first: feature 1 \(340800001\) has the parent nobody/)

    writeFileSync(file, whole(SMALL_DISTRICT))
    await Promise.all([start(), start()])
    expect(await count('area')).toBe(SMALL_DISTRICT.length)
    expect(await count('area_tree where revision = 1 and demo')).toBe(1)

    await database.writePool.query(`delete from area where tier in ('grid', 'unit')`)
    await start()
    expect(await count('area')).toBe(4)
    expect(told).toHaveLength(2)
  })

  it('does not bring back a category that the district deleted', async () => {
    await database.writePool.query(`delete from category where code = '0101'`)
    await firstStart(database, config())
    expect(await count(`category where code = '0101'`)).toBe(0)
  })
})
