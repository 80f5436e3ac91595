/**
 * Each silent fault fifty times with the product's own back-off: `node trust/stale-night.ts [EACH]`, and a part
 * of `npm run trust:night`. Two servers side by side, so that a night is half an hour.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startLoad } from './link-load.ts'
import { isMain, quantile, tell, type Outcome } from './link-outcome.ts'
import { addWatchers } from './link-people.ts'
import { openLinkProxy } from './link-proxy.ts'
import { KEY, openPlace, startServer, type TrustServer } from './link-server.ts'
import { openWatch, type Watch } from './link-watch.ts'
import { openRandom, seedFrom } from './random.ts'
import {
  CLEARED_WITHIN_MS,
  deadTail,
  frozenDatabase,
  frozenServer,
  halfOpenLinks,
  runFault,
  SHOWN_WITHIN_MS,
  withoutListener,
  type Fault,
} from './stale.ts'

const SCREENS = 7
/** Of a silent link the client may learn by its own clock or by the transport's, whichever is first. */
const SILENCE = ['no_tick', 'closed']

/** `each` trials of one fault, at moments that fall anywhere between two ticks. */
async function repeat(
  name: string,
  reasons: string[],
  fault: Fault,
  watches: Watch[],
  each: number,
  random: () => number,
): Promise<Outcome> {
  const failures: string[] = []
  const shown: number[] = []
  const cleared: number[] = []
  const healed: number[] = []
  for (let n = 0; n < each; n += 1) {
    await sleep(random() * 5_000)
    try {
      for (const it of await runFault(fault, watches)) {
        shown.push(it.shownAfterMs)
        cleared.push(it.clearedAfterTickMs)
        healed.push(it.tickAfterMs + it.clearedAfterTickMs)
        const isRight =
          reasons.includes(it.reason) &&
          it.shownFirst &&
          it.shownAfterMs < SHOWN_WITHIN_MS &&
          it.clearedAfterTickMs < CLEARED_WITHIN_MS
        if (!isRight) failures.push(`trial ${n + 1}: ${JSON.stringify(it)}`)
      }
    } catch (fault) {
      failures.push(`trial ${n + 1}: ${(fault as Error).message}`)
    }
  }
  const figures = {
    screens: watches.length,
    'shown after p50 ms': quantile(shown, 0.5),
    'shown after max ms': quantile(shown, 1),
    'healed after p50 ms': quantile(healed, 0.5),
    'healed after max ms': quantile(healed, 1),
    'cleared after a tick max ms': quantile(cleared, 1),
  }
  return { name, trials: each, failures, figures }
}

async function lostHints(server: TrustServer, watches: Watch[], each: number): Promise<Outcome> {
  const delays = await withoutListener(server, watches, each)
  const late = delays.filter((it) => it > 1_000)
  return {
    name: 'L4 lost hints',
    trials: each,
    failures: late.map((it) => `a report took ${it} ms`),
    figures: { 'delay p50 ms': quantile(delays, 0.5), 'delay max ms': quantile(delays, 1) },
  }
}

export async function nightStale(seed: number, each = 50): Promise<Outcome[]> {
  const { next: random } = openRandom(seed)
  const place = openPlace()
  const [one, other] = await Promise.all(
    ['one', 'other'].map((name) => startServer({ dataDir: `${place.dir}/${name}` })) as [
      Promise<TrustServer>,
      Promise<TrustServer>,
    ],
  )
  const loads = [one, other].map(({ url }) => startLoad({ url, key: KEY, eventsPerSecond: 20, random }))
  const proxy = await openLinkProxy({ target: { host: '127.0.0.1', port: one.port }, random })
  const all: Watch[] = []
  const watchesOf = async (server: TrustServer, url: string): Promise<Watch[]> => {
    const watches = (await addWatchers(server.database, SCREENS)).map((watcher) =>
      openWatch({ url, watcher, random }),
    )
    all.push(...watches)
    return watches
  }
  try {
    const [direct, proxied, others] = await Promise.all([
      watchesOf(one, one.url),
      watchesOf(one, proxy.url),
      watchesOf(other, other.url),
    ])
    const outcomes = await Promise.all([
      (async () => [
        await repeat('B2 dead tail', ['behind'], deadTail(one), direct, each, random),
        // After it, and not beside it: a half-open screen would learn of the dead tail when it comes back.
        await repeat('B2 half-open links', SILENCE, halfOpenLinks([proxy]), proxied, each, random),
      ])(),
      (async () => [
        await lostHints(other, others, each),
        await repeat('B2 frozen server', SILENCE, frozenServer(other), others, each, random),
        await repeat('B1 frozen database', SILENCE, frozenDatabase(other), others, each, random),
      ])(),
    ])
    const wrong = all.flatMap((it) => [
      ...it.faults,
      ...(it.divergences() > 0 ? [`${it.profile} diverged`] : []),
    ])
    const compared = all.reduce((sum, it) => sum + it.live.state().compared, 0)
    return [
      ...outcomes.flat(),
      { name: 'B4 pictures through all of it', trials: compared, failures: wrong, figures: { compared } },
    ]
  } finally {
    for (const it of all) it.close()
    for (const load of loads) await load.stop()
    await proxy.close()
    await Promise.all([one.stop(), other.stop()])
    place.remove()
  }
}

if (isMain(import.meta.url)) {
  const seed = seedFrom(process.env['SEED'])
  tell(seed, ...(await nightStale(seed, process.argv[2] ? Number(process.argv[2]) : undefined)))
}
