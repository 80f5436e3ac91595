/**
 * Faults that close no socket: a frozen server, a tail that cannot read, a database that does not answer, a
 * half-open link. Makes one, sees when each screen says so and when it takes it back (B1-B3, L4).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LinkProxy } from './link-proxy.ts'
import { KEY, type TrustServer } from './link-server.ts'
import type { Watch } from './link-watch.ts'

/** Makes the fault and gives the way to end it. */
export type Fault = () => Promise<() => Promise<void>>

export interface Spell {
  screen: string
  reason: string
  /** From the fault until the screen said so. */
  shownAfterMs: number
  shownFirst: boolean
  /** From the fault's end until the first tick. */
  tickAfterMs: number
  /** From that tick until the screen took it back. */
  clearedAfterTickMs: number
}

export const SHOWN_WITHIN_MS = 15_000
export const CLEARED_WITHIN_MS = 5_000
/** A screen that waits longer than this for its next attempt would need a hand. */
const HEALED_WITHIN_MS = 60_000

/** Every screen must be live before; throws where one does not show the fault or does not heal. */
export async function runFault(fault: Fault, watches: readonly Watch[]): Promise<Spell[]> {
  await until(
    () => watches.every(isLive),
    HEALED_WITHIN_MS,
    () => `not live before: ${tellAll(watches)}`,
  )
  const begun = performance.now()
  const heal = await fault()
  const spellOf = (it: Watch) => it.stale.find(({ at, clearedAt }) => at >= begun || clearedAt === null)
  let healedAt: number
  try {
    const shown = (): boolean => watches.every((it) => spellOf(it) !== undefined)
    await until(shown, SHOWN_WITHIN_MS + 5_000, () => `not shown: ${tellAll(watches)}`)
  } finally {
    await heal()
    healedAt = performance.now()
  }
  await until(
    () => watches.every(isLive),
    HEALED_WITHIN_MS,
    () => `not healed: ${tellAll(watches)}`,
  )
  return watches.map((it) => {
    const { at, reason, shownFirst } = spellOf(it)!
    const tick = it.ticks.find((when) => when >= healedAt)!
    return {
      screen: it.profile,
      reason,
      shownFirst,
      shownAfterMs: Math.round(at - begun),
      tickAfterMs: Math.round(tick - healedAt),
      clearedAfterTickMs: Math.round(it.stale.at(-1)!.clearedAt! - tick),
    }
  })
}

const isLive = (it: Watch): boolean =>
  it.picture() !== null && it.report().link === 'live' && it.report().stale === null
const tellAll = (watches: readonly Watch[]): string =>
  watches.map((it) => `${it.profile} ${it.report().link} ${it.report().stale?.reason ?? ''}`).join(', ')

async function until(is: () => boolean, withinMs: number, otherwise: () => string): Promise<void> {
  const end = performance.now() + withinMs
  while (!is()) {
    if (performance.now() > end) throw new Error(otherwise())
    await sleep(20)
  }
}

export const frozenServer =
  ({ child }: TrustServer): Fault =>
  async () => {
    child.kill('SIGSTOP')
    return async () => void child.kill('SIGCONT')
  }

/** What is open goes nowhere for ever; what is opened meanwhile goes nowhere either. */
export const halfOpenLinks =
  (proxies: readonly LinkProxy[]): Fault =>
  async () => {
    for (const proxy of proxies) {
      proxy.shape({ blackHole: true })
      for (const link of proxy.links()) link.blackHole()
    }
    return async () => {
      for (const proxy of proxies) proxy.shape({ blackHole: false })
    }
  }

/** The log grows and its head can be read, but not its events: only the tick tells. Needs load. */
export const deadTail =
  ({ database }: TrustServer): Fault =>
  async () => {
    await database.writePool.query('revoke select on event_log from shaotai_stream')
    return async () => void (await database.writePool.query('grant select on event_log to shaotai_stream'))
  }

/** Every process of the database stands still, the one that takes new connections included. */
export const frozenDatabase =
  ({ dataDir }: TrustServer): Fault =>
  async () => {
    const postmaster = Number(
      readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
    )
    const all = [postmaster, ...childrenOf(postmaster)]
    for (const pid of all) process.kill(pid, 'SIGSTOP')
    return async () => {
      for (const pid of all) process.kill(pid, 'SIGCONT')
    }
  }

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // After the name in parentheses: state, parent.
        return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1]) === parent
      } catch {
        return false
      }
    })
}

/** L4: the hint is lost, the poll is the promise. Answers how long each report took to every screen, ms. */
export async function withoutListener(
  server: TrustServer,
  watches: readonly Watch[],
  reports: number,
): Promise<number[]> {
  const delays: number[] = []
  for (let n = 0; n < reports; n += 1) {
    const { rowCount } = await server.database.writePool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen %'`,
    )
    if (!rowCount) throw new Error('nobody listens to the log: the test would prove nothing')
    const answer = await fetch(`${server.url}/api/ingest/grid`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        kind: 'ticket',
        category: '0102',
        title: 'a lamp',
        externalId: `lost-${performance.now()}`,
      }),
    })
    const { seq } = (await answer.json()) as { seq: number }
    const told = performance.now()
    await until(
      () => watches.every((it) => (it.picture()?.seq ?? 0) >= seq),
      10_000,
      () => `seq ${seq} never came: ${tellAll(watches)}`,
    )
    delays.push(Math.round(performance.now() - told))
    await sleep(1_200) // the listener comes back within a second
  }
  return delays
}
