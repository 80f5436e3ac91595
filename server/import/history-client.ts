/**
 * The client's side of `POST /api/history`: sends a batch, tries again with the same keys while the server cannot
 * take it, and answers item by item. Knows HTTP and problem documents; knows neither rows nor files.
 */
import type { Clock } from './settings.ts'
import { Stop } from './stop.ts'

/** One item as JSON text, and the case it belongs to. */
export interface Sendable {
  /** Same for every item of one case. */
  caseKey: string
  json: string
}
export type Answer = { outcome: 'fresh' | 'present' } | { outcome: 'refused'; code: string; sentence: string }

export interface HistoryClientOptions {
  url: string
  key: string
  clock: Clock
  signal: AbortSignal
  /** Told while the server cannot be reached or is too busy; null when it goes on. */
  onWaiting?: (why: string | null) => void
  fetch?: typeof fetch
}
export interface HistoryClient {
  /** Answers in the order of the items. Throws a Stop when going on makes no sense. */
  send(items: readonly Sendable[]): Promise<Answer[]>
}

const FIRST_PATIENCE_MS = 10_000 // nobody has answered yet: most likely no server runs
const PATIENCE_MS = 600_000 // a restart, a full disk being cleared
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 15_000
const REQUEST_MS = 120_000
const FAULT_TRIES = 4 // the server's own faults are worth a second look, not a second hour
const PASSING = new Set([408, 425, 429, 502, 503, 504, 507])

interface Problem {
  status: number
  code?: string
  title?: string
  detail?: string
  errors?: { path: string; message: string }[]
}

export function openHistoryClient({
  url,
  key,
  clock,
  signal,
  onWaiting = () => {},
  fetch: ask = fetch,
}: HistoryClientOptions): HistoryClient {
  let everAnswered = false

  return {
    async send(items) {
      const answers: (Answer | undefined)[] = items.map(() => undefined)
      let open = items.map((_, index) => index)
      let wait = FIRST_WAIT_MS
      let faults = 0
      let since = clock.elapsed()
      while (open.length > 0) {
        stopIfAsked(signal)
        const reply = await post(open.map((index) => items[index]!))
        let asksToWaitMs = 0
        let why = ''
        if ('results' in reply) {
          everAnswered = true
          const before = open.length
          open = settle(open, items, reply.results, answers, faults >= FAULT_TRIES)
          if (open.length < before) since = clock.elapsed()
          if (open.length === 0) break
          if (reply.results.some(({ status }) => status === 500)) faults += 1
          why = 'the server is busy'
        } else if (reply.status === 413 && open.length > 1) {
          // Somebody's proxy takes less than our server: halves, in order.
          const half = Math.ceil(open.length / 2)
          for (const part of [open.slice(0, half), open.slice(half)]) {
            const settled = await this.send(part.map((index) => items[index]!))
            part.forEach((index, n) => (answers[index] = settled[n]!))
          }
          break
        } else if (
          reply.status === 0 ||
          PASSING.has(reply.status) ||
          (reply.status >= 500 && ++faults < FAULT_TRIES)
        ) {
          if (reply.status !== 0) everAnswered = true
          asksToWaitMs = reply.retryAfterMs
          why =
            reply.status === 0
              ? 'the server cannot be reached'
              : (reply.problem.title ?? `the server answers ${reply.status}`)
        } else {
          throw bodyRefused(reply.status, reply.problem)
        }
        if (clock.elapsed() - since > (everAnswered ? PATIENCE_MS : FIRST_PATIENCE_MS)) throw gaveUp(url, why)
        onWaiting(why)
        // Up to half as long again, by chance, so that clients do not come back together.
        await clock.sleep(Math.max(asksToWaitMs, wait * (1 + Math.random() / 2)), signal)
        wait = Math.min(wait * 2, LONGEST_WAIT_MS)
      }
      onWaiting(null)
      return answers as Answer[]
    },
  }

  async function post(
    items: Sendable[],
  ): Promise<{ results: Problem[] } | { status: number; problem: Problem; retryAfterMs: number }> {
    try {
      const response = await ask(`${url}/api/history`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: `[${items.map(({ json }) => json).join(',')}]`,
        signal: AbortSignal.timeout(REQUEST_MS), // not ended by Ctrl-C: its answer says what was written
      })
      const text = await response.text()
      const body = jsonFrom(text)
      if (response.status === 207) {
        const results = (body as { results?: Problem[] } | null)?.results
        if (Array.isArray(results) && results.length === items.length) return { results }
        throw new Stop([
          `${url} answered for ${results?.length ?? 0} of ${items.length} items.`,
          'Is this a Shaotai server of the same version?',
        ])
      }
      const seconds = Number(response.headers.get('retry-after') ?? 0)
      const problem = { status: response.status, ...(body as object | null) } as Problem
      return {
        status: response.status,
        problem,
        retryAfterMs: Number.isFinite(seconds) ? Math.min(seconds, 60) * 1000 : 0,
      }
    } catch (error) {
      if (error instanceof Stop) throw error
      return { status: 0, problem: { status: 0 }, retryAfterMs: 0 }
    }
  }
}

/** Notes the answers; gives back the items to send again, each with the later items of its case. */
function settle(
  open: number[],
  items: readonly Sendable[],
  results: Problem[],
  answers: (Answer | undefined)[],
  lastTry: boolean,
): number[] {
  const again = new Set<string>()
  return open.filter((index, n) => {
    const { status, code, detail, title } = results[n]!
    const { caseKey } = items[index]!
    if (PASSING.has(status) || (status >= 500 && !lastTry)) again.add(caseKey)
    if (again.has(caseKey)) return true
    if (status >= 200 && status < 300) answers[index] = { outcome: status === 201 ? 'fresh' : 'present' }
    else
      answers[index] = {
        outcome: 'refused',
        code: code ?? `status_${status}`,
        sentence: detail ?? title ?? `The server answers ${status}.`,
      }
    return false
  })
}

function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted)
    throw new Stop([
      'Stopped as asked.',
      'What was sent is whole; run the same command again to go on: what is there already is not doubled.',
    ])
}

const gaveUp = (url: string, why: string) =>
  new Stop([
    `Gave up: ${why} (${url}).`,
    'Is the server running there? `npm start` starts one; --url names another. What was sent is whole, and a second run adds only what is missing.',
  ])

function bodyRefused(status: number, problem: Problem): Stop {
  const said = problem.detail ?? problem.title ?? 'It gave no reason.'
  const todo =
    status === 401
      ? 'The key is unknown to this server: give a key with the history right (--key, or SHAOTAI_KEY in the environment).'
      : status === 403
        ? 'The key lacks the history right. An administrator makes one that has it.'
        : status === 404
          ? 'There is no POST /api/history at this address: is it a Shaotai server? --url names another.'
          : 'Nothing of this batch was written. What was sent before is whole, and a second run adds only what is missing.'
  const where = (problem.errors ?? []).slice(0, 5).map(({ path, message }) => `at ${path}: ${message}`)
  return new Stop([
    `The server refused a whole batch with ${status}${problem.code ? ` ${problem.code}` : ''}: ${said}`,
    ...where,
    todo,
  ])
}
