/** A database as a first start of the demo leaves it: made once in a run, and most test files begin with a copy of it. */
import { readConfig, type Config } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { firstStart } from '../directory/first-start.ts'
import type { TestDatabase } from './database.ts'

export const TEST_KEY = 'test-ingest-key'

/** Without areas: any place is good. */
export const testConfig = (basemap?: string): Config => ({
  ...readConfig({
    DEMO: 'on',
    BOOTSTRAP_INGEST_KEY: TEST_KEY,
    TIME_ZONE: 'Asia/Shanghai',
    DATA_DIR: '/nonexistent',
    ...(basemap !== undefined && { BASEMAP: basemap }),
  }),
  demoAreas: null,
})

/** Nobody is connected to it afterwards, so that it can be copied. */
export async function makeStarted(config: TestDatabase['config']): Promise<void> {
  await migrate(config)
  const database = await openDatabase({ config, onFault: () => {} })
  await firstStart(database, testConfig())
  await database.close()
}
