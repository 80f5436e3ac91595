/**
 * Part c: what ten thousand open cases weigh on the wire, and how long a thousand walls take that come all
 * at once, as after a power cut of the building, while reports go on coming in.
 */
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import type { Audience, Profile } from '@shaotai/shared/domain/redact.ts'
import { addPeople } from '../server/directory/people.ts'
import { readPicture } from '../server/realtime/read-picture.ts'
import type { Crowd } from './crowd.ts'
import type { Folding } from './folding.ts'
import type { Pacer } from './pacer.ts'
import { eventFrames, openRawClient } from './raw-client.ts'
import { digits, type Part, type PartOptions, type Result } from './report.ts'
import { INGEST_KEY, open, openStage, type RunningServer, type Stage } from './stage.ts'
import { quantile } from './statistics.ts'
import { recordedAfter } from './fan-out.ts'
import { makeWalls, signIn } from './walls.ts'

const CASES = 10_000
/** How many come at once, and how many of them are whole clients. */
const CROWD = { clients: 1_000, folding: 20 }
const QUICK_CROWD = { clients: 200, folding: 5 }
const EVENTS_PER_SECOND = 50
const SNAPSHOT_BYTES = 500_000
const WALL: Audience = { profile: 'wall', department: null, cleared: false }
const DISPATCHER = {
  username: 'bench-dispatcher',
  name: 'Bench',
  password: 'bench-password',
  role: 'dispatcher',
} as const

export const joining: Part = async (options) => {
  const stage = await openStage(options)
  try {
    const databaseUrl = await stage.database('joining')
    const server = await stage.server(databaseUrl)
    const pacer = stage.worker<Pacer>('pacer.ts')
    options.say('c fills the picture')
    await pacer.ask('fill', { url: server.url, token: INGEST_KEY, cases: CASES })
    const tokens = await makeWalls(server.url, (options.quick ? QUICK_CROWD : CROWD).clients)
    const database = await open(databaseUrl)
    try {
      await addPeople(database, [DISPATCHER])
      const desk = await signIn(server.url, DISPATCHER.username, DISPATCHER.password)
      const sizes = [await sizeOf(server.url, 'wall', tokens[0]!), await sizeOf(server.url, 'desk', desk)]
      return [...sizes, ...(await join(stage, server, database, tokens, pacer, options))]
    } finally {
      await database.close()
    }
  } finally {
    await stage.close()
  }
}

async function sizeOf(url: string, audience: Profile, token: string): Promise<Result> {
  const client = openRawClient({ url, token, audience, frames: eventFrames(), onSnapshot: () => {} })
  await until(() => client.joined !== null || client.faults.length > 0)
  client.close()
  if (!client.joined) throw new Error(client.faults[0])
  const { bytes } = client.joined
  return {
    part: 'c',
    what: `snapshot of ${CASES.toLocaleString('en')} open cases for a ${audience}, bytes on the wire`,
    figure: bytes.toLocaleString('en'),
    target: { text: `≤ ${SNAPSHOT_BYTES.toLocaleString('en')}`, isMet: bytes <= SNAPSHOT_BYTES },
  }
}

