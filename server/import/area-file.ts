/** A file of boundaries as GeoJSON features: read whole, because areas go in all or none. Knows nothing of areas. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Stop } from './stop.ts'

/**
 * Names under which files say that they are in degrees of WGS-84 or of CGCS2000. GCJ-02 and BD-09 have none: there the
 * mapping says it.
 */
const IN_DEGREES = /CRS:?:?84|EPSG:{1,2}(4326|4490)\b/i

/** Throws a Stop where it is no FeatureCollection in degrees. */
export async function readFeatures(path: string): Promise<unknown[]> {
  const name = basename(path)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Stop([`There is no file ${path} that can be read (${error.code}).`])
  })
  const told = parsed(text.replace(/^\ufeff/, ''), name)
  if (told?.type !== 'FeatureCollection' || !Array.isArray(told.features) || told.features.length === 0) {
    throw new Stop([
      `${name} is no GeoJSON FeatureCollection with features.`,
      'Boundaries in another form (Shapefile, KML, TopoJSON) are converted first, for example with QGIS or ogr2ogr.',
    ])
  }
  const crs = told.crs?.properties?.name
  if (crs !== undefined && !IN_DEGREES.test(crs)) {
    throw new Stop([
      `${name} says that it is in ${crs}, and areas are read in degrees of WGS-84 or CGCS2000.`,
      'Convert it first, for example with QGIS or ogr2ogr -t_srs EPSG:4326.',
    ])
  }
  return told.features
}

interface Told {
  type?: unknown
  features?: unknown[]
  crs?: { properties?: { name?: string } }
}

function parsed(text: string, name: string): Told | null {
  try {
    return JSON.parse(text) as Told | null
  } catch (error) {
    throw new Stop([
      `${name} is no JSON: ${(error as Error).message}.`,
      text.startsWith('PK') ? 'It looks like a zip archive: unpack it first.' : 'Was it cut short?',
    ])
  }
}
