/** What a language needs to tell a case's life: a template for every event and a word for every code in it. */
import type { Basis } from '../calendar/calendar.ts'
import type { EventType } from '../lifecycle.ts'
import type {
  Contribution,
  EvidenceRole,
  Outcome,
  Reason,
  Role,
  Satisfaction,
  Severity,
  TaskKind,
  Tier,
} from '../vocabulary.ts'

/** `{name}` is a value; `[…]` is left out when a value in it is not known. */
export type Template = string

export interface TellingWords {
  sentences: Record<EventType, Template>
  /** Who acted, without and with a name, of a department or not. */
  who: Template
  /** A liaison without a department that is known. */
  roles: Record<Role, string>
  reasons: Record<Reason, string>
  tiers: Record<Tier, string>
  severities: Record<Severity, string>
  outcomes: Record<Outcome, string>
  tasks: Record<TaskKind, string>
  contributions: Record<Contribution, string>
  satisfactions: Record<Satisfaction, string>
  evidence: Record<EvidenceRole, string>
  /** So much of a limit's measure: `{amount}`. */
  limits: Record<Basis, Template>
  /** The routing rule that fired: `{title}`, `{code}`, `{revision}`. */
  rule: Template
  /** Between the last two of a list, and between all others. */
  and: string
  comma: string
}
