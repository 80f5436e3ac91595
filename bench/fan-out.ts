/**
 * Part b: what two hundred screens cost our server beside a plain ws server that tails the same log in the
 * same batches. Both run all the time; the screens go from one to the other in short turns, so that each is
 * measured with them between two windows without, and the weather cancels out.
 */
import type { Crowd } from './crowd.ts'
import { randomOf } from './district.ts'
import type { Pacer } from './pacer.ts'
import type { PlainSockets } from './plain-sockets.ts'
import { digits, ratio, showSpread, type Part } from './report.ts'
import { INGEST_KEY, open, openStage } from './stage.ts'
import { median, p99, ratioOfMedians, spreadOf, stepsOf } from './statistics.ts'
import { makeWalls } from './walls.ts'

const CLIENTS = 200
const EVENTS_PER_SECOND = 100
/** Open all the time; few, because a picture's size is part c. */
const CASES = 500
const SETTLE_MS = 1_000
/** Other work on the machine comes and goes within a minute: many short windows beside one another feel it alike. */
const WINDOW_MS = 6_000
/** Before anybody watches ours: one window alone says little. */
const COLD_WINDOWS = 3
/** Ours has more to compile than the plain one: measured sooner it still becomes cheaper from window to window. */
const WARM_WINDOWS = 3

interface Window {
  seconds: number
  /** CPU seconds a second. */
  ours: number
  plain: number
  p50Ms: number
  p99Ms: number
}

