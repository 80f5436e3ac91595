/**
 * F6: requests that nobody should send, by everybody who could send them, against the server as it is started. Every answer is
 * judged; afterwards the server must be the same process and its log sound.
 */
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import fc from 'fast-check'
import { operationsOf, requests, type FuzzRequest, type OpenApi } from './fuzz-requests.ts'
import type { Known } from './fuzz-values.ts'
import { openJudge, type Answered } from './judge-answers.ts'
import { INGEST_KEY, signIn, type Tokens } from './sign-in.ts'
import type { Target } from './target.ts'

export interface FuzzReport {
  requests: number
  /** By kind, and by the answer's status. */
  kinds: Record<string, number>
  statuses: Record<string, number>
  /** Times that somebody had to sign in anew, for a request of another had ended their session; and who could not. */
  signedInAnew: number
  lost: string[]
  /** Operations that somebody got a good answer from. */
  reached: number
  operations: number
  /** What was wrong, with one request that shows it, each once. Empty is green. */
  faults: string[]
}

export interface FuzzOptions {
  target: Target
  tokens: Tokens
  seed: number
  count: number
  /** Codes and ids that let some requests past the door. */
  known: Known
}

const AT_ONCE = 16
const CHUNK = 400
const ANSWER_WITHIN_MS = 30_000
/** A bare connection that sent half a request is waited for no longer. */
const RAW_WITHIN_MS = 300
const SESSION_COOKIE = 'shaotai_session'
const MOST_FAULTS = 40
const LOOK_EVERY_CHUNKS = 10

