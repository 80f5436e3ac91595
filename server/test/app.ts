/** A whole server on a fresh database, without a port: what route tests ask. Not used by the product. */
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { buildApp } from '../app.ts'
import type { Config } from '../config.ts'
import { openDatabase, type Database } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { DEMO_PASSWORD, firstStart } from '../directory/first-start.ts'
import { openLog } from '../log.ts'
import { openTestDatabase, STARTED, type TestDatabase } from './database.ts'
import { TEST_KEY, testConfig } from './started-database.ts'

export { TEST_KEY }

export interface TestApp {
  app: FastifyInstance
  database: Database
  databaseConfig: TestDatabase['config']
  /** What was logged, a JSON line each. */
  logged: string[]
  /** Signed in as one of the demo's people, or with a token; answers what inject answers. */
  ask: (
    who: string | null,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<LightMyRequestResponse>
  /** A session of its own, apart from the one that `ask` keeps for this person. */
  signIn: (username: string) => Promise<string>
  report: (over?: Record<string, unknown>, source?: string) => Promise<LightMyRequestResponse>
  close: () => Promise<void>
}

export interface TestAppOptions {
  /** GeoJSON of a demo district; without it no areas are loaded and any place is good. */
  demoAreas?: string
  basemap?: string
  pagesDir?: string
  isLow?: () => boolean
  /** false: nothing but the test itself writes into the log. */
  tellsDeadlines?: boolean
  now?: () => number
  /** A second server on the database of this one, which is closed last. */
  beside?: TestApp
  /** A database that has its people already, and that whoever made it drops. */
  on?: TestDatabase
  /** The database as another version left it; migrated on afterwards. */
  prepare?: (config: TestDatabase['config']) => Promise<void>
}

let count = 0

export async function openTestApp({
  isLow = () => false,
  tellsDeadlines = true,
  now = Date.now,
  demoAreas,
  basemap,
  pagesDir,
  prepare,
  beside,
  on,
}: TestAppOptions = {}): Promise<TestApp> {
  const given = beside?.databaseConfig ?? on?.config
  const test = given
    ? { config: given, drop: async () => {} }
    : await openTestDatabase(prepare ? {} : { copyOf: STARTED })
  await prepare?.(test.config)
  await migrate(test.config)
  const logged: string[] = []
  const log = openLog('debug', { write: (line: string) => void logged.push(line) })
  const database = await openDatabase({ config: test.config, onFault: () => {} })
  const config: Config = {
    ...testConfig(basemap),
    demoAreas: demoAreas ?? null,
    ...(pagesDir !== undefined && { pagesDir }),
  }
  await firstStart(database, config)
  const app = await buildApp({
    config,
    database,
    now,
    elapsed: () => performance.now(),
    log,
    tellsDeadlines,
    freeSpace: { isLow, freeBytes: () => 0, stop: () => {} },
    onAlarm: () => {},
  })
  await app.ready()

  const tokens = new Map<string, Promise<string>>()
  const signIn = async (username: string): Promise<string> => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { username, password: DEMO_PASSWORD },
    })
    return (answer.json() as { token: string }).token
  }
  const ask: TestApp['ask'] = async (who, method, url, body, headers = {}) => {
    let token = who
    if (who !== null && !/^(ses|dev|key|test)[_-]/.test(who)) {
      if (!tokens.has(who)) tokens.set(who, signIn(who))
      token = await tokens.get(who)!
    }
    const request: InjectOptions = {
      method,
      url,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    }
    if (body !== undefined) request.payload = body as object
    return app.inject(request)
  }
  return {
    app,
    database,
    databaseConfig: test.config,
    logged,
    ask,
    signIn,
    report: (over = {}, source = 'hotline') =>
      ask(TEST_KEY, 'POST', `/api/ingest/${source}`, {
        kind: 'ticket',
        category: '0102',
        title: 'a title',
        lng: 117.05,
        lat: 30.52,
        externalId: `test-${(count += 1)}`,
        ...over,
      }),
    close: async () => {
      await app.close()
      await database.close()
      await test.drop()
    },
  }
}
