/**
 * What each audience may see: the only place that knows. Builds new objects field by field from a closed
 * list (never copies and deletes), and needs nothing but the event or the case itself, so that
 * `fold(redact(events)) = redact(fold(events))` at any age (protocol R2, F7, B4).
 */
import { Type, type Static } from 'typebox'
import {
  CASE_VIEW_FIELDS,
  CaseViewSchema,
  complete,
  type Absent,
  type CaseFile,
  type CaseView,
} from './case-file.ts'
import type { CaseEvent } from './events.ts'
import { BRINGS_BACK } from './lifecycle.ts'
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
  /** Only cases that lie in one of these areas, of any tier: codes, sorted. Absent: the whole district. */
  areas?: string[]
}
/** Areas are parted by what no code of an area has in it; a colon some have. */
export const audienceKey = ({ profile, department, cleared, areas = [] }: Audience): string =>
  [
    profile,
    department ?? '*',
    cleared ? 'cleared' : 'normal',
    ...(areas.length > 0 ? [areas.join(',')] : []),
  ].join(':')

type Treatment = 'normal' | 'dim' | 'hide'

/** Domain §10.2, the sensitivity projection. `dim`: class, community, state and stamps only. */
const TREATMENT: Record<Profile, Record<Sensitivity, Treatment>> = {
  lobby: { public: 'normal', internal: 'dim', sensitive: 'hide', secret: 'hide' },
  wall: { public: 'normal', internal: 'normal', sensitive: 'dim', secret: 'hide' },
  brief: { public: 'normal', internal: 'normal', sensitive: 'normal', secret: 'hide' },
  desk: { public: 'normal', internal: 'normal', sensitive: 'normal', secret: 'hide' },
}

/** Who may know what a rule suggests: whoever decides whose case it becomes sits at a desk. */
const dispatches = (it: Audience): boolean => it.profile === 'desk'
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

const isWithin = (
  audience: Audience,
  department: string | null | undefined,
  coHandlers: readonly string[] = [],
): boolean =>
  audience.department === null ||
  audience.department === department ||
  coHandlers.includes(audience.department)

/** A case's areas are those of its birth, for ever; one without a place lies in none. */
const liesWithin = ({ areas }: Audience, path: readonly string[] = []): boolean =>
  areas === undefined || areas.some((area) => path.includes(area))

/** A case as it was stored, at any age. */
type Stored = Omit<CaseFile, Absent> & Partial<CaseFile>

/** The case as this audience may hold it, or null where it may not. */
export function redactCase(stored: Stored, audience: Audience): CaseView | null {
  const it = complete(stored)
  const treatment = treatmentOf(audience, it)
  if (treatment === 'hide' || !liesWithin(audience, it.areaPath)) return null
  if (!isWithin(audience, it.department, it.coHandlers)) return null
  const normal = treatment === 'normal'
  return {
    id: it.id,
    no: it.no,
    kind: it.kind,
    lifecycle: it.lifecycle,
    status: it.status,
    category: it.category,
    department: normal ? it.department : null,
    coHandlers: normal ? it.coHandlers : [],
    source: normal ? it.source : null,
    priority: it.priority,
    severity: it.severity,
    sensitivity: it.sensitivity,
    lng: normal ? it.lng : null,
    lat: normal ? it.lat : null,
    area: normal ? it.area : it.community,
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
    dueAt: it.dueAt,
    basis: it.basis,
    limit: it.limit,
    pausedAt: it.pausedAt,
    reviewAt: it.reviewAt,
    tier: it.tier,
    pending: it.pending,
    urges: it.urges,
    instructions: it.instructions,
    returns: it.returns,
    reports: it.reports,
    listed: it.listed,
    spotlitUntil: it.spotlitUntil,
    outcome: it.outcome,
    routed: normal && dispatches(audience) ? it.routed : null,
    changedAt: it.changedAt,
  }
}

/** Of what an event changes, a dim audience may not know these. */
const NOT_WHEN_DIM: ReadonlySet<keyof CaseView> = new Set([
  'department',
  'coHandlers',
  'source',
  'lng',
  'lat',
  'area',
])
const WHOLE = CASE_VIEW_FIELDS.filter((field) => field !== 'routed')
const ALWAYS = WHOLE.filter((field) => !NOT_WHEN_DIM.has(field))

function redactSet(set: Partial<CaseFile>, treatment: Treatment, audience: Audience): Partial<CaseView> {
  const whole = dispatches(audience) ? CASE_VIEW_FIELDS : WHOLE
  const fields = treatment === 'normal' ? whole : ALWAYS
  return Object.fromEntries(
    fields.flatMap((field) => (set[field] === undefined ? [] : [[field, set[field]]])),
  )
}

/** An event as it crosses the wire: closed, without actor, scope or text. */
export const WireEventSchema = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    caseId: CaseViewSchema.properties.id,
    version: CaseViewSchema.properties.version,
    type: Type.String(),
    at: InstantSchema,
    set: Type.Optional(Type.Partial(CaseViewSchema, { additionalProperties: false })),
    /** Of main/1. */
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
  const sees = isWithin(audience, scope.department, scope.with)
  const saw = scope.from !== undefined && isWithin(audience, scope.from)
  if (treatment === 'hide' || !liesWithin(audience, scope.areaPath) || (!sees && !saw)) return null
  const wire: WireEvent = {
    seq: event.seq,
    caseId: event.caseId,
    version: event.version,
    type: event.type,
    at: event.at,
  }
  if (event.set !== undefined) wire.set = redactSet(event.set, treatment, audience)
  if (event.department !== undefined && treatment === 'normal') wire.department = event.department
  if (event.dueAt !== undefined) wire.dueAt = event.dueAt
  // A screen that holds the whole district already has a case that only changes hands.
  const meetsItNow =
    event.type === 'case.reported' || BRINGS_BACK.has(event.type) || (audience.department !== null && sees)
  if (event.case && meetsItNow) {
    const view = redactCase(event.case, audience)
    // The whole case says what changed, and more.
    if (view) {
      wire.case = view
      delete wire.set
    }
  }
  return wire
}

/** After folding: does the case still belong on this audience's screens? Its areas never change. */
export const belongsTo = (audience: Audience, it: CaseView): boolean =>
  isWithin(audience, it.department, it.coHandlers)
