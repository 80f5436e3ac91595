/**
 * A night's attack on one server, as a program of its own so that it also runs from a copy with a defect: canaries through
 * every channel, then requests and socket frames that nobody should send, then a look whether the log is still sound.
 *
 *   node trust/attack.ts [--events 20000] [--walls 10] [--requests 100000] [--frames 100000] [--seed 7] [--json report.json]
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '../server/db/database.ts'
import { findEmbeddedPostgres } from '../server/db/find-embedded-postgres.ts'
import { runCanaries, type CanaryReport } from './canary-run.ts'
import { fuzzHttp, type FuzzReport } from './fuzz-http.ts'
import { fuzzSockets, type SocketFuzzReport } from './fuzz-sockets.ts'
import type { Known } from './fuzz-values.ts'
import { isMain } from './link-outcome.ts'
import { openRandom, seedFrom } from './random.ts'
import { INGEST_KEY, signIn } from './sign-in.ts'
import { unsoundIn } from './sound.ts'
import { openTarget, type Target } from './target.ts'

/** What is tried; 0: that part is left out. */
export interface Counts {
  events: number
  walls: number
  requests: number
  frames: number
}
/** What a test run tries. */
export const SMALLEST_ATTACK: Counts = { events: 80, walls: 2, requests: 1_000, frames: 150 }
/** With a defect it is enough that each place is met once. */
export const DEFECT_ATTACK: Counts = { events: 40, walls: 2, requests: 40, frames: 60 }
export const FULL_ATTACK: Counts = { events: 20_000, walls: 10, requests: 100_000, frames: 100_000 }

export interface AttackReport {
  seed: number
  canaries: CanaryReport | null
  http: FuzzReport | null
  sockets: SocketFuzzReport | null
  /** Of the log, afterwards. */
  unsound: string[]
}

export interface AttackOptions extends Counts {
  /** The project whose server is attacked. */
  root: string
  seed: number
  /** Absent: an embedded database of its own. */
  databaseUrl?: string | undefined
}

export async function attack({
  root,
  seed,
  databaseUrl,
  events,
  walls,
  requests,
  frames,
}: AttackOptions): Promise<AttackReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'shaotai-attack-'))
  chmodSync(dataDir, 0o711)
  const target = await openTarget({ root, dataDir, databaseUrl })
  try {
    const tokens = await signIn(target.url)
    const alsoRead = () => (databaseUrl === undefined ? { 'database-log': databaseLogIn(dataDir) } : {})
    const canaries =
      events === 0
        ? null
        : await runCanaries({ target, tokens, random: openRandom(seed), events, walls, alsoRead })
    const known = await knownOf(target)
    const http = requests === 0 ? null : await fuzzHttp({ target, tokens, seed, count: requests, known })
    const sockets =
      frames === 0 || target.ended() !== null
        ? null
        : await fuzzSockets({ target, tokens, seed, count: frames, known })
    const config =
      databaseUrl === undefined ? (await findEmbeddedPostgres(dataDir))! : { connectionString: databaseUrl }
    return { seed, canaries, http, sockets, unsound: target.ended() === null ? await soundness(config) : [] }
  } finally {
    await target.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** A sentence for whatever was not as it must be. */
export const faultsOf = ({ canaries, http, sockets, unsound }: AttackReport): string[] => [
  ...(canaries?.hits ?? []).map((it) => `F3 ${it}`),
  ...(canaries?.broken ?? []).map((it) => `F6 ${it}`),
  ...(canaries?.thin ?? []),
  ...(http?.faults ?? []).map((it) => `F6 ${it}`),
  ...(sockets?.faults ?? []).map((it) => `F7 ${it}`),
  ...unsound,
]

/** What a reader wants to know of a green run. */
export function factsOf({ canaries, http, sockets }: AttackReport): string[] {
  const told = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([what, n]) => `${n} ${what}`)
      .join(', ')
  return [
    ...(canaries
      ? [
          `${canaries.events} events before ${canaries.walls} walls and lobbies; by channel: ${told(canaries.channels)}`,
          `bytes searched: ${told(canaries.searched)}`,
        ]
      : []),
    ...(http
      ? [
          `${http.requests} requests (${told(http.kinds)}) on ${http.operations} operations, ${http.reached} of which answered somebody well`,
          `answers by status: ${Object.entries(http.statuses)
            .map(([status, n]) => `${status} × ${n}`)
            .join(', ')}`,
          ...(http.signedInAnew + http.lost.length > 0
            ? [`signed in anew ${http.signedInAnew} times; lost at last: ${http.lost.join(', ') || 'nobody'}`]
            : []),
        ]
      : []),
    ...(sockets
      ? [
          `${sockets.frames} frames of ${sockets.peers} peers, ${sockets.cut} of them cut, the slowest ${Math.round(sockets.longestCutMs)} ms after it had left the grammar`,
          `live heap ${mega(sockets.heapBefore)} MB after a tenth of the frames, ${mega(sockets.heapAfter)} MB after all`,
        ]
      : []),
  ]
}
const mega = (bytes: number): string => (bytes / 2 ** 20).toFixed(1)

function databaseLogIn(dataDir: string): Buffer {
  const folder = join(dataDir, 'postgres', 'log')
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))
}

async function soundness(config: Parameters<typeof openDatabase>[0]['config']): Promise<string[]> {
  const database = await openDatabase({ config, onFault: () => {} })
  try {
    return await unsoundIn(database)
  } finally {
    await database.close()
  }
}

/** Some cases to speak of, and words that the directory knows. */
async function knownOf({ url }: Target): Promise<Known> {
  const made = await fetch(`${url}/api/ingest/hotline`, {
    method: 'POST',
    headers: { authorization: `Bearer ${INGEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(
      [
        ['ticket', '0102'],
        ['hazard', '0201'],
        ['dispute', '0301'],
      ].flatMap(([kind, category]) =>
        Array.from({ length: 6 }, (_, i) => ({
          kind,
          category,
          title: 't',
          lng: 117.05,
          lat: 30.52,
          department: 'D01',
          externalId: `known-${kind}-${i}`,
        })),
      ),
    ),
  })
  const { results } = (await made.json()) as { results: { caseId: string }[] }
  const cases = results.map(({ caseId }) => caseId)
  return {
    id: cases,
    caseId: cases,
    into: cases,
    category: ['0102', '0201', '0301', '9999'],
    department: ['D01', 'D02', 'D99'],
    lng: [117.05, 117.051],
    lat: [30.52, 30.521],
    expectedVersion: [1, 2, 3],
    source: ['hotline', 'import', 'grid'],
    role: ['before', 'after', 'other', 'admin'],
  }
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      ...Object.fromEntries(
        Object.entries(SMALLEST_ATTACK).map(([name, n]) => [
          name,
          { type: 'string' as const, default: String(n) },
        ]),
      ),
      seed: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const of = (name: keyof Counts): number => Number((values as Record<string, string>)[name])
  const report = await attack({
    root: join(import.meta.dirname, '..'),
    seed: seedFrom(values.seed ?? process.env['SEED']),
    databaseUrl: process.env['DATABASE_URL'],
    events: of('events'),
    walls: of('walls'),
    requests: of('requests'),
    frames: of('frames'),
  })
  if (values.json) writeFileSync(values.json, JSON.stringify(report))
  else process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  process.exitCode = faultsOf(report).length > 0 ? 1 : 0
}
