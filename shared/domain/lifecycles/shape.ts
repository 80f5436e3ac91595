/** What a lifecycle is: which step leads where, not who may take it (../rights.ts). The tables are beside this file, one a kind; what is derived from them is ../lifecycle.ts. */
import type { Phase } from '../vocabulary.ts'

export interface Lifecycle {
  id: string
  birth: { action: string; to: string; event: string }
  /** status → phase; `null`: outside the phases, neither open nor closed. */
  statuses: Record<string, Phase | null>
  edges: readonly Edge[]
}

export interface Edge {
  action: string
  from: readonly string[]
  /** `null`: the case stays where it is, and a facet beside the status changes. */
  to: string | null
  event: string
}
