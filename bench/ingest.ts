/**
 * Part a: what the road from a report to the log costs beside doing nothing but storing the body, and what
 * the HTTP door costs beside the append statement alone.
 */
import type { BareIngest } from './bare-ingest.ts'
import type { Load, LoadInput } from './load.ts'
import type { RawAppend } from './raw-append.ts'
import { digits, ratio, showSpread, type Part, type Result } from './report.ts'
import { INGEST_KEY, openStage, type Stage } from './stage.ts'
import { median, spreadOf } from './statistics.ts'

const CONNECTIONS = 64
const BATCH = 100
const BATCH_LANES = 4

export const ingest: Part = async ({ quick, profileDir, tell, say }) => {
  const stage = await openStage({ profileDir })
  try {
    tell(...(await singles(stage, quick, say)))
    tell(...(await batches(stage, quick, say)))
  } finally {
    await stage.close()
  }
}

async function singles(stage: Stage, quick: boolean, say: (line: string) => void): Promise<Result[]> {
  const server = await stage.server(await stage.database('singles'))
  const bare = stage.worker<BareIngest>('bare-ingest.ts')
  const load = stage.worker<Load>('load.ts')
  const barePort = await bare.ask('listen', await stage.database('bare'))
  const both = { token: INGEST_KEY, connections: CONNECTIONS, perRequest: 1 }
  const ours: LoadInput = { ...both, port: Number(new URL(server.url).port), path: '/api/ingest/grid' }
  const theirs: LoadInput = { ...both, port: barePort, path: '/report' }
  const ms = quick ? 2_000 : 6_000
  const rounds = quick ? 3 : 7

  const one = async (input: LoadInput, cpu: () => Promise<number>) => {
    const before = await cpu()
    const { reports, seconds, p99Ms } = await load.ask('load', { ...input, ms })
    return { rate: reports / seconds, p99Ms, cpuMs: (((await cpu()) - before) * 1_000) / reports }
  }
  const oursOnce = () => one(ours, () => server.metric('shaotai_process_cpu_seconds_total'))
  const bareOnce = () => one(theirs, bare.cpuSeconds)
  // Until the compiler has seen enough of both: a number of requests, not a time.
  for (const input of [ours, theirs]) await load.ask('load', { ...input, requests: quick ? 3_000 : 10_000 })
  const pairs: [Awaited<ReturnType<typeof one>>, Awaited<ReturnType<typeof one>>][] = []
  for (let i = 0; i < rounds; i += 1) {
    const a = await oursOnce()
    const b = await bareOnce()
    pairs.push([a, b])
    say(`a single reports, round ${i + 1}: ours ${digits(a.rate)}/s, bare ${digits(b.rate)}/s`)
  }
  const of = (pick: (a: (typeof pairs)[0][0], b: (typeof pairs)[0][1]) => number) =>
    spreadOf(pairs.map(([a, b]) => pick(a, b)))
  await server.stop()
  await bare.stop()
  return [
    ratio(
      'a',
      `single reports, ${CONNECTIONS} connections: rate, ours ÷ bare route`,
      of((a, b) => a.rate / b.rate),
      { atLeast: 0.6 },
    ),
    { part: 'a', what: '– ours, reports/s', figure: showSpread(of((a) => a.rate)) },
    { part: 'a', what: '– bare route, reports/s', figure: showSpread(of((_, b) => b.rate)) },
    {
      part: 'a',
      what: "– the server process's CPU for a report, ours ÷ bare",
      figure: showSpread(of((a, b) => a.cpuMs / b.cpuMs)),
    },
    {
      part: 'a',
      what: '– p99 of an answer, ours and bare',
      figure: `${digits(median(pairs.map(([a]) => a.p99Ms)))} and ${digits(median(pairs.map(([, b]) => b.p99Ms)))} ms`,
    },
  ]
}

async function batches(stage: Stage, quick: boolean, say: (line: string) => void): Promise<Result[]> {
  const server = await stage.server(await stage.database('batches'))
  const raw = stage.worker<RawAppend>('raw-append.ts')
  const load = stage.worker<Load>('load.ts')
  await raw.ask('start', await stage.database('raw'))
  const requests = quick ? 40 : 120
  const rounds = quick ? 3 : 7
  const oursOnce = async (): Promise<number> => {
    const { reports, seconds } = await load.ask('load', {
      port: Number(new URL(server.url).port),
      path: '/api/ingest/grid',
      token: INGEST_KEY,
      connections: BATCH_LANES,
      perRequest: BATCH,
      requests,
    })
    return reports / seconds
  }
  const rawOnce = async (): Promise<number> =>
    (requests * BATCH) / (await raw.ask('append', { batches: requests, concurrency: BATCH_LANES }))
  for (const warm of [oursOnce, rawOnce]) await warm()
  const pairs: [number, number][] = []
  for (let i = 0; i < rounds; i += 1) {
    const pair: [number, number] = [await oursOnce(), await rawOnce()]
    pairs.push(pair)
    say(
      `a batches of ${BATCH}, round ${i + 1}: ours ${digits(pair[0])}/s, statement alone ${digits(pair[1])}/s`,
    )
  }
  await server.stop()
  return [
    ratio(
      'a',
      `batches of ${BATCH}, ${BATCH_LANES} connections: rate, ours ÷ append statement`,
      spreadOf(pairs.map(([a, b]) => a / b)),
      { atLeast: 0.5 },
    ),
    { part: 'a', what: '– ours, reports/s', figure: showSpread(spreadOf(pairs.map(([a]) => a))) },
    {
      part: 'a',
      what: '– append statement, reports/s',
      figure: showSpread(spreadOf(pairs.map(([, b]) => b))),
    },
  ]
}
