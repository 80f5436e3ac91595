/** What is known of a case as rows of name and value; what is not known has no row. Pure. */
import type { CaseReply } from '@shaotai/shared/contract/http.ts'
import { instantIn, type Reader } from './reader.ts'

export interface Fact {
  name: string
  value: string
}

export function factsOf(it: CaseReply, reader: Reader): Fact[] {
  const { words, category, department, area } = reader
  const { case: w, codes } = words
  const row = (name: string, value: string | null | undefined): Fact[] => (value ? [{ name, value }] : [])
  const at = (name: string, value: number | null | undefined) =>
    row(name, value === null || value === undefined ? null : instantIn(reader, value))
  const satisfied = it.whole?.rating?.satisfied
  return [
    ...row(w.category, category(it.category)),
    ...row(w.priority, codes.priorities[it.priority]),
    ...row(w.severity, it.severity && codes.severities[it.severity]),
    ...row(w.area, it.area && area(it.whole?.areaPath ?? [it.area])),
    ...row(w.source, it.source && codes.sources[it.source]),
    ...row(w.externalId, it.externalId),
    ...row(w.sensitivity, codes.sensitivities[it.sensitivity]),
    ...row(w.tier, it.tier && codes.tiers[it.tier]),
    ...row(w.department, it.department ? department(it.department) : words.panels.noDepartment),
    ...row(w.coHandlers, it.coHandlers.map(department).join(TELLS_APART)),
    ...row(w.outcome, it.outcome && codes.outcomes[it.outcome]),
    ...row(w.rating, satisfied && codes.satisfactions[satisfied]),
    ...row(w.measured, it.whole?.measured?.toString()),
    ...at(w.reportedAt, it.reportedAt),
    ...at(w.acceptedAt, it.acceptedAt),
    ...at(w.filedAt, it.filedAt),
    ...at(w.dispatchedAt, it.dispatchedAt),
    ...at(w.signedAt, it.signedAt),
    ...at(w.contactedAt, it.whole?.contactedAt),
    ...at(w.feedbackAt, it.feedbackAt),
    ...at(w.reviewAt, it.reviewAt),
    ...at(w.closedAt, it.closedAt),
  ]
}
const TELLS_APART = ' · '
