/** Areas 区域: the tree of places that cases fall into. Shapes only; loading and looking up is the server's. */
import { Type, type Static } from 'typebox'
import { CodeSchema } from './case-file.ts'
import { TierSchema } from './vocabulary.ts'

export const AreaSchema = Type.Object(
  {
    code: CodeSchema,
    tier: TierSchema,
    parent: Type.Union([CodeSchema, Type.Null()]),
    name: Type.String(),
    nameEn: Type.Union([Type.String(), Type.Null()]),
    /** Sum of what is below it; null where nobody said. */
    households: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  },
  { additionalProperties: false, title: 'Area' },
)
export type Area = Static<typeof AreaSchema>

/** GeoJSON coordinates, [lng, lat] WGS-84; rings closed, outer ones counter-clockwise (RFC 7946). */
export type Position = [lng: number, lat: number]
export type Polygon = Position[][]
export interface AreaShape {
  type: 'Polygon' | 'MultiPolygon'
  coordinates: Polygon | Polygon[]
}
export interface PlacedArea extends Area {
  geometry: AreaShape
}