export const fanOut: Part = async ({ quick, profileDir, tell, say }) => {
  const stage = await openStage({ profileDir })
  try {
    const databaseUrl = await stage.database('fan_out')
    const server = await stage.server(databaseUrl)
    const database = await open(databaseUrl)
    const plain = stage.worker<PlainSockets>('plain-sockets.ts')
    const crowd = stage.worker<Crowd>('crowd.ts')
    const pacer = stage.worker<Pacer>('pacer.ts')
    const plainUrl = `ws://127.0.0.1:${await plain.ask('listen', databaseUrl)}`
    const tokens = await makeWalls(server.url, CLIENTS)
    const rounds = quick ? 3 : 12

    const measure = async (who: 'ours' | 'plain'): Promise<Window> => {
      await crowd.ask('join', {
        url: who === 'ours' ? server.url : plainUrl,
        tokens,
        audience: 'wall',
        plain: who === 'plain',
      })
      await sleep(SETTLE_MS)
      await crowd.ask('mark', undefined)
      const cpu = async () => ({
        at: performance.now(),
        ours: await server.metric('shaotai_process_cpu_seconds_total'),
        plain: await plain.cpuSeconds(),
      })
      const before = await cpu()
      await sleep(WINDOW_MS)
      const after = await cpu()
      const seen = await crowd.ask('report', undefined)
      await crowd.ask('leave', undefined)
      const fault = seen.find((it) => it.fault)?.fault
      if (fault) throw new Error(`a client of ${who}: ${fault}`)
      const arrivals = seen.map((it) => it.arrivals)
      const first = Math.min(...arrivals.map((it) => it[0]!.from))
      const recorded = await recordedAfter(database, first - 1)
      const delays = arrivals.flatMap((its) =>
        its.flatMap(({ from, to, at }) => recorded.slice(from - first, to - first + 1).map((it) => at - it)),
      )
      const seconds = (after.at - before.at) / 1_000
      return {
        seconds,
        ours: (after.ours - before.ours) / seconds,
        plain: (after.plain - before.plain) / seconds,
        p50Ms: median(delays),
        p99Ms: p99(delays),
      }
    }

    await pacer.ask('fill', { url: server.url, token: INGEST_KEY, cases: CASES })
    await pacer.ask('begin', {
      url: server.url,
      token: INGEST_KEY,
      eventsPerSecond: EVENTS_PER_SECOND,
    })
    await sleep(SETTLE_MS)
    await measure('plain') // until both are warm
    // Nobody has watched ours yet: not even an audience is loaded.
    const cold: Window[] = []
    for (let i = 0; i < COLD_WINDOWS; i += 1) cold.push(await measure('plain'))
    for (let i = 0; i < WARM_WINDOWS; i += 1) await measure('ours')
    // By turns, beginning and ending with plain: every window of ours lies between two of the other's.
    const turns: Window[] = [await measure('plain')]
    for (let i = 0; i < rounds; i += 1) {
      const [a, b] = [await measure('ours'), await measure('plain')]
      turns.push(a, b)
      say(
        `b round ${i + 1}: ours with ${percent(a.ours)}, without ${percent(b.ours)}; plain with ${percent(b.plain)}, without ${percent(a.plain)}; p99 ${digits(a.p99Ms)} and ${digits(b.p99Ms)} ms`,
      )
    }
    const paced = await pacer.ask('end', undefined)
    await database.close()
    if (paced.faults.length > 0) throw new Error(`a report failed: ${paced.faults[0]}`)

    const ours = turns.filter((_, i) => i % 2 === 1)
    const plains = turns.filter((_, i) => i % 2 === 0)
    const of = (its: readonly Window[], pick: (it: Window) => number) => spreadOf(its.map(pick))
    const oursAdded = stepsOf(
      turns.map((it) => it.ours),
      1,
    )
    const plainAdded = stepsOf(
      turns.map((it) => it.plain),
      0,
    )
    const coldOurs = of(cold, (it) => it.ours).median
    tell(
      ratio(
        'b',
        `CPU that ${CLIENTS} clients add at ${EVENTS_PER_SECOND} events/s, ours ÷ plain ws (95 % interval)`,
        ratioOfMedians(oursAdded, plainAdded, randomOf(5)),
        { atMost: 1.3 },
      ),
      {
        part: 'b',
        what: '– with the tail and the audience counted in, which are there once however many clients, ours ÷ the whole plain process (95 % interval)',
        figure: showSpread(
          ratioOfMedians(
            ours.map((it) => it.ours - coldOurs),
            plains.map((it) => it.plain),
            randomOf(6),
          ),
        ),
      },
      {
        part: 'b',
        what: '– added by them, ours, % of a core',
        figure: showSpread(spreadOf(oursAdded.map((it) => 100 * it)), ' %'),
      },
      {
        part: 'b',
        what: '– added by them, plain, % of a core',
        figure: showSpread(spreadOf(plainAdded.map((it) => 100 * it)), ' %'),
      },
      ratio(
        'b',
        'commit → client p99, ours ÷ plain ws',
        spreadOf(ours.map((it, i) => it.p99Ms / plains[i]!.p99Ms)),
        { atMost: 3 },
      ),
      {
        part: 'b',
        what: '– p50 and p99, ours',
        figure: `${digits(of(ours, (it) => it.p50Ms).median)} and ${showSpread(
          of(ours, (it) => it.p99Ms),
          ' ms',
        )}`,
      },
      {
        part: 'b',
        what: '– p50 and p99, plain',
        figure: `${digits(of(plains, (it) => it.p50Ms).median)} and ${showSpread(
          of(plains, (it) => it.p99Ms),
          ' ms',
        )}`,
      },
      { part: 'b', what: '– events a second that were let in', figure: digits(paced.events / paced.seconds) },
    )
  } finally {
    await stage.close()
  }
}

/** Epoch ms at which each event after that seq was recorded, in order. */
export async function recordedAfter(
  database: Awaited<ReturnType<typeof open>>,
  after: number,
): Promise<number[]> {
  const { rows } = await database.readPool.query<{ at: number }>(
    'select extract(epoch from recorded_at)::float8 * 1000 as at from event_log where seq > $1 order by seq',
    [after],
  )
  return rows.map(({ at }) => at)
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const percent = (share: number): string => `${digits(100 * share)} %`
