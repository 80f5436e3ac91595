/**
 * Events on a fixed schedule, a process of its own: the next one is not kept waiting by a slow answer to the
 * last. Each new case is paired with the closing of the oldest one, so that their number stays what it was.
 */
import { openCase, randomOf, reportBody, SOURCES } from './district.ts'
import { serve } from './worker.ts'

export interface PaceInput {
  url: string
  token: string
  eventsPerSecond: number
}
export interface PaceReport {
  events: number
  seconds: number
  faults: string[]
}

const FILL_LANES = 16

const random = randomOf(11)
let made = 0
/** Open cases in the order they were made. */
const openIds: { source: string; externalId: string }[] = []
let running: { stop: () => void; done: Promise<PaceReport> } | null = null

async function post(url: string, token: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  const refused = /"status":[45]\d\d[^}]*/.exec(text)
  if (!answer.ok || refused)
    throw new Error(`${path} was refused: ${answer.status} ${refused?.[0] ?? text.slice(0, 200)}`)
}

/**
 * So many open cases with a past, by the history door, a request each: cases of one request would share most
 * of their ids and weigh less in a snapshot than those of a real district.
 */
async function fill({ url, token, cases }: { url: string; token: string; cases: number }): Promise<void> {
  let left = cases
  const lane = async (): Promise<void> => {
    for (; left > 0;) {
      left -= 1
      const source = SOURCES[left % SOURCES.length]!
      const externalId = nextId()
      openIds.push({ source, externalId })
      await post(url, token, '/api/history', openCase(random, source, externalId, Date.now()))
    }
  }
  await Promise.all(Array.from({ length: FILL_LANES }, lane))
}

const nextId = (): string => {
  made += 1
  return `paced-${process.pid}-${made}`
}

function begin({ url, token, eventsPerSecond }: PaceInput): void {
  const start = performance.now()
  const faults: string[] = []
  const underWay = new Set<Promise<void>>()
  let events = 0
  const send = (path: string, body: unknown): void => {
    const sent: Promise<void> = post(url, token, path, body)
      .catch((fault: unknown) => void faults.push((fault as Error).message))
      .finally(() => underWay.delete(sent))
    underWay.add(sent)
  }
  const tick = (): void => {
    const due = Math.floor(((performance.now() - start) / 1_000) * eventsPerSecond) - events
    for (let i = 0; i < due >> 1; i += 1) {
      events += 2
      const externalId = nextId()
      send('/api/ingest/grid', { externalId, ...reportBody(random) })
      openIds.push({ source: 'grid', externalId })
      const occurredAt = new Date().toISOString()
      send('/api/history', [{ type: 'close_external', ...openIds.shift()!, occurredAt }])
    }
  }
  const timer = setInterval(tick, 2_000 / eventsPerSecond)
  let ended: (report: PaceReport) => void
  const done = new Promise<PaceReport>((resolve) => (ended = resolve))
  running = {
    done,
    stop: () => {
      clearInterval(timer)
      const seconds = (performance.now() - start) / 1_000
      void Promise.all(underWay).then(() => ended({ events, seconds, faults }))
    },
  }
}

/** Answers when everything sent is answered. */
async function end(): Promise<PaceReport> {
  if (!running) throw new Error('nothing is running')
  running.stop()
  const report = await running.done
  running = null
  return report
}

export type Pacer = { fill: typeof fill; begin: typeof begin; end: typeof end }
serve({ fill, begin, end } satisfies Pacer)
