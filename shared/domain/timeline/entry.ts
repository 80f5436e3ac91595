/**
 * One line of a case's timeline: an event as its reader may know it. Whoever sees the case whole learns what was done,
 * by which role, and with which coded details; a dim reader learns type and time alone, as everywhere. Free text and the
 * reasons people wrote are personal and come with the case, never with its timeline.
 */
import { Type, type Static } from 'typebox'
import { CodeSchema } from '../case-file.ts'
import { EventDetailsSchema, type LogEvent } from '../events.ts'
import { redactEvent, treatmentOf, WireEventSchema, type Audience } from '../redact.ts'
import { rightsOf } from '../rights.ts'
import { RoleSchema } from '../vocabulary.ts'

export const BySchema = Type.Object(
  {
    role: RoleSchema,
    /** Of whoever works for one. */
    department: Type.Optional(CodeSchema),
    /** Of a person, for those whose work needs it. */
    name: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export const EntrySchema = Type.Object(
  {
    ...WireEventSchema.properties,
    /** Epoch ms by the database's clock, at the append. */
    recordedAt: Type.Integer(),
    by: Type.Optional(BySchema),
    details: Type.Optional(EventDetailsSchema),
    /** Owner before it, where the event changed the owner. */
    from: Type.Optional(CodeSchema),
  },
  { additionalProperties: false, title: 'TimelineEntry' },
)
export type Entry = Omit<Static<typeof EntrySchema>, 'type'> & { type: LogEvent['type'] }

/** Who stands behind an actor's id; undefined: no person, or one the reader may not know. */
export interface Known {
  department: string | null
  name?: string
}

/** The event as this audience may read it, or null where it may not. */
export function entryOf(
  event: LogEvent,
  audience: Audience,
  personOf: (id: string) => Known | undefined,
): Entry | null {
  const wire = redactEvent(event, audience)
  if (!wire) return null
  const entry: Entry = { ...wire, recordedAt: event.recordedAt }
  if (treatmentOf(audience, event.scope) !== 'normal') return entry
  const { role, id } = event.actor
  const person = personOf(id)
  const department =
    rightsOf(role).boundBy === 'department' ? (person?.department ?? event.scope.department) : null
  entry.by = {
    role,
    ...(department !== null && { department }),
    ...(person?.name !== undefined && { name: person.name }),
  }
  if (event.details) entry.details = event.details
  if (event.scope.from) entry.from = event.scope.from
  return entry
}
