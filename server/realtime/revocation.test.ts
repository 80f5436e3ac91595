/**
 * F4: whoever loses a right has lost it within two seconds, on every server, connected or coming back. One trial of each
 * kind here; `REVOCATIONS=200` tries as many at random (`npm run trust:night -- --only revocation`).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../test/app.ts'
import { revocationTrial, STANDS, TAKEN, type Trial } from '../test/revocation.ts'

const PROMISED_MS = 2_000
const TRIALS = Number(process.env['REVOCATIONS'] ?? TAKEN.length)
/** Trials side by side: each waits more than it works. */
const AT_ONCE = 6

let nodes: [TestApp, TestApp]
beforeAll(async () => {
  const first = await openTestApp({ tellsDeadlines: false })
  const second = await openTestApp({ tellsDeadlines: false, beside: first })
  for (const { app } of [first, second]) await app.listen({ host: '127.0.0.1', port: 0 })
  nodes = [first, second]
})
afterAll(async () => {
  await nodes[1].close()
  await nodes[0].close()
})

const trials = async (count: number): Promise<Trial[]> => {
  const waiting = Array.from(
    { length: count },
    (_, n) => [TAKEN[n % TAKEN.length]!, STANDS[(n + Math.floor(n / TAKEN.length)) % 2]!] as const,
  )
  const found: Trial[] = []
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      found.push(await revocationTrial({ nodes, now: () => performance.now() }, ...next))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found
}
const late = (found: Trial[]): Trial[] => found.filter((it) => it.lastMs > PROMISED_MS || !it.wasThere)

describe('F4 a right that is taken', () => {
  it(`is gone within two seconds on both servers, in ${TRIALS} trials`, { timeout: 1_200_000 }, async () => {
    const found = await trials(TRIALS)
    expect(found).toHaveLength(TRIALS)
    expect(late(found)).toEqual([])
    const sorted = found.map((it) => it.lastMs).toSorted((a, b) => a - b)
    process.stdout.write(`revocation: median ${sorted[TRIALS >> 1]} ms, longest ${sorted.at(-1)} ms\n`)
  })

  it('is gone within two seconds also when no hint is heard', async () => {
    // The listening connections are ended and the triggers are silent: what remains is asking every second.
    await nodes[0].database.writePool.query(
      'create or replace function tell_rights() returns trigger language plpgsql as $$ begin return null; end $$',
    )
    expect(late(await trials(4))).toEqual([])
  })
})
