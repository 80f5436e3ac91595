/**
 * F7: peers that speak the socket door's grammar wrongly, while walls look on. The server must stay the same process, cut who
 * cannot be understood, keep everybody else in step and give its memory back.
 */
import fc, { type Arbitrary } from 'fast-check'
import { SocketCommandSchema } from '@shaotai/shared/contract/http.ts'
import { HelloSchema } from '@shaotai/shared/contract/socket.ts'
import { NASTY, spoilt, valueOf, type Known, type Schema } from './fuzz-values.ts'
import { openRawSocket } from './raw-socket.ts'
import { INGEST_KEY, type Tokens } from './sign-in.ts'
import type { Target } from './target.ts'
import { openWatch } from './link-watch.ts'
import type { Watcher } from './link-people.ts'

export interface SocketFuzzReport {
  frames: number
  peers: number
  /** Peers that the server cut, by what they had sent last. */
  cut: number
  /** Of those that had sent what no parser takes: cut after, ms. */
  longestCutMs: number
  heapBefore: number
  heapAfter: number
  faults: string[]
}
export interface SocketFuzzOptions {
  target: Target
  tokens: Tokens
  seed: number
  count: number
  known: Known
}

interface Peer {
  /** Joins with a token, joins with none, or never joins. */
  as: 'wall' | 'chief' | 'stranger' | 'nobody'
  frames: { frame: string | Buffer; mustCut: boolean }[]
}

const AT_ONCE = 12
const MOST_FRAMES = 24
const CUT_WITHIN_MS = 5_000
const WARM_SHARE = 0.1
const CHUNK = 40
/** What may stay behind once every peer is gone: caches that are bounded elsewhere. */
export const HEAP_GROWTH_BYTES = 64 * 1024 * 1024

/** What no Socket.IO parser takes: whoever sends it has left the protocol. */
const CUTS: (string | Buffer)[] = [
  '4',
  '49',
  '4a',
  '42["hello",',
  '42{"a":1}',
  '42"hello"',
  '42',
  '45["hello",{}]',
  '45-["hello"]',
  '451["hello"]',
  '45x-["hello"]',
  '431{}',
  '42["connect"]',
  '42["disconnect"]',
  '42[1]x',
  '7',
  '9hello',
  Buffer.alloc(70_000, 0x61),
  `42["hello",${'['.repeat(20_000)}`,
  `42["command",${JSON.stringify('x'.repeat(70_000))}]`,
]

/** Sent first, each by a peer of its own, so that the smallest run has them all. */
const PROBES: Peer[] = [
  // Bytes that nobody announced. In the middle of other frames they may be somebody's attachment.
  ...[...CUTS, Buffer.from([4, 1, 2, 3])].map((frame) => ({ frame, mustCut: true })),
  ...[
    '42["command",{}]',
    '42["hello",{}]',
    '421["command"]',
    '421["hello",null]',
    '42["x"]',
    '43',
    '430[]',
    '42[1]',
    '421[0,{}]',
  ].map((frame) => ({ frame, mustCut: false })),
].map((it) => ({ as: 'chief', frames: [it] }))

const framesOf = (known: Known): Arbitrary<{ frame: string | Buffer; mustCut: boolean }> => {
  const hello = valueOf(HelloSchema as unknown as Schema, {
    ...known,
    protocol: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  })
  const command = valueOf(SocketCommandSchema as unknown as Schema, known)
  const argument = fc.oneof(spoilt(hello), spoilt(command), fc.constantFrom(...NASTY), hello)
  const name = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('hello', 'command') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'events',
        'tick',
        'check',
        '__proto__',
        'newListener',
        'error',
        'message',
        '',
        'x'.repeat(2_000),
      ),
    },
  )
  const ack = fc.constantFrom('', '0', '1', '7', '999999999', '00', '18446744073709551616')
  const event = fc
    .tuple(ack, name, fc.array(argument, { maxLength: 3 }))
    .map(([id, it, rest]) => `42${id}${JSON.stringify([it, ...rest])}`)
  const attached = fc
    .tuple(fc.constantFrom('0', '1', '2', '10', '999999', '4294967296', '1e3', '-1', ''), ack, argument)
    .map(
      ([count, id, it]) => `45${count}-${id}${JSON.stringify(['hello', it, { _placeholder: true, num: 0 }])}`,
    )
  const grammar = fc
    .tuple(
      fc.constantFrom(
        '0',
        '1',
        '2',
        '3',
        '4',
        '5',
        '6',
        '40',
        '41',
        '43',
        '44',
        '46',
        '40/admin,',
        '42/x,',
        '41/',
      ),
      fc.constantFrom('', '{}', '[]', '{"token":"x"}', '{"sid":"x"}', '12["ok"]', '[null]', '\0', 'null'),
    )
    .map(([head, tail]) => head + tail)
  const bytes = fc.uint8Array({ maxLength: 2_000 }).map((it) => Buffer.from(it))
  const torn = fc.tuple(event, fc.nat(), fc.nat(0xffff)).map(([text, at, code]) => {
    const place = at % text.length
    return text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1)
  })
  const free = fc
    .oneof(
      { weight: 5, arbitrary: event },
      { weight: 2, arbitrary: attached },
      { weight: 2, arbitrary: grammar },
      { weight: 1, arbitrary: bytes },
      { weight: 2, arbitrary: torn },
    )
    .map((frame) => ({ frame, mustCut: false }))
  return fc.oneof(
    { weight: 14, arbitrary: free },
    { weight: 1, arbitrary: fc.constantFrom(...CUTS).map((frame) => ({ frame, mustCut: true })) },
  )
}