export async function fuzzHttp({ target, tokens, seed, count, known }: FuzzOptions): Promise<FuzzReport> {
  const spec = (await (await fetch(`${target.url}/api/openapi.json`)).json()) as OpenApi
  const operations = operationsOf(spec)
  const judge = openJudge()
  let people = await everybody(tokens)
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const report: FuzzReport = {
    requests: 0,
    kinds: {},
    statuses: {},
    signedInAnew: 0,
    lost: [],
    reached: 0,
    operations: operations.length,
    faults: [],
  }
  const told = new Set<string>()
  const good = new Set<string>()
  const fault = (what: string, it: FuzzRequest): void => {
    const place = it.operation
      ? `${it.method} ${it.operation.path}`
      : JSON.stringify(it.raw!.toString('latin1').slice(0, 120))
    if (told.has(`${what} ${place}`) || report.faults.length >= MOST_FAULTS) return
    told.add(`${what} ${place}`)
    report.faults.push(
      `${what}: ${place} as ${it.who.name}: ${it.url.slice(0, 200)} ${it.body?.toString().slice(0, 400) ?? ''}`,
    )
  }

  const one = async (it: FuzzRequest): Promise<void> => {
    report.requests += 1
    report.kinds[it.kind] = (report.kinds[it.kind] ?? 0) + 1
    const answer = it.raw ? await sendRaw(target.port, it.raw) : await send(it)
    if (answer === null) {
      if (!it.raw) fault(target.ended() ?? 'no answer', it)
      return
    }
    report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1
    if (it.operation && answer.status < 300) good.add(`${it.operation.method} ${it.operation.path}`)
    const isOther = it.operation !== null && it.method !== it.operation.method
    for (const what of judge(answer, isOther ? null : it.operation)) fault(what, it)
  }
  const send = (it: FuzzRequest): Promise<Answered | null> =>
    new Promise((resolve) => {
      // Whoever signed out would be nobody from there on.
      const isSigningOut = it.operation?.path === '/api/session' && it.method === 'DELETE'
      const token = isSigningOut ? 'ses_nobody' : people.get(it.who.name)!
      const asked = httpRequest(
        {
          agent,
          host: '127.0.0.1',
          port: target.port,
          method: it.method,
          path: it.url,
          headers: {
            ...it.headers,
            ...(token !== null &&
              (it.who.by === 'bearer'
                ? { authorization: `Bearer ${token}` }
                : { cookie: `${SESSION_COOKIE}=${token}` })),
            ...(it.who.origin !== null && { origin: it.who.origin }),
            ...(it.body !== null && { 'content-length': it.body.length }),
          },
          timeout: ANSWER_WITHIN_MS,
        },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('error', () => resolve(null))
          answer.on('end', () =>
            resolve({
              status: answer.statusCode!,
              contentType: answer.headers['content-type'] ?? '',
              body: Buffer.concat(chunks),
            }),
          )
        },
      )
      asked.on('timeout', () => asked.destroy())
      // A server that refuses a body before its end may close on it: that is an answer too, though not always a read one.
      asked.on('error', () =>
        resolve(
          it.body !== null && it.body.length > 4_000
            ? { status: 413, contentType: '', body: Buffer.alloc(0) }
            : null,
        ),
      )
      asked.end(it.body ?? undefined)
    })

  const made = requests({
    operations,
    known,
    people: [...people.keys()],
    origins: [target.url, 'https://evil.example', 'null'],
  })
  for (let from = 0; from < count && target.ended() === null; from += CHUNK) {
    const chunk = fc.sample(made, { seed: seed + from, numRuns: Math.min(CHUNK, count - from) })
    const work = async (): Promise<void> => {
      for (let it = chunk.pop(); it !== undefined; it = chunk.pop()) {
        try {
          await one(it)
        } catch (refusal) {
          // Node's own client does not send everything that can be made up.
          if (
            !/^ERR_(INVALID_CHAR|UNESCAPED_CHARACTERS|HTTP_INVALID_HEADER_VALUE|INVALID_HTTP_TOKEN)/.test(
              (refusal as { code?: string }).code ?? '',
            )
          )
            throw refusal
          report.kinds['not sent'] = (report.kinds['not sent'] ?? 0) + 1
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    // Among the requests are some that end sessions, and whoever is nobody reaches nothing.
    if ((from / CHUNK) % LOOK_EVERY_CHUNKS === LOOK_EVERY_CHUNKS - 1 && target.ended() === null) {
      const gone = await goneOf(target.url, people)
      if (gone.length > 0)
        await signIn(target.url)
          .then(async (anew) => {
            people = await everybody(anew)
            report.signedInAnew += 1
          })
          .catch(() => (report.lost = gone))
    }
  }
  agent.destroy()
  report.reached = good.size
  if (target.ended() !== null) report.faults.unshift(target.ended()!)
  return report
}

/** Each role, each kind of device and key, one that was revoked, one that never was, and nobody. */
async function everybody(tokens: Tokens): Promise<Map<string, string | null>> {
  const roles = ['admin', 'leader', 'intake', 'dispatcher', 'liaison', 'verifier', 'duty_chief'] as const
  return new Map<string, string | null>([
    ['nobody', null],
    ['a stranger', 'ses_nobody'],
    ['key', INGEST_KEY],
    ['wall', await tokens.device('wall')],
    ['lobby', await tokens.device('lobby')],
    ...roles.map((role) => [role, tokens.of(role)] as const),
  ])
}

/** Names of people and devices that the server no longer knows. */
async function goneOf(url: string, people: Map<string, string | null>): Promise<string[]> {
  const gone: string[] = []
  for (const [name, token] of people) {
    if (token === null || name === 'a stranger' || name === 'key') continue
    const { status } = await fetch(`${url}/api/session`, { headers: { authorization: `Bearer ${token}` } })
    if (status === 401) gone.push(name)
  }
  return gone
}

/** null: nothing came before the connection ended or the time was up. */
function sendRaw(port: number, bytes: Buffer): Promise<Answered | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const chunks: Buffer[] = []
    const late = setTimeout(() => socket.destroy(), RAW_WITHIN_MS)
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (Buffer.concat(chunks).includes('\r\n\r\n')) setTimeout(() => socket.destroy(), 20)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(late)
      const text = Buffer.concat(chunks)
      const found = /^HTTP\/1\.1 (\d{3})/.exec(text.toString('latin1'))
      const contentType = /\r\ncontent-type: ([^\r]*)/i.exec(text.toString('latin1'))?.[1] ?? ''
      const body = text.subarray(Math.max(0, text.indexOf('\r\n\r\n') + 4))
      resolve(
        found
          ? {
              status: Number(found[1]),
              contentType: contentType.includes('json') ? 'text/plain' : contentType,
              body,
            }
          : null,
      )
    })
    socket.write(bytes)
  })
}
