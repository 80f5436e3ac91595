/**
 * The smallest attack on a server of its own (full counts: `npm run trust:night -- --only attack`), and the same on a copy with
 * seeded defects, which it must see. SEED repeats a run.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../server/test/database.ts'
import { attack, DEFECT_ATTACK, SMALLEST_ATTACK, type AttackReport } from './attack.ts'
import { ATTACK_DEFECTS, attackDefective } from './defects/attack-defects.ts'
import { seedFrom } from './random.ts'

const root = join(import.meta.dirname, '..')
const seed = seedFrom(process.env['SEED'])
const databases: TestDatabase[] = []
let sound: AttackReport
let defective: string[]

beforeAll(async () => {
  const open = async (): Promise<string> => {
    databases.push(await openTestDatabase())
    return databases.at(-1)!.connectionString
  }
  ;[sound, defective] = await Promise.all([
    attack({ root, seed, databaseUrl: await open(), ...SMALLEST_ATTACK }),
    attackDefective(DEFECT_ATTACK, seed, await open()),
  ])
}, 300_000) // two servers beside other tests
afterAll(() => Promise.all(databases.map((it) => it.drop())))

const why = (): string => `SEED=${seed}`

describe('an attack on every door', () => {
  it('finds no canary in what walls are sent, in errors, in the log, in the metrics', () => {
    const { hits, broken, thin, events, searched } = sound.canaries!
    expect(hits, why()).toEqual([])
    expect(broken, why()).toEqual([])
    expect(thin, why()).toEqual([])
    expect(events).toBeGreaterThanOrEqual(SMALLEST_ATTACK.events)
    for (const place of ['wall', 'lobby', 'error', 'metrics', 'OpenAPI', 'log'])
      expect(searched[place], place).toBeGreaterThan(500)
  })

  it('finds no fault of ours behind any request, no word of our inside, no answer that is not as described', () => {
    const { faults, requests, operations, reached } = sound.http!
    expect(faults, why()).toEqual([])
    expect(requests).toBe(SMALLEST_ATTACK.requests)
    expect(operations).toBeGreaterThan(25)
    expect(reached).toBeGreaterThan(operations / 4)
  })

  it('finds no frame that ends the server, stays uncut where it must be, or puts a wall out of step', () => {
    const { faults, frames, cut } = sound.sockets!
    expect(faults, why()).toEqual([])
    expect(frames).toBeGreaterThanOrEqual(SMALLEST_ATTACK.frames)
    expect(cut).toBeGreaterThan(0)
  })

  it('leaves the log sound', () => expect(sound.unsound, why()).toEqual([]))

  it.each(ATTACK_DEFECTS)('sees that $name', ({ expectedRed }) => {
    expect(
      defective.filter((it) => expectedRed.test(it)),
      `${why()}\n${defective.join('\n').slice(0, 3_000)}`,
    ).not.toEqual([])
  })
})
