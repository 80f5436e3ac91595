/** Everything the page reads of one case. The case itself must come; what stands beside it may be refused or be away. */
import type { EvidenceListReply } from '@shaotai/shared/contract/evidence.ts'
import type { CaseReply, SimilarReply, TimelineReply } from '@shaotai/shared/contract/http.ts'
import { SEES_PERSONAL, TAKING_IN } from '@shaotai/shared/domain/rights.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { request, type Caller } from '../http/request.ts'

export interface WholeCase {
  it: CaseReply
  timeline: TimelineReply
  /** Null: not for this reader, or not to be had now. */
  evidence: EvidenceListReply | null
  similar: SimilarReply | null
}

/** Rejects as request does. `role`: what it may not read is not asked for. */
export async function readCase(caller: Caller, id: string, role: Role | null): Promise<WholeCase> {
  const at = `/api/cases/${encodeURIComponent(id)}`
  const orNothing = async <T>(may: boolean, path: string): Promise<T | null> =>
    may ? request<T>(caller, path).catch(() => null) : null
  const [it, timeline, evidence, similar] = await Promise.all([
    request<CaseReply>(caller, at),
    request<TimelineReply>(caller, `${at}/timeline`),
    orNothing<EvidenceListReply>(role !== null && SEES_PERSONAL.has(role), `${at}/evidence`),
    orNothing<SimilarReply>(role !== null && TAKING_IN.includes(role), `${at}/similar`),
  ])
  return { it, timeline, evidence, similar }
}
