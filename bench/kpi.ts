/**
 * Part e: what a question about figures costs on a hundred thousand cases, each beside the plain grouped SQL
 * that somebody would write for one number, asked in turn on the same database.
 */
import type { HistoryItem } from '@shaotai/shared/contract/http.ts'
import { pick, randomOf, reportBody, SOURCES, STEPS, type Random } from './district.ts'
import { digits, showSpread, type Part, type Result } from './report.ts'
import { ADMIN_PASSWORD, INGEST_KEY, open, openStage } from './stage.ts'
import { quantile, spreadOf } from './statistics.ts'
import { signIn } from './walls.ts'

const CASES = 100_000
const QUICK_CASES = 5_000
const ROUNDS = 40
const BATCH = 500
const LANES = 4
const DAY_MS = 86_400_000
const PAST_MS = 90 * DAY_MS

/** What a wall asks, and the SQL of one number of it. `today`: since a day ago. */
const QUESTIONS: { what: string; query: (now: number) => Record<string, string>; sql: string }[] = [
  {
    what: 'all figures over everything',
    query: () => ({}),
    sql: `select count(*), count(*) filter (where closed_at is not null) from case_file where not exercise`,
  },
  {
    what: 'all figures by department',
    query: () => ({ by: 'department' }),
    sql: `select department, count(*), count(*) filter (where closed_at is not null) from case_file where not exercise group by 1`,
  },
  {
    what: 'all figures of the last day beside the day before',
    query: (now) => ({ from: new Date(now - DAY_MS).toISOString(), compare: 'previous' }),
    sql: `select count(*), count(*) filter (where closed_at is not null) from case_file where not exercise and reported_at >= now() - interval '1 day'`,
  },
  {
    what: 'reports, closed and net flow by hour of two days',
    query: (now) => ({
      from: new Date(now - 2 * DAY_MS).toISOString(),
      by: 'hour',
      ids: 'reports,closed,net_flow',
    }),
    sql: `select date_trunc('hour', reported_at at time zone 'Asia/Shanghai'), count(*) from case_file where not exercise and reported_at >= now() - interval '2 days' group by 1`,
  },
  {
    what: 'time to close, P50 and P90 by kind',
    query: () => ({ by: 'kind', ids: 'time_to_close_p50,time_to_close_p90' }),
    sql: `select kind, percentile_cont(array[0.5, 0.9]) within group (order by extract(epoch from closed_at - reported_at)::float8) from case_file where closed_at >= reported_at and not exercise group by 1`,
  },
]

export const kpi: Part = async ({ quick, profileDir, tell, say }) => {
  const stage = await openStage({ profileDir })
  try {
    const databaseUrl = await stage.database('kpi')
    const server = await stage.server(databaseUrl)
    const cases = quick ? QUICK_CASES : CASES
    say(`e loads ${cases.toLocaleString('en')} cases of ninety days`)
    await load(server.url, cases, say)
    const token = await signIn(server.url, 'admin', ADMIN_PASSWORD)
    const database = await open(databaseUrl)
    try {
      await database.writePool.query('analyze')
      for (const question of QUESTIONS) tell(...(await compare(question, server.url, token, database, quick)))
    } finally {
      await database.close()
    }
  } finally {
    await stage.close()
  }
}

/** Each round asks a question nobody asked before, or the shared answer would be what is measured. */
async function compare(
  { what, query, sql }: (typeof QUESTIONS)[number],
  url: string,
  token: string,
  database: Awaited<ReturnType<typeof open>>,
  quick: boolean,
): Promise<Result[]> {
  const [ours, plain]: [number[], number[]] = [[], []]
  const timed = async (into: number[], run: () => Promise<unknown>): Promise<void> => {
    const begun = performance.now()
    await run()
    into.push(performance.now() - begun)
  }
  const rounds = quick ? 8 : ROUNDS
  for (let round = -2; round < rounds; round += 1) {
    const asOf = new Date(Date.now() + round).toISOString()
    const asked = new URLSearchParams({ ...query(Date.now()), asOf })
    await timed(round < 0 ? [] : ours, () => read(`${url}/api/kpis?${asked}`, token))
    await timed(round < 0 ? [] : plain, () => database.readPool.query(sql))
  }
  return [
    {
      part: 'e',
      what: `${what}: P95`,
      figure: `${digits(quantile(ours, 0.95))} ms (P50 ${digits(quantile(ours, 0.5))} ms)`,
    },
    {
      part: 'e',
      what: `${what}: ours ÷ the plain SQL of one number`,
      figure: showSpread(spreadOf(ours.map((ms, i) => ms / plain[i]!))),
    },
  ]
}

async function read(url: string, token: string): Promise<unknown> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  if (answer.status !== 200)
    throw new Error(`a question was refused with ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

async function load(url: string, cases: number, say: (line: string) => void): Promise<void> {
  const random = randomOf(11)
  const now = Date.now()
  const begun = performance.now()
  let made = 0
  let sent = 0
  const lane = async (): Promise<void> => {
    while (made < cases) {
      const items: HistoryItem[] = []
      while (items.length < BATCH - 10 && made < cases)
        items.push(...pastCase(random, `e-${(made += 1)}`, now))
      const answer = await fetch(`${url}/api/history`, {
        method: 'POST',
        headers: { authorization: `Bearer ${INGEST_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(items),
      })
      const { results } = (await answer.json()) as { results: { status: number }[] }
      const refused = results.find(({ status }) => status !== 201)
      if (refused) throw new Error(`history was refused: ${JSON.stringify(refused)}`)
      sent += items.length
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  say(`e loaded ${sent.toLocaleString('en')} events in ${digits((performance.now() - begun) / 1_000)} s`)
}

const CLOSING = { type: 'close_external', withinMs: 10 * DAY_MS }

/** A case of the last ninety days; nine of ten go to their end, one of thirty of those came back and was closed again. */
function pastCase(random: Random, externalId: string, now: number): HistoryItem[] {
  const source = pick(random, SOURCES)
  const isWhole = random() < 0.9
  const body = reportBody(random)
  const its = STEPS[body.kind].slice(0, 4)
  const steps: { type: string; withinMs: number; more?: object }[] = [
    ...its.slice(0, isWhole ? its.length : Math.floor(random() * its.length)).map(([type, more]) => ({
      type,
      withinMs: DAY_MS / 2,
      ...(more && { more: more(random) }),
    })),
    ...(isWhole ? [CLOSING] : []),
    ...(isWhole && random() < 1 / 30
      ? [
          {
            type: body.kind === 'hazard' ? 'relapse' : 'reopen',
            withinMs: DAY_MS,
            more: { reason: 'again' },
          },
          CLOSING,
        ]
      : []),
  ]
  let at = now - random() * PAST_MS
  const stamped = steps.map(({ type, withinMs, more }) => ({
    type,
    at: (at += 1 + random() * withinMs),
    more,
  }))
  const item = (type: string, when: number, more: object = {}) =>
    ({ type, source, externalId, occurredAt: new Date(when).toISOString(), ...more }) as HistoryItem
  const reportedAt = Math.min(stamped[0]?.at ?? at, now) - 1
  return [
    item('report', reportedAt, body),
    ...stamped.filter((it) => it.at < now).map((it) => item(it.type, it.at, it.more)),
  ]
}
