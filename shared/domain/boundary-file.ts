/** The text of a file of boundaries as GeoJSON features, or what it is instead. Judges no feature. */

/**
 * Names under which files say that they are in degrees of WGS-84 or of CGCS2000. GCJ-02 and BD-09 have none: there the
 * mapping says it.
 */
const IN_DEGREES = /CRS:?:?84|EPSG:{1,2}(4326|4490)\b/i

export const BOUNDARY_FAULTS = ['no_json', 'zip', 'no_collection', 'other_crs'] as const
export type BoundaryFault = (typeof BOUNDARY_FAULTS)[number]
export type Boundaries =
  | { ok: true; features: unknown[] }
  /** `told`: what the reader of JSON said, or the system's name. */
  | { ok: false; fault: BoundaryFault; told: string }

export function readBoundaries(text: string): Boundaries {
  let told: Told | null
  try {
    told = JSON.parse(text.replace(/^\ufeff/, '')) as Told | null
  } catch (error) {
    return { ok: false, fault: text.startsWith('PK') ? 'zip' : 'no_json', told: (error as Error).message }
  }
  if (told?.type !== 'FeatureCollection' || !Array.isArray(told.features) || told.features.length === 0)
    return { ok: false, fault: 'no_collection', told: '' }
  const crs = told.crs?.properties?.name
  if (crs !== undefined && !IN_DEGREES.test(String(crs)))
    return { ok: false, fault: 'other_crs', told: String(crs) }
  return { ok: true, features: told.features }
}

interface Told {
  type?: unknown
  features?: unknown[]
  crs?: { properties?: { name?: unknown } }
}