export async function fuzzSockets({
  target,
  tokens,
  seed,
  count,
  known,
}: SocketFuzzOptions): Promise<SocketFuzzReport> {
  const report: SocketFuzzReport = {
    frames: 0,
    peers: 0,
    cut: 0,
    longestCutMs: 0,
    heapBefore: 0,
    heapAfter: 0,
    faults: [],
  }
  const people = {
    wall: await tokens.device('wall'),
    chief: tokens.of('duty_chief'),
    stranger: 'ses_nobody',
    nobody: null,
  }
  const watchers: Watcher[] = await Promise.all(
    (['wall', 'lobby', 'wall'] as const).map(async (profile) => ({
      token: await tokens.device(profile),
      profile,
      audience: { profile, department: null, cleared: false },
    })),
  )
  const watches = watchers.map((watcher) => openWatch({ url: target.url, watcher, random: () => 0.5 }))
  const peers = fc.record<Peer>({
    as: fc.constantFrom('wall', 'wall', 'chief', 'stranger', 'nobody'),
    frames: fc.array(framesOf(known), { minLength: 1, maxLength: MOST_FRAMES, size: 'max' }),
  })
  const fault = (what: string): void => {
    if (report.faults.length < 20 && !report.faults.includes(what)) report.faults.push(what)
  }

  const one = async ({ as, frames }: Peer): Promise<void> => {
    report.peers += 1
    const socket = openRawSocket({ url: target.url, token: people[as] })
    const isIn = as === 'wall' || as === 'chief'
    const answer = await Promise.race([socket.joined.catch(() => null), pause(as === 'nobody' ? 20 : 5_000)])
    if (isIn && (typeof answer !== 'string' || !answer.startsWith('40'))) {
      if (target.ended() === null) fault(`${as} was not let in: ${String(answer)}`)
      return socket.close()
    }
    for (const { frame, mustCut } of frames) {
      if (!socket.isOpen()) break
      report.frames += 1
      socket.send(frame)
      if (!mustCut || !isIn) continue
      const begun = performance.now()
      const isCut = await Promise.race([
        socket.closed.then(() => true),
        pause(CUT_WITHIN_MS).then(() => false),
      ])
      if (!isCut) fault(`not cut after ${JSON.stringify(frame.toString('latin1').slice(0, 40))}`)
      report.longestCutMs = Math.max(report.longestCutMs, performance.now() - begun)
    }
    // What was sent is read before the end is: a ping of our own comes back, or the end does.
    await Promise.race([socket.closed, pause(5)])
    if (!socket.isOpen()) report.cut += 1
    socket.close()
  }

  let n = 0
  const feed = setInterval(() => void reportOne(target.url, (n += 1), seed), 100)
  for (let from = 0; report.frames < count && target.ended() === null; from += CHUNK) {
    const chunk = [...fc.sample(peers, { seed: seed + from, numRuns: CHUNK }), ...(from === 0 ? PROBES : [])]
    const work = async (): Promise<void> => {
      for (let it = chunk.pop(); it !== undefined && report.frames < count; it = chunk.pop()) await one(it)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    if (report.heapBefore === 0 && report.frames >= count * WARM_SHARE)
      report.heapBefore = await target.heapBytes().catch(() => 0)
  }
  clearInterval(feed)
  report.heapAfter = await target.heapBytes().catch(() => 0)
  for (let i = 0; report.heapAfter === 0 && target.ended() === null && i < 100; i += 1) await pause(50)
  if (target.ended() !== null) {
    for (const it of watches) it.close()
    return { ...report, faults: [target.ended()!, ...report.faults] }
  }
  if (report.heapAfter - report.heapBefore > HEAP_GROWTH_BYTES)
    fault(`the heap grew from ${report.heapBefore} to ${report.heapAfter} bytes`)

  // Everybody else: in step with each other and with the log, and never shown a hole.
  const seqOf = (): Promise<number> =>
    fetch(`${target.url}/api/events?after=0&limit=1`, {
      headers: { authorization: `Bearer ${watchers[0]!.token}` },
    })
      .then((it) => it.json() as Promise<{ head: number }>)
      .then(({ head }) => head)
  const head = await seqOf()
  const until = performance.now() + 15_000
  while (watches.some((it) => (it.picture()?.seq ?? 0) < head) && performance.now() < until) await pause(20)
  for (const watch of watches) {
    for (const it of watch.faults) fault(`a wall was shown ${it}`)
    if ((watch.picture()?.seq ?? 0) < head) fault(`a wall stands at ${watch.picture()?.seq} of ${head}`)
    if (watch.snapshots() > 1) fault(`a wall lost its link ${watch.snapshots() - 1} times`)
    if (watch.divergences() > 0) fault('a wall’s picture differed')
    watch.close()
  }
  if (watches[0]!.hash() !== watches[2]!.hash() && watches[0]!.picture()?.seq === watches[2]!.picture()?.seq)
    fault('two walls differ')
  return report
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** So that there is something to be in step with. */
const reportOne = (url: string, n: number, seed: number): Promise<unknown> =>
  fetch(`${url}/api/ingest/hotline`, {
    method: 'POST',
    headers: { authorization: `Bearer ${INGEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      kind: 'ticket',
      category: '0102',
      title: 'beside',
      lng: 117.05,
      lat: 30.52,
      externalId: `fuzz-${seed}-${n}`,
    }),
  }).catch(() => undefined)
