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

export interface RetentionOptions {
  connect: () => Promise<pg.Client>
  days: RetentionDays
  now: () => number
  onErased: (cases: number) => void
  onFault: (fault: Error) => void
}

/** Once a day, on a connection of its own. */
export function keepRetention({ connect, days, now, onErased, onFault }: RetentionOptions): {
  stop: () => Promise<void>
} {
  let running: Promise<void> | null = null
  const work = async (): Promise<void> => {
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
