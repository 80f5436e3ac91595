/**
 * Retention: what is personal of a case is erased so many days after it left the loop, by its sensitivity; never while a
 * legal hold stands. Each case has its row on the trail, which is the ledger of deletions.
 */
import type pg from 'pg'
import { SERVER } from '../audit/record.ts'
import { SENSITIVITIES, type Sensitivity } from '@shaotai/shared/domain/vocabulary.ts'
import { eraseCases } from './erase-cases.ts'

export type RetentionDays = Record<Sensitivity, number>

const DAY_MS = 86_400_000
const AT_A_TIME = 100
/** Soon after the start, so that a server that is started every morning does it too. */
const FIRST_AFTER_MS = 60_000
/** Longer than a server is switched off. */
const LEAP_MS = 30 * DAY_MS

/** Cases that left the loop longer ago than their class allows and still have something personal, oldest first. */
export async function findExpired(
  client: pg.ClientBase,
  days: RetentionDays,
  now: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select c.id
       from case_file c
       join unnest($1::text[], $2::double precision[]) as it (sensitivity, before) on it.sensitivity = c.sensitivity
      where c.done_seq is not null
        and coalesce(c.closed_at, c.left_at, to_timestamp((c.state->>'changedAt')::double precision / 1000)) < to_timestamp(it.before / 1000)
        and (exists (select from case_personal p where p.case_id = c.id) or exists (select from evidence e where e.case_id = c.id))
        and not exists (select from legal_hold h where h.case_id = c.id)
      order by c.done_seq limit $3`,
    [SENSITIVITIES, SENSITIVITIES.map((it) => now - days[it] * DAY_MS), limit],
  )
  return rows.map(({ id }) => id)
}

/** Everything that is due; answers how many cases it erased. */
export async function eraseExpired(client: pg.ClientBase, days: RetentionDays, now: number): Promise<number> {
  for (let erased = 0; ;) {
    const due = await findExpired(client, days, now, AT_A_TIME)
    if (due.length === 0) return erased
    const { cases } = await eraseCases(client, due, { by: SERVER, reason: 'retention' })
    if (cases.length === 0) return erased // a hold came between
    erased += cases.length
  }
}

/**
 * Whether the clock leapt ahead by more than LEAP_MS since it was last asked, or since `seenAt` (epoch ms). `elapsed`: ms that
 * only grow. What a wrong clock has erased does not come back when the clock does; so a leap is believed at the second look.
 */
export function watchLeaps(seenAt: number, elapsed: () => number): (now: number) => boolean {
  let last = { now: seenAt, elapsed: elapsed() }
  return (now) => {
    const expected = last.now + elapsed() - last.elapsed
    last = { now, elapsed: elapsed() }
    return now - expected > LEAP_MS
  }
}

export interface RetentionOptions {
  connect: () => Promise<pg.Client>
  days: RetentionDays
  now: () => number
  elapsed: () => number
  /** When the log's newest event was written, before this process wrote any; epoch ms. */
  lastRecordedAt: number
  onErased: (cases: number) => void
  onFault: (fault: Error) => void
}

/** Once a day, on a connection of its own. */
export function keepRetention({
  connect,
  days,
  now,
  elapsed,
  lastRecordedAt,
  onErased,
  onFault,
}: RetentionOptions): {
  stop: () => Promise<void>
} {
  let running: Promise<void> | null = null
  const hasLeapt = watchLeaps(lastRecordedAt, elapsed)
  const work = async (): Promise<void> => {
    if (hasLeapt(now()))
      throw new Error(
        'The clock is more than 30 days ahead of the last event. Nothing was erased for its age; it will be tomorrow, unless the clock is set right.',
      )
    const client = await connect()
    try {
      const cases = await eraseExpired(client, days, now())
      if (cases > 0) onErased(cases)
    } finally {
      await client.end()
    }
  }
  const run = (): void =>
    void (running ??= work()
      .catch(onFault)
      .finally(() => (running = null)))
  const first = setTimeout(run, FIRST_AFTER_MS)
  const daily = setInterval(run, DAY_MS)
  first.unref()
  daily.unref()
  return {
    stop: async () => {
      clearTimeout(first)
      clearInterval(daily)
      await running
    },
  }
}

/** `365` for every class, or `secret=1825,sensitive=730`: the others stay as they are. Null: not readable. */
export function readRetention(text: string | undefined): RetentionDays | null {
  const days: RetentionDays = { public: 365, internal: 365, sensitive: 365, secret: 365 }
  if (text === undefined || text === '') return days
  const isDays = (it: string | undefined): boolean => /^[1-9]\d{0,4}$/.test(it ?? '')
  if (isDays(text)) return Object.fromEntries(SENSITIVITIES.map((it) => [it, Number(text)])) as RetentionDays
  for (const part of text.split(',')) {
    const [name, value, ...more] = part.split('=')
    if (more.length > 0 || !SENSITIVITIES.includes(name as Sensitivity) || !isDays(value)) return null
    days[name as Sensitivity] = Number(value)
  }
  return days
}
