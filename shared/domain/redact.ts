/**
 * What each audience may see: the only place that knows. Builds new objects field by field from a closed
 * list (never copies and deletes), and needs nothing but the event or the case itself, so that
 * `fold(redact(events)) = redact(fold(events))` at any age (protocol R2, F7, B4).
 */
import { Type, type Static } from 'typebox'
import { CaseViewSchema, type CaseFile, type CaseView } from './case-file.ts'
import type { CaseEvent } from './events.ts'
import { InstantSchema, type Kind, type Sensitivity } from './vocabulary.ts'

/** The screens an audience may be: a lobby anyone walks through, the centre's wall, the tablet, the desk. */
export const PROFILES = ['lobby', 'wall', 'brief', 'desk'] as const
export type Profile = (typeof PROFILES)[number]

/** Everybody who sees the same: a thousand walls of one profile are one audience (protocol H7). */
export interface Audience {
  profile: Profile
  /** Only cases of this department; null: the whole district. */
  department: string | null
  /** May see 机密. */
  cleared: boolean
}
export const audienceKey = (it: Audience): string =>
  `${it.profile}:${it.department ?? '*'}:${it.cleared ? 'cleared' : 'normal'}`

type Treatment = 'normal' | 'dim' | 'hide'

/** Domain §10.2, the sensitivity projection. `dim`: class, community, state and stamps only. */
const TREATMENT: Record<Profile, Record<Sensitivity, Treatment>> = {
  lobby: { public: 'normal', internal: 'dim', sensitive: 'hide', secret: 'hide' },
  wall: { public: 'normal', internal: 'normal', sensitive: 'dim', secret: 'hide' },
  brief: { public: 'normal', internal: 'normal', sensitive: 'normal', secret: 'hide' },
  desk: { public: 'normal', internal: 'normal', sensitive: 'normal', secret: 'hide' },
}

const onWall = (it: Audience): boolean => it.profile === 'wall' || it.profile === 'lobby'

export function treatmentOf(audience: Audience, facts: { kind: Kind; sensitivity: Sensitivity }): Treatment {
  if (facts.sensitivity === 'secret' && audience.cleared) return 'normal'
  const treatment = TREATMENT[audience.profile][facts.sensitivity]
  // A dispute on a wall is class and state only, whatever class it was given.
  return facts.kind === 'dispute' && onWall(audience) && treatment === 'normal' ? 'dim' : treatment
}

/** The sensitivities an audience sees at all: the same rule as a list, for queries. */
export const visibleSensitivities = (audience: Audience): Sensitivity[] =>
  (['public', 'internal', 'sensitive', 'secret'] as const).filter(
    (sensitivity) => treatmentOf(audience, { kind: 'ticket', sensitivity }) !== 'hide',
  )

const isWithin = (audience: Audience, department: string | null | undefined): boolean =>
  audience.department === null || audience.department === department

/** The case as this audience may hold it, or null where it may not. */
export function redactCase(it: CaseFile, audience: Audience): CaseView | null {
  const treatment = treatmentOf(audience, it)
  if (treatment === 'hide' || !isWithin(audience, it.department)) return null
  const normal = treatment === 'normal'
  return {
    id: it.id,
    no: it.no,
    kind: it.kind,
    lifecycle: it.lifecycle,
    status: it.status,
    category: it.category,
    department: normal ? it.department : null,
    source: normal ? it.source : null,
    priority: it.priority,
    severity: it.severity,
    sensitivity: it.sensitivity,
    lng: normal ? it.lng : null,
    lat: normal ? it.lat : null,
    // Absent in what was recorded before there were areas and deadlines.
    area: (normal ? it.area : it.community) ?? null,
    exercise: it.exercise,
    round: it.round,
    version: it.version,
    reportedAt: it.reportedAt,
    acceptedAt: it.acceptedAt,
    filedAt: it.filedAt,
    dispatchedAt: it.dispatchedAt,
    signedAt: it.signedAt,
    feedbackAt: it.feedbackAt,
    closedAt: it.closedAt,
    dueAt: it.dueAt ?? null,
    changedAt: it.changedAt,
  }
}

/** An event as it crosses the wire: closed, without actor, scope or text. */
export const WireEventSchema = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    caseId: CaseViewSchema.properties.id,
    version: CaseViewSchema.properties.version,
    type: Type.String(),
    at: InstantSchema,
    department: Type.Optional(Type.String()),
    dueAt: Type.Optional(InstantSchema),
    case: Type.Optional(CaseViewSchema),
  },
  { additionalProperties: false, title: 'WireEvent' },
)
export type WireEvent = Omit<Static<typeof WireEventSchema>, 'type'> & { type: CaseEvent['type'] }

/** The event as this audience may see it, or null: then only its seq is told, as a skip. */
export function redactEvent(event: CaseEvent & { seq: number }, audience: Audience): WireEvent | null {
  const { scope } = event
  const treatment = treatmentOf(audience, scope)
  const sees = isWithin(audience, scope.department)
  const saw = scope.from !== undefined && isWithin(audience, scope.from)
  if (treatment === 'hide' || (!sees && !saw)) return null
  const wire: WireEvent = {
    seq: event.seq,
    caseId: event.caseId,
    version: event.version,
    type: event.type,
    at: event.at,
  }
  if (event.department !== undefined && treatment === 'normal') wire.department = event.department
  if (event.dueAt !== undefined) wire.dueAt = event.dueAt
  // A screen that holds the whole district already has a case that only changes hands.
  const meetsItNow =
    event.type === 'case.reported' || event.type === 'case.reopened' || (audience.department !== null && sees)
  if (event.case && meetsItNow) {
    const view = redactCase(event.case, audience)
    if (view) wire.case = view
  }
  return wire
}

/** After folding: does the case still belong on this audience's screens? */
export const belongsTo = (audience: Audience, it: CaseView): boolean => isWithin(audience, it.department)
