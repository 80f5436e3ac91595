/** Everything the page reads of one case. The case itself must come; what stands beside it may be refused or be away. */
import type { EvidenceListReply } from '@shaotai/shared/contract/evidence.ts'
import type { CaseReply, SimilarReply, TimelineReply } from '@shaotai/shared/contract/http.ts'
import { request, type Caller } from '../http/request.ts'

export interface WholeCase {
  it: CaseReply
  timeline: TimelineReply
  /** Null: not for this reader, or not to be had now. */
  evidence: EvidenceListReply | null
  similar: SimilarReply | null
}

/** Rejects as request does. */
export async function readCase(caller: Caller, id: string): Promise<WholeCase> {
  const at = `/api/cases/${encodeURIComponent(id)}`
  const orNothing = <T>(path: string) => request<T>(caller, path).catch(() => null)
  const [it, timeline, evidence, similar] = await Promise.all([
    request<CaseReply>(caller, at),
    request<TimelineReply>(caller, `${at}/timeline`),
    orNothing<EvidenceListReply>(`${at}/evidence`),
    orNothing<SimilarReply>(`${at}/similar`),
  ])
  return { it, timeline, evidence, similar }
}
