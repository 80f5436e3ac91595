/**
 * F3: canaries through every channel while walls and lobbies look on, and every byte that anybody may read searched for
 * them: what the walls' sockets were sent, what HTTP answers a wall, errors, the log, the metrics, the API's description.
 */
import { createHash } from 'node:crypto'
import { canariesIn } from './canary-words.ts'
import { sendCanaries } from './canary-channels.ts'
import { openJudge } from './judge-answers.ts'
import type { Random } from './random.ts'
import { helloFrame, openRawSocket } from './raw-socket.ts'
import type { Tokens } from './sign-in.ts'
import type { Target } from './target.ts'

export interface CanaryReport {
  events: number
  walls: number
  /** How often each channel was used. */
  channels: Record<string, number>
  /** Bytes that were searched, by place. */
  searched: Record<string, number>
  /** `place: canary`, each once. Empty is green. */
  hits: string[]
  /** Answers that are wrong whatever they hold. */
  broken: string[]
  /** What was not as a run needs it, so that its green would prove nothing. */
  thin: string[]
}

export interface CanaryOptions {
  target: Target
  tokens: Tokens
  random: Random
  events: number
  walls: number
  /** More text of the run that nobody may find one in: a database's own log. */
  alsoRead?: () => Record<string, Buffer>
}

/** Until every wall has been told of the last event. */
const TOLD_WITHIN_MS = 30_000

export async function runCanaries({
  target,
  tokens,
  random,
  events,
  walls,
  alsoRead,
}: CanaryOptions): Promise<CanaryReport> {
  const searched: Record<string, number> = {}
  const hits = new Set<string>()
  const broken = new Set<string>()
  const known = new Set<string>()
  const judge = openJudge()
  const search = (place: string, bytes: Buffer): void => {
    searched[place] = (searched[place] ?? 0) + bytes.length
    const mark = createHash('sha1').update(bytes).digest('base64')
    if (known.has(mark)) return // the same bytes to another wall say nothing new
    known.add(mark)
    for (const canary of canariesIn(bytes)) hits.add(`${place}: ${canary}`)
  }

  const profiles = ['wall', 'lobby'] as const
  const devices = await Promise.all(Array.from({ length: walls }, (_, i) => tokens.device(profiles[i % 2]!)))
  const told = devices.map(() => 0)
  const sockets = devices.map((token, i) =>
    openRawSocket({
      url: target.url,
      token,
      onBytes: (bytes) => {
        const place = `${profiles[i % 2]!} socket`
        search(place, bytes)
        const to = [...bytes.toString('latin1').matchAll(/"to":(\d+)/g)].map(([, seq]) => Number(seq))
        told[i] = Math.max(told[i]!, ...to)
      },
    }),
  )
  await Promise.all(sockets.map(({ joined }) => joined))
  sockets.forEach((it, i) => it.send(helloFrame(profiles[i % 2]!)))

  const read = async (who: string | null, path: string): Promise<Buffer> => {
    const answer = await fetch(`${target.url}${path}`, {
      headers: who === null ? {} : { authorization: `Bearer ${who}` },
    })
    const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
    return Buffer.concat([Buffer.from(`${head}\n\n`), Buffer.from(await answer.arrayBuffer())])
  }
  const headOf = async (): Promise<number> => {
    const { head } = JSON.parse(
      (await read(devices[0]!, '/api/events?after=0&limit=1')).toString().split('\n\n')[1]!,
    ) as { head: number }
    return head
  }

  const before = await headOf()
  const channels = await sendCanaries(events, {
    url: target.url,
    tokens,
    random: random.fork('channels'),
    onAnswer: ({ of, status, bytes }) => {
      search(status >= 400 ? `error ${of}` : `answer ${of}`, bytes)
      for (const what of judge({ status, contentType: 'text/plain', body: bytes }, null))
        broken.add(`${what}: ${of}`)
    },
  })
  const head = await headOf()
  for (
    const until = performance.now() + TOLD_WITHIN_MS;
    told.some((seq) => seq < head) && performance.now() < until;
  )
    await new Promise((resolve) => setTimeout(resolve, 20))

  const ids = new Set<string>()
  for (const wall of devices.slice(0, 2)) {
    for (let after = 0; after < head; after += 2_000) {
      const page = await read(wall, `/api/events?after=${after}&limit=2000`)
      search('wall HTTP', page)
      for (const [, id] of page.toString().matchAll(/"caseId":"(\w+)"/g)) if (ids.size < 40) ids.add(id!)
    }
    const paths = [
      ...['', '?limit=500', '?q=1997', '?overdue=true'].map((query) => `/api/cases${query}`),
      ...['', '?by=department', '?by=source', '?by=category'].map((query) => `/api/kpis${query}`),
      ...[
        'closed-layer',
        ...[...ids].flatMap((id) => [id, `${id}/timeline`, `${id}/evidence`, `${id}/similar`]),
      ].map((it) => `/api/cases/${it}`),
      ...['session', 'departments', 'categories', 'calendar', 'areas', 'basemap', 'devices'].map(
        (it) => `/api/${it}`,
      ),
    ]
    for (const path of paths) search('wall HTTP', await read(wall, path))
  }
  search('metrics', await read(null, '/metrics'))
  search('OpenAPI', await read(null, '/api/openapi.json'))
  search('log', Buffer.from(target.said()))
  for (const [place, bytes] of Object.entries(alsoRead?.() ?? {})) search(place, bytes)
  for (const it of sockets) it.close()

  const behind = told.filter((seq) => seq < head).length
  return {
    events: head - before,
    walls,
    channels,
    searched: Object.fromEntries(
      // Errors by their place would be a hundred lines.
      Object.entries(Object.groupBy(Object.entries(searched), ([place]) => place.split(' ')[0]!)).map(
        ([kind, of]) => [kind, of!.reduce((sum, [, bytes]) => sum + bytes, 0)],
      ),
    ),
    hits: [...hits],
    broken: [...broken],
    thin: [
      ...(behind > 0 ? [`${behind} walls were not told everything`] : []),
      ...(ids.size === 0 ? ['no wall saw a case'] : []),
      ...(target.ended() === null ? [] : [target.ended()!]),
    ],
  }
}
