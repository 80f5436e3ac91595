/**
 * SIGKILLs of the server around the instants at which deadlines fall due: a hundred cases with limits of seconds, a
 * server that is killed again and again while they pass, and at the end every deadline event exactly once.
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judgeMarks, OWED, type Filed, type Told } from './due-judge.ts'
import { openRandom } from './random.ts'
import { freePort, startServer, type ServerProcess } from './server-process.ts'
import { INGEST_KEY, SERVER_ENV } from './sign-in.ts'
import { openStoreOf } from './store.ts'

export interface DueKillOptions {
  root: string
  seed: number
  kills: number
  cases: number
}
export interface DueKillReport {
  kills: number
  events: number
  /** Told by the server that a kill had left behind its time. */
  late: number
  faults: string[]
}

/** Seconds, so that near due, due, twice and three times over pass while kills fall. */
const LIMIT_MS = 6_000
const REST_MS = 60_000

export async function runDueKills({ root, seed, kills, cases }: DueKillOptions): Promise<DueKillReport> {
  const random = openRandom(seed)
  const home = join(tmpdir(), `shaotai-due-${process.pid}-${seed}`)
  const dataDir = join(home, 'data')
  mkdirSync(home, { recursive: true })
  chmodSync(home, 0o711) // for the account PostgreSQL runs as
  const port = await freePort(Math.random)
  let server: ServerProcess = startServer({ root, dataDir, port, env: SERVER_ENV })
  const onExit = (): void => void server.kill('everything')
  process.on('exit', onExit)
  const again = async (): Promise<void> => {
    server = startServer({ root, dataDir, port, env: SERVER_ENV })
    await server.ready
  }
  try {
    await server.ready
    await giveLimit(dataDir)
    await server.stop() // the directory is read at the start
    await again()
    const ids: string[] = []
    for (let n = 0; n < kills; n += 1) {
      // Some before every kill, so that each falls among deadlines that are near.
      const [first, next] = [n, n + 1].map((it) => Math.floor((cases * it) / kills)) as [number, number]
      ids.push(...(await fileCases(server.url, first, next - first)))
      await pause(random.whole(200, 1_600))
      await server.kill(random.chance(0.5) ? 'server' : 'everything')
      await again()
    }
    return { kills, ...(await settle(dataDir, ids)) }
  } finally {
    await server.kill('everything')
    process.off('exit', onExit)
    rmSync(home, { recursive: true, force: true })
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function giveLimit(dataDir: string): Promise<void> {
  const store = await openStoreOf(dataDir)
  const limit = { basis: 'natural_hours', amount: LIMIT_MS / 3_600_000 }
  const policy = {
    id: 'seconds@1',
    dispatch: null,
    stages: [{ name: '处置', nameEn: 'handling', limit }],
    evidence: 'none',
    criterion: null,
    extensions: 0,
    returns: 0,
  }
  await store.writePool.query(`update category set policy = $1 where code = '0102'`, [JSON.stringify(policy)])
  await store.close()
}

/** Reported, accepted and filed through the door; nobody goes on with them. */
async function fileCases(url: string, first: number, count: number): Promise<string[]> {
  const externals = Array.from({ length: count }, (_, i) => `due-${first + i}`)
  const items = externals.flatMap((externalId) => {
    const common = { source: 'import', externalId, occurredAt: new Date().toISOString() }
    return [
      { type: 'report', kind: 'ticket', category: '0102', title: externalId, ...common },
      { type: 'accept', ...common },
      { type: 'file', ...common },
    ]
  })
  const answer = await fetch(`${url}/api/history`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${INGEST_KEY}` },
    body: JSON.stringify(items),
  })
  const { results } = (await answer.json()) as { results: { status: number; caseId?: string }[] }
  const refused = results.find(({ status }) => status !== 201)
  if (refused) throw new Error(`a case was refused: ${JSON.stringify(refused)}`)
  return [...new Set(results.map(({ caseId }) => caseId!))]
}

async function settle(dataDir: string, ids: string[]): Promise<Omit<DueKillReport, 'kills'>> {
  const store = await openStoreOf(dataDir)
  try {
    const read = async () => {
      const { rows } = await store.writePool.query<Told & { recordedAt: number; seq: number }>(
        `select case_id as "caseId", type, (event->>'at')::double precision as at,
                extract(epoch from recorded_at) * 1000 as "recordedAt", seq
           from event_log where case_id = any ($1) order by seq`,
        [ids],
      )
      return rows.map((row) => ({ ...row, at: Number(row.at), recordedAt: Number(row.recordedAt) }))
    }
    const until = Date.now() + REST_MS
    let events = await read()
    const marks = () => events.filter(({ type }) => (OWED as readonly string[]).includes(type))
    while (marks().length < ids.length * OWED.length && Date.now() < until) {
      await pause(500)
      events = await read()
    }
    // One that is told twice is told the second time after the first: a while longer.
    await pause(5_000)
    events = await read()
    const filed: Filed[] = events
      .filter(({ type }) => type === 'case.filed')
      .map(({ caseId, at }) => ({ caseId, filedAt: at }))
    return {
      events: marks().length,
      late: marks().filter(({ at, recordedAt }) => recordedAt - at > 3_000).length,
      faults: judgeMarks(filed, marks(), LIMIT_MS),
    }
  } finally {
    await store.close()
  }
}
