/**
 * 督办 and company: what happens beside the work of a department while it has the case in hand. Nothing of it moves the
 * status, and each has a chance of its own.
 */
import { TIERS, type Tier } from '@shaotai/shared/domain/vocabulary.ts'
import { ESCALATED, INSTRUCTED } from '../catalogue.ts'
import { ESCALATES, RATES } from '../mixes.ts'
import type { Brief } from './brief.ts'
import { HOUR_MS, type Script } from './script.ts'

const LADDER: readonly Tier[] = ['grid', 'community', 'street', 'district', 'city']

/** Once a life, between two instants at which the case is in the department's hands. */
export function overseen(script: Script, brief: Brief, department: string, from: number, to: number): void {
  if (to - from < 5_000) return
  const random = script.random.branch('oversight')
  const { matter, tier, severity } = brief
  const isGrave = severity === 'red' || brief.urgent
  if (random.chance(RATES.contacted))
    script.aside('liaison', { type: 'contact' }, from, Math.min(to, from + 4 * HOUR_MS), department)
  if (random.chance(RATES.urged)) script.aside('intake', { type: 'urge' }, from, to)
  if (random.chance(isGrave ? RATES.instructedOfGrave : RATES.instructed))
    script.aside('leader', { type: 'instruct', note: random.pick(INSTRUCTED) }, from, to)
  escalate()
  if (matter.kind !== 'dispute' && random.chance(RATES.coHandled)) together()

  /** One tier after the other: the further, the rarer. */
  function escalate(): void {
    let at: number | null = from
    for (let rung = LADDER.indexOf(tier); at !== null && rung < LADDER.length - 1; rung += 1) {
      const next = LADDER[rung + 1]!
      if (TIERS.indexOf(next) > TIERS.indexOf(tier) || !random.chance(ESCALATES[next] ?? 0)) return
      at = script.aside(
        'dispatcher',
        { type: 'escalate', tier: next, reason: random.pick(ESCALATED) },
        at,
        to,
      )
    }
  }

  /** Another department works with the owner: it gives something, and some get a task of their own. */
  function together(): void {
    const [owner, second] = matter.departments
    const other = owner === department ? second : owner
    const joinedAt = script.aside('dispatcher', { type: 'add_co_handler', department: other }, from, to)
    if (joinedAt === null) return
    const contribution = random.pick(['labour', 'coordination', 'contractor', 'funds'] as const)
    script.aside('liaison', { type: 'contribute', contribution }, joinedAt, to, other)
    if (!random.chance(RATES.tasksOfSuch)) return
    const kind = random.pick(['verify', 'handle'] as const)
    const givenAt = script.aside('dispatcher', { type: 'give_task', department: other, kind }, joinedAt, to)
    if (givenAt !== null) script.aside('liaison', { type: 'finish_task', task: 1 }, givenAt, to, other)
  }
}
