/**
 * Many disconnects of every kind under load, and at the end every client's picture against the database's
 * own (B1, F1-F4, H3). Says what happened in counts; whoever runs it judges.
 */
import { hashOf } from '../shared/domain/picture-hash.ts'
import { readPicture } from '../server/realtime/read-picture.ts'
import type { Link, LinkProxy } from './link-proxy.ts'
import { openLinkProxy } from './link-proxy.ts'
import { startLoad } from './link-load.ts'
import { addWatchers } from './link-people.ts'
import { KEY, type TrustServer } from './link-server.ts'
import { openWatch, type Watch } from './link-watch.ts'

/** How a link may end. `reload` is a page that starts anew; `halfOpen` only the client's own clock notices. */
const KINDS = ['reset', 'end', 'midFrame', 'drop', 'reload', 'halfOpen'] as const
export type Kind = (typeof KINDS)[number]

export interface LinkRunOptions {
  server: TrustServer
  clients: number
  disconnects: number
  eventsPerSecond: number
  /** Between two disconnects of one client, on average. */
  everyMs: number
  /** Share of half-open links; each costs its client 12 s. */
  halfOpenShare: number
  /** Factor on the clients' back-off: 1 in the field, less where a run must be short. */
  hurry: number
  random: () => number
}
export interface LinkRun {
  kinds: Record<Kind, number>
  events: number
  /** While links were being broken. */
  eventsPerSecond: number
  connections: number
  snapshots: number
  deltas: number
  compared: number
  divergences: number
  faults: string[]
  /** Clients whose picture is not the database's; must be empty. */
  unequal: string[]
  seconds: number
}

/** A client that is away longer than this at the end will not come back. */
const IN_STEP_WITHIN_MS = 40_000

export async function runLinks(options: LinkRunOptions): Promise<LinkRun> {
  const { server, clients, disconnects, eventsPerSecond, hurry, random } = options
  const begun = performance.now()
  const target = { host: '127.0.0.1', port: server.port }
  const watchers = await addWatchers(server.database, clients)
  const proxies: LinkProxy[] = []
  const watches: Watch[] = []
  const open = (i: number): Watch =>
    openWatch({ url: proxies[i]!.url, watcher: watchers[i]!, random: () => random() * hurry })
  for (let i = 0; i < clients; i += 1) {
    proxies.push(await openLinkProxy({ target, random }))
    watches.push(open(i))
  }
  const load = startLoad({ url: server.url, key: KEY, eventsPerSecond, random })
  const kinds: Record<Kind, number> = { reset: 0, end: 0, midFrame: 0, drop: 0, reload: 0, halfOpen: 0 }
  const gone: Watch[] = []
  let left = disconnects
  await Promise.all(
    proxies.map(async (proxy, i) => {
      const halfOpenUntil = disconnects * options.halfOpenShare
      while (left > 0) {
        await sleep(random() * 2 * options.everyMs)
        const link = proxy.links().find((it) => it.isOpen)
        if (!link || left <= 0) continue
        left -= 1
        const kind = kinds.halfOpen < halfOpenUntil ? 'halfOpen' : one(random, KINDS.slice(0, -1))
        kinds[kind] += 1
        if (kind === 'reload') {
          watches[i]!.close()
          gone.push(watches[i]!)
          watches[i] = open(i)
        } else breakLink(link, watches[i]!, kind)
      }
    }),
  )
  await load.stop()
  const loadSeconds = (performance.now() - begun) / 1000
  const unequal = await compareAll(server, watches)
  const all = [...gone, ...watches]
  const sum = (of: (it: Watch) => number): number => all.reduce((total, it) => total + of(it), 0)
  const run: LinkRun = {
    kinds,
    events: load.acknowledged(),
    eventsPerSecond: Math.round(load.acknowledged() / loadSeconds),
    connections: proxies.reduce((total, it) => total + it.accepted(), 0),
    snapshots: sum((it) => it.snapshots()),
    deltas: sum((it) => it.deltas()),
    compared: sum((it) => it.live.state().compared),
    divergences: sum((it) => it.divergences()),
    faults: all.flatMap((it) => it.faults),
    unequal,
    seconds: Math.round((performance.now() - begun) / 100) / 10,
  }
  for (const watch of watches) watch.close()
  await Promise.all(proxies.map((it) => it.close()))
  return run
}

function breakLink(link: Link, watch: Watch, kind: Exclude<Kind, 'reload'>): void {
  if (kind === 'reset') link.cut()
  else if (kind === 'end') link.end()
  else if (kind === 'midFrame') link.cutMidFrame()
  else if (kind === 'halfOpen') link.blackHole()
  else watch.live.drop() // the client's own end
}

/** Every picture against the database's at the same seq, which stands still now. */
export async function compareAll(server: Pick<TrustServer, 'database'>, watches: Watch[]): Promise<string[]> {
  const head = (await server.database.readPool.query<{ seq: number }>('select seq from log_head')).rows[0]!
    .seq
  const until = performance.now() + IN_STEP_WITHIN_MS
  const isThere = (it: Watch) => it.picture()?.seq === head && it.report().stale === null
  while (performance.now() < until && !watches.every(isThere)) await sleep(50)
  const unequal: string[] = []
  for (const watch of watches) {
    const wanted = await readPicture(server.database, watch.audience)
    const who = `${watch.profile}/${watch.audience.department ?? '*'}`
    const at = watch.picture()?.seq ?? null
    if (at !== wanted.seq)
      unequal.push(`${who} stands at ${at}, the log at ${wanted.seq} (${watch.report().link})`)
    else if (watch.hash() !== hashOf(wanted)) unequal.push(`${who} has another picture at ${at}`)
    else if (watch.report().stale) unequal.push(`${who} is right and says ${watch.report().stale!.reason}`)
  }
  return unequal
}

const one = <T>(random: () => number, of: readonly T[]): T => of[Math.floor(random() * of.length)]!
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
