/** Where a case stands on its planned life: by the plan, and by what a server says happened to it. Pure. */
import {
  edgeOf,
  isOpen,
  LIFECYCLE_OF_BIRTH,
  tableOf,
  type EventType,
  type Status,
} from '@shaotai/shared/domain/lifecycle.ts'
import type { Life } from './plan.ts'
import type { PlannedStep } from './lives/script.ts'

const born = ({ report }: Pick<Life, 'report'>) => {
  const lifecycle = LIFECYCLE_OF_BIRTH[report.kind]
  return { lifecycle, status: tableOf(lifecycle).birth.to as Status }
}
type Standing = ReturnType<typeof born>
const after = (it: Standing, { body }: PlannedStep): Standing => ({
  ...it,
  status: edgeOf(it, body.type)?.to ?? it.status,
})

/** After so many steps of its plan. */
export const standingAfter = (life: Life, steps: number): Standing =>
  life.steps.slice(0, steps).reduce(after, born(life))

/** How many of its steps are due by an instant of the plan. */
export function dueBy({ at, steps }: Life, instant: number): number {
  const next = steps.findIndex(({ afterMs }) => at + afterMs > instant)
  return next === -1 ? steps.length : next
}

/** Whether somebody still owes it something at an instant of the plan. */
export const isOpenAt = (life: Life, instant: number): boolean =>
  life.at <= instant && isOpen(standingAfter(life, dueBy(life, instant)))

/**
 * How many steps of its plan a case has made, by the events that it has; null: it was moved otherwise, by somebody who
 * has it in hand now. What happens beside the status (a mark of the timer, a word of a leader) is nobody's step.
 */
export function stepsMade(life: Life, events: readonly { type: EventType }[]): number | null {
  let made = 0
  let it = born(life)
  for (const { type: event } of events.slice(1)) {
    const next = life.steps[made]
    if (next && edgeOf(it, next.body.type)?.event === event) {
      it = after(it, next)
      made += 1
    } else if (moves(it, event)) return null
  }
  return made
}

/** By the table: whether the event leads anywhere. */
const moves = ({ lifecycle }: Standing, event: EventType): boolean =>
  tableOf(lifecycle).edges.some((edge) => edge.event === event && edge.to !== null)
