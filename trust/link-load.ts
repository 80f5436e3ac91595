/**
 * A steady stream of cases and their steps over the public API: reports of every class, dispatches,
 * reassignments between departments, closings and reopenings. Keys make every retry safe.
 */
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
export interface Load {
  /** Events acknowledged so far. */
  acknowledged: () => number
  /** Waits for the answers under way. */
  stop: () => Promise<void>
}
export interface LoadOptions {
  url: string
  /** A reporting key with the history right. */
  key: string
  eventsPerSecond: number
  random: () => number
}

interface Item extends Record<string, unknown> {
  type: string
}
interface Life {
  externalId: string
  /** Steps still to come. */
  next: Item[]
}

const SENSITIVITIES = ['public', 'internal', 'internal', 'sensitive', 'secret']
const DEPARTMENTS = ['D01', 'D02', 'D03']
const SEND_EVERY_MS = 100

/** Sends by the clock, not by the answers: a slow server does not slow its own test down. */
export function startLoad({ url, key, eventsPerSecond, random }: LoadOptions): Load {
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!
  const other = (than: string): string => one(DEPARTMENTS.filter((it) => it !== than))
  const run = random().toString(36).slice(2)
  const open: Life[] = []
  let away: Life[] = []
  const begun = performance.now()
  let made = 0
  let sent = 0
  let acknowledged = 0
  let stopped = false
  const underWay = new Set<Promise<void>>()

  const FIRST: Record<Kind, (department: string) => Item[]> = {
    ticket: (department) => [{ type: 'accept' }, { type: 'file' }, { type: 'dispatch', department }],
    hazard: (department) => [
      { type: 'grade', severity: 'yellow' },
      { type: 'assign', department },
    ],
    dispute: (department) => [
      { type: 'triage', severity: 'yellow' },
      { type: 'mediate', department },
    ],
  }
  const lifeOf = (kind: Kind, department: string): Item[] => [
    ...FIRST[kind](department),
    ...(random() < 0.7 ? [{ type: 'reassign', department: other(department), reason: 'not theirs' }] : []),
    ...(random() < 0.6 ? [{ type: 'close_external' }] : []),
    ...(random() < 0.3 ? [again(kind)] : []),
  ]
  const again = (kind: Kind): Item =>
    kind === 'hazard'
      ? { type: 'relapse', reason: 'not done' }
      : { type: 'reopen', department: one(DEPARTMENTS), reason: 'not done' }
  const nextItem = (): Item => {
    // A case whose last step is still on its way is left alone, or the next would overtake it.
    const at = Math.floor(random() * open.length)
    const found = open.length > 60 || random() < 0.7 ? open[at] : undefined
    const kind = one(['ticket', 'ticket', 'hazard', 'dispute'] as const)
    const it = found ?? { externalId: `${run}-${(made += 1)}`, next: lifeOf(kind, one(DEPARTMENTS)) }
    if (found) open.splice(at, 1)
    away.push(it)
    const common = { source: 'grid', externalId: it.externalId, occurredAt: new Date().toISOString() }
    if (found) return { ...found.next.shift()!, ...common }
    return {
      type: 'report',
      kind,
      category: '0102',
      title: 'a bin overflows',
      sensitivity: one(SENSITIVITIES),
      lng: 117.02 + random() / 10,
      lat: 30.5 + random() / 10,
      ...common,
    }
  }

  const send = async (items: Item[]): Promise<void> => {
    const body = JSON.stringify(items)
    for (;;) {
      try {
        const answer = await fetch(`${url}/api/history`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body,
          signal: AbortSignal.timeout(10_000),
        })
        if (answer.status === 207) {
          const { results } = (await answer.json()) as { results: { status: number }[] }
          acknowledged += results.filter(({ status }) => status < 300).length
          return
        }
        await answer.arrayBuffer()
      } catch {
        // unknown: the same keys again
      }
      if (stopped) return
      await new Promise((done) => setTimeout(done, 250))
    }
  }
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) / 1000) * eventsPerSecond)
    const items: Item[] = []
    while (sent < due && items.length < 500) {
      items.push(nextItem())
      sent += 1
    }
    if (items.length === 0) return
    const theirs = away
    away = []
    const job = send(items).then(() => void open.push(...theirs.filter(({ next }) => next.length > 0)))
    underWay.add(job)
    void job.finally(() => underWay.delete(job))
  }, SEND_EVERY_MS)

  return {
    acknowledged: () => acknowledged,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await Promise.all(underWay)
    },
  }
}
