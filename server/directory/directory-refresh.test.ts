import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../test/app.ts'
import { openDirectory } from './directory.ts'

let app: TestApp
beforeAll(async () => (app = await openTestApp({ tellsDeadlines: false })))
afterAll(() => app.close())

it('a reading that began earlier and ends later never takes back what was added meanwhile', async () => {
  const gate = Promise.withResolvers<void>()
  let slow = 0
  let waiting = 0
  /** A link over which the next answers take their time. */
  const slowly: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (slow > 0) {
        slow -= 1
        waiting += 1
        await gate.promise
      }
      return result
    },
  }
  const database = { ...app.database, read: app.database.read.withPlugin(slowly) }
  const directory = await openDirectory(database, () => {})
  try {
    slow = 2 // departments and categories
    const early = directory.refresh()
    await expect.poll(() => waiting).toBe(2)
    await directory.addMissing(
      { id: 'k', role: 'ingest' },
      ['Bureau of Tides'],
      [{ name: 'Tides', kind: 'ticket' }],
    )
    expect(directory.department('Bureau of Tides')).toBeDefined()
    gate.resolve()
    await early
    expect(directory.department('Bureau of Tides')).toBeDefined()
    expect(directory.category('Tides')).toBeDefined()
  } finally {
    directory.stop()
  }
})
