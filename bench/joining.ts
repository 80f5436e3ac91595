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
import { judgeRound, type Round } from './in-step.ts'
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
      options.tell(await sizeOf(server.url, 'wall', tokens[0]!), await sizeOf(server.url, 'desk', desk))
      options.tell(...(await join(stage, server, database, tokens, pacer, options)))
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
  const { folding: whole } = quick ? QUICK_CROWD : CROWD
  const crowd = stage.worker<Crowd>('crowd.ts')
  const folding = stage.worker<Folding>('folding.ts')
  const rounds: Round[] = []
  const lags: { p99: number; max: number }[] = []
  while (rounds.length < (quick ? 1 : 5)) {
    await pacer.ask('begin', { url: server.url, token: INGEST_KEY, eventsPerSecond: EVENTS_PER_SECOND })
    await sleep(2_000)
    await lagOf(server) // begins a new window
    const [startedAt] = await Promise.all([
      crowd.ask('join', { url: server.url, tokens: tokens.slice(whole), audience: 'wall', plain: false }),
      folding.ask('join', { url: server.url, tokens: tokens.slice(0, whole) }),
    ])
    lags.push(await lagOf(server))
    await sleep(3_000)
    const paced = await pacer.ask('end', undefined)
    if (paced.faults.length > 0) throw new Error(`a report failed: ${paced.faults[0]}`)

    const picture = await readPicture(database, WALL)
    const truth = { seq: picture.seq, hash: hashOf(picture) }
    const folded = await settled(folding, truth.seq)
    const seen = await crowd.ask('report', undefined)
    await crowd.ask('leave', undefined)
    await folding.ask('leave', undefined)
    const round = judgeRound({ startedAt, recorded: await recordedAfter(database, 0), seen, folded, truth })
    rounds.push(round)
    const last = digits(Math.max(...round.times) / 1_000)
    say(
      `c round ${rounds.length}: ${round.times.length} of ${round.clients} in step, the last after ${last} s`,
    )
    for (const fault of new Set(round.faults)) say(`c round ${rounds.length}: ${fault}`)
  }
  const times = rounds.flatMap((it) => it.times)
  const seconds = (q: number) => digits(quantile(times, q) / 1_000)
  const { clients } = rounds[0]!
  const fewest = Math.min(...rounds.map((it) => it.times.length))
  const faults = rounds.flatMap((it) => it.faults)
  return [
    {
      part: 'c',
      what: `${clients.toLocaleString('en')} walls at once at ${EVENTS_PER_SECOND} events/s come into step: ${whole} fold the database's picture, the others' bytes, order and seq are right`,
      figure: `${fewest.toLocaleString('en')} in the worst of ${rounds.length} rounds${faults.length > 0 ? ` (${faults[0]})` : ''}`,
      target: { text: `all ${clients.toLocaleString('en')}`, isMet: fewest === clients },
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

/** Ms, since the last time it was asked: the server's meter begins anew at each reading. */
async function lagOf(server: RunningServer): Promise<{ p99: number; max: number }> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const read = (part: string): number =>
    1_000 * Number(new RegExp(`^shaotai_nodejs_eventloop_lag_${part}_seconds (\\S+)$`, 'm').exec(text)?.[1])
  return { p99: read('p99'), max: read('max') }
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
