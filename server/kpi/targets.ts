/**
 * What the annual plan promises of a figure, put beside it. The plan is a list of the directory; what it asks of one
 * department alone is not the district's line.
 */
import type pg from 'pg'
import type { KpiReply } from '@shaotai/shared/contract/http.ts'
import type { TargetListEntry } from '@shaotai/shared/directory/lists/targets.ts'
import { inForce, readStanding } from '../directory/lists/standing.ts'
import { wallOf } from './local-time.ts'

/** The answer with the targets of the year it stands in; groups have none of their own. */
export async function withTargets(pool: pg.Pool, answer: KpiReply, timeZone: string): Promise<KpiReply> {
  const year = new Date(wallOf(Date.parse(answer.asOf), timeZone)).getUTCFullYear()
  const plan = inForce(await readStanding(pool), 'targets')
    .map((it) => it.entry as unknown as TargetListEntry)
    .filter((it) => it.year === year && it.department === undefined)
  const targets = new Map(plan.map(({ kpi, bound, value }) => [kpi, { bound, value }]))
  const items = answer.items.map((it) => {
    const target = it.group === undefined ? targets.get(it.id) : undefined
    return target ? { ...it, target } : it
  })
  return { ...answer, items }
}
