/**
 * 自动派遣: what follows a filing whose rule says that the system dispatches. The same steps as a dispatcher's, by the same
 * decide, under an id that says who it was. A rule that cannot be carried out leaves the case to the dispatchers.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { CommandBody } from '@shaotai/shared/domain/commands.ts'
import { decide } from '@shaotai/shared/domain/decide.ts'
import type { CaseEvent } from '@shaotai/shared/domain/events.ts'
import type { Actor } from '@shaotai/shared/domain/policy.ts'
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'

const ROUTER: Actor = { id: 'routing', role: 'system', department: null, history: false }
const HANDS_OVER = { ticket: 'dispatch', hazard: 'assign', dispute: 'mediate' } as const satisfies Record<
  Kind,
  CommandBody['type']
>

/** In their order; none where the event filed nothing, or its rule only suggests. */
export function handOversOf(
  event: CaseEvent,
  filed: CaseFile,
  { now, calendar }: { now: number; calendar: Calendar },
): { event: CaseEvent; state: CaseFile }[] {
  if (!event.set?.routed?.automatic) return []
  const { department, coHandlers } = event.set.routed
  const steps: { event: CaseEvent; state: CaseFile }[] = []
  let state = filed
  const bodies: CommandBody[] = [
    { type: HANDS_OVER[filed.kind], department },
    ...coHandlers.map((it): CommandBody => ({ type: 'add_co_handler', department: it })),
  ]
  for (const body of bodies) {
    const decision = decide(
      state,
      { body, expectedVersion: null, occurredAt: null },
      { actor: ROUTER, now, calendar },
    )
    if (!decision.ok) break
    state = decision.state
    steps.push({ event: decision.event, state })
  }
  return steps
}
