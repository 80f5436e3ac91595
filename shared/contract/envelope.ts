/** An event as `GET /api/events` answers it: a wire event that also says when it was recorded. */
import { Type, type Static } from 'typebox'
import { WireEventSchema } from '../domain/redact.ts'

export const SkipsSchema = Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]))

export const EnvelopeSchema = Type.Object(
  {
    ...WireEventSchema.properties,
    /** Epoch ms by the database's clock, at the append. */
    recordedAt: Type.Integer(),
  },
  { additionalProperties: false, title: 'Envelope' },
)
export type Envelope = Static<typeof EnvelopeSchema>

export const FrameSchema = Type.Object(
  {
    from: Type.Integer({ minimum: 1 }),
    to: Type.Integer({ minimum: 1 }),
    events: Type.Array(WireEventSchema),
    skips: Type.Optional(SkipsSchema),
  },
  { additionalProperties: false, title: 'Frame' },
)
