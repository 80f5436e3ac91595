/** A planned life as the items of `POST /api/history`, as far as it has come by an instant. Pure. */
import { toSent, type HistoryItem } from '@shaotai/shared/contract/http.ts'
import type { PlannedBody, PlannedStep } from './lives/script.ts'
import type { Life } from './plan.ts'

export const stampOf = (at: number): string => new Date(at).toISOString()

export function reportItem({ externalId, source, at, report }: Life): HistoryItem {
  return { type: 'report', source, externalId, occurredAt: stampOf(at), ...report }
}

/** As the doors take it; a merge names its target by its report. */
const asSent = (body: PlannedBody) => (body.type === 'merge' ? body : toSent(body))

/** The department's own person, where it is a department's step. */
export function stepItem(
  { externalId, source }: Pick<Life, 'externalId' | 'source'>,
  { role, department, body }: PlannedStep,
  at: number,
): HistoryItem {
  const id = department === null ? role : `${role}-${department}`
  return {
    ...asSent(body),
    source,
    externalId,
    occurredAt: stampOf(at),
    actor: { id, role, ...(department !== null && { department }) },
  }
}

/** In order; empty for a case that is yet to come. */
export function toHistory(life: Life, until: number): HistoryItem[] {
  if (life.at > until) return []
  const steps = life.steps.filter(({ afterMs }) => life.at + afterMs <= until)
  return [reportItem(life), ...steps.map((step) => stepItem(life, step, life.at + step.afterMs))]
}
