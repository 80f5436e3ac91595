/**
 * 自动派遣: what follows a filing whose rule says that the system dispatches. The same step as a dispatcher's, by the same
 * decide, under an id that says who it was. Co-handlers stay a suggestion: no life takes any before the owner has signed.
 * A rule that cannot be carried out leaves the case to the dispatchers.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { decide } from '@shaotai/shared/domain/decide.ts'
import type { CaseEvent } from '@shaotai/shared/domain/events.ts'
import type { Actor } from '@shaotai/shared/domain/policy.ts'

const ROUTER: Actor = { id: 'routing', role: 'system', department: null, history: false }
const HANDS_OVER = { ticket: 'dispatch', hazard: 'assign', dispute: 'mediate' } as const

/** null where the event filed nothing, or its rule only suggests. */
export function handOverOf(
  event: CaseEvent,
  filed: CaseFile,
  { now, calendar }: { now: number; calendar: Calendar },
): { event: CaseEvent; state: CaseFile } | null {
  if (!event.set?.routed?.automatic) return null
  const body = { type: HANDS_OVER[filed.kind], department: event.set.routed.department }
  const decision = decide(
    filed,
    { body, expectedVersion: null, occurredAt: null },
    { actor: ROUTER, now, calendar },
  )
  return decision.ok ? decision : null
}