async function join(
  stage: Stage,
  server: RunningServer,
  database: Awaited<ReturnType<typeof open>>,
  tokens: string[],
  pacer: ReturnType<typeof stage.worker<Pacer>>,
  { quick, say }: PartOptions,
): Promise<Result[]> {
  const { clients, folding: foldingClients } = quick ? QUICK_CROWD : CROWD
  const crowd = stage.worker<Crowd>('crowd.ts')
  const folding = stage.worker<Folding>('folding.ts')
  const times: number[] = []
  const lags: { p99: number; max: number }[] = []
  const rounds = quick ? 1 : 5
  for (let round = 1; round <= rounds; round += 1) {
    await pacer.ask('begin', {
      url: server.url,
      token: INGEST_KEY,
      eventsPerSecond: EVENTS_PER_SECOND,
    })
    await sleep(2_000)
    const lag = (part: string) => server.metric(`shaotai_nodejs_eventloop_lag_${part}_seconds`)
    await lag('max') // begins a new window
    const [startedAt] = await Promise.all([
      crowd.ask('join', {
        url: server.url,
        tokens: tokens.slice(foldingClients),
        audience: 'wall',
        plain: false,
      }),
      folding.ask('join', { url: server.url, tokens: tokens.slice(0, foldingClients) }),
    ])
    const text = await (await fetch(`${server.url}/metrics`)).text()
    const read = (part: string) =>
      1_000 * Number(new RegExp(`^shaotai_nodejs_eventloop_lag_${part}_seconds (\\S+)$`, 'm').exec(text)?.[1])
    lags.push({ p99: read('p99'), max: read('max') })
    await sleep(3_000)
    const paced = await pacer.ask('end', undefined)
    if (paced.faults.length > 0) throw new Error(`a report failed: ${paced.faults[0]}`)

    const truth = await readPicture(database, WALL)
    const whole = await settled(folding, truth.seq)
    const small = await crowd.ask('report', undefined)
    await crowd.ask('leave', undefined)
    await folding.ask('leave', undefined)

    if (small.faults.length > 0)
      throw new Error(`${small.faults.length} faults, the first: ${small.faults[0]}`)
    const hash = hashOf(truth)
    const unequal = whole.hashes.filter((it) => it.hash !== hash || it.seq !== truth.seq).length
    if (unequal > 0 || whole.divergences > 0)
      throw new Error(`${unequal} of ${foldingClients} folded another picture than the database holds`)
    const behind = small.arrivals.filter(
      (its, i) => (its.at(-1)?.to ?? small.joinedSeq[i]!) !== truth.seq,
    ).length
    if (behind > 0) throw new Error(`${behind} clients were not at seq ${truth.seq} in the end`)

    const recorded = await recordedAfter(database, 0)
    const inStep = [
      ...small.arrivals.map((its, i) =>
        inStepAt(
          recorded,
          { seq: small.joinedSeq[i]!, at: small.joinedAt[i]! },
          its.map(({ to, at }) => ({ seq: to, at })),
        ),
      ),
      ...whole.pictures.map(([first, ...later]) => inStepAt(recorded, first!, later)),
    ].map((at) => at - startedAt)
    times.push(...inStep)
    say(
      `c round ${round}: all ${inStep.length} in step after ${digits(Math.max(...inStep) / 1_000)} s, ${small.snapshots.length} different snapshots`,
    )
  }
  const seconds = (q: number) => digits(quantile(times, q) / 1_000)
  return [
    {
      part: 'c',
      what: `${clients.toLocaleString('en')} walls at once at ${EVENTS_PER_SECOND} events/s: in step, ${foldingClients} folded the database's picture, the others' bytes, order and seq right`,
      figure: `${clients.toLocaleString('en')} of ${clients.toLocaleString('en')} in each of ${rounds} rounds`,
      target: { text: 'all', isMet: true },
    },
    {
      part: 'c',
      what: '– in step after: p50, p95, the last',
      figure: `${seconds(0.5)}, ${seconds(0.95)}, ${seconds(1)} s`,
    },
    {
      part: 'c',
      what: "– the server's event loop meanwhile: p99 and longest lag, worst round",
      figure: `${digits(Math.max(...lags.map((it) => it.p99)))} and ${digits(Math.max(...lags.map((it) => it.max)))} ms`,
    },
  ]
}

/** In step: it stands where the log stood at the moment when its picture came. */
function inStepAt(
  recorded: number[],
  first: { seq: number; at: number },
  later: { seq: number; at: number }[],
): number {
  const head = recorded.findLastIndex((it) => it <= first.at) + 1
  if (first.seq >= head) return first.at
  return later.find(({ seq }) => seq >= head)?.at ?? Number.POSITIVE_INFINITY
}

async function settled(
  folding: ReturnType<Stage['worker']>,
  seq: number,
): Promise<Awaited<ReturnType<Folding['report']>>> {
  for (let i = 0; ; i += 1) {
    const report = (await folding.ask('report', undefined as never)) as ReturnType<Folding['report']>
    if (i === 20 || report.hashes.every((it) => it.seq === seq)) return report
    await sleep(250)
  }
}

async function until(is: () => boolean): Promise<void> {
  while (!is()) await sleep(10)
}
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
