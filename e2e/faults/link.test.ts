/** Disconnects of every kind under load; the counts of an evening are in `npm run trust:night` (trust/link.ts). */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPlace, startServer, type TrustServer } from '../../trust/link-server.ts'
import { runLinks, type LinkRun } from '../../trust/link.ts'
import { openRandom, seedFrom } from '../../trust/random.ts'

const DISCONNECTS = 40
const seed = seedFrom(process.env['SEED'])
const place = openPlace()
let server: TrustServer
let run: LinkRun

beforeAll(async () => {
  server = await startServer({ dataDir: `${place.dir}/data` })
  run = await runLinks({
    server,
    clients: 14,
    disconnects: DISCONNECTS,
    eventsPerSecond: 110,
    everyMs: 1_500,
    halfOpenShare: 0.05,
    hurry: 0.1,
    random: openRandom(seed).next,
  })
  console.log(`SEED=${seed} ${JSON.stringify(run)}`)
}, 120_000)
afterAll(async () => {
  await server?.stop()
  place.remove()
})

it(`B1 ${DISCONNECTS} disconnects of every kind under load end in pictures equal to the database's`, () => {
  expect(Object.values(run.kinds).reduce((sum, n) => sum + n, 0)).toBe(DISCONNECTS)
  expect(run.unequal).toEqual([])
})
it('F2 F3 no client was shown a gap, a step back or a frame that did not continue its picture', () => {
  expect(run.faults).toEqual([])
  expect(run.deltas).toBeGreaterThan(DISCONNECTS)
})
it('H3 who comes back is given what was missed; a snapshot is for fresh pages and for whoever was away long', () => {
  expect(run.snapshots).toBeGreaterThanOrEqual(14)
  expect(run.snapshots).toBeLessThanOrEqual(14 + run.kinds.reload + run.kinds.halfOpen)
})
it('B4 no picture ever differed from the server’s own', () => {
  expect(run.divergences).toBe(0)
})
