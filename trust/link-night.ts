/**
 * Two thousand disconnects with the product's own back-off: `node trust/link-night.ts [COUNT] [CLIENTS]`, and a
 * part of `npm run trust:night`. Prints trials, failures and the seed; ends with 1 when anything failed.
 */
import { isMain, tell, type Outcome } from './link-outcome.ts'
import { openPlace, startServer } from './link-server.ts'
import { runLinks } from './link.ts'
import { openRandom, seedFrom } from './random.ts'

export async function nightLinks(seed: number, disconnects = 2_000, clients = 100): Promise<Outcome> {
  const place = openPlace()
  const server = await startServer({ dataDir: `${place.dir}/data` })
  try {
    const run = await runLinks({
      server,
      clients,
      disconnects,
      eventsPerSecond: 120,
      everyMs: 5_000,
      halfOpenShare: 0.1,
      hurry: 1,
      random: openRandom(seed).next,
    })
    const { faults, unequal, divergences, kinds, ...figures } = run
    const failures = [...faults, ...unequal]
    if (divergences > 0) failures.push(`${divergences} divergences`)
    // Who was away for long, half-open above all, has missed more than a delta may hold (H3).
    if (run.snapshots > clients + kinds.reload + 2 * kinds.halfOpen)
      failures.push(`${run.snapshots} snapshots`)
    return {
      name: 'B1 disconnects under load',
      trials: disconnects,
      failures,
      figures: { ...kinds, ...figures },
    }
  } finally {
    await server.stop()
    place.remove()
  }
}

if (isMain(import.meta.url)) {
  const [count, clients] = process.argv.slice(2).map(Number)
  const seed = seedFrom(process.env['SEED'])
  tell(seed, await nightLinks(seed, count, clients))
}
